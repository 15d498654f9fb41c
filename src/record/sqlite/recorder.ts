/** Records batches: everything about one in one transaction, or nothing. */

import type { EpochMs } from '../../model/time.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { BatchWork } from '../recording/batch.ts';
import { overlayOn } from '../recording/overlay.ts';
import { markCache, repeatsOver } from '../recording/repeats.ts';
import type { CommittableRepeats } from '../recording/repeats.ts';
import type { SegmentIndex } from '../recording/segments.ts';
import {
  beginStates,
  clearCaches,
  commitStates,
  numbersFrom,
  stateCaches,
} from '../recording/states.ts';
import type { FreeStateNumbers, PastConversation } from '../recording/states.ts';
import { targetsFromText, targetsOf, targetsToText } from '../recording/targets.ts';
import type { Target } from '../recording/targets.ts';
import { SETTLED_AT_ONCE, settlePast, settleUnanswered } from '../recording/unanswered.ts';
import {
  NO_MATCHES,
  emptyWork,
  outcomeOfResent,
  pastConversations,
  receivedAt,
  recordBatch,
  waitingIn,
} from '../recording/whole-batch.ts';
import type { LastBatch, PastConversations } from '../recording/whole-batch.ts';
import { writeBatch } from '../recording/write.ts';
import type { Batch, BatchOutcome, Matches, RecordDeps } from '../store.ts';
import type { DatabaseLike } from './driver.ts';
import type { Journal } from './journal.ts';
import { recordStatements } from './statements.ts';
import type { SqliteStatements } from './statements.ts';
import { transactionOn } from './transaction.ts';

export interface Recorder {
  record(batch: Batch, deps: RecordDeps): BatchOutcome;
  /** Settles what is due; returns in how many conversations. */
  settle(now: EpochMs, deps: RecordDeps): number;
  /** Forgets what it remembers between batches: something was removed on its connection. */
  forget(): void;
  lastBatch(writer: string): LastBatch | undefined;
}

/**
 * Prepares the recording on a connection.
 * @param journal the outbox of the same connection
 */
export function recorderOn(db: DatabaseLike, pseudonyms: Pseudonyms, journal: Journal): Recorder {
  const sql = recordStatements(db, journal);
  const inTransaction = transactionOn(db);
  const past = pastConversations();
  const memory = memoryOf(db, sql, past);

  const inBatch: InBatch = ({ deps, matches, targets }, run) => {
    const { work, result } = inTransaction(() => {
      const own = {
        deps,
        matches,
        targets: targets ?? targetsOf(deps, sql.shapes),
        pseudonyms,
        sql,
        past: overlayOn<PastConversation>(past),
      };
      const begun = { ...emptyWork(), ...memory.begin(), ...own };
      return { work: begun, result: run(begun) };
    });
    memory.keep(work);
    work.past.committed();
    for (const error of work.errors) deps.onItemError(error);
    return result;
  };
  const lastBatch = lastBatchOn(sql);

  return {
    lastBatch,
    // patterns may take their time: they are prepared while others may still write
    record: (batch, deps) =>
      inBatch({ deps, matches: deps.matcher.prepare(batch.items) }, (work) => {
        const known = outcomeOfResent(batch, lastBatch(batch.writer));
        if (known) return known;
        const outcome = recordBatch(work, batch);
        const { writer, number, items, atRisk = 0 } = batch;
        const row = { lastBatch: number, outcome: JSON.stringify(outcome), atRisk };
        sql.events.setWriter(writer, row, receivedAt(items));
        return outcome;
      }),
    settle: settleOn(sql, past, inBatch),
    forget: memory.forget,
  };
}

interface Given {
  readonly deps: RecordDeps;
  readonly matches: Matches;
  /** Whom its events are for, if not the active destinations. */
  readonly targets?: readonly Target[] | undefined;
}

type InBatch = <Result>(given: Given, run: (work: BatchWork) => Result) => Result;

/** Those who are told of what has waited longest are told of all that is settled together with it. */
function settleOn(
  { conversations }: SqliteStatements,
  past: PastConversations,
  inBatch: InBatch,
): Recorder['settle'] {
  return (now, deps) => {
    const [first] = conversations.due(now, 1);
    const targets = first && targetsFromText(first.settleFor);
    const waiting = first ? [] : waitingIn(past, now);
    if (!first && waiting.length === 0) return 0;
    return inBatch({ deps, matches: NO_MATCHES, targets }, (work) => {
      const settleFor = targetsToText(work.targets);
      const due = conversations
        .due(now, SETTLED_AT_ONCE)
        .filter((row) => (row.settleFor ?? '[]') === settleFor);
      settleUnanswered(work, due, now);
      settlePast(work, waiting, now);
      writeBatch(work, now);
      return due.length + waiting.length;
    });
  };
}

function lastBatchOn({ events }: SqliteStatements): Recorder['lastBatch'] {
  return (writer) => {
    const row = events.writer(writer);
    if (!row || row.lastBatch === 0) return undefined;
    return { number: row.lastBatch, outcome: JSON.parse(row.outcome) as BatchOutcome };
  };
}

interface Memory {
  /** To be called in the transaction; what another connection has changed is forgotten. */
  begin(): Pick<BatchWork, 'states' | 'segments'> & { readonly repeats: CommittableRepeats };
  /** To be called after the commit. */
  keep(work: BatchWork & { readonly repeats: CommittableRepeats }): void;
  /** Everything is read again. */
  forget(): void;
}

/** What a connection remembers between batches, as long as no other one writes. */
function memoryOf(db: DatabaseLike, sql: SqliteStatements, past: PastConversations): Memory {
  const dataVersion = db.prepare('PRAGMA data_version');
  const caches = stateCaches();
  const marks = markCache();
  let segments: SegmentIndex | undefined;
  let seenVersion: number | undefined;

  const segmentsNow = (): SegmentIndex => {
    const { data_version: version } = dataVersion.get() as { readonly data_version: number };
    if (segments && version === seenVersion) return segments;
    clearCaches(caches);
    segments = sql.segments.load();
    seenVersion = version;
    return segments;
  };

  return {
    begin: () => ({
      segments: sql.segments.begin(segmentsNow()),
      states: beginStates(caches, freeNumbers(sql)),
      repeats: repeatsOver(marks),
    }),
    keep: (work) => {
      commitStates(work.states);
      work.repeats.committed();
      segments = work.segments.index();
    },
    forget() {
      segments = undefined;
      past.clear();
    },
  };
}

/** Safe because the batch holds the write lock. */
function freeNumbers({ users, conversations, sessions }: SqliteStatements): FreeStateNumbers {
  return {
    users: numbersFrom(users.lastNumber() + 1),
    conversations: numbersFrom(conversations.lastNumber() + 1),
    participants: numbersFrom(conversations.lastParticipant() + 1),
    sessions: numbersFrom(sessions.lastNumber() + 1),
  };
}
