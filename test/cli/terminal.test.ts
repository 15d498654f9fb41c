import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { bar, sparkline } from '../../src/cli/bars.ts';
import { showCell } from '../../src/cli/cells.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { writeBusyWeeks } from '../export/busy-weeks.ts';
import { cli } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const path = join(folder, 'bot.db');

beforeAll(() => writeBusyWeeks(path));

afterAll(() => rmSync(folder, { recursive: true }));

async function shown(argv: readonly string[], columns = 100): Promise<string> {
  const { stdout } = await cli(['report', ...argv, '--store', path], {}, { columns });
  return stdout;
}

describe('on a terminal', () => {
  test('a series has its course in the first line and bars', async () => {
    expect(await shown(['users', '--from', '2026-02-23', '--to', '2026-03-01']))
      .toMatchInlineSnapshot(`
      "users · 2026-02-23 to 2026-03-01 · UTC · by day  █▄▄████

      date        new  returning  total
      2026-02-23    0          9      9  ████████████████████
      2026-02-24    0          3      3  ██████▋
      2026-02-25    0          3      3  ██████▋
      2026-02-26    0          9      9  ████████████████████
      2026-02-27    0          9      9  ████████████████████
      2026-02-28    0          9      9  ████████████████████
      2026-03-01    0          9      9  ████████████████████

      summary
      new                              0
      returning                        9
      total                            9
      returningRate       100 % (9 of 9)
      dau                           7.29
      wau                              9
      mau                              9
      stickiness     80.95 % (7.29 of 9)
      "
    `);
  });

  test('the hours of a week are shades', async () => {
    expect(await shown(['traffic'])).toMatchInlineSnapshot(`
      "traffic · 2026-02-04 00:00 to 2026-03-05 12:15 · UTC

                 0     3     6     9     12    15    18    21
      Sunday     · · · · · · · · ██████████████████· · · · · · ·
      Monday     · · · · · · · · ██████████████████· · · · · · ·
      Tuesday    · · · · · · · · · · · ▒▒▒▒██▒▒▒▒· · · · · · · ·
      Wednesday  · · · · · · · · · · · · ▒▒▒▒██▒▒▒▒· · · · · · ·
      Thursday   · · · · · · · · ██████████████████· · · · · · ·
      Friday     · · · · · · · · ██████████████████· · · · · · ·
      Saturday   · · · · · · · · ██████████████████· · · · · · ·

      ░░ ▒▒ ▓▓ ██  up to 8: Sunday 08:00, 1.96 % of all

      summary
      total    408
      "
    `);
  });

  test('distributions are bars as well', async () => {
    const text = await shown(['evaluation', '--period', 'last14days']);

    expect(text.slice(text.indexOf('csat.distribution'))).toMatchInlineSnapshot(`
      "csat.distribution  sessions    share  sessions
      1                         0      0 %
      2                         0      0 %
      3                         9   9.68 %  ██▍
      4                         0      0 %
      5                         8    8.6 %  ██▏
      none                     76  81.72 %  ████████████████████

      nps.distribution  sessions   share  sessions
      0                        0     0 %
      1                        0     0 %
      2                        0     0 %
      3                        0     0 %
      4                        0     0 %
      5                        0     0 %
      6                        0     0 %
      7                        0     0 %
      8                        0     0 %
      9                        8   8.6 %  █▉
      10                       0     0 %
      none                    85  91.4 %  ████████████████████
      "
    `);
  });

  test('a table is no wider than the terminal', async () => {
    const text = await shown(['retention', '--period', 'last14days'], 60);

    const [table = ''] = text.split('\n\n').slice(1);
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(table).toMatch(/… and \d+ more columns: --csv has them all/);
  });

  test('there are no colours', async () => {
    for (const name of REPORT_NAMES) expect(await shown([name])).not.toContain('\u001b');
  });
});

describe('in a pipe', () => {
  test.for(REPORT_NAMES)('%s is without bars, shades and colours', async (name) => {
    const { code, stdout } = await cli(['report', name, '--store', path]);

    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${name} · `));
    expect(stdout).not.toMatch(/[\u2580-\u259f]/);
    expect(stdout).not.toContain('\u001b');
  });

  test('the hours of a week are numbers', async () => {
    const { stdout } = await cli(['report', 'busiestPeriod', '--store', path]);

    expect(stdout.split('\n').slice(0, 5)).toMatchInlineSnapshot(`
      [
        "busiestPeriod · 2026-02-04 00:00 to 2026-03-05 12:15 · UTC",
        "",
        "           0  1  2  3  4  5  6  7  8  9  10  11  12  13  14  15  16  17  18  19  20  21  22  23",
        "Sunday     0  0  0  0  0  0  0  0  8  8   8   8   8   8   8   8   8   0   0   0   0   0   0   0",
        "Monday     0  0  0  0  0  0  0  0  8  8   8   8   8   8   8   8   8   0   0   0   0   0   0   0",
      ]
    `);
  });

  test('chats stand behind the series', async () => {
    const { stdout } = await cli([
      'report',
      'feedback',
      '--store',
      path,
      '--chats',
      'only_positive',
      '--dimension',
      'month',
    ]);

    expect(stdout).toMatchInlineSnapshot(`
      "feedback · 2026-02-04 00:00 to 2026-03-05 12:15 · UTC · by month · chats: only_positive

      date        positive  negative  neutral  none
      2026-02-01        18         8        0    48
      2026-03-01         6         2        0     4

      only_positive: 24 sessions

      session  startedAt         lastAt            received  sent  positive  negative  neutral
      t5i-s1   2026-03-04 12:07  2026-03-04 12:10         2     2         1         0        0
      t5c-s1   2026-03-03 11:07  2026-03-03 11:10         2     2         1         0        0
      t56-s1   2026-03-02 16:07  2026-03-02 16:10         2     2         1         0        0
      t4u-s1   2026-03-02 10:07  2026-03-02 10:10         2     2         1         0        0
      t4o-s1   2026-03-01 15:07  2026-03-01 15:10         2     2         1         0        0
      t4c-s1   2026-03-01 09:07  2026-03-01 09:10         2     2         1         0        0
      t46-s1   2026-02-28 14:07  2026-02-28 14:10         2     2         1         0        0
      t3u-s1   2026-02-28 08:07  2026-02-28 08:10         2     2         1         0        0
      t3c-s1   2026-02-27 16:07  2026-02-27 16:10         2     2         1         0        0
      t3o-s1   2026-02-27 13:07  2026-02-27 13:10         2     2         1         0        0
      t2u-s1   2026-02-26 15:07  2026-02-26 15:10         2     2         1         0        0
      t36-s1   2026-02-26 12:07  2026-02-26 12:10         2     2         1         0        0
      t2o-s1   2026-02-25 14:07  2026-02-25 14:10         2     2         1         0        0
      t2i-s1   2026-02-24 13:07  2026-02-24 13:10         2     2         1         0        0
      t20-s1   2026-02-23 12:07  2026-02-23 12:10         2     2         1         0        0
      t2c-s1   2026-02-23 09:07  2026-02-23 09:10         2     2         1         0        0
      t1i-s1   2026-02-22 11:07  2026-02-22 11:10         2     2         1         0        0
      t1u-s1   2026-02-22 08:07  2026-02-22 08:10         2     2         1         0        0
      t1c-s1   2026-02-21 16:07  2026-02-21 16:10         2     2         1         0        0
      t10-s1   2026-02-21 10:07  2026-02-21 10:10         2     2         1         0        0
      tu-s1    2026-02-20 15:07  2026-02-20 15:10         2     2         1         0        0
      ti-s1    2026-02-20 09:07  2026-02-20 09:10         2     2         1         0        0
      tc-s0    2026-02-19 14:07  2026-02-19 14:10         2     2         1         0        0
      t0-s0    2026-02-19 08:07  2026-02-19 08:10         2     2         1         0        0

      summary
      positive                       24
      negative                       10
      neutral                         0
      none                           52
      reviewable                     86
      reviewed                       34
      positiveShare  70.59 % (24 of 34)
      "
    `);
  });
});

describe('cells', () => {
  test.for<{ value: unknown; name?: string; shown: string }>([
    { value: 1234567, shown: '1,234,567' },
    { value: 0.5, shown: '0.5' },
    { value: null, shown: '–' },
    { value: undefined, shown: '–' },
    { value: true, shown: 'yes' },
    { value: 12.5, name: 'share', shown: '12.5 %' },
    { value: { value: 12.5, numerator: 1, denominator: 8 }, shown: '12.5 % (1 of 8)' },
    { value: { value: null, numerator: 0, denominator: 0 }, shown: '– (0 of 0)' },
    { value: 0, name: 'meanDurationMs', shown: '0 ms' },
    { value: 999, name: 'meanDurationMs', shown: '999 ms' },
    { value: 1_500, name: 'meanDurationMs', shown: '1.5 s' },
    { value: 3_723_000, name: 'meanDurationMs', shown: '1 h 2 min 3 s' },
    { value: 'evil\u001b[2Jname\u202e', shown: 'evil\ufffd[2Jname\ufffd' },
  ])('$value → $shown', ({ value, name = 'x', shown: text }) => {
    expect(showCell(value, name)).toBe(text);
  });
});

test.for([
  { value: 0, most: 10, drawn: '' },
  { value: 10, most: 10, drawn: '█'.repeat(20) },
  { value: 5, most: 10, drawn: '█'.repeat(10) },
  { value: 1, most: 16, drawn: '█▎' },
  { value: 1, most: 1_000_000, drawn: '▏' },
  { value: 3, most: 0, drawn: '' },
])('the bar of $value of $most', ({ value, most, drawn }) => {
  expect(bar(value, most)).toBe(drawn);
});

test.for([
  { values: [0, 1, 7], columns: 10, drawn: '▁▂█' },
  { values: [0, null, 0], columns: 10, drawn: '' },
  { values: [1, 0, 0, 2], columns: 2, drawn: '▅█' },
  { values: [1, 2, 3, 4, 5], columns: 2, drawn: '▆█' },
])('the line of $values in $columns columns', ({ values, columns, drawn }) => {
  expect(sparkline(values, columns)).toBe(drawn);
});
