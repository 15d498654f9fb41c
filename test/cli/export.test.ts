import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { REPORT_NAMES } from '../../src/report/registry.ts';
import { writeBusyWeeks } from '../export/busy-weeks.ts';
import { readWorkbook } from '../export/unzip.ts';
import { temporaryFolder } from '../support/folder.ts';
import { cli } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const path = join(folder, 'bot.db');

beforeAll(() => writeBusyWeeks(path));

afterAll(() => rmSync(folder, { recursive: true }));

test('all reports into one workbook; the rows and the file are named on stderr', async () => {
  const out = join(temporaryFolder(), 'all.xlsx');

  const { code, stdout, stderr } = await cli([
    'export',
    '--store',
    path,
    '--xlsx',
    '--out',
    out,
    '--dimension',
    'week',
    '--measure',
    'sent',
  ]);

  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/^--measure went to traffic, conversationMessages only$/m);
  expect(stderr).toMatch(/^--dimension did not go to .*clicks/m);
  expect(stderr).toMatch(new RegExp(`^\\d+ rows in ${out}$`, 'm'));
  expect(Object.keys(readWorkbook(out))).toEqual(['Export', ...REPORT_NAMES, 'Summary']);
});

test('some reports into a folder of CSV files; names in kebab case will do', async () => {
  const out = join(temporaryFolder(), 'out');

  const { code } = await cli([
    'export',
    'busiest-period',
    'users',
    '--store',
    path,
    '--csv',
    '--out',
    out,
    '--source',
    'widget',
  ]);

  expect(code).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual(['busiestPeriod.csv', 'summary.csv', 'users.csv']);
  const cells = readFileSync(join(out, 'busiestPeriod.csv'), 'utf8').trimEnd().split('\r\n');
  expect(cells).toHaveLength(1 + 7 * 24);
});

test.for(['json', 'csv', 'xlsx'])('`report … --%s --out` writes the report', async (format) => {
  const out = join(temporaryFolder(), `users.${format}`);
  const asked = ['report', 'users', '--store', path, '--period', 'last7days'];

  const { code, stdout, stderr } = await cli([...asked, `--${format}`, '--out', out]);

  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `7 rows in ${out}\n` });
  if (format === 'xlsx') {
    expect(Object.keys(readWorkbook(out))).toEqual(['Export', 'users', 'Summary']);
  } else {
    const { stdout: printed } = await cli([...asked, `--${format}`]);
    expect(readFileSync(out, 'utf8')).toBe(printed);
  }
});

test('a file has the whole list, where a table has a page', async () => {
  const out = join(temporaryFolder(), 'audience.csv');

  const { stderr } = await cli(['report', 'audience', '--store', path, '--csv', '--out', out]);

  expect(stderr).toBe(`9 rows in ${out}\n`);
});

test('a path that cannot be written ends with 1 and says why', async () => {
  const out = join(temporaryFolder(), 'no', 'users.csv');

  const { code, stderr } = await cli(['export', 'users', '--store', path, '--csv', '--out', out]);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: EXPORT_UNWRITABLE: cannot write ".*": there is no folder "/);
  expect(existsSync(out)).toBe(false);
});

test('the store is not written over, whatever it is called', async () => {
  const before = readFileSync(path);
  const run = (...argv: string[]) => cli([...argv, '--store', path, '--csv']);

  for (const out of [path, `${path}-wal`]) {
    const { code, stderr } = await run('report', 'users', '--out', out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/EXPORT_UNWRITABLE: .* it is the store/);
    expect((await run('export', 'users', '--out', out)).code).toBe(1);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a folder that is not there is named', async () => {
  const out = join(temporaryFolder(), 'new');

  const { stderr } = await cli(['report', 'users', '--store', path, '--csv', '--out', `${out}/`]);

  expect(stderr).toContain(`there is no folder "${out}"`);
});

test('what a list leaves out is said', async () => {
  const out = join(temporaryFolder(), 'x.csv');
  const argv = ['report', 'feedback', '--chats', 'only_positive', '--limit', '5', '--csv'];

  const { stderr } = await cli([...argv, '--store', path, '--out', out]);

  expect(stderr).toBe(`feedback is cut: 19 more rows are not in it\n5 rows in ${out}\n`);
});

test('wrong options of the reports are named as they are typed', async () => {
  const out = join(temporaryFolder(), 'x');
  const argv = ['export', '--store', path, '--json', '--out', out, '--to', '2026-13-01'];

  const { code, stderr } = await cli(argv);

  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: --to "2026-13-01" is neither a date/);
});
