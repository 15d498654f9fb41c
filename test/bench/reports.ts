/**
 * How long reports take: each over a year of a million messages of 50,000 users, beside the same
 * count over raw events in the same run. `npm run bench:reports`; the year is generated once.
 */

import { join } from 'node:path';
import { openReader } from '../../src/record/open.ts';
import { loadDriver } from '../../src/record/sqlite/driver.ts';
import { REPORTS, REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { median, printTable } from './statistics.ts';
import type { Row } from './statistics.ts';
import { YEAR_END, yearFile } from './year.ts';

const ROUNDS = 5;
const LIMIT_MS = 300;

const YEAR = { from: '2025-01-01', to: '2025-12-31' };

/** Every report is asked plainly, and with a channel in a zone whose days begin at a quarter past. */
const QUESTIONS = [{ timezone: 'UTC' }, { timezone: 'Asia/Kathmandu', channel: 'webchat' }];

async function timed(run: () => unknown): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await run();
    samples.push(performance.now() - startedAt);
  }
  return median(samples);
}

function row(what: string, ms: number): Row {
  const isReached = ms <= LIMIT_MS;
  return { what, measured: `${ms.toFixed(0)} ms`, aim: `≤ ${LIMIT_MS} ms`, isReached };
}

async function main(wanted: readonly string[]): Promise<void> {
  const path = await yearFile(join(__dirname, '..', '..', '.bench', 'year-1m.db'), {
    messages: 1_000_000,
    users: 50_000,
  });
  const store = await openReader({ kind: 'sqlite', options: { path } });
  const rows: Row[] = [];
  for (const name of REPORT_NAMES) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const options of QUESTIONS) {
      const { shape } = REPORTS[name].schema;
      const takes = ([option]: readonly [string, string]) => Object.hasOwn(shape, option);
      const asked = Object.fromEntries(Object.entries({ ...YEAR, ...options }).filter(takes));
      const ms = await timed(() => runReport(store.reads, name, asked, YEAR_END));
      rows.push(row(`${name}, ${Object.values(options).join(', ')}`, ms));
    }
  }
  await store.close();
  printTable(rows);
  console.log(`distinct users out of raw events, in SQL: ${(await rawMs(path)).toFixed(0)} ms`);
}

/** The peer: the simplest of the numbers, counted over the events themselves. */
async function rawMs(path: string): Promise<number> {
  const Driver = loadDriver();
  const raw = new Driver(path, { readonly: true, fileMustExist: true, timeout: 1_000 });
  const distinct = raw.prepare('SELECT count(DISTINCT user) FROM events WHERE act = 1');
  const ms = await timed(() => distinct.get());
  raw.close();
  return ms;
}

void main(process.argv.slice(2));
