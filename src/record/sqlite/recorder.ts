/** Records batches: everything about one in one transaction, or nothing. */

import type { LRUCache } from 'lru-cache';

import { settleAt } from '../../interpret/settle-at.ts';
import type { Captured } from '../../model/turn.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { Batch, BatchOutcome, Matches, RecordDeps } from '../store.ts';
import type { BatchWork, RecordStatements, Tally } from './batch.ts';
import type { DatabaseLike } from './driver.ts';
import { recordItem } from './item.ts';
import type { Journal } from './journal.ts';
import { metaStatements } from './meta.ts';
import { markCache, repeatsOver } from './repeats.ts';
import type { CommittableRepeats } from './repeats.ts';
import { segmentStatements } from './segments.ts';
import type { SegmentIndex } from './segments.ts';
import { conversationStatements } from './sql/conversations.ts';
import { eventStatements } from './sql/events.ts';
import { rollupStatements } from './sql/rollups.ts';
import { sessionStatements } from './sql/sessions.ts';
import { userStatements } from './sql/users.ts';
import { voteStatements } from './sql/votes.ts';
import { overlayOn, stateCache } from './overlay.ts';
import { beginStates, clearCaches, commitStates, stateCaches } from './states.ts';
import type { PastConversation } from './states.ts';
import { transactionOn } from './transaction.ts';
import { dueTargets, settlePast, settleUnanswered } from './unanswered.ts';
import { targetsOf } from './targets.ts';
import type { Target } from './targets.ts';
import { writeBatch } from './write.ts';

export interface Recorder {
  record(batch: Batch, deps: RecordDeps): BatchOutcome;
  /** Settles what is due; returns in how many conversations. */
  settle(now: EpochMs, deps: RecordDeps): number;
  lastBatch(writer: string): { number: number; outcome: BatchOutcome } | undefined;
}

/**
 * Prepares the recording on a connection.
 * @param journal the outbox of the same connection
 */
export function recorderOn(db: DatabaseLike, pseudonyms: Pseudonyms, journal: Journal): Recorder {
  const sql = recordStatements(db, journal);
  const inTransaction = transactionOn(db);
  const memory = memoryOf(db, sql);
  const past = stateCache<PastConversation>(MAX_PAST);

  const inBatch: InBatch = ({ deps, matches, targets }, run) => {
    const { work, result } = inTransaction(() => {
      const own = {
        deps,
        matches,
        targets: targets ?? targetsOf(deps, sql.shapes),
        pseudonyms,
        sql,
        past: overlayOn(past),
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
        const last = lastBatch(batch.writer);
        if (last && batch.number <= last.number) return outcomeOfResent(batch, last);
        recordItems(work, batch);
        return outcomeOf(work.tally);
      }),
    settle: settleOn(sql, past, inBatch),
  };
}

interface Given {
  readonly deps: RecordDeps;
  readonly matches: Matches;
  /** Whom its events are for, if not the active destinations. */
  readonly targets?: readonly Target[] | undefined;
}

type InBatch = <Result>(given: Given, run: (work: BatchWork) => Result) => Result;

function settleOn(
  { conversations }: RecordStatements,
  past: LRUCache<string, PastConversation>,
  inBatch: InBatch,
): Recorder['settle'] {
  return (now, deps) => {
    const targets = dueTargets(conversations, now);
    const waiting = targets ? [] : waitingIn(past, now);
    if (!targets && waiting.length === 0) return 0;
    return inBatch({ deps, matches: NO_MATCHES, targets }, (work) => {
      const settled = settleUnanswered(work, now) + settlePast(work, waiting, now);
      writeBatch(work, now);
      return settled;
    });
  };
}

/** Conversations of an import in whose past something waits. */
const MAX_PAST = 20_000;

function waitingIn(past: LRUCache<string, PastConversation>, now: EpochMs): readonly string[] {
  return [...past.entries()].flatMap(([key, { state }]) =>
    state && (settleAt(state) ?? Infinity) < now ? [key] : [],
  );
}

function lastBatchOn({ events }: RecordStatements): Recorder['lastBatch'] {
  return (writer) => {
    const row = events.writer(writer);
    return row && { number: row.lastBatch, outcome: JSON.parse(row.outcome) as BatchOutcome };
  };
}

/** Nothing is said that could match. */
const NO_MATCHES: Matches = () => false;

function recordItems(work: BatchWork, { items, writer, number }: Batch): void {
  for (const item of items) recordItem(work, item);
  const at = receivedAt(items);
  writeBatch(work, at);
  const outcome = JSON.stringify(outcomeOf(work.tally));
  work.sql.events.setWriter(writer, { lastBatch: number, outcome }, at);
}

interface Memory {
  /** To be called in the transaction; what another connection has changed is forgotten. */
  begin(): Pick<BatchWork, 'states' | 'segments'> & { readonly repeats: CommittableRepeats };
  /** To be called after the commit. */
  keep(work: BatchWork & { readonly repeats: CommittableRepeats }): void;
}

/** What a connection remembers between batches, as long as no other one writes. */
function memoryOf(db: DatabaseLike, sql: RecordStatements): Memory {
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
      states: beginStates(caches, sql),
      repeats: repeatsOver(marks),
    }),
    keep: (work) => {
      commitStates(work.states);
      work.repeats.committed();
      segments = work.segments.index();
    },
  };
}

function recordStatements(
  db: DatabaseLike,
  { deliveries, totals, shapes }: Journal,
): RecordStatements {
  return {
    meta: metaStatements(db),
    users: userStatements(db),
    conversations: conversationStatements(db),
    sessions: sessionStatements(db),
    votes: voteStatements(db),
    rollups: rollupStatements(db),
    events: eventStatements(db),
    deliveries,
    totals,
    shapes,
    segments: segmentStatements(db),
  };
}

function emptyWork(): Pick<BatchWork, 'tally' | 'events' | 'texts' | 'lastSeen' | 'errors'> {
  return {
    tally: { stored: 0, duplicate: 0, dropped: new Map() },
    events: [],
    texts: [],
    lastSeen: new Map(),
    errors: [],
  };
}

/** When the last turn of a batch was received, by the bot's clock: a store has none of its own. */
function receivedAt(items: readonly Captured[]): EpochMs {
  let latest = 0;
  for (const { origin } of items) latest = Math.max(latest, origin.receivedAt);
  return latest;
}

function outcomeOf({ stored, duplicate, dropped }: Tally): BatchOutcome {
  return { stored, duplicate, dropped: Object.fromEntries(dropped) };
}

/** Only the outcome of the last batch is kept; of an older one it is known that it was recorded. */
function outcomeOfResent(
  batch: Batch,
  last: { number: number; outcome: BatchOutcome },
): BatchOutcome {
  if (batch.number === last.number) return last.outcome;
  const facts = batch.items.reduce((sum, { facts: { length } }) => sum + length, 0);
  return { stored: facts, duplicate: 0, dropped: {} };
}
