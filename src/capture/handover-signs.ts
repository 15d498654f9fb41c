/** What an activity tells about a handover: the SDK's own events, and the tags of Omnichannel. */

import type { CapturedActivity, HandoverSign } from '../model/turn.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import { parsed } from './trace-value.ts';

export type Direction = 'incoming' | 'outgoing';

/** What is already known of an activity, and which way it goes. */
interface Known {
  readonly activity: Pick<CapturedActivity, 'type' | 'name'>;
  readonly direction: Direction;
}

/** Reads the sign of a message or event; `undefined` if it bears none. */
export function readHandoverSign(
  read: Reader,
  activity: unknown,
  { activity: { type, name }, direction }: Known,
): HandoverSign | undefined {
  if (type === 'event') {
    if (direction === 'outgoing' && name === 'handoff.initiate') return 'requested';
    if (direction === 'incoming' && name === 'handoff.status') return readState(read, activity);
  }
  const sign = readTags(read, read.field(activity, 'channelData'));
  // a user may write what they like into it: only the bot hands over
  return sign === 'requested' && direction === 'incoming' ? undefined : sign;
}

function readState(read: Reader, activity: unknown): HandoverSign | undefined {
  const state = read.word(read.field(activity, 'value'), 'state', MAX_WORD_LENGTH);
  return STATES.get(state?.toLowerCase() ?? '');
}

const STATES: ReadonlyMap<string, HandoverSign> = new Map([
  ['accepted', 'accepted'],
  ['failed', 'failed'],
  ['completed', 'completed'],
]);

/** Longest tags that are parsed: they bear a command and a small context. */
const MAX_TAGS_LENGTH = 4_096;

/** Omnichannel's bots command it by tags, as JSON in a text as a rule. */
function readTags(read: Reader, channelData: unknown): HandoverSign | undefined {
  const tags = parsed(read.field(channelData, 'tags'), MAX_TAGS_LENGTH);
  return COMMANDS.get(read.word(tags, 'type', MAX_WORD_LENGTH) ?? '');
}

const COMMANDS: ReadonlyMap<string, HandoverSign> = new Map([
  ['Escalate', 'requested'],
  ['EndConversation', 'completed'],
]);
