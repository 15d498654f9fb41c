/** Records batches: everything about one in one transaction, or nothing. */

import type { Captured } from '../../model/turn.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { Batch, BatchOutcome, RecordDeps } from '../store.ts';
import type { BatchWork, RecordStatements, Tally } from './batch.ts';
import type { DatabaseLike } from './driver.ts';
import { recordItem } from './item.ts';
import { metaStatements } from './meta.ts';
import { markCache, repeatsOver } from './repeats.ts';
import type { CommittableRepeats } from './repeats.ts';
import { segmentStatements } from './segments.ts';
import type { SegmentIndex } from './segments.ts';
import { conversationStatements } from './sql/conversations.ts';
import { enqueueStatement } from './sql/deliveries.ts';
import { eventStatements } from './sql/events.ts';
import { rollupStatements } from './sql/rollups.ts';
import { sessionStatements } from './sql/sessions.ts';
import { totalStatements } from './sql/totals.ts';
import { userStatements } from './sql/users.ts';
import { beginStates, clearCaches, commitStates, stateCaches } from './states.ts';
import { transactionOn } from './transaction.ts';
import { writeBatch } from './write.ts';

export interface Recorder {
  record(batch: Batch, deps: RecordDeps): BatchOutcome;
  lastBatch(writer: string): { number: number; outcome: BatchOutcome } | undefined;
}

/** Prepares the recording on a connection. */
export function recorderOn(db: DatabaseLike, pseudonyms: Pseudonyms): Recorder {
  const sql = recordStatements(db);
  const inTransaction = transactionOn(db);
  const memory = memoryOf(db, sql);

  const lastBatch: Recorder['lastBatch'] = (writer) => {
    const row = sql.events.writer(writer);
    return row && { number: row.lastBatch, outcome: JSON.parse(row.outcome) as BatchOutcome };
  };

  return {
    lastBatch,
    record: (batch, deps) => {
      const done = inTransaction(() => {
        const last = lastBatch(batch.writer);
        if (last && batch.number <= last.number) {
          return { outcome: outcomeOfResent(batch, last), work: undefined };
        }
        const work = { ...emptyWork(), ...memory.begin(), deps, pseudonyms, sql };
        recordItems(work, batch);
        return { outcome: outcomeOf(work.tally), work };
      });
      if (done.work) {
        memory.keep(done.work);
        for (const error of done.work.errors) deps.onItemError(error);
      }
      return done.outcome;
    },
  };
}

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

function recordStatements(db: DatabaseLike): RecordStatements {
  return {
    meta: metaStatements(db),
    users: userStatements(db),
    conversations: conversationStatements(db),
    sessions: sessionStatements(db),
    rollups: rollupStatements(db),
    events: eventStatements(db),
    enqueue: enqueueStatement(db),
    totals: totalStatements(db),
    segments: segmentStatements(db),
  };
}

function emptyWork(): Pick<BatchWork, 'tally' | 'events' | 'lastSeenIn' | 'errors'> {
  return {
    tally: { stored: 0, duplicate: 0, dropped: new Map() },
    events: [],
    lastSeenIn: new Map(),
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
