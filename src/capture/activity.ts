/**
 * Copies the fields of an activity that later stages need; of its `value` and `channelData` only
 * what tells about buttons, votes, handovers and traces.
 */

import type { CapturedActivity, Party } from '../model/turn.ts';
import { MAX_TEXT_LENGTH } from '../model/turn.ts';
import { MAX_LABEL_LENGTH } from '../model/call.ts';
import type { ClickType } from '../model/call.ts';
import { UNKNOWN } from '../model/segment.ts';
import { readButtons } from './buttons.ts';
import { canonicalText, primitiveText } from './canonical.ts';
import { isFeedbackOffered, readVotes } from './feedback-signs.ts';
import { readHandoverSign } from './handover-signs.ts';
import type { Direction } from './handover-signs.ts';
import { pressedByInvoke, readMark, readSubmitted } from './presses.ts';
import { withoutMentions } from './mentions.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import { readTrace } from './traces.ts';

type Draft = { -readonly [K in keyof CapturedActivity]: CapturedActivity[K] };

/** Copies an activity that came in. Read it before `next()`: later middleware may rewrite it. */
export function readIncoming(read: Reader, activity: unknown): CapturedActivity {
  const draft = readCommon(read, activity);
  const id = read.id(activity, 'id');
  if (id !== undefined) draft.id = id;
  readDetails(read, activity, draft);
  if (draft.text !== undefined) draft.text = withoutMentions(read, activity, draft.text);
  readReceived(read, activity, draft);
  return draft;
}

/** Copies an activity that is about to be sent: it has no id yet. */
export function readOutgoing(read: Reader, activity: unknown): CapturedActivity {
  const draft = readCommon(read, activity);
  const recipient = readParty(read, read.field(activity, 'recipient'));
  if (recipient) draft.recipient = recipient;
  const streamType = read.word(
    findEntity(read, activity, 'streaminfo'),
    'streamType',
    MAX_WORD_LENGTH,
  );
  if (streamType !== undefined) draft.streamType = streamType;
  readDetails(read, activity, draft);
  readSent(read, activity, draft);
  return draft;
}

/** Returns the first entity of a type (compared without case); `undefined` if there is none. */
export function findEntity(read: Reader, activity: unknown, type: string): unknown {
  for (const entity of read.list(activity, 'entities')) {
    if (read.word(entity, 'type', MAX_WORD_LENGTH)?.toLowerCase() === type) return entity;
  }
  return undefined;
}

/** Copies `from`, `recipient` or a member; nobody without an id. */
export function readParty(read: Reader, party: unknown): Party | undefined {
  const id = read.id(party, 'id');
  if (id === undefined) return undefined;
  const role = read.word(party, 'role', MAX_WORD_LENGTH);
  return role === undefined ? { id } : { id, role };
}

function readCommon(read: Reader, activity: unknown): Draft {
  const draft: Draft = {
    type: read.word(activity, 'type', MAX_WORD_LENGTH) ?? UNKNOWN,
    attachmentCount: read.length(read.field(activity, 'attachments')) ?? 0,
    hasValue: (read.field(activity, 'value') ?? undefined) !== undefined,
  };
  const name = read.word(activity, 'name', MAX_LABEL_LENGTH);
  if (name !== undefined) draft.name = name;
  const replyToId = read.id(activity, 'replyToId');
  if (replyToId !== undefined) draft.replyToId = replyToId;
  const inputHint = read.word(activity, 'inputHint', MAX_WORD_LENGTH);
  if (inputHint !== undefined) draft.inputHint = inputHint;
  return draft;
}

/** What only one type of activity has. */
function readDetails(read: Reader, activity: unknown, draft: Draft): void {
  switch (draft.type) {
    case 'message':
      return readText(read, activity, draft);
    case 'conversationUpdate':
      return readMembers(read, activity, draft);
    case 'endOfConversation':
      return readCode(read.word(activity, 'code', MAX_WORD_LENGTH), draft);
    case 'installationUpdate':
      return readCode(read.word(activity, 'action', MAX_WORD_LENGTH), draft);
    default:
  }
}

function readText(read: Reader, activity: unknown, draft: Draft): void {
  const whole = primitiveText(read.field(activity, 'text'));
  if (whole === undefined) return;
  draft.text = canonicalText(whole, MAX_TEXT_LENGTH) ?? '';
  draft.textLength = whole.length;
}

function readMembers(read: Reader, activity: unknown, draft: Draft): void {
  const added = readParties(read, activity, 'membersAdded');
  if (added.length > 0) draft.membersAdded = added;
  const removed = readParties(read, activity, 'membersRemoved');
  if (removed.length > 0) draft.membersRemoved = removed;
}

function readParties(read: Reader, activity: unknown, key: string): readonly Party[] {
  return read
    .list(activity, key)
    .map((member) => readParty(read, member))
    .filter((member) => member !== undefined);
}

function readCode(code: string | undefined, draft: Draft): void {
  if (code !== undefined) draft.code = code;
}

/** What the user has done: pressed a button, voted, come back from a human. */
function readReceived(read: Reader, activity: unknown, draft: Draft): void {
  switch (draft.type) {
    case 'message':
      setPressed(draft, readMark(read, read.field(activity, 'channelData')));
      if (draft.hasValue) Object.assign(draft, readSubmitted(read, activity, draft));
      return readHandover(read, activity, { draft, direction: 'incoming' });
    case 'event':
      readVotesOf(read, activity, draft);
      return readHandover(read, activity, { draft, direction: 'incoming' });
    case 'invoke':
      return readInvoke(read, activity, draft);
    case 'messageReaction':
      return readVotesOf(read, activity, draft);
    default:
  }
}

/** What the bot does besides saying something: offer buttons, ask for votes or a human, tell its state. */
function readSent(read: Reader, activity: unknown, draft: Draft): void {
  switch (draft.type) {
    case 'message': {
      const buttons = readButtons(read, activity);
      if (buttons.length > 0) draft.buttons = buttons;
      if (isFeedbackOffered(read, activity)) draft.feedbackOffered = true;
      return readHandover(read, activity, { draft, direction: 'outgoing' });
    }
    case 'event':
      return readHandover(read, activity, { draft, direction: 'outgoing' });
    case 'trace':
      Object.assign(draft, readTrace(read, activity));
      return;
    default:
  }
}

function readInvoke(read: Reader, activity: unknown, draft: Draft): void {
  setPressed(draft, pressedByInvoke(read, activity, draft.name));
  if (!draft.hasValue) return;
  Object.assign(draft, readSubmitted(read, activity, draft));
  readVotesOf(read, activity, draft);
  if (draft.name === 'adaptiveCard/action') {
    const trigger = read.word(read.field(activity, 'value'), 'trigger', MAX_WORD_LENGTH);
    if (trigger !== undefined) draft.cardTrigger = trigger;
  }
}

function setPressed(draft: Draft, pressed: ClickType | undefined): void {
  if (pressed !== undefined) draft.pressed = pressed;
}

function readVotesOf(read: Reader, activity: unknown, draft: Draft): void {
  const votes = readVotes(read, activity, draft);
  if (votes) draft.votes = votes;
}

function readHandover(
  read: Reader,
  activity: unknown,
  { draft, direction }: { readonly draft: Draft; readonly direction: Direction },
): void {
  const sign = readHandoverSign(read, activity, { activity: draft, direction });
  if (sign !== undefined) draft.handover = sign;
}
