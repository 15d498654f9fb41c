/** Disks that are full or fail, and stores that are locked for long: what comes waits, and is bounded. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { pseudonyms } from '../../src/record/pseudonyms.ts';
import { openForWriting } from '../../src/record/sqlite/connection.ts';
import { keyOf } from '../../src/record/sqlite/id-key.ts';
import { journalOn } from '../../src/record/sqlite/outbox.ts';
import { recorderOn } from '../../src/record/sqlite/recorder.ts';
import { deps, turn } from '../record/turns.ts';
import { expectBalanced } from '../support/books.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';
import { startBot } from './bot-process.ts';

/** Runs a program; why it cannot be run, if so. */
function refusal(program: string, args: readonly string[]): string | undefined {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    return `${program} ${args.join(' ')}: ${String(error).split('\n').at(-1)}`;
  }
}

/** Lets a process write no further than so many bytes into a file: beyond, its writes fail. */
function limitFiles(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:unlimited`]);
}

const messages = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => message(from + n, 20));

test('a batch for which there is no room is not recorded in part, and recorded when there is', () => {
  const db = openForWriting(join(temporaryFolder(), 'bot.db'), 'balanced');
  onTestFinished(() => void db.close());
  const recorder = recorderOn(db, pseudonyms(keyOf(db, undefined)), journalOn(db));
  const limit = (pages: number): unknown => db.exec(`PRAGMA max_page_count = ${pages}`);
  const codes: unknown[] = [];
  let recorded = 0;
  limit((single(db, 'PRAGMA page_count') as number) + 12);
  for (let number = 1; number <= 40; number++) {
    const items = Array.from({ length: 20 }, (_, i) =>
      turn({ id: `t${number}-${i}`, user: `u${i}` }),
    );
    try {
      recorded += recorder.record({ writer: 'w', number, items }, deps()).stored;
    } catch (error) {
      codes.push((error as { details?: object }).details);
      expect(single(db, `SELECT value FROM meta WHERE name = 'facts'`)).toBe(recorded);
      limit(100_000);
      recorded += recorder.record({ writer: 'w', number, items }, deps()).stored;
    }
  }

  expect(codes).toEqual([{ code: 'SQLITE_FULL' }]);
  expect(recorded).toBe(40 * 20);
  expect(single(db, `SELECT value FROM meta WHERE name = 'facts'`)).toBe(recorded);
  expect(single(db, 'SELECT sum(received) FROM counters')).toBe(recorded);
  expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
});

test('a disk that takes no more is waited for, and nothing is lost', async ({ skip }) => {
  const missing = refusal('prlimit', ['--version']);
  if (missing) return skip(missing);
  const store = join(temporaryFolder(), 'bot.db');
  const bot = await startBot({ store });
  await bot.turns(messages(0, 20));
  await bot.flush();
  const written = statSync(`${store}-wal`).size;
  limitFiles(bot.pid, `${written}`);
  await bot.turns(messages(100, 100));
  await bot.flush({ timeoutMs: 800 });
  const failing = await bot.health();
  limitFiles(bot.pid, 'unlimited');
  const startedAt = performance.now();
  await bot.flush({ timeoutMs: 15_000 });
  const recoveredMs = performance.now() - startedAt;
  const mended = await bot.health();

  expectBalanced(failing);
  expect(failing.process).toMatchObject({ stored: 40, inMemory: 200, dropped: {} });
  expect(failing.store.state).toBe('degraded');
  expect(failing.store.problem).toMatch(/SQLITE_(IOERR_WRITE|FULL)/);
  expectBalanced(mended);
  expect(mended.process).toMatchObject({ stored: 240, inMemory: 0, dropped: {} });
  expect(mended.store).toMatchObject({ state: 'ok', facts: 240 });
  expect(recoveredMs).toBeLessThan(10_000);
});

test('a file system without room is waited for, and nothing is lost', async ({ skip }) => {
  const folder = join(temporaryFolder(), 'small');
  mkdirSync(folder);
  const refused = refusal('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
  if (refused) return skip(refused);
  onTestFinished(() => void refusal('umount', ['-l', folder]));
  const analytics = createBotAnalytics({
    store: join(folder, 'bot.db'),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close({ timeoutMs: 200 }).then(() => undefined));
  // how many turns have room depends on how many of them a commit holds
  let turns = 0;
  await expect
    .poll(
      async () => {
        await talk(analytics, turns, 500);
        turns += 500;
        await analytics.flush({ timeoutMs: 200 });
        return (await analytics.health()).store.problem ?? 'none';
      },
      { timeout: 15_000 },
    )
    .toContain('SQLITE_FULL');
  const full = await analytics.health();
  execFileSync('mount', ['-o', 'remount,size=50m', folder]);
  await analytics.flush({ timeoutMs: 15_000 });
  const mended = await analytics.health();

  expectBalanced(full);
  expect(full.process?.inMemory).toBeGreaterThan(0);
  expectBalanced(mended);
  expect(mended.process).toMatchObject({ stored: 2 * turns, inMemory: 0, dropped: {} });
  expect(mended.store.state).toBe('ok');
});

async function talk(analytics: BotAnalytics, from: number, turns: number, text?: string) {
  const adapter = adapterWith(analytics.middleware);
  for (let n = from; n < from + turns; n++) {
    await adapter.turn({ ...message(n, 50), ...(text !== undefined && { text }) });
  }
}

// by day the sender's own tests show the bound
test.skipIf(process.env['NIGHTLY'] === undefined)(
  'while a store is locked what comes waits up to its bound, and the rest is counted',
  async () => {
    const store = join(temporaryFolder(), 'bot.db');
    const problems: string[] = [];
    const analytics = createBotAnalytics({
      store,
      onError: ({ message: problem }) => problems.push(problem),
      logger: { warn: () => undefined, error: () => undefined },
    });
    onTestFinished(() => analytics.close({ timeoutMs: 200 }).then(() => undefined));
    await talk(analytics, 0, 1);
    await analytics.flush();
    const lock = openDatabase(store);
    lock.exec('BEGIN IMMEDIATE');
    // 32 million characters are some 7,200 such turns
    await talk(analytics, 10, 8_200, 'long '.repeat(900));
    const locked = await analytics.health();
    lock.exec('ROLLBACK');
    lock.close();
    await analytics.flush({ timeoutMs: 60_000 });
    const freed = await analytics.health();

    expectBalanced(locked);
    const { inMemory = 0, dropped = {} } = locked.process ?? {};
    expect(inMemory).toBeGreaterThan(14_000);
    expect(dropped['queue_full']).toBe(2 * 8_200 - inMemory);
    expect(dropped['queue_full']).toBeGreaterThan(0);
    expect(problems.some((each) => each.includes('queue is full'))).toBe(true);
    expectBalanced(freed);
    // what came first is recorded: the newest were dropped
    expect(freed.process).toMatchObject({ stored: 2 + inMemory, inMemory: 0, dropped });
    expect(freed.store).toMatchObject({ state: 'ok', facts: 2 + inMemory });
  },
  90_000,
);
