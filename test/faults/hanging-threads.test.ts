/**
 * Threads that hang when `close()` is called (row 24): while they open the store, while they record, while
 * they are asked. It is over half a second after its time, and so is all that was asked before.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHARE_ENV } from 'node:worker_threads';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { replaceThreads } from '../support/threads.ts';
import { adapterWith, message } from '../support/turns.ts';

const HANGING = join(__dirname, 'hanging-thread.cjs');

/** How long a thread hangs: longer than anything that is waited for here. */
const HANG_MS = 2_500;

const TIMEOUT_MS = 150;

let bots = 0;

/** Makes a bot of which the threads of one kind hang as soon as that is said. */
function open(kind: 'recorder' | 'report') {
  const variable = `TEST_HANG_${++bots}`;
  replaceThreads(({ file, options }) =>
    file.endsWith(`${kind}-thread.js`)
      ? {
          file: HANGING,
          options: { ...options, env: SHARE_ENV, argv: [file, variable, `${HANG_MS}`] },
        }
      : { file, options },
  );
  const hang = (): void => void (process.env[variable] = 'hang');
  onTestFinished(() => void delete process.env[variable]);
  const make = (): BotAnalytics =>
    createBotAnalytics({
      store: join(temporaryFolder(), 'bot.db'),
      logger: { warn: () => undefined, error: () => undefined },
    });
  return { hang, make };
}

/** Closes, and tells how long that took. */
async function closed(analytics: BotAnalytics, timeoutMs = TIMEOUT_MS) {
  const startedAt = performance.now();
  const left = await analytics.close({ timeoutMs });
  return { left, tookMs: performance.now() - startedAt };
}

/** What came of a promise, once it is settled. */
const fate = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: { code?: string }) => error.code);

const talk = (analytics: BotAnalytics): Promise<unknown> =>
  adapterWith(analytics.middleware).turn(message(1, 1));

test('hanging while it opens the store: close() is in time, and so are those who wait for the store', async () => {
  const { hang, make } = open('recorder');
  hang();
  const analytics = make();
  await talk(analytics);
  const health = analytics.health();
  const asked = [analytics.outbox.list(), analytics.reports.messages(), analytics.erasures()];
  const fates = Promise.all(asked.map(fate));
  const { left, tookMs } = await closed(analytics);
  const startedAt = performance.now();
  const told = await health;

  expect(tookMs).toBeLessThan(TIMEOUT_MS + 500);
  expect(left).toEqual({ inMemory: 2, pending: {} });
  expect(await fates).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  expectBalanced(told);
  expect(told.process?.dropped).toEqual({ not_recorded_at_close: 2 });
  expect(performance.now() - startedAt).toBeLessThan(200);
});

test('hanging while it records: close() is in time, and says what is not recorded', async () => {
  const { hang, make } = open('recorder');
  const analytics = make();
  await analytics.health();
  hang();
  await talk(analytics);
  await sleep(100); // the batch is under way
  const { left, tookMs } = await closed(analytics);

  expect(tookMs).toBeLessThan(TIMEOUT_MS + 500);
  expect(left).toEqual({ inMemory: 2, pending: {} });
  expectBalanced(await analytics.health());
});

test('hanging while it is asked: close() is in time, and who asked is told', async () => {
  const { hang, make } = open('recorder');
  const analytics = make();
  await talk(analytics);
  await analytics.flush();
  hang();
  const asked = Promise.all([analytics.outbox.list(), analytics.health()].map(fate));
  await sleep(50);
  const { left, tookMs } = await closed(analytics);
  const [list, health] = await asked;

  expect(tookMs).toBeLessThan(TIMEOUT_MS + 500);
  expect(left.inMemory).toBe(0);
  expect(list).toBe('CLOSED');
  expect(health).toMatchObject({ process: { stored: 2, dropped: {} } });
});

test('a report that hangs: close() is in time, records all, and the report is told', async () => {
  const { hang, make } = open('report');
  const analytics = make();
  await analytics.reports.messages();
  hang();
  const report = fate(analytics.reports.messages());
  await talk(analytics);
  // what the bot has just said is yet to be recorded: long enough for a busy machine
  const { left, tookMs } = await closed(analytics, 10 * TIMEOUT_MS);

  expect(tookMs).toBeLessThan(10 * TIMEOUT_MS + 500);
  expect(left.inMemory).toBe(0);
  expect((await analytics.health()).process).toMatchObject({ stored: 2, dropped: {} });
  expect(await report).toBe('CLOSED');
});
