/** Reads from the incoming activity where a turn happens and whose it is. */

import type { ConversationRef, Party, TurnOrigin } from '../model/turn.ts';
import { findEntity, readParty } from './activity.ts';
import { canonicalId, canonicalWord } from './canonical.ts';
import { readChannel } from './channel.ts';
import { activityFields, conversationFields } from './fields.ts';
import type { ActivityFields } from './fields.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';

export type OriginDraft = { -readonly [K in keyof TurnOrigin]: TurnOrigin[K] };

/** Longest name of a user that is copied. */
const MAX_NAME_LENGTH = 128;

/** What the activity does not tell. */
type Given = Pick<TurnOrigin, 'turnId' | 'receivedAt' | 'at'> & {
  /** Copy the name of the user too. */
  readonly names?: boolean | undefined;
  /** Where they were taken already. */
  readonly fields?: ActivityFields | undefined;
};

/**
 * Returns the origin as far as the activity tells it. Test traffic = base channel `emulator`; what
 * the bot's own functions say about it is added by the caller.
 */
export function readOrigin(
  read: Reader,
  activity: unknown,
  { turnId, receivedAt, at, names, fields = activityFields(read, activity) }: Given,
): OriginDraft {
  const { channel, subChannel } = readChannel(read, activity);
  const draft: OriginDraft = { turnId, receivedAt, at, channel, test: channel === 'emulator' };
  if (subChannel !== undefined) draft.subChannel = subChannel;
  readParties(read, fields, draft);
  if (names && draft.from) draft.from = named(read, activity, draft.from);
  const callerId = canonicalId(fields.callerId);
  if (callerId !== undefined) draft.callerId = callerId;
  const client = findEntity(read, fields, 'clientinfo');
  const locale =
    canonicalWord(fields.locale, MAX_WORD_LENGTH) ?? read.word(client, 'locale', MAX_WORD_LENGTH);
  if (locale !== undefined) draft.locale = locale;
  const device = read.word(client, 'platform', MAX_WORD_LENGTH);
  if (device !== undefined) draft.device = device;
  return draft;
}

function readParties(read: Reader, fields: ActivityFields, draft: OriginDraft): void {
  const conversation = readConversation(read, fields.conversation);
  if (conversation) draft.conversation = conversation;
  const from = readParty(read, fields.from);
  if (from) draft.from = from;
  const recipient = readParty(read, fields.recipient);
  if (recipient) draft.recipient = recipient;
}

function named(read: Reader, activity: unknown, from: Party): Party {
  const name = read.word(read.field(activity, 'from'), 'name', MAX_NAME_LENGTH)?.trim();
  return name ? { ...from, name } : from;
}

function readConversation(read: Reader, conversation: unknown): ConversationRef | undefined {
  const { id: given, isGroup, conversationType } = conversationFields(read, conversation);
  const id = canonicalId(given);
  if (id === undefined) return undefined;
  if (isGroup === true) return { id, isGroup: true };
  const type = canonicalWord(conversationType, MAX_WORD_LENGTH);
  return { id, isGroup: type === 'groupChat' || type === 'channel' };
}
