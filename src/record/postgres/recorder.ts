/**
 * Records batches: everything about one in one transaction, or nothing.
 *
 * What a batch has to do with is locked and read first; then the batch is gone through in memory, as on
 * SQLite; what it asked for and was not read is read then, and the batch gone through again; what
 * follows is written at the end.
 */

import { turns } from '../../model/in-turn.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import { markCache } from '../recording/repeats.ts';
import type { DueConversationRow } from '../recording/statements.ts';
import { targetsFromText } from '../recording/targets.ts';
import { SETTLED_AT_ONCE, settlePast, settleUnanswered } from '../recording/unanswered.ts';
import {
  NO_MATCHES,
  outcomeOfResent,
  pastConversations,
  receivedAt,
  recordBatch,
  waitingIn,
} from '../recording/whole-batch.ts';
import type { LastBatch } from '../recording/whole-batch.ts';
import { writeBatch } from '../recording/write.ts';
import { UNKNOWN } from '../../model/segment.ts';
import type { Batch, BatchOutcome, Matches, RecordDeps } from '../store.ts';
import type { Server, Sql } from './connection.ts';
import { isUnstorable } from './failure.ts';
import { runsOn } from './runs.ts';
import type { Runs } from './runs.ts';
import type { Shapes } from './shapes.ts';
import { wantedBy, wantedConversations } from './wanted.ts';

export interface Recorder {
  record(batch: Batch, deps: RecordDeps): Promise<BatchOutcome>;
  /** Settles what is due; returns in how many conversations. */
  settle(now: EpochMs, deps: RecordDeps): Promise<number>;
  lastBatch(writer: string): Promise<LastBatch | undefined>;
}

/** Prepares the recording on a server: one transaction at a time, as they share what is numbered. */
export function recorderOn(
  server: Server,
  { pseudonyms, shapes }: { readonly pseudonyms: Pseudonyms; readonly shapes: Shapes },
): Recorder {
  const past = pastConversations();
  const inTurn = turns();
  const recording: Recording = {
    server,
    pseudonyms,
    runs: runsOn({ pseudonyms, shapes, marks: markCache(), past }),
    attempts: new Map(),
  };
  return {
    lastBatch: (writer) => server.transaction((sql) => lastBatch(sql, writer), { readOnly: true }),
    record: (batch, deps) => inTurn(() => record(recording, batch, deps)),
    settle: (now, deps) =>
      inTurn(() => settle(recording, { now, deps, waiting: waitingIn(past, now) })),
  };
}

interface Recording {
  readonly server: Server;
  readonly runs: Runs;
  readonly pseudonyms: Pseudonyms;
  /** The last batch of each writer that was tried: a commit may have succeeded without an answer. */
  readonly attempts: Map<string, Attempt>;
}

interface Attempt {
  readonly number: number;
  /** To be called when it is known to be committed. */
  readonly committed: () => void;
}

async function record(recording: Recording, batch: Batch, deps: RecordDeps): Promise<BatchOutcome> {
  // patterns may take their time: they are prepared while nothing is locked
  const part = { batch, deps, matches: deps.matcher.prepare(batch.items) };
  try {
    return await recordBy(recording, batch, (sql) => recordWhole(sql, recording, part));
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    // one of its turns has something that no table takes: the others are recorded without it
    return recordBy(recording, batch, (sql) => recordParts(sql, recording, part));
  }
}

/** What was recorded in a transaction that is not committed yet. */
interface Recorded {
  readonly outcome: BatchOutcome;
  readonly committed: () => void;
}

async function recordBy(
  { server, attempts }: Recording,
  batch: Batch,
  work: (sql: Sql) => Promise<Recorded>,
): Promise<BatchOutcome> {
  const { writer, number, items } = batch;
  const { outcome, committed } = await server.transaction(async (sql) => {
    const known = outcomeOfResent(batch, await lockWriter(sql, batch));
    const attempt = attempts.get(writer);
    if (known) {
      return {
        outcome: known,
        committed: attempt?.number === number ? attempt.committed : NOTHING,
      };
    }
    const recorded = await work(sql);
    await setWriter(sql, batch, recorded.outcome, receivedAt(items));
    attempts.set(writer, { number, committed: recorded.committed });
    return recorded;
  });
  committed();
  attempts.delete(writer);
  return outcome;
}

const NOTHING = (): void => undefined;

/** What is recorded together. */
interface Part {
  readonly batch: Batch;
  readonly deps: RecordDeps;
  readonly matches: Matches;
}

async function recordWhole(
  sql: Sql,
  { runs, pseudonyms }: Recording,
  { batch, deps, matches }: Part,
): Promise<Recorded> {
  const run = await runs.run(
    sql,
    {
      deps,
      matches,
      wanted: wantedBy(batch.items, { pseudonyms, imported: deps.imported === true }),
    },
    (work) => recordBatch(work, batch),
  );
  await run.write();
  return { outcome: run.result, committed: run.committed };
}

/** Records a batch in halves, down to the turn that cannot be stored, which is dropped as `internal`. */
async function recordParts(sql: Sql, recording: Recording, part: Part): Promise<Recorded> {
  const { batch, deps } = part;
  await sql.run('SAVEPOINT part');
  try {
    const recorded = await recordWhole(sql, recording, part);
    await sql.run('RELEASE SAVEPOINT part');
    return recorded;
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    await sql.run('ROLLBACK TO SAVEPOINT part');
    const [only, ...others] = batch.items;
    if (others.length === 0) return refused(only?.facts.length ?? 0, () => deps.onItemError(error));
  }
  const middle = batch.items.length >> 1;
  const first = { ...batch, items: batch.items.slice(0, middle) };
  const second = { ...batch, items: batch.items.slice(middle) };
  return together(
    await recordParts(sql, recording, { ...part, batch: first }),
    await recordParts(sql, recording, { ...part, batch: second }),
  );
}

function refused(facts: number, committed: () => void): Recorded {
  const dropped = facts > 0 ? { internal: facts } : {};
  return { outcome: { stored: 0, duplicate: 0, dropped }, committed };
}

function together(a: Recorded, b: Recorded): Recorded {
  const dropped = new Map(Object.entries(a.outcome.dropped));
  for (const [reason, facts] of Object.entries(b.outcome.dropped)) {
    dropped.set(reason, (dropped.get(reason) ?? 0) + facts);
  }
  return {
    outcome: {
      stored: a.outcome.stored + b.outcome.stored,
      duplicate: a.outcome.duplicate + b.outcome.duplicate,
      dropped: Object.fromEntries(dropped),
    },
    committed: () => {
      a.committed();
      b.committed();
    },
  };
}

// ---- writers -----------------------------------------------------------------------------------

interface WriterRow {
  readonly lastBatch: number;
  readonly outcome: string;
}

async function lastBatch(sql: Sql, writer: string, lock = ''): Promise<LastBatch | undefined> {
  const [row] = await sql.query<WriterRow>(
    `SELECT last_batch AS "lastBatch", outcome FROM writers WHERE id = $1 ${lock}`,
    [writer],
  );
  if (!row || row.lastBatch === 0) return undefined;
  return { number: row.lastBatch, outcome: JSON.parse(row.outcome) as BatchOutcome };
}

/**
 * A batch whose commit was not heard of may still be under way on another connection: it is waited
 * for, through the writer's row.
 */
async function lockWriter(sql: Sql, { writer, items }: Batch): Promise<LastBatch | undefined> {
  await sql.query(
    `INSERT INTO writers (id, last_batch, outcome, updated_at) VALUES ($1, 0, '{}', $2)
     ON CONFLICT (id) DO UPDATE SET id = excluded.id WHERE false`,
    [writer, receivedAt(items)],
  );
  return lastBatch(sql, writer);
}

async function setWriter(
  sql: Sql,
  { writer, number, atRisk = 0 }: Batch,
  outcome: BatchOutcome,
  at: EpochMs,
): Promise<void> {
  await sql.run(
    `UPDATE writers SET last_batch = $2, outcome = $3, updated_at = $4, at_risk = $5 WHERE id = $1`,
    [writer, number, JSON.stringify(outcome), at, atRisk],
  );
}

// ---- settling ----------------------------------------------------------------------------------

interface Settling {
  readonly now: EpochMs;
  readonly deps: RecordDeps;
  /** Conversations in whose past, of which an import tells, something is due. */
  readonly waiting: readonly string[];
}

/** What somebody else is settling, or talking in, is left to them. */
const DUE = `SELECT number, key, channel, state, settle_for AS "settleFor" FROM conversations
  WHERE settle_at < $1 AND key IS NOT NULL`;

/** Those who are told of what has waited longest are told of all that is settled together with it. */
async function settle(
  { server, runs }: Recording,
  { now, deps, waiting }: Settling,
): Promise<number> {
  const { settled, committed } = await server.transaction(async (sql) => {
    const [first] = await sql.query<DueConversationRow>(
      `${DUE} ORDER BY settle_at, number LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [now],
    );
    if (!first && waiting.length === 0) return { settled: 0, committed: () => undefined };
    const due = first ? await dueTogether(sql, first, now) : [];
    const past = first ? [] : waiting;
    const run = await runs.run(
      sql,
      {
        deps,
        matches: NO_MATCHES,
        wanted: wantedConversations(past, UNKNOWN),
        targets: first && targetsFromText(first.settleFor),
      },
      (work) => {
        settleUnanswered(work, due, now);
        settlePast(work, past, now);
        writeBatch(work, now);
      },
    );
    await run.write();
    return { settled: due.length + past.length, committed: run.committed };
  });
  committed();
  return settled;
}

async function dueTogether(
  sql: Sql,
  { settleFor }: DueConversationRow,
  now: EpochMs,
): Promise<readonly DueConversationRow[]> {
  return sql.query<DueConversationRow>(
    `${DUE} AND coalesce(settle_for, '[]') = $2
     ORDER BY settle_at, number LIMIT ${SETTLED_AT_ONCE} FOR UPDATE SKIP LOCKED`,
    [now, settleFor ?? '[]'],
  );
}
