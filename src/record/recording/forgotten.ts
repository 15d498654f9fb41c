/** What is told late of users who were erased: it must not bring anybody back. */

import { identityOf, participantOf } from '../../interpret/participant.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Captured } from '../../model/turn.ts';
import type { BatchWork } from './batch.ts';

/** What facts are dropped for that are told of an erased user from before the erasure. */
export const FORGOTTEN = 'forgotten';

/**
 * Tells whether a turn is one of an erased user, or of nobody in a conversation that was theirs, from
 * before the erasure. What comes after it is that of a new user.
 */
export function isForgotten(work: BatchWork, captured: Captured): boolean {
  const { at } = captured.origin;
  if (at > newestTombstone(work)) return false;
  return pseudonymsOf(work, captured).some((pseudonym) => {
    const until = work.sql.tombstones.at(work.pseudonyms.tombstone(pseudonym));
    return until !== undefined && at <= until;
  });
}

/** Asked once a batch: most have nothing that is so old. */
function newestTombstone({ once, sql }: BatchWork): EpochMs {
  once.newestTombstone ??= sql.tombstones.newest();
  return once.newestTombstone;
}

function pseudonymsOf({ pseudonyms }: BatchWork, captured: Captured): readonly string[] {
  const { origin, facts } = captured;
  const { channel, conversation } = origin;
  const person = participantOf(origin, facts);
  if (!person) return conversation ? [pseudonyms.conversation(channel, conversation.id)] : [];
  const name = identityOf(captured);
  const member = pseudonyms.user(channel, person.id);
  return name === undefined ? [member] : [member, pseudonyms.identity(name)];
}
