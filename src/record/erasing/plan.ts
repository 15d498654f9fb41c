/** What is the same for every store about an erasure, besides its SQL. */

import { memberKeyOf } from '../../interpret/hashes.ts';
import { settleAt } from '../../interpret/settle-at.ts';
import { groupBy } from '../../model/group-by.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import { DAY_MS } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import type { AudiencePerson } from '../audience.ts';
import { conversationFromText, conversationToText } from '../conversation-text.ts';
import type { ForgetQuery, KnownPerson, Removed } from '../erasure.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { withoutPerson } from './shared-state.ts';
import type { Traces } from './shared-state.ts';
import type { ErasureValues } from './steps.ts';

/** What was found, as it was read. */
export interface FoundRows {
  readonly members: readonly string[];
  readonly keys: readonly string[];
  readonly identities: readonly string[];
  readonly rawIds: readonly string[];
  readonly conversations: readonly string[];
  readonly anonymous: readonly string[];
  readonly sending: readonly string[];
  /** JSON of what payloads are made by. */
  readonly shapes: readonly { readonly destination: string; readonly shape: string }[];
}

/** A conversation that others take part in. */
export interface SharedRow {
  readonly number: number;
  readonly state: string;
  readonly settleFor: string | null;
}

/** The same as it is to be written. */
export type SharedValues = SharedRow & { readonly settleAt: EpochMs | null };

/** What the statements are given. */
export function erasureValues(person: AudiencePerson, names: Pseudonyms): ErasureValues {
  return {
    pseudonym: names.user(person.channel, person.userId),
    welcomed: `%${welcomedKey(person, names)}%`,
    session: ERASED_SESSION,
  };
}

/** By which conversations remember that a user was added: it says nothing about the channel. */
export function welcomedKey({ userId }: AudiencePerson, { text }: Pseudonyms): string {
  return memberKeyOf(text, userId);
}

/** State of a session that nobody goes on with: it was cut, and names nothing. */
const ERASED_SESSION = JSON.stringify({
  number: 1,
  topics: [],
  dialogs: [],
  timeoutMs: 0,
  ended: true,
});

/** What destinations may know the person by. */
export function knownPerson(found: FoundRows): KnownPerson {
  const { members, keys, shapes, ...rest } = found;
  const byDestination = [...groupBy(shapes, ({ destination }) => destination)].map(
    ([destination, rows]) =>
      [destination, rows.map(({ shape }) => JSON.parse(shape) as PayloadShape)] as const,
  );
  return {
    ...rest,
    members: [...new Set([...members, ...keys])],
    shapes: Object.fromEntries(byDestination),
  };
}

/** Takes the person out of a conversation that others take part in. */
export function sharedValues(
  { number, state, settleFor }: SharedRow,
  traces: Traces,
): SharedValues {
  const next = withoutPerson(conversationFromText(state), traces);
  const at = settleAt(next);
  return {
    number,
    state: conversationToText(next),
    settleAt: at ?? null,
    settleFor: at === undefined ? null : settleFor,
  };
}

/**
 * Up to when what is told of the person is not recorded any more: also what their channel's clock,
 * if it is ahead, has dated after the erasure.
 */
export function forgottenUntil(
  { at }: Pick<ForgetQuery, 'at'>,
  lastActAt: EpochMs | null,
): EpochMs {
  return Math.min(Math.max(at, lastActAt ?? 0), at + DAY_MS);
}

export const NOTHING_REMOVED: Removed = {
  events: 0,
  pending: 0,
  deadLetters: 0,
  identities: 0,
  names: 0,
  profiles: 0,
  tags: 0,
  conversations: 0,
  participants: 0,
  votes: 0,
  texts: 0,
  sessions: 0,
};
