import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { lineOf } from '../../src/cli/report-list.ts';
import { flagOf, isExplained, OPTION_NAMES } from '../../src/cli/report-options.ts';
import { runCli } from '../../src/cli/run.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import { openReader } from '../../src/record/open.ts';
import { REPORT_NAMES, REPORTS } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from '../report/history.ts';
import { storeOf } from '../report/history.ts';
import { cli, NOW } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const path = join(folder, 'bot.db');

const monday = Date.parse('2026-03-02T09:00:00Z');

/** Three days of two users, and a developer with the emulator. */
const HISTORY: readonly Moment[] = [
  { at: monday, kind: 'message', user: 'ann', replies: 1 },
  { at: monday + 5 * MINUTE_MS, kind: 'message', user: 'ann', unrecognized: true, replies: 1 },
  { at: monday + DAY_MS, kind: 'message', user: 'ann', channel: 'webchat', replies: 1 },
  { at: monday + DAY_MS, kind: 'message', user: 'bob', channel: 'facebook', replies: 2 },
  {
    at: monday + 2 * DAY_MS,
    kind: 'message',
    user: 'dev',
    channel: 'emulator',
    test: true,
    replies: 1,
  },
];

beforeAll(async () => {
  const store = await storeOf(HISTORY, path);
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

const week = ['--store', path, '--from', '2026-03-02', '--to', '2026-03-04'];

describe('the table', () => {
  test('users', async () => {
    const { code, stdout, stderr } = await cli(['report', 'users', ...week]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "users · 2026-03-02 to 2026-03-04 · UTC · by day

      date        new  returning  total
      2026-03-02    1          0      1
      2026-03-03    1          1      2
      2026-03-04    0          0      0

      summary
      new                        2
      returning                  1
      total                      2
      returningRate  50 % (1 of 2)
      dau                        1
      wau                        2
      mau                        2
      stickiness     50 % (1 of 2)

      2 messages of test traffic hidden; show them with --include-test
      "
    `);
  });

  test('with groups and a comparison', async () => {
    const { stdout } = await cli([
      'report',
      'sessions',
      ...week,
      '--group',
      'channel',
      '--compare',
      'previous',
      '--timezone',
      'Europe/Vienna',
      '--channel',
      'webchat,facebook',
    ]);

    expect(stdout).toMatchInlineSnapshot(`
      "sessions · 2026-03-02 to 2026-03-04 · Europe/Vienna · by day · channel: webchat, facebook

      channel   date        withMessages  withoutMessages  total
      facebook  2026-03-02             0                0      0
      facebook  2026-03-03             1                0      1
      facebook  2026-03-04             0                0      0
      webchat   2026-03-02             1                0      1
      webchat   2026-03-03             1                0      1
      webchat   2026-03-04             0                0      0

      channel   withMessages  withoutMessages  total  meanDurationMs  medianDurationMs  messagesPerSession  sessionsPerUser      bounceRate
      facebook             1                0      1             1 s               1 s                   1                1  100 % (1 of 1)
      webchat              2                0      2      2 min 31 s        2 min 31 s                 1.5                2   50 % (1 of 2)

      summary                                 previous  change
      withMessages                       3           0       –
      withoutMessages                    0           0       –
      total                              3           0       –
      meanDurationMs            1 min 41 s           –       –
      medianDurationMs                 1 s           –       –
      messagesPerSession              1.33           –       –
      sessionsPerUser                  1.5           –       –
      bounceRate          66.67 % (2 of 3)  – (0 of 0)       –
      "
    `);
  });

  test('platforms have a row each', async () => {
    const { stdout } = await cli(['report', 'platforms', '--store', path, '--include-test']);

    expect(stdout).toMatchInlineSnapshot(`
      "platforms · 2026-02-04 00:00 to 2026-03-05 12:15 · UTC · by month · with test traffic

      date        platform  active  new  accumulated  churned  received  sent
      2026-02-01  –              –    –            –        –         –     –
      2026-03-01  emulator       1    1            1        0         1     1
      2026-03-01  facebook       1    1            1        0         1     2
      2026-03-01  webchat        1    1            1        0         3     3

      summary   active  new  accumulated  churned  received  sent
      emulator       1    1            1        0         1     1
      facebook       1    1            1        0         1     2
      webchat        1    1            1        0         3     3
      total          3    3            3        0         5     6
      "
    `);
  });

  test('platforms with groups', async () => {
    const { stdout } = await cli(['report', 'platforms', ...week, '--group', 'source']);

    expect(stdout).toMatchInlineSnapshot(`
      "platforms · 2026-03-02 to 2026-03-04 · UTC · by month

      source     date        platform  active  new  accumulated  churned  received  sent
      messenger  2026-03-01  facebook       1    1            1        0         1     2
      widget     2026-03-01  webchat        1    1            1        0         3     3

      source     summary   active  new  accumulated  churned  received  sent
      messenger  facebook       1    1            1        0         1     2
      messenger  total          1    1            1        0         1     2
      widget     webchat        1    1            1        0         3     3
      widget     total          1    1            1        0         3     3

      summary   active  new  accumulated  churned  received  sent
      facebook       1    1            1        0         1     2
      webchat        1    1            1        0         3     3
      total          2    2            2        0         4     5

      2 messages of test traffic hidden; show them with --include-test
      "
    `);
  });

  test('days without anything are one line', async () => {
    const { stdout } = await cli(['report', 'conversations', '--store', path]);

    expect(stdout).toMatchInlineSnapshot(`
      "conversations · 2026-02-04 00:00 to 2026-03-05 12:15 · UTC · by day

      date                     value
      2026-02-04 … 2026-03-01      0
      2026-03-02                   1
      2026-03-03                   2
      2026-03-04                   0
      2026-03-05                   0

      summary
      total      3
      min        0
      max        2
      avg      0.1

      2 messages of test traffic hidden; show them with --include-test
      "
    `);
  });

  test('hours show the time of the zone', async () => {
    const { stdout } = await cli([
      'report',
      'conversations',
      '--store',
      path,
      '--timezone',
      'Asia/Kathmandu',
      '--from',
      '2026-03-02T14:00',
      '--to',
      '2026-03-02T16:00',
      '--dimension',
      'hour',
    ]);

    expect(stdout.split('\n').slice(0, 6)).toMatchInlineSnapshot(`
      [
        "conversations · 2026-03-02 14:00 to 2026-03-02 16:00 · Asia/Kathmandu · by hour",
        "",
        "date              value",
        "2026-03-02 14:00      1",
        "2026-03-02 15:00      0",
        "",
      ]
    `);
  });
});

describe('a bare series', () => {
  const asked = (...argv: string[]) =>
    cli(['report', 'conversations', '--store', path, '--group', 'channel', ...argv]);

  test('says what was asked, with groups as well, and names them', async () => {
    const { stdout } = await asked(
      '--from',
      '2026-03-01',
      '--to',
      '2026-03-04',
      '--dimension',
      'week',
    );

    expect(stdout).toMatchInlineSnapshot(`
      "conversations · 2026-03-01 to 2026-03-04 · UTC · by week

      channel   date        value
      facebook  2026-02-23      0
      facebook  2026-03-02      1
      webchat   2026-02-23      0
      webchat   2026-03-02      2

      channel   total  min  max  avg
      facebook      1    0    1  0.5
      webchat       2    0    2    1

      summary
      total      3
      min        0
      max        3
      avg      1.5

      2 messages of test traffic hidden; show them with --include-test
      "
    `);
  });

  test('has the range to its end, and the dimension that was chosen', async () => {
    const title = async (...argv: string[]) => (await asked(...argv)).stdout.split('\n')[0];

    expect(await title('--period', 'lastMonth', '--dimension', 'auto')).toBe(
      'conversations · 2026-02-01 to 2026-02-28 · UTC · by day',
    );
    expect(await title('--period', 'lastYear', '--dimension', 'auto')).toBe(
      'conversations · 2025-01-01 to 2025-12-31 · UTC · by month',
    );
  });

  test('has the name of the group in CSV, also where there is no group', async () => {
    const { stdout } = await asked('--csv', '--from', '2026-03-03', '--to', '2026-03-03');
    const none = await asked('--csv', '--from', '2026-03-01', '--to', '2026-03-01');

    expect(stdout).toBe(
      'channel,date,value\r\n' +
        'facebook,2026-03-03T00:00:00.000Z,1\r\n' +
        'webchat,2026-03-03T00:00:00.000Z,1\r\n',
    );
    expect(none.stdout).toBe('channel,date,value\r\n');
  });
});

test.for(REPORT_NAMES)('--json is what the query helper answers (%s)', async (name) => {
  const group = Object.hasOwn(REPORTS[name].schema.shape, 'group') ? { group: 'source' } : {};
  const grouped = Object.entries(group).flatMap(([option, value]) => [flagOf(option), value]);
  const { code, stdout } = await cli(['report', name, ...week, '--json', ...grouped]);
  const { reads, close } = await openReader({ kind: 'sqlite', options: { path } });
  const options = { from: '2026-03-02', to: '2026-03-04', ...group };

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(await runReport(reads, name, options, NOW));
  await close();
});

test('--csv has the data rows on stdout and the hint on stderr', async () => {
  const { stdout, stderr } = await cli(['report', 'users', ...week, '--csv']);

  expect(stdout).toBe(
    'date,new,returning,total\r\n' +
      '2026-03-02T00:00:00.000Z,1,0,1\r\n' +
      '2026-03-03T00:00:00.000Z,1,1,2\r\n' +
      '2026-03-04T00:00:00.000Z,0,0,0\r\n',
  );
  expect(stderr).toBe('2 messages of test traffic hidden; show them with --include-test\n');
});

test('the store can be named by the environment', async () => {
  const { code, stdout } = await cli(['report', 'users', '--json'], { BOT_ANALYTICS_STORE: path });

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ report: 'users', summary: { total: 2 } });
});

test('filters can be repeated or listed with commas', async () => {
  const both = ['facebook', 'webchat'];
  const listed = await cli(['report', 'users', ...week, '--json', '--channel', both.join(',')]);
  const repeated = await cli([
    'report',
    'users',
    ...week,
    '--json',
    ...both.flatMap((channel) => ['--channel', channel]),
  ]);

  expect(JSON.parse(listed.stdout)).toMatchObject({ filters: { channel: both } });
  expect(repeated.stdout).toBe(listed.stdout);
});

describe('wrong usage ends with 2, nothing on stdout and the remedy on stderr', () => {
  test.for<{ argv: string[]; stderr: RegExp }>([
    {
      argv: ['report', 'user', '--store', path],
      stderr: /^error: there is no report "user" \(did you mean "users"\?\): users, /,
    },
    {
      argv: ['report', 'users', '--store', path, '--dimension', 'dya'],
      stderr: /^error: --dimension "dya" is none of auto, .* \(did you mean "day"\?\)$/m,
    },
    {
      argv: ['report', 'users', '--store', path, '--dialog', 'checkout'],
      stderr: /^error: --dialog "checkout" is a filter of sessions, /,
    },
    {
      argv: ['report', 'users', '--store', path, '--period', 'today', '--to', '2026-01-01'],
      stderr: /^error: --period "today" stands beside --from or --to: /,
    },
    {
      argv: ['report', 'traffic', ...week, '--offset', '60', '--timezone', 'UTC'],
      stderr: /^error: --offset 60 stands beside --timezone: /,
    },
    {
      argv: ['report', 'users', ...week, '--offset', '60'],
      stderr: /^error: --offset 60 is an option of .*; here --timezone names the zone/,
    },
    {
      argv: ['report', 'topics', ...week, '--dimension', 'day'],
      stderr: /^error: --dimension "day" .*: --value has to name it/,
    },
    {
      argv: ['report', 'audience', '--store', path, '--limit', '2000'],
      stderr: /^error: --limit 2000 is more than 1000: ask for the next page by --cursor/,
    },
    { argv: ['report', 'users'], stderr: /^error: no store: give --store <store>/ },
    { argv: ['report', '--store', path], stderr: /^error: which report\?\n\nWho talks/ },
    {
      argv: ['report', 'users', ...week, '--xlsx'],
      stderr: /--xlsx goes into a file: name it by --out/,
    },
    { argv: ['report', 'users', ...week, '--out', 'x'], stderr: /--out needs a format/ },
    {
      argv: ['report', 'phrases', ...week, '--limit', 'many'],
      stderr: /^error: --limit "many" is no whole number/,
    },
    { argv: ['report', 'phrases', ...week, '--limit', '0'], stderr: /^error: --limit 0 is less/ },
    { argv: ['export', 'users', ...week, '--csv'], stderr: /where to\? name a file or folder/ },
    { argv: ['export', 'users', ...week, '--out', 'x'], stderr: /which format\? --xlsx, --csv/ },
    {
      argv: ['export', 'user', ...week, '--csv', '--out', 'x'],
      stderr: /no report "user" \(did you mean "users"\?\)/,
    },
    {
      argv: ['export', 'users', 'messages', ...week, '--csv', '--out', 'x', '--by', 'dialog'],
      stderr: /^error: --by "dialog" is an option of none of these reports/,
    },
    { argv: ['report', 'users', '--store', path, '--timezon', 'UTC'], stderr: /--timezone/ },
    { argv: ['report', 'users', ...week, '--json', '--csv'], stderr: /cannot be used with/ },
    { argv: ['reprot', 'users'], stderr: /Did you mean report\?/ },
    { argv: [], stderr: /Usage: botbuilder-analytics/ },
  ])('$argv', async ({ argv, stderr }) => {
    const run = await cli(argv);

    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(stderr);
  });
});

describe('a store that cannot be read ends with 1', () => {
  test('it is missing', async () => {
    const { code, stdout, stderr } = await cli(['report', 'users', '--store', join(folder, 'no')]);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: STORE_MISSING: /);
  });

  test('it is no database', async () => {
    const text = join(folder, 'text');
    writeFileSync(text, 'this is a text and no database, however long one reads '.repeat(100));

    const { code, stderr } = await cli(['report', 'users', '--store', text]);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: STORE_NOT_A_DATABASE: /);
  });
});

test.for([['--help'], ['report', '--help'], ['export', '--help'], ['health', '--help']])(
  'help ends with 0, on stdout, with examples (%s)',
  async (argv) => {
    const { code, stdout, stderr } = await cli(argv);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Examples:\n  $ botbuilder-analytics ');
  },
);

test('every option of every report has its flag and is explained', () => {
  const options = Object.values(REPORTS).flatMap(({ schema }) => Object.keys(schema.shape));

  expect(OPTION_NAMES.toSorted()).toEqual([...new Set(options)].toSorted());
  expect(OPTION_NAMES.filter((option) => !isExplained(option))).toEqual([]);
  expect(flagOf('botVersion')).toBe('--bot-version');
});

test('the help of `report` lists every report', async () => {
  const { stdout } = await cli(['report', '--help']);

  expect(REPORT_NAMES.filter((name) => lineOf(name) === undefined)).toEqual([]);
  for (const name of REPORT_NAMES)
    expect(stdout).toContain(`  ${name.padEnd(20)}  ${lineOf(name)}`);
});

test.for(REPORT_NAMES)('`report %s --help` lists what this report takes', async (name) => {
  const { code, stdout } = await cli(['report', name, '--help']);

  const flags = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
  const own = Object.keys(REPORTS[name].schema.shape).map(flagOf);
  expect(code).toBe(0);
  expect(new Set(flags)).toEqual(
    new Set([...own, '--store', '--json', '--csv', '--xlsx', '--out']),
  );
  expect(stdout).toContain(`$ botbuilder-analytics report ${name} `);
});

test('numbers, switches and lists reach the report as such', async () => {
  const { stdout } = await cli([
    'report',
    'audience',
    '--store',
    path,
    '--limit',
    '1',
    '--no-subscriber',
    '--tag',
    'a,b',
    '--json',
  ]);
  const clicks = ['report', 'clicks', '--store', path, '--title', 'One, two', '--json'];

  expect(JSON.parse(stdout)).toMatchObject({ filters: { subscriber: false, tag: ['a', 'b'] } });
  expect(JSON.parse((await cli(clicks)).stdout)).toMatchObject({ title: ['One, two'] });
});

test('a page of the audience says how to go on', async () => {
  const { stdout } = await cli(['report', 'audience', '--store', path, '--limit', '1']);
  const cursor = /more rows: --cursor (\S+);/.exec(stdout)?.[1] ?? '';

  const next = await cli(['report', 'audience', '--store', path, '--cursor', cursor, '--csv']);

  expect(next.stdout.split('\r\n')).toHaveLength(1 + 1 + 1);
});

test('a reader that closes the pipe early ends the command quietly', async () => {
  const closed = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  });
  const said: string[] = [];
  const stderr = new Writable({
    write: (chunk, _encoding, done) => done(void said.push(String(chunk))),
  });

  const code = await runCli(['report', 'users', ...week], {
    stdout: closed,
    stderr,
    env: {},
    now: () => NOW,
  });

  expect({ code, said }).toEqual({ code: 0, said: [] });
});
