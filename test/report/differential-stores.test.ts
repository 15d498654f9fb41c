/**
 * The same random history through SQLite and PostgreSQL: every report answers with the same bytes. That
 * SQLite's answers are right is shown by the other differential tests, against plain loops.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { openPostgresStore } from '../../src/record/postgres/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { fuzz } from '../support/fuzz.ts';
import { expectRecounted } from '../support/recount.ts';
import { reusedPostgres } from '../support/postgres/database.ts';
import { optionsOf } from './asking.ts';
import { recordInto } from './history.ts';
import { FILTERS } from './model/question.ts';
import type { Case } from './random.ts';
import { TIMEOUTS, longAgo, recent } from './random.ts';

/** Random cases, each asked of all reports; more with `FUZZ_RUNS`. */
const RUNS = 2;

/** Pseudonyms are shown where names are not kept. */
const ID_KEY = 'the same key for both stores, as pseudonyms are part of some answers';

const settings = reusedPostgres();

/** Records a history a few turns at a time. */
async function record(store: Store, { history, captureText }: Case, size: number): Promise<void> {
  const more = { sessionTimeoutMs: TIMEOUTS, captureText: captureText ? 'full' : 'off' } as const;
  for (let first = 0; first < history.length; first += size) {
    await recordInto(store, history.slice(first, first + size), more, first);
  }
}

/** What all reports say: the answer, or the error that the options deserve. */
async function answers(store: Store, { asked, now }: Case): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  const group = FILTERS[(asked.to / 900_000) % FILTERS.length];
  for (const name of REPORT_NAMES) {
    const range = optionsOf(asked);
    const { dimension } = asked;
    for (const options of [{}, range, { ...range, dimension }, { ...range, group }]) {
      said[`${name} ${JSON.stringify(options)}`] = await store
        .snapshot(() => runReport(store.reads, name, options, now))
        .then(
          (answer) => JSON.stringify(answer),
          (error: unknown) => String(error),
        );
    }
  }
  return said;
}

test.for([
  { when: 'long ago', cases: longAgo },
  { when: 'just now', cases: recent },
])(
  'both stores give the same answers ($when)',
  { timeout: process.env['FUZZ_RUNS'] ? 1_200_000 : 120_000 },
  ({ cases }) =>
    fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 9 }), async (which, size) => {
        const sqlite = openSqliteStore({ path: ':memory:', durability: 'balanced', idKey: ID_KEY });
        const postgres = await openPostgresStore((await settings()).options, { idKey: ID_KEY });
        try {
          await record(sqlite, which, size);
          await record(postgres, which, size);

          const expected = await answers(sqlite, which);
          expect(await answers(postgres, which)).toEqual(expected);
          // most options are good for most reports
          const told = Object.values(expected).filter((answer) => answer.startsWith('{'));
          expect(told.length).toBeGreaterThan(2 * REPORT_NAMES.length);
          if (process.env['FUZZ_RUNS']) await expectRecounted(postgres);
        } finally {
          await sqlite.close();
          await postgres.close();
        }
      }),
      { ...fuzz(RUNS), endOnFailure: process.env['SHRINK'] === undefined },
    ),
);
