/**
 * How long reports take over a year, beside SQL over raw events in SQLite and in DuckDB, and beside reading
 * the bytes of our own tables. Each question is asked in UTC and in a zone whose days begin at a quarter
 * past, with and without a channel; all that answer take turns, so that the machine's moods hit them alike.
 */

import { deepStrictEqual } from 'node:assert';
import { closeSync, openSync, readSync } from 'node:fs';

import type { StoreDescriptor } from '../../src/model/settings.ts';
import { openReader } from '../../src/record/open.ts';
import type { ReportReads } from '../../src/record/reads.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { SIZES, datasetOf } from './data/dataset.ts';
import type { Dataset, SizeName } from './data/dataset.ts';
import { openRaw } from './data/raw.ts';
import { postgresRollupWriter } from './data/rollups-postgres.ts';
import { sealAll } from './data/seal.ts';
import { yearOf } from './data/year.ts';
import { openDuck } from './duck.ts';
import { installPeers } from './peer-packages.ts';
import { QUESTIONS, VARIANTS } from './questions.ts';
import type { Numbers, Question, Variant } from './questions.ts';
import { factor, median, shownMs } from './statistics.ts';
import type { PartOptions, Row } from './statistics.ts';

/** Longest time of a report, in milliseconds. */
const LIMITS_MS = { S: 50, M: 50, L: 120 } as const satisfies Readonly<Record<SizeName, number>>;

const ROUNDS = { S: 5, M: 5, L: 3 } as const satisfies Readonly<Record<SizeName, number>>;

/** What takes longer is measured once: five rounds of minutes would tell no more. */
const SLOW_MS = 10_000;

/** How much faster distinct users of a year have to be than raw SQLite. */
const DISTINCT_TIMES = 50;

/** The growth from M to L: users are five times as many; what is counted fills the same quarter-hours. */
const GROWTH = { users: 5, messages: 1.5, labels: 1.5 } as const;

type Name = 'ours' | 'PostgreSQL' | 'SQLite' | 'DuckDB' | 'bytes';

/** Median times of a question by who answers it, for each variant. */
interface Timed {
  readonly question: Question;
  readonly times: readonly Readonly<Partial<Record<Name, number>>>[];
}

/** Measures reports over the years that were asked for. */
export async function reports({ isLarge, sizes }: PartOptions): Promise<readonly Row[]> {
  installPeers();
  const names =
    sizes?.filter(isSizeName) ?? (isLarge ? (['S', 'M', 'L'] as const) : ['S' as const]);
  const bySize = new Map<SizeName, readonly Timed[]>();
  const rows: Row[] = [];
  for (const name of names) {
    const timed = await timedOver(name);
    bySize.set(name, timed);
    rows.push(...timed.map((each) => rowOf(name, each)));
    if (name === 'S') rows.push(...timed.map(postgresRow));
  }
  const [m, l] = [bySize.get('M'), bySize.get('L')];
  return m && l ? [...rows, ...growthRows(m, l)] : rows;
}

function isSizeName(name: string): name is SizeName {
  return Object.hasOwn(SIZES, name);
}

// ---- measuring ---------------------------------------------------------------------------------

type Answerer = (question: Question, variant: Variant) => Promise<unknown>;

/** Beyond S, raw SQLite takes minutes for a question: it is asked in UTC and without a channel alone. */
const LEFT_OUT = Symbol('left out');

async function timedOver(name: SizeName): Promise<readonly Timed[]> {
  const data = await datasetOf(name);
  const ends: (() => unknown)[] = [];
  const { answerers, check } = await openAll(data, name, ends);
  try {
    const timed: Timed[] = [];
    for (const question of QUESTIONS) {
      const times: Timed['times'][number][] = [];
      for (const variant of VARIANTS) {
        process.stderr.write(`${name}: ${question.name}, ${Object.values(variant).join(', ')}\n`);
        await check(question, variant);
        times.push(await timesOf(answerers, question, variant, ROUNDS[name]));
      }
      timed.push({ question, times });
    }
    return timed;
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function openAll(data: Dataset, name: SizeName, ends: (() => unknown)[]) {
  const ours = await readerOf({ kind: 'sqlite', options: { path: data.store } }, ends);
  const raw = openRaw(data.raw);
  raw.exec(
    'PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 8000000000',
  );
  const duck = await openDuck(data.duck);
  ends.push(() => raw.close(), duck.close);
  const postgres = name === 'S' ? await postgresReader(ends) : undefined;
  const inSqlite = (question: Question, variant: Variant): readonly Numbers[] =>
    raw
      .prepare(question.sql(variant, 'sqlite'))
      .all()
      .map((row) => Object.values(row as object));
  const inDuck = (question: Question, variant: Variant) =>
    duck.run(question.sql(variant, 'duckdb'));
  const bytes = bytesOf(data.store);
  const isShort = name === 'S';
  const answerers: Readonly<Partial<Record<Name, Answerer>>> = {
    ours: (question, variant) => question.ask(ours, variant),
    ...(postgres && { PostgreSQL: (question, variant) => question.ask(postgres, variant) }),
    SQLite: async (question, variant) => {
      if (isShort || variant === VARIANTS[0]) return inSqlite(question, variant);
      return LEFT_OUT;
    },
    DuckDB: inDuck,
    bytes: async (question) => bytes(question),
  };
  const check = async (question: Question, variant: Variant): Promise<void> => {
    const numbers = question.numbersOf((await question.ask(ours, variant)) as never);
    deepStrictEqual(numbers, question.numbersOfRows(await inDuck(question, variant)));
    if (isShort) deepStrictEqual(numbers, question.numbersOfRows(inSqlite(question, variant)));
    if (!postgres) return;
    deepStrictEqual(question.numbersOf((await question.ask(postgres, variant)) as never), numbers);
  };
  return { answerers, check };
}

async function timesOf(
  answerers: Readonly<Partial<Record<Name, Answerer>>>,
  question: Question,
  variant: Variant,
  rounds: number,
): Promise<Timed['times'][number]> {
  const samples = new Map<Name, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, answer] of Object.entries(answerers) as [Name, Answerer][]) {
      const known = samples.get(name) ?? [];
      samples.set(name, known);
      if ((known[0] ?? 0) > SLOW_MS) continue;
      const startedAt = performance.now();
      const answered = await answer(question, variant);
      if (answered !== LEFT_OUT) known.push(performance.now() - startedAt);
    }
  }
  const asked = [...samples].filter(([, known]) => known.length > 0);
  return Object.fromEntries(asked.map(([name, known]) => [name, median(known)]));
}

async function readerOf(
  descriptor: StoreDescriptor,
  ends: (() => unknown)[],
): Promise<ReportReads> {
  const store = await openReader(descriptor);
  ends.push(() => store.close());
  return store.reads;
}

async function postgresReader(ends: (() => unknown)[]): Promise<ReportReads> {
  const server = await startPostgres();
  ends.push(() => server.stop());
  const options = { url: server.url, schema: 'bench', connections: 2 };
  const writer = await postgresRollupWriter(options);
  for (const turns of yearOf(SIZES.S)) await writer.write(turns);
  await writer.finish();
  await sealAll({ kind: 'postgres', options });
  return readerOf({ kind: 'postgres', options }, ends);
}

// ---- the bytes alone ---------------------------------------------------------------------------

/** Tables that hold what a question is answered from. */
const TABLES: Readonly<Record<Question['counts'], readonly string[]>> = {
  users: ['presence', 'sealed_presence', 'sealed_users'],
  messages: ['counters', 'sealed_counters'],
  labels: ['label_counters', 'sealed_labels'],
};

/** Reads the pages of the tables of a question from the file, and looks at none of them. */
function bytesOf(path: string): (question: Question) => void {
  const db = openRaw(path);
  const pages = Object.fromEntries(
    Object.entries(TABLES).map(([counts, tables]) => {
      const runs: { from: number; to: number }[] = [];
      const rows = db
        .prepare(
          'SELECT pgoffset AS "at", pgsize AS size FROM dbstat WHERE name IN (SELECT value FROM json_each(?)) ORDER BY pgoffset',
        )
        .all(JSON.stringify(tables)) as { readonly at: number; readonly size: number }[];
      for (const { at, size } of rows) {
        const last = runs.at(-1);
        if (last?.to === at) last.to = at + size;
        else runs.push({ from: at, to: at + size });
      }
      return [counts, runs];
    }),
  );
  db.close();
  const buffer = Buffer.alloc(1 << 20);
  return ({ counts }) => {
    const file = openSync(path, 'r');
    for (const { from, to } of pages[counts] ?? []) {
      for (let at = from; at < to; at += buffer.length) {
        readSync(file, buffer, 0, Math.min(buffer.length, to - at), at);
      }
    }
    closeSync(file);
  };
}

// ---- rows --------------------------------------------------------------------------------------

function timesBy(name: Name, { times }: Timed): readonly number[] {
  return times.map((each) => each[name] ?? Number.NaN);
}

/** How long it took: UTC, UTC with a channel, Kathmandu, Kathmandu with a channel. */
function shownTimes(times: readonly number[]): string {
  return `${times.map(shownMs).join(' / ')} ms`;
}

function rowOf(size: SizeName, timed: Timed): Row {
  const { question } = timed;
  const ours = timesBy('ours', timed);
  const [ofSqlite, ofDuck] = (['SQLite', 'DuckDB'] as const).map((name) =>
    Math.min(
      ...timesBy(name, timed)
        .map((time, i) => time / (ours[i] ?? Number.NaN))
        .filter((times) => !Number.isNaN(times)),
    ),
  );
  const isDistinct = question.name === 'distinct users of the year';
  const limit = LIMITS_MS[size];
  const missed = [
    Math.max(...ours) > limit && `longer than ${limit} ms`,
    (ofDuck ?? 0) <= 1 && 'not faster than DuckDB',
    isDistinct && (ofSqlite ?? 0) < DISTINCT_TIMES && `not ${DISTINCT_TIMES} × as fast as SQLite`,
  ].filter((each) => each !== false);
  return {
    what: `${size}: ${question.name}`,
    measured: shownTimes(ours),
    peers: (['SQLite', 'DuckDB', 'bytes'] as const).map((name) => peerOf(name, timed, ours)),
    aim: `≤ ${limit} ms, < DuckDB${isDistinct ? `, SQLite ≥ ${DISTINCT_TIMES} ×` : ''}`,
    isReached: missed.length === 0,
    why: missed.join(', '),
  };
}

/** Least and greatest ratio over the variants that were asked. */
function peerOf(name: Name, timed: Timed, ours: readonly number[]): string {
  const times = timesBy(name, timed).filter((time) => !Number.isNaN(time));
  const ratios = times.map((time, i) => time / (ours[i] ?? Number.NaN));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map(factor);
  return `${name} ${least === most ? least : `${least}–${most}`} × (${shownTimes(times)})`;
}

function postgresRow(timed: Timed): Row {
  const times = timesBy('PostgreSQL', timed);
  return {
    what: `S: ${timed.question.name}, PostgreSQL`,
    measured: shownTimes(times),
    aim: `≤ ${LIMITS_MS.S} ms`,
    isReached: Math.max(...times) <= LIMITS_MS.S,
  };
}

function growthRows(m: readonly Timed[], l: readonly Timed[]): readonly Row[] {
  return l.map((timed, i) => {
    const { question } = timed;
    const before = m[i] ? timesBy('ours', m[i]) : [];
    const ratios = timesBy('ours', timed).map((time, j) => time / (before[j] ?? Number.NaN));
    const [most, limit] = [Math.max(...ratios), GROWTH[question.counts]];
    return {
      what: `M to L: ${question.name}`,
      measured: `${ratios.map(factor).join(' / ')} × as long`,
      aim: question.counts === 'users' ? `≤ ${limit} ×` : '≈ 1 ×',
      isReached: most <= limit,
    };
  });
}
