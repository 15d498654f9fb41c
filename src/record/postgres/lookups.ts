/** Answers what a batch asks for out of what was loaded, and notes what is missing. */

import type { RecordStatements } from '../recording/statements.ts';
import type { Loaded } from './loading.ts';
import { nearKey, nothingMissing, voteKeyOf } from './missing.ts';
import type { Missing } from './missing.ts';
import type { Wanted } from './wanted.ts';

export interface Lookups {
  readonly conversations: Pick<RecordStatements['conversations'], 'byKey' | 'participant'>;
  readonly sessions: Pick<RecordStatements['sessions'], 'byId' | 'near'>;
  readonly users: Pick<RecordStatements['users'], 'byNumber' | 'identityOf'>;
  readonly votes: Pick<RecordStatements['votes'], 'on'>;
  readonly tombstones: RecordStatements['tombstones'];
  readonly missing: Missing;
}

/**
 * Makes the lookups of one run over a batch. What is missing is answered as absent: such a run is
 * thrown away, and the batch is gone through again when that was read.
 * @param isNew tells a session that the batch itself opens
 */
export function lookupsIn(loaded: Loaded, isNew: (sessionId: string) => boolean): Lookups {
  const missing = nothingMissing();
  return {
    missing,
    conversations: {
      byKey: (key) => loaded.conversations.get(key),
      participant: (conversation, member) => loaded.participants.get(`${conversation} ${member}`),
    },
    sessions: sessionLookups({ loaded, missing }, isNew),
    users: {
      byNumber(number) {
        if (!loaded.users.has(number)) missing.users.add(number);
        return loaded.users.get(number);
      },
      identityOf(pseudonym) {
        const user = loaded.identities.get(pseudonym);
        return user === undefined ? undefined : { pseudonym, user };
      },
    },
    votes: {
      on(participant, message) {
        if (!loaded.participantNumbers.has(participant)) return undefined;
        const key = voteKeyOf(participant, message);
        if (!loaded.votes.has(key)) missing.votes.set(key, [participant, message]);
        return loaded.votes.get(key);
      },
    },
    tombstones: {
      newest: () => loaded.newestTombstone,
      at(hash) {
        const key = hash.toString('hex');
        if (!loaded.tombstones.has(key)) missing.tombstones.add(key);
        return loaded.tombstones.get(key);
      },
    },
  };
}

function sessionLookups(
  { loaded, missing }: { readonly loaded: Loaded; readonly missing: Missing },
  isNew: (sessionId: string) => boolean,
): Lookups['sessions'] {
  return {
    byId(id) {
      if (!loaded.sessions.has(id) && !isNew(id)) missing.sessions.add(id);
      return loaded.sessions.get(id);
    },
    near(participant, from, to) {
      if (!loaded.participantNumbers.has(participant)) return [];
      const key = nearKey(participant, from, to);
      const rows = loaded.near.get(key);
      if (!rows) missing.near.set(key, [participant, from, to]);
      return rows ?? [];
    },
  };
}

/** Whether a run over a batch asked for something that was not read. */
export function isIncomplete(missing: Missing): boolean {
  return Object.values(missing).some(({ size }) => size > 0);
}

/**
 * Tells sessions that a batch opens by their names, which begin with that of the turn. A turn that
 * came live has never been recorded before; one of a transcript may have.
 */
export function sessionsOf({ turnIds }: Wanted, imported: boolean): (id: string) => boolean {
  return (id) => {
    const end = id.lastIndexOf('-s');
    return !imported && end > 0 && turnIds.has(id.slice(0, end));
  };
}
