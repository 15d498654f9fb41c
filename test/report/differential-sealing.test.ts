/**
 * The same random history in a store whose days are sealed at random moments while it is recorded, and in
 * one in which none is: no answer of any report differs, nor what the public views say.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { DAY_MS } from '../../src/model/time.ts';
import { openForWriting } from '../../src/record/sqlite/connection.ts';
import { openPostgresStore } from '../../src/record/postgres/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import type { Store } from '../../src/record/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fuzz } from '../support/fuzz.ts';
import { reusedPostgres } from '../support/postgres/database.ts';
import { expectRecounted } from '../support/recount.ts';
import { allAnswers, recordCase } from './all-answers.ts';
import { longAgo } from './random.ts';
import { join } from 'node:path';

const settings = reusedPostgres();

const ID_KEY = 'the same key for all stores, as pseudonyms are part of some answers';

/** When it is asked for, as days after the history began; most of what it seals is told of again later. */
const moments = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });

/** Seals at the moments, one after the other, and at last everything; tells how many days in all. */
function sealing(store: Store, begin: number, days: readonly number[]) {
  const left = [...days];
  let sealed = 0;
  const until = async (day: number): Promise<number> => {
    sealed += await store.maintenance.seal({ now: begin + day * DAY_MS, pauseMs: 0 });
    return sealed;
  };
  return { next: () => until(left.shift() ?? 0), all: () => until(400) };
}

const VIEWS = ['v1_counters', 'v1_labels'];

/** Rows of the views, less those that say nothing. */
function viewsOf(path: string): readonly unknown[] {
  const db = openForWriting(path, 'balanced');
  const rows = VIEWS.map((view) =>
    db
      .prepare(`SELECT * FROM ${view} WHERE value <> 0`)
      .all()
      .map((row) => JSON.stringify(row))
      .toSorted(),
  );
  db.close();
  return rows;
}

const slow = { timeout: process.env['FUZZ_RUNS'] ? 1_200_000 : 120_000 };

test('sealing at any moment changes no answer (SQLite)', slow, () =>
  fc.assert(
    fc.asyncProperty(
      longAgo,
      moments,
      fc.integer({ min: 1, max: 9 }),
      async (which, days, size) => {
        const folder = temporaryFolder();
        const paths = ['open.db', 'sealed.db'].map((name) => join(folder, name));
        const [open, sealed] = paths.map((path) =>
          openSqliteStore({ path, durability: 'balanced', idKey: ID_KEY }),
        );
        const seal = sealing(sealed!, Math.min(...which.history.map(({ at }) => at)), days);
        await recordCase(open!, which, size);
        await recordCase(sealed!, which, size, seal.next);
        const expected = await allAnswers(open!, which);

        expect(await allAnswers(sealed!, which)).toEqual(expected);
        expect(await seal.all()).toBeGreaterThan(0);
        expect(await allAnswers(sealed!, which)).toEqual(expected);
        await expectRecounted(sealed!);
        const [before, after] = paths.map(viewsOf);
        expect(after).toEqual(before);
        await open!.close();
        await sealed!.close();
      },
    ),
    { ...fuzz(2), endOnFailure: process.env['SHRINK'] === undefined },
  ),
);

test('sealing at any moment changes no answer (PostgreSQL)', slow, () =>
  fc.assert(
    fc.asyncProperty(
      longAgo,
      moments,
      fc.integer({ min: 1, max: 9 }),
      async (which, days, size) => {
        const open = openSqliteStore({ path: ':memory:', durability: 'balanced', idKey: ID_KEY });
        const sealed = await openPostgresStore((await settings()).options, { idKey: ID_KEY });
        const seal = sealing(sealed, Math.min(...which.history.map(({ at }) => at)), days);
        await recordCase(open, which, size);
        await recordCase(sealed, which, size, seal.next);
        const expected = await allAnswers(open, which);

        expect(await allAnswers(sealed, which)).toEqual(expected);
        expect(await seal.all()).toBeGreaterThan(0);
        expect(await allAnswers(sealed, which)).toEqual(expected);
        await expectRecounted(sealed);
        await open.close();
        await sealed.close();
      },
    ),
    { ...fuzz(1), endOnFailure: process.env['SHRINK'] === undefined },
  ),
);
