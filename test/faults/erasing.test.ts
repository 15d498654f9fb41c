/** A process that is killed while it erases somebody. */

import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { expectBalanced } from '../support/books.ts';
import { CANARY, NOW, found, talk, tracesIn } from '../support/canary.ts';
import { temporaryFolder } from '../support/folder.ts';

const CHILD = join(__dirname, 'erasing-child.cjs');

test('killed between the erasure and the wiping, the next start wipes the file by itself', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openSqliteStore({ path, durability: 'balanced' });
  await talk(store);
  const traces = tracesIn(path);
  await store.close();
  const { signal } = spawnSync(process.execPath, [CHILD, path, CANARY, String(NOW)]);
  const left = found(dirname(path), traces);
  const analytics = createBotAnalytics({ store: path });
  onTestFinished(() => analytics.close().then(() => undefined));
  const health = await analytics.health();
  await expect.poll(() => found(dirname(path), traces), { timeout: 10_000 }).toEqual([]);

  expect(signal).toBe('SIGKILL');
  expect(left).toContain('words');
  expectBalanced(health);
});
