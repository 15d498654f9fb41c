import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { expect, test } from 'vitest';

import { runExport } from '../../src/export/run.ts';
import { runReport } from '../../src/report/run.ts';
import { storeOf } from '../report/history.ts';
import { temporaryFolder } from '../support/folder.ts';
import { NOW } from './busy-weeks.ts';

const ROWS = process.env['NIGHTLY'] ? 1_000_000 : 20_000;

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
    if (text !== `u${i},"'=name, ""${i}""",${i},"a, b"`) throw new Error(`line ${i}: ${text}`);
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

test('an audience that is longer than a page is complete, every user once', async () => {
  const store = await storeOf(
    Array.from({ length: 1_050 }, (_, i) => ({
      at: NOW - i * 1_000,
      kind: 'message' as const,
      user: `user${i}`,
    })),
  );
  const path = join(temporaryFolder(), 'audience.csv');

  const { rows } = await runExport(
    { ask: (name, options) => runReport(store.reads, name, options, NOW), now: NOW },
    { reports: ['audience'], format: 'csv', path, options: {} },
  );

  const users = readFileSync(path, 'utf8').trimEnd().split('\r\n').slice(1);
  expect(rows).toBe(1_050);
  expect(new Set(users.map((line) => line.split(',')[0])).size).toBe(1_050);
  await store.close();
});
