/** Stores that cannot be used: the bot goes on, health() and the log say why, once. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError, AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { openDatabase } from '../support/database.ts';
import { readOnlyFolder, temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

function open(store: string, more: Partial<AnalyticsOptions> = {}) {
  const lines: string[] = [];
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store,
    logger: { warn: (line) => lines.push(line), error: (line) => lines.push(line) },
    onError: (error) => errors.push(error),
    ...more,
  });
  onTestFinished(() => analytics.close({ timeoutMs: 200 }).then(() => undefined));
  return { analytics, lines, errors };
}

async function talk(analytics: BotAnalytics, from = 0, turns = 3): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = from; n < from + turns; n++) await adapter.turn(message(n, 5));
}

const UNUSABLE: readonly {
  readonly what: string;
  readonly code: string;
  readonly make: (folder: string) => string;
}[] = [
  {
    what: 'a file that is no database',
    code: 'STORE_NOT_A_DATABASE',
    make: (folder) => {
      const path = join(folder, 'notes.db');
      writeFileSync(
        path,
        'these are notes, and they are long enough to be read as a header page'.repeat(50),
      );
      return path;
    },
  },
  {
    what: 'a file of a newer version',
    code: 'STORE_TOO_NEW',
    make: (folder) => {
      const path = join(folder, 'newer.db');
      const db = openDatabase(path);
      db.exec('PRAGMA user_version = 999');
      db.exec('CREATE TABLE something (id INTEGER)');
      db.close();
      return path;
    },
  },
  {
    what: 'a folder that is a file',
    code: 'STORE_UNWRITABLE',
    make: (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'bot.db');
    },
  },
  {
    what: 'a path that is a folder',
    code: 'STORE_UNWRITABLE',
    make: (folder) => {
      mkdirSync(join(folder, 'bot.db'));
      return join(folder, 'bot.db');
    },
  },
];

test.for(
  UNUSABLE.flatMap((each) => [
    { ...each, where: 'in threads', thread: true },
    { ...each, where: 'inline', thread: false },
  ]),
)('$what, $where: the bot goes on, and it is told once', async ({ make, code, thread }) => {
  const { analytics, lines, errors } = open(make(temporaryFolder()), { thread });
  await talk(analytics);
  const left = await analytics.flush({ timeoutMs: 300 });
  const health = await analytics.health();

  expect(left.inMemory).toBe(6);
  expect(health.store).toMatchObject({ state: 'failed', version: null });
  expect(health.store.problem).toContain(code);
  expectBalanced(health);
  expect(errors.map((error) => error.code)).toEqual([code]);
  expect(lines).toHaveLength(1);
  await analytics.close({ timeoutMs: 100 });
  const closed = await analytics.health();
  expectBalanced(closed);
  expect(closed.process?.dropped).toEqual({ not_recorded_at_close: 6 });
});

test('a folder in which nothing can be written is told', async () => {
  const { analytics, errors } = open(join(readOnlyFolder(), 'bot.db'));
  await talk(analytics);
  await vi.waitFor(() => expect(errors).not.toEqual([]), { timeout: 15_000 });

  expect(errors.map((error) => error.code)).toEqual(['STORE_UNWRITABLE']);
  expectBalanced(await analytics.health());
});

test('a store that becomes usable is used by itself, and nothing is lost meanwhile', async () => {
  const folder = temporaryFolder();
  const { analytics } = open(join(folder, 'later', 'bot.db'));
  writeFileSync(join(folder, 'unrelated'), '');
  await talk(analytics);
  await analytics.flush({ timeoutMs: 200 });
  mkdirSync(join(folder, 'later'), { recursive: true });
  await analytics.flush({ timeoutMs: 10_000 });
  const health = await analytics.health();

  expect(health.process).toMatchObject({ stored: 6, inMemory: 0 });
  expect(health.store.state).toBe('ok');
});

test('while another process holds the lock nothing is lost and the bot is not held up', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const { analytics } = open(path);
  await talk(analytics);
  await analytics.flush();
  const lock = openDatabase(path);
  lock.exec('BEGIN IMMEDIATE');
  await talk(analytics, 10);
  const left = await analytics.flush({ timeoutMs: 600 });
  const locked = await analytics.health();
  lock.exec('ROLLBACK');
  lock.close();
  await analytics.flush();
  const freed = await analytics.health();

  expect(left.inMemory).toBe(6);
  expect(locked.store).toMatchObject({ state: 'degraded' });
  expectBalanced(locked);
  expect(freed.store).toMatchObject({ state: 'ok', facts: 12 });
  expect(freed.process).toMatchObject({ stored: 12, inMemory: 0, dropped: {} });
});

test('a different idKey than the store was begun with is refused', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const first = open(path, { idKey: 'a'.repeat(32) });
  await talk(first.analytics);
  await first.analytics.close();
  const { errors } = open(path, { idKey: 'b'.repeat(32) });
  await vi.waitFor(() => expect(errors).not.toEqual([]), { timeout: 15_000 });

  expect(errors.map((error) => error.code)).toEqual(['STORE_KEY_MISMATCH']);
  expect(errors[0]?.message).not.toContain('aaaa');
  expect(errors[0]?.message).not.toContain('bbbb');
});
