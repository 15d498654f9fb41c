import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { groupOf, reportColumns } from '../../src/export/report-columns.ts';
import { columnsOf, dataRows } from '../../src/export/rows.ts';
import { runExport } from '../../src/export/run.ts';
import type { Store } from '../../src/record/store.ts';
import type { ReportName } from '../../src/report/registry.ts';
import { REPORT_NAMES, REPORTS } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { storeOf } from '../report/history.ts';
import { temporaryFolder } from '../support/folder.ts';
import { BUSY_WEEKS, NOW } from './busy-weeks.ts';
import { readWorkbook } from './unzip.ts';

let busy: Store;
let empty: Store;
beforeAll(async () => {
  busy = await storeOf(BUSY_WEEKS, ':memory:', { captureText: 'full' });
  empty = await storeOf([]);
});
afterAll(async () => {
  await busy.close();
  await empty.close();
});

const rowsOf = async (store: Store, name: ReportName, options: object) =>
  dataRows(await runReport(store.reads, name, options, NOW), groupOf({ ...options }));

const WITH_GROUPS = REPORT_NAMES.filter((name) =>
  Object.hasOwn(REPORTS[name].schema.shape, 'group'),
);

/** A column per bucket after a cohort's own. */
const ofCohort = (column: string) => /^\+\d+$/.test(column);

describe('the columns of a report are those of its rows', () => {
  test.for([
    ...REPORT_NAMES.map((name) => ({ name, options: {} })),
    ...WITH_GROUPS.map((name) => ({ name, options: { group: 'channel' } })),
    { name: 'topics' as const, options: { value: 'orders' } },
    { name: 'feedback' as const, options: { chats: 'only_positive' } },
    { name: 'feedback' as const, options: { chats: 'only_positive', group: 'channel' } },
  ])('$name $options', async ({ name, options }) => {
    const rows = await rowsOf(busy, name, options);

    const own = columnsOf(rows).filter((column) => !ofCohort(column));
    const known = reportColumns(name, options, []);
    expect(rows).not.toEqual([]);
    expect(own.filter((column) => !known.includes(column))).toEqual([]);
    // a phrase with a text has no intent, and every interaction has another half of its fields
    const optional = ['intent', 'parentId'];
    expect(known.filter((column) => !own.includes(column) && !optional.includes(column))).toEqual(
      [],
    );
  });
});

test('cohorts have their buckets behind', async () => {
  const rows = await rowsOf(busy, 'retention', { dimension: 'week' });

  expect(reportColumns('retention', {}, rows).slice(0, 4)).toEqual(['date', 'size', '+0', '+1']);
});

test.for(['csv', 'xlsx'])('an empty list has its header in %s', async (format) => {
  const ask = (name: string, options: object) => runReport(empty.reads, name, options, NOW);
  const path = join(temporaryFolder(), 'phrases');

  await runExport(
    { ask, now: NOW },
    { reports: ['phrases'], format: format as 'csv' | 'xlsx', path, options: { group: 'locale' } },
  );

  const header = ['locale', 'text', 'intent', 'count', 'users', 'firstAt', 'lastAt', 'class'];
  if (format === 'csv') expect(readFileSync(path, 'utf8')).toBe(`${header.join(',')}\r\n`);
  else expect(readWorkbook(path)['phrases']).toEqual([header]);
});

test('what a list leaves out is named', async () => {
  const ask = (name: string, options: object) => runReport(busy.reads, name, options, NOW);
  const run = (reports: readonly string[], options: object) =>
    runExport(
      { ask, now: NOW },
      { reports, format: 'csv', path: join(temporaryFolder(), 'x'), options: { ...options } },
    );
  const all = await run(['phrases'], {});
  const some = await run(['phrases'], { limit: 2 });
  const chats = await run(['feedback'], { chats: 'only_positive', limit: 5 });

  expect(all.reports[0]).not.toHaveProperty('cut');
  expect(some.reports).toMatchObject([{ report: 'phrases', rows: 2, cut: all.rows - 2 }]);
  expect(chats.reports).toMatchObject([{ report: 'feedback', rows: 5, cut: 19 }]);
});
