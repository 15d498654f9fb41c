/**
 * Room on disk: what the recorder keeps of a year once events are no longer kept, beside the events of the
 * same year as they were recorded, in a bare table of SQLite and of DuckDB. Beside them stands what a row for
 * each message would take that knows nothing of conversations, topics, dialogs, ratings and answers.
 */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

import { DAY_MS } from '../../src/model/time.ts';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { openStore } from '../../src/record/open.ts';
import { BENCH_FOLDER } from './data/dataset.ts';
import { openRaw, rawWriter } from './data/raw.ts';
import { recordYear } from './data/recorded.ts';
import { sealAll } from './data/seal.ts';
import { YEAR_END, yearOf } from './data/year.ts';
import type { YearSize } from './data/year.ts';
import { openDuck } from './duck.ts';
import { installPeers } from './peer-packages.ts';
import { shownCount, timesAsLong } from './statistics.ts';
import type { PartOptions, Row } from './statistics.ts';

const LARGE: YearSize = { messages: 1_000_000, users: 20_000 };
const SHORT: YearSize = { messages: 100_000, users: 2_000 };

/** Share of what raw events in SQLite take. */
const MOST = 0.5;

/** Long after the year: of its events nothing is kept, of its conversations what is kept for ever. */
const LATER = YEAR_END + 120 * DAY_MS;

/** Measures bytes per message and per active day of a user. */
export async function size({ isLarge }: PartOptions): Promise<readonly Row[]> {
  installPeers();
  const year = isLarge ? LARGE : SHORT;
  const path = await recorded(year);
  const [sizes, counts] = [await sizesOf(path, year), countsOf(year)];
  return (['messages', 'days'] as const).map((unit) => {
    const each = (bytes: number): string => `${perUnit(bytes, counts[unit])} bytes`;
    const { ours, raw } = sizes;
    return {
      what: unit === 'messages' ? 'room of a message' : 'room of a day of an active user',
      measured: each(ours),
      peers: [
        timesAsLong('SQLite', raw, ours, each(raw)),
        timesAsLong('DuckDB', sizes.duck, ours, each(sizes.duck)),
        timesAsLong('SQLite, messages alone', sizes.bare, ours, each(sizes.bare)),
        timesAsLong('with indexes', sizes.indexed, ours, each(sizes.indexed)),
      ],
      aim: '≤ half of raw SQLite',
      isReached: ours <= raw * MOST,
      why: `largest: ${sizes.largest.map(({ name, bytes }) => `${name} ${perUnit(bytes, counts[unit])}`).join(', ')}`,
    };
  });
}

function perUnit(bytes: number, units: number): string {
  const each = bytes / units;
  return each >= 100 ? shownCount(each) : each.toFixed(1);
}

/** A year in the store of a bot with the options that it has by default, events and all, made once. */
async function recorded(year: YearSize): Promise<string> {
  const path = join(BENCH_FOLDER, `size-${year.messages}.db`);
  if (existsSync(path)) return path;
  mkdirSync(BENCH_FOLDER, { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  const store = await recordYear(unfinished, { ...year, turns: 'rich' });
  await store.close();
  renameSync(unfinished, path);
  return path;
}

interface Sizes {
  readonly ours: number;
  /** The four tables and indexes of ours that take the most. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
  /** Events as they were recorded, in SQLite without an index and in DuckDB. */
  readonly raw: number;
  readonly duck: number;
  /** A row for each message, in SQLite without an index and with those that reports need. */
  readonly bare: number;
  readonly indexed: number;
}

async function sizesOf(path: string, year: YearSize): Promise<Sizes> {
  const folder = mkdtempSync(join(BENCH_FOLDER, 'size-'));
  try {
    const [ours, bare, raw, duck] = ['ours.db', 'bare.db', 'raw.db', 'raw.duckdb'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    copyFileSync(path, ours);
    await forgetEvents(ours);
    const writer = rawWriter(bare);
    for (const turns of yearOf(year)) await writer.write(turns);
    await writer.finish();
    await copyEvents(path, raw, duck);
    return {
      ours: statSync(ours).size,
      largest: tablesOf(ours).slice(0, 4),
      raw: statSync(raw).size,
      duck: statSync(duck).size,
      bare: tablesOf(bare).find(({ name }) => name === 'events')?.bytes ?? Number.NaN,
      indexed: statSync(bare).size,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As retention does when all events are too old, with the file made as small as it can be. */
async function forgetEvents(path: string): Promise<void> {
  await sealAll({ kind: 'sqlite', options: { path } });
  const store = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    idKey: undefined,
  });
  await store.maintenance.retain({ now: LATER, retention: DEFAULT_RETENTION });
  await store.close();
  const db = openRaw(path, false);
  db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Columns of an event, without those that are for destinations. */
const COLUMNS = [
  ['id', 'text'],
  ['kind', 'text'],
  ['at', 'long'],
  ['turn', 'text'],
  ['act', 'long'],
  ['segment', 'long'],
  ['user', 'long'],
  ['session', 'long'],
  ['conversation', 'long'],
  ['data', 'text'],
] as const;

const EVENTS_AT_ONCE = 20_000;

/** Copies the events of a store into tables that have nothing else. */
async function copyEvents(path: string, raw: string, duckPath: string): Promise<void> {
  const [db, duck] = [openRaw(raw, false), await openDuck(duckPath)];
  const names = COLUMNS.map(([name]) => `"${name}"`).join(', ');
  db.exec(`ATTACH '${path}' AS store; CREATE TABLE events AS SELECT ${names} FROM store.events`);
  const types = COLUMNS.map(([name, type]) => `"${name}" ${type === 'long' ? 'BIGINT' : 'TEXT'}`);
  await duck.run(`CREATE TABLE events (${types.join(', ')})`);
  const append = await duck.appender(
    'events',
    COLUMNS.map(([, type]) => type),
  );
  const read = db.prepare(
    `SELECT seq, ${names} FROM store.events WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  for (let after = 0; ;) {
    const rows = read.all(after, EVENTS_AT_ONCE) as Readonly<Record<string, string | number>>[];
    append.rows(rows.map((row) => COLUMNS.map(([name]) => row[name] ?? null)));
    after = Number(rows.at(-1)?.['seq']);
    if (rows.length < EVENTS_AT_ONCE) break;
  }
  append.close();
  await duck.run('CHECKPOINT');
  duck.close();
  db.close();
}

/** Tables and indexes by their size, the largest first. */
function tablesOf(path: string): Sizes['largest'] {
  const db = openRaw(path);
  const rows = db
    .prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC')
    .all() as { readonly name: string; readonly bytes: number }[];
  db.close();
  return rows;
}

function countsOf(year: YearSize): { readonly messages: number; readonly days: number } {
  const counts = { messages: 0, days: 0 };
  for (const turns of yearOf(year)) {
    counts.messages += 2 * turns.length;
    counts.days += new Set(turns.map(({ user }) => user)).size;
  }
  return counts;
}
