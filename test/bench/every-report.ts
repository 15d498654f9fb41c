/**
 * How long each of all reports takes over a year that the real recorder has stored, texts included: asked
 * plainly, and with a channel in a zone whose days begin at a quarter past.
 */

import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import { openReader } from '../../src/record/open.ts';
import { REPORTS, REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { BENCH_FOLDER, SIZES } from './data/dataset.ts';
import { recordYear } from './data/recorded.ts';
import { sealAll } from './data/seal.ts';
import { YEAR_END } from './data/year.ts';
import { median, shownMs } from './statistics.ts';
import type { Row } from './statistics.ts';

const ROUNDS = 5;
const LIMIT_MS = 300;

const YEAR = { from: '2025-01-01', to: '2025-12-31' };
const QUESTIONS = [{ timezone: 'UTC' }, { timezone: 'Asia/Kathmandu', channel: 'webchat' }];

/** Measures all reports. */
export async function everyReport(): Promise<readonly Row[]> {
  const path = await recordedYear();
  const store = await openReader({ kind: 'sqlite', options: { path } });
  const rows: Row[] = [];
  for (const name of REPORT_NAMES) {
    const { shape } = REPORTS[name].schema;
    const takes = ([option]: readonly [string, string]): boolean => Object.hasOwn(shape, option);
    const times: number[] = [];
    for (const options of QUESTIONS) {
      const asked = Object.fromEntries(Object.entries({ ...YEAR, ...options }).filter(takes));
      times.push(await timed(() => runReport(store.reads, name, asked, YEAR_END)));
    }
    rows.push({
      what: `recorded year: ${name}`,
      measured: `${times.map(shownMs).join(' / ')} ms`,
      aim: `≤ ${LIMIT_MS} ms`,
      isReached: Math.max(...times) <= LIMIT_MS,
    });
  }
  await store.close();
  return rows;
}

async function timed(run: () => unknown): Promise<number> {
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    await run();
    samples.push(performance.now() - startedAt);
  }
  return median(samples);
}

async function recordedYear(): Promise<string> {
  const path = join(BENCH_FOLDER, 'recorded-S.db');
  if (!existsSync(path)) {
    mkdirSync(BENCH_FOLDER, { recursive: true });
    const unfinished = `${path}.${process.pid}.tmp`;
    const store = await recordYear(unfinished, { ...SIZES.S, turns: 'rich', captureText: 'full' });
    await store.close();
    renameSync(unfinished, path);
  }
  await sealAll({ kind: 'sqlite', options: { path } });
  return path;
}
