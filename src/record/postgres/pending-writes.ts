/** What a run over a batch wants written: kept until the run is over, a row of a table once. */

import type { KeptText } from '../../interpret/interpretation.ts';
import type { OutboxLimits } from '../../model/settings.ts';
import type {
  CounterDelta,
  HandoverDelta,
  LabelDelta,
  MarkDelta,
  PhraseDelta,
  PresenceDelta,
  ResponseTimeDelta,
  UserDelta,
} from '../deltas.ts';
import { EVENT_BYTES } from '../recording/statements.ts';
import type {
  ConversationValues,
  EnqueuedRow,
  EventRow,
  LastSeen,
  ParticipantValues,
  RecordStatements,
  SessionColumns,
  StoredIdentity,
  StoredUser,
  VoteRow,
} from '../recording/statements.ts';
import type { Lookups } from './lookups.ts';
import { voteKeyOf } from './missing.ts';

/** Everything that one run wants written. */
export interface PendingWrites {
  readonly conversations: Map<number, ConversationValues>;
  /** Conversations that were looked at, and wait for nothing unless they are written too. */
  readonly looked: Set<number>;
  readonly participants: Map<number, ParticipantValues>;
  readonly sessions: Map<number, SessionColumns>;
  readonly quarters: { readonly quarter: number; readonly session: number }[];
  readonly users: Map<number, StoredUser>;
  readonly identities: Map<string, StoredIdentity>;
  readonly channels: { readonly delta: UserDelta; readonly seen: LastSeen | undefined }[];
  readonly moves: { readonly from: number; readonly to: number }[];
  readonly votes: Map<string, VoteRow & { readonly participant: number }>;
  readonly presence: PresenceDelta[];
  readonly counters: CounterDelta[];
  readonly labels: LabelDelta[];
  readonly marks: (MarkDelta & { readonly sessionNumber: number })[];
  readonly responseTimes: ResponseTimeDelta[];
  readonly handovers: { readonly delta: HandoverDelta; readonly session: number | undefined }[];
  readonly phrases: PhraseDelta[];
  readonly texts: KeptText[];
  /** Their places in the journal count from 0. */
  readonly events: { readonly row: EventRow; readonly data: string }[];
  readonly enqueued: { readonly row: EnqueuedRow; readonly limits: OutboxLimits }[];
  readonly totals: Map<string, number>;
  readonly lowest: Map<string, number>;
  /** Activities that were known, and are to be known for ever from now on. */
  readonly imported: Set<string>;
  /** Activities that were new. */
  readonly seen: Set<string>;
}

function noWrites(): PendingWrites {
  return {
    conversations: new Map(),
    looked: new Set(),
    participants: new Map(),
    sessions: new Map(),
    quarters: [],
    users: new Map(),
    identities: new Map(),
    channels: [],
    moves: [],
    votes: new Map(),
    presence: [],
    counters: [],
    labels: [],
    marks: [],
    responseTimes: [],
    handovers: [],
    phrases: [],
    texts: [],
    events: [],
    enqueued: [],
    totals: new Map(),
    lowest: new Map(),
    imported: new Set(),
    seen: new Set(),
  };
}

/** The statements of one run: they read what was loaded, and note what is to be written. */
export function pendingStatements(
  lookups: Lookups,
  fresh: ReadonlySet<string>,
): { readonly writes: PendingWrites; readonly sql: Omit<RecordStatements, 'shapes'> } {
  const writes = noWrites();
  return {
    writes,
    sql: {
      ...stateStatements(writes, lookups),
      tombstones: lookups.tombstones,
      rollups: rollupStatements(writes),
      events: eventStatements(writes, fresh),
      outbox: { enqueue: (row, limits) => void writes.enqueued.push({ row, limits }) },
      meta: {
        add: (name, value) => void writes.totals.set(name, (writes.totals.get(name) ?? 0) + value),
        lower: (name, value) =>
          void writes.lowest.set(name, Math.min(writes.lowest.get(name) ?? Infinity, value)),
      },
    },
  };
}

type StateStatements = Pick<RecordStatements, 'conversations' | 'sessions' | 'users' | 'votes'>;

function stateStatements(writes: PendingWrites, lookups: Lookups): StateStatements {
  const putConversation = (row: ConversationValues): void => {
    writes.conversations.set(row.number, row);
  };
  const putSession = (row: SessionColumns): void => {
    writes.sessions.set(row.number, row);
  };
  return {
    conversations: {
      ...lookups.conversations,
      insert: putConversation,
      update: putConversation,
      clearDue: (number) => void writes.looked.add(number),
      upsertParticipant: (row) => void writes.participants.set(row.number, row),
    },
    sessions: {
      ...lookups.sessions,
      insert: putSession,
      update: putSession,
      // all columns are written anyway
      moveStart: () => undefined,
      addQuarter: (quarter, session) => void writes.quarters.push({ quarter, session }),
    },
    users: {
      ...lookups.users,
      upsert: (users) => {
        for (const user of users) writes.users.set(user.number, user);
      },
      identify: (identities) => {
        for (const identity of identities) writes.identities.set(identity.pseudonym, identity);
      },
      addToChannel: (activities) => {
        for (const activity of activities) writes.channels.push(activity);
      },
      moveProfile: (numbers) => void writes.moves.push(numbers),
    },
    votes: voteStatements(writes, lookups),
  };
}

function voteStatements({ votes }: PendingWrites, lookups: Lookups): RecordStatements['votes'] {
  const on = (participant: number, message: string): VoteRow | undefined =>
    votes.get(voteKeyOf(participant, message)) ?? lookups.votes.on(participant, message);
  return {
    on,
    put(participant, row) {
      const before = on(participant, row.message);
      // where the message was said stays as it was first told
      const kept = before && { ...before, vote: row.vote, session: before.session ?? row.session };
      votes.set(voteKeyOf(participant, row.message), { ...(kept ?? row), participant });
    },
  };
}

function rollupStatements(writes: PendingWrites): RecordStatements['rollups'] {
  return {
    addCounters: (delta) => void writes.counters.push(delta),
    addLabel: (delta) => void writes.labels.push(delta),
    addPresence: (deltas) => {
      for (const delta of deltas) writes.presence.push(delta);
    },
    addHandover: (delta, session) => void writes.handovers.push({ delta, session }),
    addMark: (sessionNumber, delta) => void writes.marks.push({ ...delta, sessionNumber }),
    addResponseTime: (delta) => void writes.responseTimes.push(delta),
    addPhrases: (deltas) => {
      for (const delta of deltas) writes.phrases.push(delta);
    },
    keepText: (text) => void writes.texts.push(text),
  };
}

/** An activity is new once: whoever comes with it a second time in the same batch is told so. */
function eventStatements(
  writes: PendingWrites,
  fresh: ReadonlySet<string>,
): RecordStatements['events'] {
  return {
    insert: (rows) =>
      rows.map((row) => {
        const data = JSON.stringify(row.event.data);
        const seq = writes.events.push({ row, data }) - 1;
        return { seq, bytes: EVENT_BYTES + Buffer.byteLength(data) };
      }),
    see(key, _at, imported) {
      const hex = key.toString('hex');
      if (imported) writes.imported.add(hex);
      if (!fresh.has(hex) || writes.seen.has(hex)) return false;
      writes.seen.add(hex);
      return true;
    },
    unsee: (key) => void writes.seen.delete(key.toString('hex')),
  };
}
