/** A recorder's thread that dies of a throw inside it. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AnalyticsError } from 'botbuilder-analytics';
import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

/** The threads that are sent to while the test runs, the latest last. */
function watchThreads(): Worker[] {
  const threads: Worker[] = [];
  const post = Worker.prototype.postMessage;
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
    this: Worker,
    ...args: Parameters<Worker['postMessage']>
  ) {
    if (!threads.includes(this)) threads.push(this);
    post.apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return threads;
}

test('a dead thread is started again and what it had not confirmed is recorded, once', async () => {
  const threads = watchThreads();
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store: join(temporaryFolder(), 'bot.db'),
    onError: (error) => errors.push(error),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = adapterWith(analytics.middleware);
  await analytics.health(); // the thread is there
  const TURNS = 3_000;
  for (let n = 0; n < TURNS; n++) {
    await adapter.turn(message(n, 100));
    // what is no message of ours throws where it is read: in the thread
    if (n === 700 || n === 2_000) threads.at(-1)?.postMessage(undefined);
    if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await analytics.flush({ timeoutMs: 15_000 });
  const health = await analytics.health();

  expect(threads.length).toBeGreaterThanOrEqual(2);
  expect(errors.map(({ code }) => code)).toContain('RECORDER_DIED');
  expectBalanced(health);
  expect(health.process).toMatchObject({ received: 2 * TURNS, stored: 2 * TURNS, dropped: {} });
  expect(health.store).toMatchObject({ state: 'ok', facts: 2 * TURNS });
  const { summary } = await analytics.reports.messages({ period: 'last7days' });
  expect(summary).toMatchObject({ received: TURNS, sent: TURNS });
}, 40_000);
