/**
 * The same random history through SQLite and PostgreSQL: every report answers with the same bytes. That
 * SQLite's answers are right is shown by the other differential tests, against plain loops.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { openPostgresStore } from '../../src/record/postgres/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { fuzz } from '../support/fuzz.ts';
import { expectRecounted } from '../support/recount.ts';
import { reusedPostgres } from '../support/postgres/database.ts';
import { allAnswers, recordCase } from './all-answers.ts';
import { longAgo, recent } from './random.ts';

/** Random cases, each asked of all reports; more with `FUZZ_RUNS`. */
const RUNS = 1;

/** Pseudonyms are shown where names are not kept. */
const ID_KEY = 'the same key for both stores, as pseudonyms are part of some answers';

const settings = reusedPostgres();

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
          await recordCase(sqlite, which, size);
          await recordCase(postgres, which, size);

          const expected = await allAnswers(sqlite, which);
          expect(await allAnswers(postgres, which)).toEqual(expected);
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
