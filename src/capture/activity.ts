/** Copies the fields of an activity that later stages need; never its `value` or `channelData`. */

import type { CapturedActivity, Party } from '../model/turn.ts';
import { MAX_TEXT_LENGTH } from '../model/turn.ts';
import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { UNKNOWN } from '../model/segment.ts';
import { canonicalText, primitiveText } from './canonical.ts';
import type { Reader } from './read.ts';

/** Longest `type`, `inputHint`, `role` or other word of the protocol. */
export const MAX_WORD_LENGTH = 128;

type Draft = { -readonly [K in keyof CapturedActivity]: CapturedActivity[K] };

/** Copies an activity that came in. Read it before `next()`: later middleware may rewrite it. */
export function readIncoming(read: Reader, activity: unknown): CapturedActivity {
  const draft = readCommon(read, activity);
  const id = read.id(activity, 'id');
  if (id !== undefined) draft.id = id;
  readDetails(read, activity, draft);
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
    case 'event':
    case 'invoke':
      return readValue(read, activity, draft);
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

function readValue(read: Reader, activity: unknown, draft: Draft): void {
  if (draft.name === 'handoff.status') {
    const state = read.word(read.field(activity, 'value'), 'state', MAX_WORD_LENGTH);
    if (state !== undefined) draft.handoffState = state;
  }
  if (draft.name === 'adaptiveCard/action') {
    const trigger = read.word(read.field(activity, 'value'), 'trigger', MAX_WORD_LENGTH);
    if (trigger !== undefined) draft.cardTrigger = trigger;
  }
}
