import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { exportReports } from '../../src/export/options.ts';
import { dataRows } from '../../src/export/rows.ts';
import { sheetMeter } from '../../src/export/sheets.ts';
import { toCsv } from '../../src/export/csv.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import { DAY_MS } from '../../src/model/time.ts';
import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { storeOf } from '../report/history.ts';
import { readOnlyFolder, temporaryFolder } from '../support/folder.ts';
import { BUSY_WEEKS, NOW } from './busy-weeks.ts';
import { readWorkbook } from './unzip.ts';

let store: Store;
beforeAll(async () => {
  store = await storeOf(BUSY_WEEKS);
});
afterAll(() => store.close());

const ask = (name: string, options: object) => runReport(store.reads, name, options, NOW);
const write = (options: unknown) => exportReports({ ask, now: NOW }, options);

const rowsOf = async (name: string, options: object) => dataRows(await ask(name, options));

/** The serial number of a spreadsheet. */
const serial = (text: string) => Date.parse(`${text}Z`) / DAY_MS + 25_569;

describe('JSON', () => {
  test('one report is its answer', async () => {
    const to = join(temporaryFolder(), 'users.json');

    const result = await write({ reports: ['users'], format: 'json', to, period: 'last7days' });

    expect(result).toEqual({
      files: [to],
      rows: 7,
      reports: [{ report: 'users', file: to, rows: 7, leftOut: [] }],
    });
    expect(JSON.parse(readFileSync(to, 'utf8'))).toEqual(
      await ask('users', { period: 'last7days' }),
    );
  });

  test('several are an object by name', async () => {
    const to = join(temporaryFolder(), 'some.json');

    await write({ reports: ['interactions', 'platforms', 'audience'], format: 'json', to });

    expect(JSON.parse(readFileSync(to, 'utf8'))).toEqual({
      interactions: await ask('interactions', {}),
      platforms: await ask('platforms', {}),
      audience: await ask('audience', { limit: 1_000, order: 'stable' }),
    });
  });
});

describe('CSV', () => {
  test('one report is a file, or a file in a folder that is there', async () => {
    const folder = temporaryFolder();
    const options = { from: '2026-03-01', dimension: 'week' };
    const csv = toCsv(await rowsOf('messages', options));

    const file = await write({
      reports: ['messages'],
      format: 'csv',
      to: join(folder, 'm'),
      ...options,
    });
    const inside = await write({ reports: ['messages'], format: 'csv', to: folder, ...options });

    expect(file.files).toEqual([join(folder, 'm')]);
    expect(inside.files).toEqual([join(folder, 'messages.csv')]);
    for (const path of [...file.files, ...inside.files]) {
      expect(readFileSync(path, 'utf8')).toBe(csv);
    }
  });

  test('all reports are a folder with a file each and the summaries', async () => {
    const to = join(temporaryFolder(), 'new', 'folder');

    const { files, rows, reports } = await write({ format: 'csv', to, timezone: 'Asia/Kathmandu' });

    const names = [...REPORT_NAMES, 'summary'].map((name) => `${name}.csv`);
    expect(readdirSync(to).toSorted()).toEqual(names.toSorted());
    expect(files).toEqual(names.map((name) => join(to, name)));
    expect(rows).toBe(reports.reduce((sum, report) => sum + report.rows, 0));
    const summary = readFileSync(join(to, 'summary.csv'), 'utf8').split('\r\n');
    expect(summary[0]).toBe('report,group,field,value,unit,numerator,denominator,previous,change');
    expect(summary).toContain('users,,total,9,,,,,');
    expect(summary).toContain('users,,returningRate,100,%,9,9,,');
  });

  test('what is there is replaced', async () => {
    const folder = temporaryFolder();
    const to = join(folder, 'users.csv');
    writeFileSync(to, 'old and longer '.repeat(1_000));

    await write({ reports: ['users'], format: 'csv', to, period: 'today' });

    expect(readFileSync(to, 'utf8')).toBe(toCsv(await rowsOf('users', { period: 'today' })));
    expect(readdirSync(folder)).toEqual(['users.csv']);
  });
});

describe('a workbook', () => {
  test('every report has a sheet with the rows, their numbers and dates', async () => {
    const to = join(temporaryFolder(), 'all.xlsx');
    const timezone = 'Europe/Vienna';

    const { rows } = await write({ format: 'xlsx', to, timezone, from: '2026-02-19' });

    const sheets = readWorkbook(to);
    expect(Object.keys(sheets)).toEqual(['Export', ...REPORT_NAMES, 'Summary']);
    expect(sheets['users']?.slice(0, 3)).toEqual([
      ['date', 'new', 'returning', 'total'],
      [serial('2026-02-19T00:00'), 9, 0, 9],
      [serial('2026-02-20T00:00'), 0, 9, 9],
    ]);
    expect(sheets['traffic']).toHaveLength(1 + 7 * 24);
    expect(sheets['traffic']?.[0]).toEqual(['day', 'hour', 'value', 'usage (%)']);
    expect(sheets['clicks']?.[1]?.slice(0, 3)).toEqual([
      'link',
      '=HYPERLINK("x")',
      'https://a.example',
    ]);
    const dataRowsThere = REPORT_NAMES.map((name) => (sheets[name]?.length ?? 1) - 1);
    expect(dataRowsThere.reduce((sum, count) => sum + Math.max(0, count), 0)).toBe(rows);
    expect(sheets['Summary']).toContainEqual(['users', null, 'returningRate', 100, '%', 9, 9]);
  });

  test('no text of it is a formula', async () => {
    const to = join(temporaryFolder(), 'clicks.xlsx');

    await write({ reports: ['clicks', 'phrases'], format: 'xlsx', to });

    expect(readFileSync(to).includes('<f>')).toBe(false);
    expect(readWorkbook(to)['clicks']?.[1]?.[1]).toBe('=HYPERLINK("x")');
  });

  test('the first sheet says what was asked and who answered', async () => {
    const to = join(temporaryFolder(), 'two.xlsx');

    await write({
      reports: ['sessions', 'busiestPeriod'],
      format: 'xlsx',
      to,
      from: '2026-03-01',
      until: '2026-03-03',
      timezone: 'Asia/Kathmandu',
      count: 'started',
      channel: ['msteams', 'webchat'],
    });

    expect(readWorkbook(to)['Export']).toEqual([
      ['botbuilder-analytics'],
      ['made at', expect.closeTo(serial('2026-03-05T17:52'), 6)],
      ['time zone', 'Asia/Kathmandu'],
      ['from', '2026-03-01'],
      ['count', 'started'],
      ['channel', 'msteams, webchat'],
      ['to', '2026-03-03'],
      [],
      ['report', 'rows', 'from', 'to', 'time zone', 'options applied', 'options left out', 'hint'],
      [
        'sessions',
        3,
        serial('2026-03-01T00:00'),
        serial('2026-03-04T00:00'),
        'Asia/Kathmandu',
        'from: 2026-03-01; timezone: Asia/Kathmandu; count: started; channel: msteams, webchat; to: 2026-03-03',
      ],
      [
        'busiestPeriod',
        168,
        null,
        null,
        'Asia/Kathmandu',
        'from: 2026-03-01; timezone: Asia/Kathmandu; to: 2026-03-03',
        'count, channel',
      ],
    ]);
  });

  test('instants of a report are those of its own clocks, where not all take `offset`', async () => {
    const to = join(temporaryFolder(), 'offset.xlsx');
    const range = { from: '2026-03-01', until: '2026-03-01' };

    await write({ reports: ['users', 'traffic'], format: 'xlsx', to, ...range, offset: 345 });

    const lines = readWorkbook(to)['Export']?.slice(-2) ?? [];
    expect(lines.map((line) => line.slice(0, 5))).toEqual([
      ['users', 1, serial('2026-03-01T00:00'), serial('2026-03-02T00:00'), 'UTC'],
      ['traffic', 168, serial('2026-03-01T00:00'), serial('2026-03-02T00:00'), 'UTC+05:45'],
    ]);
  });

  test('hours are the time on the clocks of the zone', async () => {
    const to = join(temporaryFolder(), 'hours.xlsx');

    await write({
      reports: ['conversations'],
      format: 'xlsx',
      to,
      from: '2026-03-01T05:00',
      until: '2026-03-01T07:00',
      dimension: 'hour',
      timezone: 'Asia/Kathmandu',
    });

    expect(
      readWorkbook(to)
        ['conversations']?.slice(1)
        .map(([date]) => date),
    ).toEqual([
      expect.closeTo(serial('2026-03-01T05:00'), 6),
      expect.closeTo(serial('2026-03-01T06:00'), 6),
    ]);
  });

  test('more than it can take is an error that says what to do, and no file', async () => {
    const folder = temporaryFolder();
    const wide = Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`c${i}`, i]));
    const data = Array.from({ length: 2_000 }, () => wide);
    const options = { reports: ['users'], format: 'xlsx', to: join(folder, 'x.xlsx') };

    await expect(
      exportReports({ ask: () => Promise.resolve({ data }), now: NOW }, options),
    ).rejects.toThrow(
      /EXPORT_TOO_LARGE: with "users" the workbook has more than 1,500,000 cells\. Export it as CSV/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test.for([
    { before: 1_048_574, refused: false },
    { before: 1_048_575, refused: true },
  ])('a row after $before others: $refused', ({ before, refused }) => {
    const add = () => sheetMeter()('users', before, [{ a: 1 }]);

    if (refused) expect(add).toThrow(/"users" has more rows than a sheet can have \(1,048,575\)/);
    else expect(add).not.toThrow();
  });
});

describe('a report that cannot answer', () => {
  const failing = async (name: string, options: object) => {
    if (name !== 'messages') return ask(name, options);
    throw new AnalyticsError('INVALID_REPORT_OPTIONS', '`from` has too many buckets', {
      details: { issues: [{ path: 'to', problem: 'is far away' }] },
    });
  };

  test('is left out of an export of all, which says so', async () => {
    const to = join(temporaryFolder(), 'all.xlsx');

    const { reports } = await exportReports({ ask: failing, now: NOW }, { format: 'xlsx', to });

    expect(reports.find(({ report }) => report === 'messages')).toEqual({
      report: 'messages',
      rows: 0,
      leftOut: [],
      problem: '`from` has too many buckets',
    });
    expect(Object.keys(readWorkbook(to))).not.toContain('messages');
  });

  test('is an error if no other can', async () => {
    const folder = temporaryFolder();

    for (const format of ['json', 'csv', 'xlsx']) {
      await expect(
        write({ format, to: join(folder, 'x'), from: '2026-03-01', until: '2026-02-01' }),
      ).rejects.toThrow(/^INVALID_REPORT_OPTIONS/);
    }
    expect(readdirSync(folder)).toEqual(['x']);
    expect(readdirSync(join(folder, 'x'))).toEqual([]);
  });

  test('is an error where it was named, in the names of the export', async () => {
    const folder = temporaryFolder();
    const options = { reports: ['users', 'messages'], format: 'json', to: join(folder, 'x') };

    await expect(exportReports({ ask: failing, now: NOW }, options)).rejects.toThrow(
      '`until` is far away',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('wrong options', () => {
  test.for<{ options: unknown; problem: string }>([
    { options: undefined, problem: '`format` is none of json, csv, xlsx; `to` is no path' },
    { options: { format: 'xls', to: 'x' }, problem: '(did you mean "xlsx"?)' },
    { options: { format: 'csv', to: '' }, problem: '`to` "" is empty' },
    { options: { format: 'csv', to: 'x', reports: 'users' }, problem: '`reports` "users" is no' },
    { options: { format: 'csv', to: 'x', reports: [] }, problem: '`reports` is an empty list' },
    {
      options: { format: 'csv', to: 'x', reports: ['user'] },
      problem: 'there is no report "user" (did you mean "users"?)',
    },
    {
      options: {
        format: 'csv',
        to: 'x',
        reports: ['users'],
        from: '2026-03-01',
        until: '2026-02-01',
      },
      problem: '2026',
    },
  ])('$options', async ({ options, problem }) => {
    await expect(write(options)).rejects.toThrow(problem);
  });
});

describe('a path that cannot be written', () => {
  const unwritable = (to: string, format = 'csv', reports = ['users']) =>
    expect(write({ reports, format, to, period: 'today' })).rejects;

  test('says why', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    mkdirSync(join(folder, 'taken'));

    await unwritable(join(folder, 'no', 'x.csv')).toThrow(
      /EXPORT_UNWRITABLE: .*there is no folder/,
    );
    await unwritable(join(file, 'x.csv')).toThrow(/is no folder/);
    await unwritable(file, 'csv', ['users', 'messages']).toThrow(/a folder is needed/);
    await unwritable(join(folder, 'taken'), 'json').toThrow(/a file is needed/);
    expect(readdirSync(folder).toSorted()).toEqual(['file', 'taken']);
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  test('is told from a store that fails', async () => {
    await unwritable(join(readOnlyFolder(), 'x.csv')).toThrow(/EXPORT_UNWRITABLE/);
    const failing = () => Promise.reject(new AnalyticsError('STORE_MISSING', 'gone'));

    await expect(
      exportReports(
        { ask: failing, now: NOW },
        { format: 'json', to: join(temporaryFolder(), 'x') },
      ),
    ).rejects.toThrow(/^STORE_MISSING/);
  });
});
