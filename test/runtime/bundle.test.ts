/** Inside a bundle the thread's file is not where it is looked for: here the sources stand for one. */

import { expect, onTestFinished, test } from 'vitest';
import { join } from 'node:path';
import { createBotAnalytics } from '../../src/analytics.ts';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

test('where the thread’s file is missing, it is said and the bot’s thread records', async () => {
  const warnings: string[] = [];
  const analytics = createBotAnalytics({
    store: join(temporaryFolder(), 'bot.db'),
    logger: { warn: (line) => warnings.push(line), error: (line) => warnings.push(line) },
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < 20; n++) await adapter.turn(message(n, 4));
  await analytics.flush();
  const health = await analytics.health();

  expect(warnings).toEqual([
    expect.stringContaining('exclude botbuilder-analytics from the bundle'),
  ]);
  expect(health.process).toMatchObject({ received: 40, stored: 40 });
  expectBalanced(health);
  expect((await analytics.reports.users({ period: 'today' })).summary.total).toBe(4);
});
