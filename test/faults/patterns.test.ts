/** A pattern that runs away in the recorder's thread. */

import { join } from 'node:path';
import type { AnalyticsError } from 'botbuilder-analytics';
import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

test('a runaway pattern costs neither a turn nor the thread, and health() names it', async () => {
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store: join(temporaryFolder(), 'bot.db'),
    fallbackTexts: [/^sorry/gi],
    handoverPhrases: ['human', /agent/i, /(a+)+$/],
    onError: (error) => errors.push(error),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = adapterWith(analytics.middleware);
  const TURNS = 100;
  for (let n = 0; n < TURNS; n++) {
    await adapter.turn({ ...message(n, 10), text: `${n} ${'a'.repeat(60)}!` });
    if (n === 50) await analytics.flush();
  }
  await analytics.flush();
  const health = await analytics.health();

  expect(errors.map(({ code, details }) => ({ code, details }))).toEqual([
    { code: 'PATTERN_TOO_SLOW', details: { pattern: 'handoverPhrases[2]: /(a+)+$/' } },
  ]);
  expectBalanced(health);
  expect(health.store.state).toBe('ok');
  expect(health.process).toMatchObject({
    stored: 2 * TURNS,
    dropped: {},
    quarantinedPatterns: ['handoverPhrases[2]: /(a+)+$/'],
  });
});
