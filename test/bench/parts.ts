/** The parts of the benchmark: what can be run alone, by its name. Each loads what it needs when it is run. */

import type { PartOptions, Row } from './statistics.ts';

interface Part {
  readonly about: string;
  /** Says nothing in a short run. */
  readonly isLargeOnly?: true;
  run(options: PartOptions): Promise<readonly Row[]>;
}

const NAMES = [
  'turn',
  'stalls',
  'start',
  'stores',
  'reports',
  'every-report',
  'size',
  'deliveries',
  'memory',
] as const;

export type PartName = (typeof NAMES)[number];

/** In the order of the table. */
export const PARTS: Readonly<Record<PartName, Part>> = {
  turn: {
    about: 'time of a turn on the thread of the bot, beside other middlewares',
    run: async (options) => (await import('./turn-cost.ts')).turnCost(options),
  },
  stalls: {
    about: 'stalls of the event loop, also while the database is locked',
    run: async (options) => (await import('./stalls.ts')).stalls(options),
  },
  start: {
    about: 'time to load, to set up and to take the first turn',
    run: async (options) => (await import('./start-up.ts')).startUp(options),
  },
  stores: {
    about: 'turns per second into SQLite and PostgreSQL, beside raw rows and a raw file',
    run: async (options) => (await import('./stores.ts')).stores(options),
  },
  reports: {
    about: 'reports over a year, beside raw events in SQLite and DuckDB',
    run: async (options) => (await import('./reports.ts')).reports(options),
  },
  'every-report': {
    about: 'every report over a recorded year of a million messages',
    isLargeOnly: true,
    run: async () => (await import('./every-report.ts')).everyReport(),
  },
  size: {
    about: 'room on disk, beside raw events in SQLite and DuckDB',
    run: async (options) => (await import('./size.ts')).size(options),
  },
  deliveries: {
    about: 'events per second into a collector, beside the SDKs of services',
    run: async (options) => (await import('./deliveries.ts')).deliveries(options),
  },
  memory: {
    about: 'memory that is grown by millions of turns',
    isLargeOnly: true,
    run: async (options) => (await import('./memory.ts')).memory(options),
  },
};

export function isPartName(name: string): name is PartName {
  return Object.hasOwn(PARTS, name);
}
