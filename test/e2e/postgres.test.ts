/** A bot that records into a real PostgreSQL server, from its threads: what the store is not, but all around it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError, AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { postgres } from 'botbuilder-analytics/postgres';
import { describe, expect, onTestFinished, test } from 'vitest';

import { cli } from '../cli/run.ts';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freshSchema, query, serverUrl } from '../support/postgres/database.ts';
import { addressOf, guardedUser } from '../support/postgres/guarded.ts';
import { adapterWith, message } from '../support/turns.ts';

const CANARY = 'canary-4711';

interface World {
  readonly analytics: BotAnalytics;
  /** All that was told, and logged. */
  readonly errors: readonly AnalyticsError[];
  readonly lines: readonly string[];
  /** Has the bot take turns, which it answers; returns how many it has answered so far. */
  say(turns: number): Promise<number>;
}

function world(options: AnalyticsOptions): World {
  const errors: AnalyticsError[] = [];
  const lines: string[] = [];
  const analytics = createBotAnalytics({
    onError: (error) => errors.push(error),
    logger: { warn: (line) => lines.push(line), error: (line) => lines.push(line) },
    ...options,
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = adapterWith(analytics.middleware);
  let n = 0;
  return {
    analytics,
    errors,
    lines,
    async say(turns) {
      for (const end = n + turns; n < end; n++) await adapter.turn(message(n, 5));
      return n;
    },
  };
}

/** Waits until something is so. */
async function until(isSo: () => unknown): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.for([{ thread: true }, { thread: false }])('$thread', ({ thread }) => {
  test('turns are recorded, and reports ask for them', async () => {
    const schema = freshSchema();
    const { analytics, errors, lines, say } = world({
      store: postgres({ url: serverUrl(), schema }),
      thread,
    });

    await say(30);
    await analytics.flush();
    const health = await analytics.health();
    const reports = await Promise.all([
      analytics.reports.users({ period: 'today' }),
      analytics.reports.messages({ period: 'today' }),
    ]);

    expect(health.store).toMatchObject({ kind: 'postgres', state: 'ok', facts: 60 });
    expect(health.process).toMatchObject({ received: 60, stored: 60, dropped: {}, inMemory: 0 });
    expectBalanced(health);
    expect(reports[0].summary.total).toBe(5);
    expect(reports[1].summary).toMatchObject({ received: 30, sent: 30 });
    expect((await analytics.validate()).checks[0]).toEqual({
      name: 'store',
      status: 'ok',
      findings: [expect.stringContaining('postgres, schema version')],
    });
    expect([errors, lines]).toEqual([[], []]);
  });

  test('the password is asked for with each connection, and a new one is taken', async () => {
    const { name, setPassword, disconnect } = await guardedUser('first');
    const asked: string[] = [];
    let password = 'first';
    const { analytics, say, lines } = world({
      store: postgres({
        url: addressOf(name),
        schema: freshSchema(),
        password: async () => {
          asked.push(password);
          return password;
        },
      }),
      thread,
    });
    await say(5);
    await analytics.flush();
    await setPassword('second');
    password = 'second';
    await disconnect();
    await say(5);
    await analytics.flush();
    const { summary } = await analytics.reports.messages({ period: 'today' });
    const health = await analytics.health();

    expect(summary).toMatchObject({ received: 10, sent: 10 });
    expect(asked).toEqual(expect.arrayContaining(['first', 'second']));
    expect(health.process).toMatchObject({ received: 20, stored: 20, dropped: {} });
    expectBalanced(health);
    expect(lines.join('\n')).not.toContain('password authentication failed');
  });

  test('a function for the password that fails is told once, and asked again', async () => {
    const { name } = await guardedUser('right');
    let asked = 0;
    let isMended = false;
    const { analytics, errors, say } = world({
      store: postgres({
        url: addressOf(name),
        schema: freshSchema(),
        password() {
          asked++;
          if (!isMended) throw new Error(`no token: ${CANARY}`);
          return 'right';
        },
      }),
      thread,
    });
    await say(5);
    await until(() => asked >= 3);
    isMended = true;
    await until(async () => (await analytics.health()).store.state === 'ok');
    await analytics.flush();
    const health = await analytics.health();

    expect(errors.map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE']);
    expect(errors[0]?.message).toContain('the function for the password failed');
    expect(errors[0]?.message).not.toContain(CANARY);
    expect(health.process).toMatchObject({ received: 10, stored: 10, dropped: {} });
    expectBalanced(health);
  });

  test('a wrong password is told once; the bot goes on, and what it does is recorded when it is mended', async () => {
    const { name, setPassword } = await guardedUser('other');
    const { analytics, errors, lines, say } = world({
      store: `${addressOf(name, CANARY)}?schema=${freshSchema()}`,
      thread,
    });
    const answers = await say(10);
    await until(() => errors.length > 0);
    const refused = await analytics.health();
    const report = analytics.reports.users({ period: 'today' });
    await expect(report).rejects.toMatchObject({
      code: thread ? 'STORE_REFUSED' : 'STORE_UNAVAILABLE',
    });
    await setPassword(CANARY);
    await until(async () => (await analytics.health()).store.state === 'ok');
    await say(10);
    await analytics.flush();
    const mended = await analytics.health();

    expect(answers).toBe(10);
    expect(errors.map(({ code }) => code)).toEqual(['STORE_REFUSED']);
    expect(errors[0]?.message).toContain(`password authentication failed for user "${name}"`);
    expect(refused.store).toMatchObject({ state: 'failed', problem: errors[0]?.message });
    expect(refused.process).toMatchObject({ received: 20, stored: 0, inMemory: 20 });
    expectBalanced(refused);
    expect(mended.process).toMatchObject({ received: 40, stored: 40, dropped: {}, inMemory: 0 });
    expectBalanced(mended);
    const said = JSON.stringify([refused, mended, lines, errors, await analytics.validate()]);
    expect(said + (await analytics.metrics())).not.toContain(CANARY);
  });
});

test('a server that is not there is told once, without its address', async () => {
  const { analytics, errors, lines, say } = world({
    store: `postgres://u:${CANARY}@127.0.0.1:1/x`,
  });
  await say(2);
  await until(() => errors.length > 0);
  const health = await analytics.health();
  await analytics.close({ timeoutMs: 100 });
  const closed = await analytics.health();

  expect(errors.map(({ code }) => code)).toEqual(['STORE_UNAVAILABLE']);
  expect(health.process).toMatchObject({ received: 4, inMemory: 4 });
  expect(closed.process).toMatchObject({ dropped: { not_recorded_at_close: 4 }, inMemory: 0 });
  expectBalanced(closed);
  expect(JSON.stringify([health, closed, lines, errors])).not.toContain(CANARY);
});

test('a server without TLS is refused where TLS is asked for', async () => {
  const { errors } = world({ store: postgres({ url: serverUrl(), ssl: true }) });
  await until(() => errors.length > 0);

  expect(errors[0]?.message).toContain('does not support SSL');
});

const CHILD = join(__dirname, 'ending-child.cjs');

/** Lets a bot take ten turns that it flushes, ten more, and end; tells what is recorded then, and what it wrote to stderr. */
async function endingBy(ending: 'exit' | 'end', where: 'thread' | 'inline') {
  const schema = freshSchema();
  const argv = [CHILD, `${serverUrl()}?schema=${schema}`, ending, where];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  await once(child, 'close');
  const [row] = await query<{ count: string }>(
    `SELECT count(*) FROM "${schema}".events WHERE kind = 'message_received'`,
  );
  return { code: child.exitCode, recorded: Number(row?.count), words };
}

const ENDINGS = [
  ['exit', 'thread'],
  ...(process.env['NIGHTLY']
    ? ([
        ['end', 'thread'],
        ['end', 'inline'],
      ] as const)
    : []),
] as const;

test.for(ENDINGS)(
  'what is in memory at the %s of the process is recorded (%s)',
  async ([how, where]) => {
    expect(await endingBy(how, where)).toEqual({ code: 0, recorded: 20, words: '' });
  },
);

test('what is in memory at process.exit() is lost inline, and that is said', async () => {
  const { recorded, words } = await endingBy('exit', 'inline');

  expect(recorded).toBe(10);
  expect(words).toContain('the process ended before 20 facts could be recorded');
});

test('every command takes the address of a server, by --store or the variable', async () => {
  const schema = freshSchema();
  const { analytics, say } = world({ store: postgres({ url: serverUrl(), schema }) });
  await say(10);
  await analytics.flush();
  const address = `${serverUrl()}?schema=${schema}`;
  const out = join(temporaryFolder(), 'users.json');
  const line = JSON.stringify({
    type: 'message',
    id: 'imported',
    channelId: 'webchat',
    timestamp: '2026-03-01T08:00:00Z',
    from: { id: 'carla', role: 'user' },
    conversation: { id: 'c-carla' },
    text: 'hello',
  });
  const file = join(temporaryFolder(), 'log.ndjson');
  writeFileSync(file, line);

  const imported = await cli(['import', file, '--store', address, '--json']);
  const report = await cli(['report', 'messages', '--json', '--period', 'last7days'], {
    BOT_ANALYTICS_STORE: address,
  });
  const exported = await cli(['export', 'users', '--json', '--out', out, '--store', address]);
  const health = await cli(['health', '--json', '--store', address]);
  const outbox = await cli(['outbox', 'list', '--json', '--store', address]);
  const retried = await cli(['outbox', 'retry', '--json', '--store', address]);
  const validated = await cli(['validate', '--store', address]);

  expect(JSON.parse(imported.stdout)).toMatchObject({ facts: 1, stored: 1 });
  expect(JSON.parse(report.stdout)).toMatchObject({ summary: { received: 1 } });
  expect(exported).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveProperty('summary');
  expect(JSON.parse(health.stdout)).toMatchObject({
    store: { kind: 'postgres', state: 'ok', facts: 21 },
  });
  expect(JSON.parse(outbox.stdout)).toMatchObject({ waiting: [], dead: [] });
  expect(JSON.parse(retried.stdout)).toMatchObject({ retried: 0 });
  expect(validated.stdout).toContain(`PostgreSQL, schema ${schema}: postgres, schema version`);
  for (const { code } of [imported, report, exported, health, outbox, retried, validated]) {
    expect(code).toBe(0);
  }
});

test('a user who owns the schema needs no more rights, and who asks for reports only SELECT', async () => {
  const schema = freshSchema();
  const bot = await guardedUser('bot', false);
  const analyst = await guardedUser('analyst', false);
  await query(`CREATE SCHEMA "${schema}" AUTHORIZATION ${bot.name}`);
  const { analytics, errors, say } = world({
    store: `${addressOf(bot.name, 'bot')}?schema=${schema}`,
  });
  await say(3);
  await analytics.flush();
  const argv = ['report', 'messages', '--json', '--store'];
  const address = `${addressOf(analyst.name, 'analyst')}?schema=${schema}`;
  const refused = await cli([...argv, address]);
  await query(`GRANT USAGE ON SCHEMA "${schema}" TO ${analyst.name}`);
  await query(`GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO ${analyst.name}`);
  const granted = await cli([...argv, address]);

  expect(errors).toEqual([]);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(granted).toMatchObject({ code: 0, stderr: '' });
});
