/** The three modes of durability, as far as they can be seen from outside. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

test.for([
  { durability: 'memory', files: [] },
  { durability: 'balanced', files: ['bot.db'] },
  { durability: 'strict', files: ['bot.db'] },
] as const)('$durability leaves something in these files: $files', async (each) => {
  const { durability, files } = each;
  const folder = temporaryFolder();
  const analytics = createBotAnalytics({ store: join(folder, 'bot.db'), durability });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < 10; n++) await adapter.turn(message(n, 3));
  await analytics.flush();
  const health = await analytics.health();
  const { summary } = await analytics.reports.messages({ period: 'last7days' });
  await analytics.close();

  expectBalanced(health);
  expect(health.store).toMatchObject({ kind: 'sqlite', state: 'ok', facts: 20, users: 3 });
  expect(summary.received).toBe(10);
  // memory that SQLite shares between processes goes with the last of them; all else is written back
  const left = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  expect(left.filter((name) => statSync(join(folder, name)).size > 0)).toEqual(files);
});
