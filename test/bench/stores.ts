/**
 * Turns per second that go into a store, by the number of processes that write at the same time, beside
 * bare rows of four events a turn, written by as many processes in the same run.
 *
 * `npm run bench:stores` (some minutes), `-- --quick` for a look.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StoreDescriptor } from '../../src/model/settings.ts';
import { startPostgres } from '../support/postgres/server.ts';
import { median, printTable } from './statistics.ts';
import type { Row } from './statistics.ts';
import type { Task } from './store-writer.ts';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 1 : 5;
const BATCH_SIZE = 1_000;
const BATCHES = isQuick ? 8 : 24;
const USERS = 20_000;
const EVENTS_A_TURN = 4;

/** How much longer than bare rows it may take: a turn is about six upserts besides its events. */
const MOST_TIMES = 8;

const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
let stores = 0;

type Work = Pick<Task, 'durability' | 'isBare'> & { readonly store: StoreDescriptor };

/** Turns per second of so many writers together. */
async function run(work: Work, writers: number): Promise<number> {
  const batches = Math.ceil(BATCHES / writers);
  const children = await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const task: Task = { ...work, writer, batches, batchSize: BATCH_SIZE, users: USERS };
      const child = fork(join(__dirname, 'store-writer.ts'), [JSON.stringify(task)], {
        execArgv: ['--import', 'tsx'],
      });
      await once(child, 'message');
      return child;
    }),
  );
  const startedAt = performance.now();
  const done = children.map((child) => once(child, 'exit'));
  for (const child of children) child.send('go');
  await Promise.all(done);
  const seconds = (performance.now() - startedAt) / 1_000;
  return (writers * batches * BATCH_SIZE) / seconds;
}

async function row(
  what: string,
  store: () => StoreDescriptor,
  writers: number,
  durability: Task['durability'],
): Promise<Row> {
  const recorded: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    recorded.push(await run({ store: store(), durability, isBare: false }, writers));
    bare.push(await run({ store: store(), durability, isBare: true }, writers));
  }
  const turns = median(recorded);
  const times = median(bare) / turns;
  const [count, events] = [turns, turns * EVENTS_A_TURN].map((n) =>
    Math.round(n).toLocaleString('en'),
  );
  return {
    what: `${what}, ${writers} writer${writers > 1 ? 's' : ''}`,
    measured: `${count} turns/s = ${events} events/s; bare rows are ${times.toFixed(1)} × as fast`,
    aim: `at most ${MOST_TIMES} ×`,
    isReached: times <= MOST_TIMES,
  };
}

async function main(): Promise<void> {
  const server = await startPostgres({ isDurable: true });
  const sqlite = (): StoreDescriptor => ({
    kind: 'sqlite',
    options: { path: join(folder, `${++stores}.db`) },
  });
  const postgres = (): StoreDescriptor => ({
    kind: 'postgres',
    options: { url: server.url, schema: `bench_${++stores}`, connections: 4 },
  });
  const rows: Row[] = [];
  try {
    for (const writers of [1, 2, 4])
      rows.push(await row('PostgreSQL', postgres, writers, 'balanced'));
    for (const durability of ['balanced', 'strict'] as const) {
      rows.push(await row(`SQLite, ${durability}`, sqlite, 1, durability));
    }
    rows.push(await row('SQLite, balanced', sqlite, 4, 'balanced'));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  printTable(rows);
}

void main();
