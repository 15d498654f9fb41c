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
import { canonicalId, canonicalText, canonicalWord, primitiveText } from './canonical.ts';
import { isFeedbackOffered, readVotes } from './feedback-signs.ts';
import { readHandoverSign } from './handover-signs.ts';
import type { Direction } from './handover-signs.ts';
import { activityFields, partyFields } from './fields.ts';
import type { ActivityFields } from './fields.ts';
import { pressedByInvoke, readMark, readSubmitted } from './presses.ts';
import { withoutMentions } from './mentions.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import { readTrace } from './traces.ts';

type Draft = { -readonly [K in keyof CapturedActivity]: CapturedActivity[K] };

/** Copies an activity that came in. Read it before `next()`: later middleware may rewrite it. */
export function readIncoming(
  read: Reader,
  activity: unknown,
  fields: ActivityFields = activityFields(read, activity),
): CapturedActivity {
  const draft = readCommon(read, fields);
  const id = canonicalId(fields.id);
  if (id !== undefined) draft.id = id;
  readDetails(read, activity, { draft, fields });
  if (draft.text !== undefined && fields.entities !== undefined) {
    draft.text = withoutMentions(read, fields, draft.text);
  }
  readReceived(read, activity, { draft, fields });
  return draft;
}

/** Copies an activity that is about to be sent: it has no id yet. */
export function readOutgoing(read: Reader, activity: unknown): CapturedActivity {
  const fields = activityFields(read, activity);
  const draft = readCommon(read, fields);
  const recipient = readParty(read, fields.recipient);
  if (recipient) draft.recipient = recipient;
  const stream = findEntity(read, fields, 'streaminfo');
  const streamType = read.word(stream, 'streamType', MAX_WORD_LENGTH);
  if (streamType !== undefined) draft.streamType = streamType;
  readDetails(read, activity, { draft, fields });
  readSent(read, activity, { draft, fields });
  return draft;
}

/** What is being read. */
interface Reading {
  readonly draft: Draft;
  readonly fields: ActivityFields;
}

/** Returns the first entity of a type (compared without case); `undefined` if there is none. */
export function findEntity(
  read: Reader,
  activity: Pick<ActivityFields, 'entities'>,
  type: string,
): unknown {
  if (activity.entities === undefined) return undefined;
  for (const entity of read.list(activity, 'entities')) {
    if (read.word(entity, 'type', MAX_WORD_LENGTH)?.toLowerCase() === type) return entity;
  }
  return undefined;
}

/** Copies `from`, `recipient` or a member; nobody without an id. */
export function readParty(read: Reader, party: unknown): Party | undefined {
  const fields = partyFields(read, party);
  const id = canonicalId(fields.id);
  if (id === undefined) return undefined;
  const role = canonicalWord(fields.role, MAX_WORD_LENGTH);
  return role === undefined ? { id } : { id, role };
}

function readCommon(read: Reader, fields: ActivityFields): Draft {
  const { attachments, value } = fields;
  const draft: Draft = {
    type: canonicalWord(fields.type, MAX_WORD_LENGTH) ?? UNKNOWN,
    attachmentCount: attachments === undefined ? 0 : (read.length(attachments) ?? 0),
    hasValue: value !== undefined && value !== null,
  };
  const name = canonicalWord(fields.name, MAX_LABEL_LENGTH);
  if (name !== undefined) draft.name = name;
  const replyToId = canonicalId(fields.replyToId);
  if (replyToId !== undefined) draft.replyToId = replyToId;
  const inputHint = canonicalWord(fields.inputHint, MAX_WORD_LENGTH);
  if (inputHint !== undefined) draft.inputHint = inputHint;
  return draft;
}

/** What only one type of activity has. */
function readDetails(read: Reader, activity: unknown, { draft, fields }: Reading): void {
  switch (draft.type) {
    case 'message':
      return readText(fields.text, draft);
    case 'conversationUpdate':
      return readMembers(read, activity, draft);
    case 'endOfConversation':
      return readCode(read.word(activity, 'code', MAX_WORD_LENGTH), draft);
    case 'installationUpdate':
      return readCode(read.word(activity, 'action', MAX_WORD_LENGTH), draft);
    default:
  }
}

function readText(text: unknown, draft: Draft): void {
  const whole = primitiveText(text);
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
function readReceived(read: Reader, activity: unknown, { draft, fields }: Reading): void {
  switch (draft.type) {
    case 'message':
      setPressed(draft, readMark(read, fields.channelData));
      if (draft.hasValue) Object.assign(draft, readSubmitted(read, activity, draft));
      return readHandover(read, fields, { draft, direction: 'incoming' });
    case 'event':
      readVotesOf(read, activity, draft);
      return readHandover(read, fields, { draft, direction: 'incoming' });
    case 'invoke':
      return readInvoke(read, activity, draft);
    case 'messageReaction':
      return readVotesOf(read, activity, draft);
    default:
  }
}

/** What the bot does besides saying something: offer buttons, ask for votes or a human, tell its state. */
function readSent(read: Reader, activity: unknown, { draft, fields }: Reading): void {
  const { suggestedActions, attachments, channelData, entities } = fields;
  switch (draft.type) {
    case 'message': {
      const hasButtons = suggestedActions !== undefined || attachments !== undefined;
      const buttons = hasButtons ? readButtons(read, fields) : [];
      if (buttons.length > 0) draft.buttons = buttons;
      const hasOffer = channelData !== undefined || entities !== undefined;
      if (hasOffer && isFeedbackOffered(read, fields)) draft.feedbackOffered = true;
      return readHandover(read, fields, { draft, direction: 'outgoing' });
    }
    case 'event':
      return readHandover(read, fields, { draft, direction: 'outgoing' });
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
  fields: ActivityFields,
  { draft, direction }: { readonly draft: Draft; readonly direction: Direction },
): void {
  const isPlain = draft.type === 'message' && fields.channelData === undefined;
  if (isPlain) return;
  const sign = readHandoverSign(read, fields, { activity: draft, direction });
  if (sign !== undefined) draft.handover = sign;
}
