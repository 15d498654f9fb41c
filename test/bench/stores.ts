/**
 * Turns per second that go into a store, by the number of processes that write at the same time, beside what
 * keeps the same turns without understanding them: raw rows in the same kind of database, a raw file. All
 * take turns in the same run.
 */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';

import type { StoreDescriptor } from '../../src/model/settings.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { factor, median, shownCount, timesAsSlow } from './statistics.ts';
import type { PartOptions, Row } from './statistics.ts';
import { WAYS } from './store-ways.ts';
import type { Task, Way } from './store-ways.ts';
import { adapterWith, message } from './turns.ts';

const ROUNDS = 5;
const BATCH_SIZE = 1_000;
const USERS = 20_000;

/** How much longer than one raw row per turn it may take: a turn is four events and about six upserts. */
const MOST_TIMES = 8;

/** Turns per second that are aimed at. */
const LEAST = { balanced: 25_000, strict: 10_000 } as const;

interface Setting {
  readonly what: string;
  readonly store: StoreDescriptor;
  readonly beside: string;
  readonly durability: Task['durability'];
  readonly writers: number;
  /** Of one round, by all writers together. */
  readonly batches: number;
}

/** Measures all stores. */
export async function stores({ isLarge }: PartOptions): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
  const server = await startPostgres({ isDurable: true });
  const rows: Row[] = [];
  try {
    for (const setting of settingsOf(folder, server.url, isLarge)) rows.push(await row(setting));
    rows.push(await wholeWay(folder, isLarge));
    return rows;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf(folder: string, url: string, isLarge: boolean): readonly Setting[] {
  const batches = isLarge ? 24 : 6;
  const sqlite = (durability: Task['durability'], writers: number): Setting => {
    const beside = join(folder, `${durability}-${writers}`);
    const store: StoreDescriptor = { kind: 'sqlite', options: { path: `${beside}.db` } };
    return { what: `SQLite, ${durability}`, store, beside, durability, writers, batches };
  };
  const postgres = (writers: number): Setting => ({
    what: 'PostgreSQL',
    store: { kind: 'postgres', options: { url, schema: `bench_${writers}`, connections: 4 } },
    beside: join(folder, `postgres-${writers}`),
    durability: 'balanced',
    writers,
    batches,
  });
  return [
    sqlite('balanced', 1),
    sqlite('strict', 1),
    ...(isLarge ? [sqlite('balanced', 4)] : []),
    ...[1, 2, 4].map(postgres),
  ];
}

async function row(setting: Setting): Promise<Row> {
  process.stderr.write(`${setting.what}, ${setting.writers}\n`);
  const rates = await ratesOf(setting);
  const { what, writers, durability, store } = setting;
  const [ours, turns] = [rates.recorded, rates.turns];
  const least = store.kind === 'sqlite' && writers === 1 ? LEAST[durability] : undefined;
  const missed = [
    least !== undefined && ours < least && `fewer than ${shownCount(least)}`,
    turns / ours > MOST_TIMES && `raw rows are ${factor(turns / ours)} × as fast`,
  ].filter((each) => each !== false);
  return {
    what: `turns recorded, ${what}, ${writers} writer${writers > 1 ? 's' : ''}`,
    measured: `${shownCount(ours)}/s`,
    peers: (['turns', 'events', 'file'] as const).map((way) =>
      timesAsSlow(NAMES[way], rates[way], ours, `${shownCount(rates[way])}/s`),
    ),
    aim: `${least === undefined ? '' : `≥ ${shownCount(least)}/s, `}raw rows ≤ ${MOST_TIMES} × as fast`,
    isReached: missed.length === 0,
    why: missed.join(', '),
  };
}

const NAMES = { turns: 'a row a turn', events: '4 rows a turn', file: 'a file' } as const;

/** Turns per second, by the way in which they are kept. */
async function ratesOf(setting: Setting): Promise<Readonly<Record<Way, number>>> {
  const { store, beside, durability, writers } = setting;
  const batches = Math.ceil(setting.batches / writers);
  const children = Array.from({ length: writers }, (_, writer) => {
    const size = { batches, batchSize: BATCH_SIZE, users: USERS };
    const task: Task = { store, beside, durability, writer, ...size };
    return fork(join(__dirname, 'store-writer.ts'), [JSON.stringify(task)], {
      execArgv: ['--import', 'tsx'],
    });
  });
  await answersOf(children);
  const samples: Record<Way, number[]> = { recorded: [], turns: [], events: [], file: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      await told(children, way);
      const startedAt = performance.now();
      await told(children, way);
      const seconds = (performance.now() - startedAt) / 1_000;
      samples[way].push((writers * batches * BATCH_SIZE) / seconds);
    }
  }
  for (const child of children) child.kill();
  return Object.fromEntries(WAYS.map((way) => [way, median(samples[way])])) as Record<Way, number>;
}

/** Tells all writers something and waits for their answers: that they are ready, that they are done. */
async function told(children: readonly ChildProcess[], way: Way): Promise<void> {
  const answers = answersOf(children);
  for (const child of children) child.send(way);
  await answers;
}

async function answersOf(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(children.map(answerOf));
}

function answerOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('a writer ended'));
    child.once('exit', fail);
    child.once('message', () => {
      child.off('exit', fail);
      resolve();
    });
  });
}

// ---- through the bot's middleware --------------------------------------------------------------

/** The bot waits when so much is unrecorded, so that nothing is dropped. */
const MAX_IN_MEMORY = 4_096;

/** The whole way: adapter, middleware, thread, store. */
async function wholeWay(folder: string, isLarge: boolean): Promise<Row> {
  const turns = isLarge ? 40_000 : 10_000;
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const analytics = createBotAnalytics({ store: join(folder, `whole-${round}.db`) });
    await analytics.health();
    const adapter = adapterWith(analytics.middleware);
    const startedAt = performance.now();
    for (let n = 1; n <= turns; n++) {
      await adapter.turn(message(round * turns + n, USERS));
      if (n % MAX_IN_MEMORY === 0) await analytics.flush();
    }
    await analytics.flush();
    rates.push((turns / (performance.now() - startedAt)) * 1_000);
    await analytics.close();
  }
  return {
    what: 'turns of a bot, from its adapter into SQLite',
    measured: `${shownCount(median(rates))}/s`,
    aim: '',
    isReached: true,
  };
}
