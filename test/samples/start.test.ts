/** `npm start` as its reader sees it, held against the script that it plays and the store that it leaves. */

import { execFile } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

import type { Health } from 'botbuilder-analytics';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

import { runCli } from '../../samples/start/cli.ts';
import { endOf } from '../../samples/start/end.ts';
import { play, playedClock } from '../../samples/start/play.ts';
import { SCENES } from '../../samples/start/script.ts';
import type { Line, Visit } from '../../samples/start/script.ts';
import { showConclusion } from '../../samples/start/show.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';

const run = promisify(execFile);

const LIMIT_MS = 30_000;

const START = ['--import', 'tsx', 'samples/start/main.ts'];

/** What `npm start` runs once the package is built. */
function start(env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string }> {
  return run(process.execPath, START, {
    env: { ...process.env, ...env },
    timeout: LIMIT_MS,
  });
}

async function cli(...args: string[]): Promise<unknown> {
  return JSON.parse(await runCli([...args, '--json']));
}

interface Report {
  readonly summary: Readonly<Record<string, unknown>>;
}

const RANGE = ['--period', 'last14days', '--timezone', 'Europe/Vienna'];

const visits = SCENES.filter((scene): scene is Visit => 'who' in scene);
const shown = visits.filter(({ who }) => who.channel !== 'emulator');
const messages = shown.flatMap(({ lines }) => lines.filter(isMessage));

function isMessage(line: Line): boolean {
  return typeof line === 'string' || 'presses' in line;
}

function section(output: string, title: string): string {
  return output.split('\n── ').find((part) => part.startsWith(title)) ?? '';
}

function storeIn(output: string): string {
  return /^store +(\S+\.db)$/m.exec(output)?.[1] ?? 'no store is named';
}

/** The store names a destination with a fingerprint of its account: `ga4#1f0c9a3b`. */
function booksOf(name: string, destinations: Health['destinations']) {
  return Object.entries(destinations).find(([key]) => key.startsWith(`${name}#`))?.[1];
}

describe('npm start', () => {
  let output = '';
  let store = '';

  beforeAll(async () => {
    ({ stdout: output } = await start());
    store = storeIn(output);
    return () => rm(dirname(store), { recursive: true });
  }, LIMIT_MS);

  test('the books are said to be exact', () => {
    expect(output).toContain('── The books are exact');
  });

  test('the users of the report are the people of the script without the tester', async () => {
    const people = new Set(shown.map(({ who }) => who.name)).size;
    const printed = /^total +(\d+)$/m.exec(section(output, 'botbuilder-analytics report users'));

    const { summary } = (await cli('report', 'users', '--store', store, ...RANGE)) as Report;

    expect(summary).toMatchObject({ new: people, total: people });
    expect(Number(printed?.[1])).toBe(people);
  });

  test('the messages of the report are those of the script, and the hidden ones are named', async () => {
    const hidden = visits.filter(({ who }) => who.channel === 'emulator');
    const hiddenCount = hidden.flatMap(({ lines }) => lines).length;

    const answer = (await cli('report', 'messages', '--store', store, ...RANGE)) as Report;

    expect(answer.summary).toMatchObject({ received: messages.length });
    expect(section(output, 'botbuilder-analytics report messages')).toMatch(
      new RegExp(`^received +${messages.length}$`, 'm'),
    );
    expect(hiddenCount).toBeGreaterThan(0);
    expect(output).toContain('of test traffic hidden');
  });

  test.for(REPORT_NAMES)('the report %s has something to say', (report) => {
    const [, head = '', ...rows] = section(output, `botbuilder-analytics report ${report} `)
      .split('\n')
      .filter((line) => line !== '');

    expect(head).toMatch(new RegExp(`^${report} · `));
    expect(rows.join('\n')).toMatch(/[1-9]/);
  });

  test('all reports are in a workbook beside the store', async () => {
    const exported = section(output, 'botbuilder-analytics export');
    const [, rows, path = ''] = /^(\d+) rows in (\S+\.xlsx)$/m.exec(exported) ?? [];

    expect(Number(rows)).toBeGreaterThan(0);
    expect((await stat(path)).size).toBeGreaterThan(10_000);
    expect(dirname(path)).toBe(dirname(store));
  });

  test.for(['sessions', 'handover', 'platforms', 'conversations'])(
    '%s is a table of days',
    (report) => {
      const table = section(output, `botbuilder-analytics report ${report}`);

      expect(table).toMatch(/^\d{4}-\d{2}-\d{2} {2}/m);
      expect(table).not.toMatch(/^\d{4}-\d{2}-\d{2}T/m);
    },
  );

  test.for([
    ['ga4', 'GA4'],
    ['ua', 'UA'],
    ['mixpanel', 'Mixpanel'],
  ] as const)('what %s got is what the books call delivered', async ([name, title]) => {
    const { destinations } = (await cli('health', '--store', store)) as Health;
    const books = booksOf(name, destinations);
    const arrived = new RegExp(`^${title}: (\\d+) events in (\\d+) requests$`, 'm').exec(output);

    expect(Number(arrived?.[1])).toBe(books?.delivered);
    expect(books).toMatchObject({ pending: 0, dead: {}, cancelled: 0, erased: 0 });
    expect(books?.enqueued).toBe((books?.delivered ?? NaN) + (books?.expired ?? NaN));
  });

  test('what is older than GA4 takes is counted as expired', async () => {
    const { destinations } = (await cli('health', '--store', store)) as Health;

    expect(booksOf('ga4', destinations)?.expired).toBeGreaterThan(0);
  });

  test('a request to each collector is shown, and no secret', () => {
    expect(output).toContain('/mp/collect?measurement_id=G-SAMPLE0001&api_secret=***');
    expect(output).toContain('/com.google.analytics/v1\n');
    expect(output).toContain('/import?strict=1');
    expect(output).not.toMatch(/sample-(api-secret|mixpanel-token)/);
    expect(output).not.toContain(
      Buffer.from('sample-mixpanel-token').toString('base64').slice(0, 12),
    );
  });
});

test.for([
  { given: '2999-01-01T00:00Z', problem: '--end lies in the future' },
  { given: 'yesterday', problem: '--end is no instant' },
])('an end that is $given is refused', ({ given, problem }) => {
  expect(() => endOf(given)).toThrow(problem);
});

test('what the bot does not answer with 200 is told at the end', async () => {
  const channel = {
    url: '',
    calls: [],
    failNext: () => undefined,
    send: async () => ({ status: 401, body: '' }),
    close: async () => undefined,
  };
  const bot = { url: '', notify: async () => undefined };
  const dayIsOver = async (): Promise<void> => undefined;
  const stage = { channel, bot, clock: playedClock(0), end: Date.now(), dayIsOver };
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  onTestFinished(() => log.mockRestore());
  const { problems } = await play(visits.slice(0, 1), stage);
  showConclusion(problems);

  expect(problems.length).toBeGreaterThan(0);
  const printed = log.mock.calls.flat().join('\n');
  expect(printed).toContain('── Something is wrong');
  expect(printed).toContain(`- ${visits[0]?.who.id}, `);
  expect(printed).toContain('the bot answered 401');
});

// it plays all of it once more
test.skipIf(process.env['NIGHTLY'] === undefined)(
  'turns that are refused make it say so and end with exit code 1',
  async () => {
    const refused = await start({
      MicrosoftAppId: 'an-app',
      MicrosoftAppPassword: 'its-secret',
    }).catch((error: unknown) => error as { code: number; stdout: string });
    onTestFinished(() => rm(dirname(storeIn(refused.stdout)), { recursive: true }));

    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toContain('── Something is wrong');
    expect(refused.stdout).toContain('the bot answered 401');
  },
  LIMIT_MS,
);
