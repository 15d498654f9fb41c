/** The years that reports are measured over: made once and kept in `.bench/`. */

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { openStore } from '../../../src/record/open.ts';
import { duckWriter, rawWriter } from './raw.ts';
import { rollupWriter } from './rollups.ts';
import { sealAll } from './seal.ts';
import { yearOf } from './year.ts';
import type { YearSize } from './year.ts';

export const SIZES = {
  S: { messages: 1_000_000, users: 20_000 },
  M: { messages: 10_000_000, users: 200_000 },
  L: { messages: 50_000_000, users: 1_000_000 },
} as const satisfies Readonly<Record<string, YearSize>>;

export type SizeName = keyof typeof SIZES;

/** Where everything is kept that takes long to make, and the results. */
export const BENCH_FOLDER = join(__dirname, '..', '..', '..', '.bench');

export interface Dataset extends YearSize {
  /** What the product keeps, in SQLite. */
  readonly store: string;
  /** Raw events in SQLite. */
  readonly raw: string;
  /** Raw events in DuckDB. */
  readonly duck: string;
}

/** Returns the files of a year, after making them if they are not there yet. */
export async function datasetOf(name: SizeName): Promise<Dataset> {
  const folder = join(BENCH_FOLDER, `year-${name}`);
  if (!existsSync(folder)) {
    mkdirSync(BENCH_FOLDER, { recursive: true });
    const unfinished = `${folder}.${process.pid}.tmp`;
    mkdirSync(unfinished);
    try {
      await generate(filesIn(unfinished), name);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  const files = filesIn(folder);
  await upgrade(files.store);
  await sealAll({ kind: 'sqlite', options: { path: files.store } });
  return { ...files, ...SIZES[name] };
}

function filesIn(folder: string): Omit<Dataset, keyof YearSize> {
  return {
    store: join(folder, 'store.db'),
    raw: join(folder, 'raw.db'),
    duck: join(folder, 'raw.duckdb'),
  };
}

async function generate(files: Omit<Dataset, keyof YearSize>, name: SizeName): Promise<void> {
  const startedAt = performance.now();
  const say = (what: string): void => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    process.stderr.write(`year ${name}, ${seconds} s: ${what}\n`);
  };
  const writers = [
    await rollupWriter(files.store),
    rawWriter(files.raw),
    await duckWriter(files.duck),
  ];
  let day = 0;
  for (const turns of yearOf(SIZES[name])) {
    for (const writer of writers) await writer.write(turns);
    if (++day % 30 === 0) say(`day ${day}`);
  }
  for (const writer of writers) {
    say('indexes and checkpoints');
    await writer.finish();
  }
  say('done');
}

/** What was made by an earlier release gets the schema of this one. */
async function upgrade(path: string): Promise<void> {
  const store = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    idKey: undefined,
  });
  await store.close();
}
