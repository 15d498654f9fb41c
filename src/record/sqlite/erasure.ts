/** Removes people from a SQLite file: everything about one in one transaction. */

import { isWaiting, withoutEvents } from '../erasing/pending.ts';
import {
  NOTHING_REMOVED,
  erasureValues,
  forgottenUntil,
  knownPerson,
  sharedValues,
  welcomedKey,
} from '../erasing/plan.ts';
import type { FoundRows, SharedRow } from '../erasing/plan.ts';
import { FOUND, REMOVE, TABLES, WHAT, WHO } from '../erasing/steps.ts';
import type { ErasureValues, Step } from '../erasing/steps.ts';
import { oldestOf } from '../delivering/events.ts';
import type { Erasure, ForgetQuery, Forgotten, KnownPerson, Removed } from '../erasure.ts';
import type { Pseudonyms } from '../pseudonyms.ts';
import type { DatabaseLike, GuardedDatabase } from './driver.ts';
import { erasureJobsOn } from './erasure-jobs.ts';
import type { Journal } from './journal.ts';
import { overwriting, scrubOn } from './scrub.ts';
import type { Scrub } from './scrub.ts';
import { tombstoneStatements } from './sql/tombstones.ts';
import { transactionOn } from './transaction.ts';

export interface ErasureDeps {
  /** File, or `:memory:`. */
  readonly path: string;
  readonly names: Pseudonyms;
  readonly journal: Journal;
  /** Forgets what the connection remembers between batches. */
  readonly forgetStates: () => void;
}

/** Prepares erasures on a connection that records. */
export function erasureOn(db: GuardedDatabase, deps: ErasureDeps): Erasure {
  const inTransaction = transactionOn(db);
  const tools = {
    ...deps,
    db,
    jobs: erasureJobsOn(db, inTransaction),
    scrub: scrubOn(db, deps.path),
    tombstones: tombstoneStatements(db),
  };
  const { jobs, takeJob, changeJob, finishJobs } = tools.jobs;
  return {
    forget: async (query) => {
      const forgotten = overwriting(db, () => inTransaction(() => forget(tools, query)));
      deps.names.forget();
      deps.forgetStates();
      return forgotten;
    },
    scrub: async () => tools.scrub.run(),
    jobs,
    takeJob,
    changeJob,
    finishJobs,
  };
}

interface Tools extends ErasureDeps {
  readonly db: DatabaseLike;
  readonly jobs: ReturnType<typeof erasureJobsOn>;
  readonly scrub: Scrub;
  readonly tombstones: ReturnType<typeof tombstoneStatements>;
}

function forget(tools: Tools, query: ForgetQuery): Forgotten {
  const { db, names } = tools;
  const erasing = begin(db, erasureValues(query.person, names));
  const known = knownPerson(foundRows(erasing));
  const found = erasing.count('gone_users') + erasing.count('gone_participants') > 0;
  tools.tombstones.put(
    [...erasing.texts(FOUND.pseudonyms), ...known.conversations].map(names.tombstone),
    forgottenUntil(query, erasing.first(FOUND.lastActAt) as number | null),
  );
  const forgotten = found ? erase(tools, query, { erasing, known }) : NOBODY;
  for (const table of Object.keys(TABLES)) db.exec(`DROP TABLE temp.${table}`);
  return forgotten;
}

const NOBODY: Forgotten = { found: false, removed: NOTHING_REMOVED, jobs: [] };

function erase(
  { journal, names, scrub, jobs }: Tools,
  query: ForgetQuery,
  { erasing, known }: { readonly erasing: Erasing; readonly known: KnownPerson },
): Forgotten {
  const orders = query.ordersFor(erasing.texts(FOUND.destinations), known);
  const pending = erasePending(journal, erasing);
  clearShared(erasing, query, names);
  const removed = { ...NOTHING_REMOVED, pending, ...remove(erasing) };
  scrub.demand();
  return { found: true, removed, jobs: jobs.add(orders, query.now) };
}

/** An erasure under way. */
interface Erasing {
  /** Runs a statement and returns how many rows it has changed. */
  run(step: Step): number;
  /** First column of the first row. */
  first(sql: string): unknown;
  numbers(sql: string): readonly number[];
  texts(sql: string): readonly string[];
  rows(sql: string): readonly unknown[];
  count(table: string): number;
  readonly db: DatabaseLike;
}

/** Finds out who and what it is about. */
function begin(db: DatabaseLike, values: ErasureValues): Erasing {
  const rows = (sql: string): readonly unknown[] => db.prepare(sql).all();
  const column = (sql: string): readonly unknown[] =>
    rows(sql).map((row) => Object.values(row as object)[0] as unknown);
  const erasing: Erasing = {
    db,
    rows,
    run: ({ sql, values: names = [] }) => {
      const statement = db.prepare(sql.replaceAll('RANDOM', RANDOM));
      if (names.length === 0) return statement.run().changes;
      const named = names.map((name, i) => [String(i + 1), values[name]] as const);
      return statement.run(Object.fromEntries(named)).changes;
    },
    first: (sql) => column(sql)[0],
    numbers: (sql) => column(sql) as readonly number[],
    texts: (sql) => column(sql) as readonly string[],
    count: (table) => column(`SELECT count(*) FROM ${table}`)[0] as number,
  };
  for (const [table, columns] of Object.entries(TABLES)) {
    db.exec(`CREATE TEMP TABLE ${table} (${columns})`);
  }
  for (const step of [...WHO, ...WHAT]) erasing.run(step);
  return erasing;
}

const RANDOM = 'lower(hex(randomblob(16)))';

function foundRows({ texts, rows }: Erasing): FoundRows {
  return {
    members: texts(FOUND.members),
    keys: texts(FOUND.keys),
    identities: texts(FOUND.identities),
    rawIds: texts(FOUND.rawIds),
    conversations: texts(FOUND.conversations),
    anonymous: texts(FOUND.anonymous),
    sending: texts(FOUND.sending),
    shapes: rows(FOUND.shapes) as FoundRows['shapes'],
  };
}

/** Settles what waits for destinations; returns how many events, each for each. */
function erasePending({ deliveries, totals }: Journal, { numbers }: Erasing): number {
  const seqs = numbers(FOUND.seqs);
  let erased = 0;
  for (const id of numbers(FOUND.deliveries)) {
    const before = deliveries.byId(id);
    if (!before) continue;
    const { row, erased: events } = withoutEvents(before, seqs);
    if (events === 0) continue;
    erased += events;
    totals.add({ destination: row.destination, outcome: 'erased', reason: '', events });
    if (row.pending === 0) deliveries.remove(before);
    else {
      deliveries.progress(before, row);
      const waiting = deliveries.times(row).filter(({ seq }) => isWaiting(row, seq));
      deliveries.setOldest(id, oldestOf(waiting));
    }
  }
  return erased;
}

/** Takes the person out of what conversations with others remember. */
function clearShared(
  { db, numbers, texts, rows }: Erasing,
  { person }: ForgetQuery,
  names: Pseudonyms,
): void {
  const traces = {
    users: new Set(numbers(FOUND.users)),
    sessions: new Set(texts(FOUND.sessionIds)),
    welcomed: welcomedKey(person, names),
  };
  const update = db.prepare(
    'UPDATE conversations SET state = ?, settle_at = ?, settle_for = ? WHERE number = ?',
  );
  for (const row of rows(FOUND.shared) as SharedRow[]) {
    const { number, state, settleAt, settleFor } = sharedValues(row, traces);
    update.run(state, settleAt, settleFor, number);
  }
}

/** Removes the rows, and says how many. */
function remove({ run }: Erasing): Partial<Removed> {
  const counted = REMOVE.flatMap((step): [keyof Removed, number][] => {
    const changes = run(step);
    return step.counts ? [[step.counts, changes]] : [];
  });
  return Object.fromEntries(counted);
}
