import { join } from 'node:path';

import { expect, test } from 'vitest';

import { storeOf } from '../report/history.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { cli } from './run.ts';

const MONDAY = Date.parse('2026-03-02T09:00Z');
const TUESDAY = Date.parse('2026-03-03T09:00Z');

/** A store in which two days were counted, and then what `sql` did to it. */
async function stored(sql?: string): Promise<string> {
  const path = join(temporaryFolder(), 'bot.db');
  const store = await storeOf(
    [MONDAY, TUESDAY].map((at) => ({ at, kind: 'message', user: 'ann', replies: 1 })),
    path,
  );
  await store.close();
  if (sql === undefined) return path;
  const db = openDatabase(path);
  db.exec(sql);
  db.close();
  return path;
}

const WRONG = `UPDATE counters SET received = 7 WHERE quarter >= ${TUESDAY / 900_000};
  DELETE FROM presence WHERE quarter >= ${TUESDAY / 900_000}`;

test('days that agree are counted', async () => {
  const { code, stdout } = await cli(['recount', '--store', await stored()]);

  expect(stdout).toBe(
    '2 days compared; all events are kept since 2026-03-02\nwhat was counted is what the events add up to\n',
  );
  expect(code).toBe(0);
});

test('days that differ are told by table, and the exit code is 1', async () => {
  const { code, stdout, stderr } = await cli(['recount', '--store', await stored(WRONG)]);

  expect(stdout).toMatchInlineSnapshot(`
    "2 days compared; all events are kept since 2026-03-02
    day (UTC)   table     rows  by events  differ
    2026-03-03  counters     1          1       1
    2026-03-03  presence     0          1       1
    "
  `);
  expect(stderr).toBe('error: 1 day differs: see --repair\n');
  expect(code).toBe(1);
});

test('--repair puts them right, and the exit code is 0', async () => {
  const path = await stored(WRONG);
  const { code, stdout } = await cli(['recount', '--repair', '--store', path]);

  expect(stdout).toContain('presence     0          1       1  repaired');
  expect(code).toBe(0);
  expect((await cli(['recount', '--store', path])).code).toBe(0);
});

test('--json has the shape of analytics.recount(), of the days that are asked for', async () => {
  const path = await stored(WRONG);
  const { code, stdout } = await cli(['recount', '--to', '2026-03-02', '--json', '--store', path]);

  expect(JSON.parse(stdout)).toEqual({
    completeFrom: '2026-03-02',
    compared: 1,
    partial: [],
    different: [],
  });
  expect(code).toBe(0);
});

test('days of which events were erased are named, and not compared', async () => {
  const path = await stored(`INSERT INTO partial_days VALUES (${Math.floor(MONDAY / 86_400_000)})`);
  const { stdout } = await cli(['recount', '--store', path]);

  expect(stdout).toContain('1 day compared');
  expect(stdout).toContain('left out, as events were erased: 2026-03-02\n');
});

test('a store in which nothing happened says so', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  await (await storeOf([], path)).close();

  expect((await cli(['recount', '--store', path])).stdout).toBe(
    'there are no events to compare with\n',
  );
});

test.for([
  { argv: ['--from', 'monday'], told: '--from "monday" must be a day (UTC): \'2026-10-01\'' },
  { argv: ['--to', '2026-02-30'], told: '--to "2026-02-30" must be a day (UTC): \'2026-10-01\'' },
  {
    argv: ['--from', '2026-03-03', '--to', '2026-03-02'],
    told: '--from "2026-03-03" must not be later than to',
  },
])('$argv is wrong usage', async ({ argv, told }) => {
  const { code, stderr } = await cli(['recount', ...argv, '--store', await stored()]);

  expect(stderr).toBe(`error: ${told}\n`);
  expect(code).toBe(2);
});

test('a store that is not there is not created', async () => {
  const path = join(temporaryFolder(), 'none.db');
  const { code, stderr } = await cli(['recount', '--store', path]);

  expect(stderr).toContain('STORE_MISSING');
  expect(code).toBe(1);
});
