/** First acts of many users are read packed, and always as the users have them. */

import { expect, onTestFinished, test } from 'vitest';

import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import { readsOn } from '../../../src/record/sqlite/reads.ts';
import { sealingOn } from '../../../src/record/sqlite/sealing.ts';
import { NEVER } from '../../../src/record/reads.ts';

const USERS = 9_000;
const QUARTER = 900_000;

function filled() {
  const db = openForWriting(':memory:', 'balanced');
  onTestFinished(() => void db.close());
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${USERS})
    INSERT INTO users (number, first_act_at, first_test_act_at)
    SELECT i, iif(i % 10 = 0, NULL, i * ${QUARTER}), iif(i % 7 = 0, (i - 1) * ${QUARTER}, NULL) FROM n`);
  const reads = readsOn(db);
  return {
    db,
    seal: () => sealingOn(db)({ now: 0, pauseMs: 0 }),
    blocks: () => db.prepare('SELECT block FROM sealed_users').all().length,
    firsts: async (includeTest: boolean) => [...(await reads.firstQuarters({ includeTest }))],
  };
}

test('packed or not, they are the same', async () => {
  const { seal, blocks, firsts } = filled();
  const before = [await firsts(false), await firsts(true)];
  await seal();

  expect(before[0]?.slice(0, 12)).toEqual([NEVER, 1, 2, 3, 4, 5, 6, 7, 8, 9, NEVER, 11]);
  expect(before[1]?.[70]).toBe(69);
  expect(blocks()).toBe(2);
  expect([await firsts(false), await firsts(true)]).toEqual(before);
});

test('who turns out to have come earlier is read anew, and packed again', async () => {
  const { db, seal, blocks, firsts } = filled();
  await seal();
  db.exec(`UPDATE users SET first_act_at = ${QUARTER} WHERE number = 4100`);
  db.exec(`UPDATE users SET key = 'k', first_act_at = first_act_at WHERE number = 5`);

  expect(blocks()).toBe(1);
  expect((await firsts(false))[4_100]).toBe(1);
  await seal();
  expect(blocks()).toBe(2);
  expect((await firsts(false))[4_100]).toBe(1);
});

test('who is gone is gone', async () => {
  const { db, seal, firsts } = filled();
  await seal();
  db.exec('DELETE FROM users WHERE number = 3');

  expect((await firsts(false)).slice(2, 5)).toEqual([2, NEVER, 4]);
});
