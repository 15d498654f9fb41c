import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { runExport } from '../../src/export/run.ts';
import type { Store } from '../../src/record/store.ts';
import { runReport } from '../../src/report/run.ts';
import { storeOf } from '../report/history.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { NOW } from './busy-weeks.ts';

const ROWS = process.env['NIGHTLY'] ? 1_000_000 : 5_000;

/** An audience that is made page by page as it is asked for, and was never in memory. */
function endless(rows: number) {
  const asked: number[] = [];
  const page = async (_name: string, options: object): Promise<unknown> => {
    const { limit, cursor = '0' } = options as { limit: number; cursor?: string };
    const begin = Number(cursor);
    const end = Math.min(rows, begin + limit);
    asked.push(end - begin);
    return Promise.resolve({
      report: 'audience',
      data: Array.from({ length: end - begin }, (_, i) => userOf(begin + i)),
      ...(end < rows && { nextCursor: String(end) }),
      ...(begin === 0 && { summary: { users: rows } }),
    });
  };
  return { page, asked };
}

const userOf = (i: number) => ({
  user: `u${i}`,
  name: `=name, "${i}"`,
  received: i,
  tags: ['a', 'b'],
});

test('CSV of an audience has every row, and only a page of it is in memory', async () => {
  const { page, asked } = endless(ROWS);
  const path = join(temporaryFolder(), 'audience.csv');
  const before = process.memoryUsage().rss;

  const { rows } = await runExport(
    { ask: page, now: NOW },
    { reports: ['audience'], format: 'csv', path, options: {} },
  );

  expect(rows).toBe(ROWS);
  expect(asked).toEqual(Array.from({ length: ROWS / 1_000 }, () => 1_000));
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  let line = -1;
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const i = line++;
    if (i < 0 || (i % 997 !== 0 && i !== ROWS - 1)) continue;
    const wanted = `u${i},,"'=name, ""${i}""",,,${i},,,,"a, b",,,`;
    if (text !== wanted) throw new Error(`line ${i}: ${text}`);
  }
  expect(line).toBe(ROWS);
}, 600_000);

test('JSON of an audience is one answer with the rows of all pages', async () => {
  const { page } = endless(2_500);
  const path = join(temporaryFolder(), 'audience.json');

  const { rows } = await runExport(
    { ask: page, now: NOW },
    { reports: ['audience'], format: 'json', path, options: {} },
  );

  expect(rows).toBe(2_500);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    report: 'audience',
    summary: { users: 2_500 },
    data: Array.from({ length: 2_500 }, (_, i) => userOf(i)),
  });
});

test('`limit` ends it, and `cursor` begins it', async () => {
  const { page, asked } = endless(10_000);
  const path = join(temporaryFolder(), 'audience.csv');

  const { rows } = await runExport(
    { ask: page, now: NOW },
    { reports: ['audience'], format: 'csv', path, options: { limit: 1_500, cursor: '100' } },
  );

  expect(rows).toBe(1_500);
  expect(asked).toEqual([1_000, 500]);
  expect(readFileSync(path, 'utf8').split('\r\n')[1]).toMatch(/^u100,/);
});

describe('a real audience of 5,000', () => {
  const USERS = 5_000;
  let store: Store;
  let path: string;

  beforeEach(async () => {
    path = join(temporaryFolder(), 'bot.db');
    store = await storeOf([{ at: NOW, kind: 'message', user: 'first' }], path);
    onTestFinished(() => store.close());
    const db = openDatabase(path);
    db.exec(`
      WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${USERS})
      INSERT INTO users (number, key, first_act_at) SELECT i, 'user-' || i, ${NOW} - i FROM n;
      WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${USERS})
      INSERT INTO user_channels (user, channel, test, first_act_at, last_act_at, received, sent, sessions)
        SELECT i, 'webchat', 0, ${NOW} - i, ${NOW} - i, 1, 1, 1 FROM n;`);
    db.close();
  });

  test('is complete, every user once, whoever acts between the pages', async () => {
    const db = openDatabase(path);
    const file = join(temporaryFolder(), 'audience.csv');
    // those who were seen longest ago move to the front of the usual order
    const act = db.prepare('UPDATE user_channels SET last_act_at = ? WHERE user = ?');
    let pages = 0;
    const ask = async (name: string, options: object) => {
      const answer = await runReport(store.reads, name, options, NOW);
      act.run(NOW + pages, USERS - pages);
      act.run(NOW + pages, 500 * pages + 2);
      pages += 1;
      return answer;
    };

    const { rows } = await runExport(
      { ask, now: NOW },
      { reports: ['audience'], format: 'csv', path: file, options: {} },
    );
    db.close();

    const users = readFileSync(file, 'utf8').trimEnd().split('\r\n').slice(1);
    expect(rows).toBe(USERS);
    expect(pages).toBe(USERS / 1_000);
    expect(new Set(users.map((line) => line.split(',')[0])).size).toBe(USERS);
  });

  test('with `limit` begins with those who were seen last', async () => {
    const file = join(temporaryFolder(), 'audience.csv');

    await runExport(
      { ask: (name, options) => runReport(store.reads, name, options, NOW), now: NOW },
      { reports: ['audience'], format: 'csv', path: file, options: { limit: 3 } },
    );

    const users = readFileSync(file, 'utf8').trimEnd().split('\r\n').slice(2);
    expect(users.map((line) => line.split(',')[0])).toEqual(['user-2', 'user-3']);
  });
});
