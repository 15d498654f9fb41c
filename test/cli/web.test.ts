/** The pages of a store alone; those of the built package, as reports are asked in a thread. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { runCli as RunCli } from '../../src/cli/run.ts';
import { openForReading } from '../../src/record/sqlite/connection.ts';
import { writeBusyWeeks } from '../export/busy-weeks.ts';
import { temporaryFolder } from '../support/folder.ts';
import { storeFile } from '../support/store-file.ts';
import { cli } from './run.ts';

const DIST = join(dirname(require.resolve('botbuilder-analytics/package.json')), 'dist/cli');
const { runCli } = require(join(DIST, 'run.js')) as { readonly runCli: typeof RunCli };

const RANGE = ['--from', '2026-02-16', '--to', '2026-03-05'];

interface Started {
  /** What stdout got first. */
  readonly link: string;
  readonly base: string;
  readonly printed: () => string;
  readonly complaints: () => string;
  stop(): Promise<number>;
}

/** Starts the command on a port of its own; it ends with the test at the latest. */
async function start(store: string, ...argv: string[]): Promise<Started> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stopping = new AbortController();
  const io = { stdout, stderr, env: {}, now: Date.now, stop: stopping.signal };
  const ended = runCli(['web', '--store', store, '--port', '0', ...argv], io);
  const stop = (): Promise<number> => {
    stopping.abort();
    return ended;
  };
  onTestFinished(() => stop().then(() => undefined));
  let printed = '';
  stdout.on('data', (chunk) => (printed += String(chunk)));
  let complaints = '';
  stderr.on('data', (chunk) => (complaints += String(chunk)));
  await Promise.race([once(stdout, 'data'), ended]);
  const link = printed.trim();
  return {
    link,
    base: link.replace(/\/sign-in\/.*/, ''),
    printed: () => printed,
    complaints: () => complaints,
    stop,
  };
}

async function busyStore(): Promise<string> {
  const store = join(temporaryFolder(), 'bot.db');
  await writeBusyWeeks(store);
  return store;
}

/** What is in the file, by table, without who looks and what they did. */
function rowsOf(store: string): Readonly<Record<string, unknown>> {
  const db = openForReading(store);
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all() as { readonly name: string }[];
  const counted = tables
    .filter(({ name }) => !/^(web_|audit_log|meta$)/.test(name))
    .map(({ name }) => [name, db.prepare(`SELECT count(*) AS n FROM "${name}"`).get()]);
  db.close();
  return Object.fromEntries(counted);
}

/** Follows the link; returns the cookie of who is signed in by it. */
async function signIn({ link }: Started): Promise<Response & { readonly cookie: string }> {
  const answer = await fetch(link, { redirect: 'manual' });
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return Object.assign(answer, { cookie });
}

describe('the link', () => {
  test('is the only thing on stdout, signs in once, and lets do all', async () => {
    const store = await busyStore();
    const pages = await start(store);
    const first = await signIn(pages);
    const second = await signIn(pages);
    const settings = await fetch(`${pages.base}/settings`, { headers: { cookie: first.cookie } });

    expect(pages.printed()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\/[\w-]{43}\n$/);
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect([second.status, second.cookie]).toEqual([401, '']);
    expect(settings.status).toBe(200);
    expect(readFileSync(store).toString('latin1')).not.toContain(pages.link.slice(-43));
    expect(pages.complaints()).toMatch(
      /^the pages are at .+ until Ctrl\+C; this link signs you in/,
    );
    expect(await pages.stop()).toBe(0);
  });

  test('leads to the address by which browsers reach the pages', async () => {
    const pages = await start(storeFile(), '--public-url', 'https://numbers.example/');

    expect(pages.printed()).toMatch(/^https:\/\/numbers\.example\/sign-in\/[\w-]{43}\n$/);
  });
});

describe('the pages of a store alone', () => {
  test('say what the command line says, and neither record nor remove anything', async () => {
    const store = await busyStore();
    const before = rowsOf(store);
    const printed = await cli(['report', 'messages', '--store', store, ...RANGE, '--json']);
    const pages = await start(store);
    const { cookie } = await signIn(pages);
    const ask = async (path: string) =>
      (await fetch(pages.base + path, { headers: { cookie } })).text();
    const report = await ask('/api/reports/messages?from=2026-02-16&to=2026-03-05');
    const overview = await ask('/?from=2026-02-16&to=2026-03-05');
    const health = JSON.parse(await ask('/api/health')) as object;
    const metrics = await ask('/metrics');
    const kept = await ask('/settings');
    await pages.stop();

    const { summary } = JSON.parse(printed.stdout) as { readonly summary: { received: number } };
    expect(JSON.parse(report)).toMatchObject({ summary });
    expect(overview).toContain('<td class="number">18</td>');
    expect(summary.received).toBeGreaterThan(0);
    expect(health).toMatchObject({ process: null, store: { kind: 'sqlite', state: 'ok' } });
    expect(metrics).toContain('bot_analytics_');
    expect(kept).toContain('which is not seen from here');
    expect(pages.complaints().split('\n')).toHaveLength(2);
    expect(rowsOf(store)).toEqual(before);
  });

  test('keep what is said about a user, and erase one', async () => {
    const store = await busyStore();
    const pages = await start(store);
    const { cookie } = await signIn(pages);
    const headers = { cookie, origin: pages.base };
    const page = await (await fetch(`${pages.base}/settings`, { headers })).text();
    const token = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const user = { channelId: 'webchat', userId: 'a guest of nobody' };
    const said = await fetch(`${pages.base}/api/audience`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-form-token': token },
      body: JSON.stringify({ users: [user], profile: { role: 'taster' } }),
    });
    const known = await fetch(`${pages.base}/api/audience?role=taster`, { headers });
    const { summary } = (await known.json()) as { readonly summary: object };
    const erased = await fetch(`${pages.base}/settings/erase`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ form_token: token, ...user }),
    });

    expect(said.status).toBe(200);
    expect(summary).toMatchObject({ users: 1 });
    expect(await erased.text()).toContain('The user is erased');
  });
});

describe('what is refused', () => {
  test.for([
    { argv: ['--host', '0.0.0.0'], problem: '--host other than loopback needs --public-url' },
    { argv: ['--public-url', 'http://bot.example'], problem: 'It must be an https address' },
    { argv: ['--public-url', 'https://bot.example/a'], problem: 'It must be an https address' },
    { argv: ['--port', '65536'], problem: 'It must be a whole number from 0 to 65535' },
  ])('$argv is wrong usage', async ({ argv, problem }) => {
    const { code, stdout, stderr } = await cli(['web', '--store', 'bot.db', ...argv]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
  });

  test('a store that is not there', async () => {
    const { code, stderr } = await cli(['web', '--store', join(temporaryFolder(), 'bot.db')]);

    expect([code, stderr]).toEqual([1, expect.stringContaining('STORE_MISSING')]);
  });

  test('a port that is in use', async () => {
    const store = storeFile();
    const { base } = await start(store);
    const { port } = new URL(base);
    const { code, stdout, stderr } = await cli(['web', '--store', store, '--port', port]);

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`error: port ${port} of 127.0.0.1 is in use: give another one`);
  });
});

test.for(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the process with 0 while a request is open',
  async (signal) => {
    const argv = [join(DIST, 'main.js'), 'web', '--store', storeFile(), '--port', '0'];
    const bot = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void bot.kill('SIGKILL'));
    const [link] = (await once(bot.stdout, 'data')) as [Buffer];
    const { port } = new URL(String(link));
    const asset = await fetch(`http://127.0.0.1:${port}/assets/style.css`);
    const open = connect(Number(port), '127.0.0.1');
    open.on('error', () => undefined);
    open.write('POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\ntoken=');
    await once(open, 'ready');
    const ended = once(bot, 'exit');
    const at = performance.now();
    bot.kill(signal);
    const outcome = await ended;

    expect(asset.status).toBe(200);
    expect(outcome).toEqual([0, null]);
    expect(performance.now() - at).toBeLessThan(4_000); // with idle cores much less than a second
  },
);
