/**
 * A recorder's thread that dies again and again, cannot be started, hangs, or cannot be handed what
 * was captured (row 34, and 2 and 3 as far as threads go): nothing is lost or counted twice, the bot
 * goes on, and health() says what is going on.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError, BotAnalytics, Health } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { DirectAdapter } from '../support/capture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { replaceThreads } from '../support/threads.ts';
import { adapterWith, message } from '../support/turns.ts';

const DYING = join(__dirname, 'dying-thread.cjs');

/** Has each recorder's thread die when `next` says, or not start at all if that throws. */
function letThreadsDie(next: () => string): void {
  replaceThreads(({ file, options }) =>
    file.endsWith('recorder-thread.js')
      ? { file: DYING, options: { ...options, argv: [next()] } }
      : { file, options },
  );
}

/** Makes waits of some lengths shorter; answers how often they were asked for. */
function shorten(longMs: readonly number[], shortMs: number): () => number {
  const own = globalThis.setTimeout;
  let asked = 0;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms = 0) => {
    const isLong = longMs.includes(ms);
    if (isLong) asked += 1;
    return own(run, isLong ? shortMs : ms);
  }) as never);
  onTestFinished(() => spy.mockRestore());
  return () => asked;
}

function open(store = join(temporaryFolder(), 'bot.db')) {
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store,
    onError: (error) => errors.push(error),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close({ timeoutMs: 500 }).then(() => undefined));
  return { analytics, errors, codes: () => errors.map(({ code }) => code) };
}

/** Takes turns until so many are done, with room for threads in between. */
async function talk(analytics: BotAnalytics, from: number, turns: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = from; n < from + turns; n++) {
    await adapter.turn(message(n, 20));
    if (n % 20 === 0) await sleep(1);
  }
}

/** How it is when no death is left: asking is reading, of which a thread can die as well. */
async function healthAtRest(analytics: BotAnalytics): Promise<Health> {
  for (let i = 0; i < 100; i++) {
    const health = await analytics.health();
    if (health.store.state === 'ok') return health;
    await sleep(50);
  }
  return analytics.health();
}

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !isSo(); i++) await sleep(10);
}

/** When the threads of one bot die, one after the other; by night at moments nobody has tried. */
const LIVES: readonly (readonly number[])[] = process.env['NIGHTLY']
  ? Array.from({ length: 100 }, () =>
      [1, 2, 3, 4].map(() => 1 + Math.floor(Math.random() ** 3 * 3_000)),
    )
  : [[12, 60, 300, 1_000]];

test.for(LIVES)(
  'threads that die after %i, %i, %i and %i statements: what was not confirmed is recorded, once',
  { timeout: 60_000 },
  async (deaths) => {
    const moments = deaths.map((n) => `statement:${n}`);
    letThreadsDie(() => moments.shift() ?? 'never');
    const { analytics, errors, codes } = open();
    const TURNS = 300;
    await talk(analytics, 0, TURNS);
    await analytics.flush({ timeoutMs: 30_000 });
    const health = await healthAtRest(analytics);

    expect(codes()).toContain('RECORDER_DIED');
    expect(errors[0]?.message).toContain('died of statement');
    expectBalanced(health);
    expect(health.process).toMatchObject({ received: 2 * TURNS, stored: 2 * TURNS, dropped: {} });
    expect(health.store).toMatchObject({ state: 'ok', facts: 2 * TURNS });
    const { summary } = await analytics.reports.messages({ period: 'last7days' });
    expect(summary).toMatchObject({ received: TURNS, sent: TURNS });
  },
);

describe('five deaths within a minute', () => {
  test('leave the bot to itself with all in memory, and health() says so; a minute later all is recorded', async () => {
    let moment = 'start';
    letThreadsDie(() => moment);
    let resume: () => void = () => undefined;
    const pauses: number[] = [];
    const own = globalThis.setTimeout;
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
      run: () => void,
      ms: number,
    ) => {
      if (ms !== 60_000) return own(run, ms);
      pauses.push(ms);
      resume = run;
      return own(() => undefined, 0);
    }) as never);
    onTestFinished(() => spy.mockRestore());
    const { analytics, codes, errors } = open();
    await talk(analytics, 0, 10);
    await until(() => codes().length === 5);
    const startedAt = performance.now();
    await talk(analytics, 10, 10);
    const left = await analytics.flush({ timeoutMs: 50 });
    const paused = await analytics.health();

    expect(codes()).toEqual(Array.from({ length: 5 }, () => 'RECORDER_DIED'));
    expect(errors.at(-1)?.message).toContain('ended 5 times within a minute');
    expect(errors.at(-1)?.message).toContain('died of start');
    expect(pauses).toEqual([60_000]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(left.inMemory).toBe(40);
    expectBalanced(paused);
    expect(paused.store).toMatchObject({ state: 'failed', version: null });
    expect(paused.store.problem).toContain('kept in memory');
    moment = 'never';
    resume();
    await analytics.flush({ timeoutMs: 10_000 });
    const healed = await analytics.health();
    expectBalanced(healed);
    expect(healed.process).toMatchObject({ stored: 40, inMemory: 0, dropped: {} });
    expect(healed.store).toMatchObject({ state: 'ok', facts: 40 });
    expect(codes()).toHaveLength(5);
  }, 30_000);

  test('while memory is full: what comes is dropped with a count, and close() ends it in time', async () => {
    letThreadsDie(() => 'start');
    const { analytics, codes } = open();
    const adapter = new DirectAdapter();
    adapter.use(analytics.middleware);
    const texts = Array.from({ length: 400 }, () => ({ type: 'message', text: 'x'.repeat(4_096) }));
    for (let n = 0; n < 30; n++) {
      await adapter.run(message(n, 20), async (context) => {
        await context.sendActivities(texts);
      });
    }
    await until(() => codes().filter((code) => code === 'RECORDER_DIED').length === 5);
    const full = await analytics.health();
    const startedAt = performance.now();
    await analytics.close({ timeoutMs: 300 });

    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expectBalanced(full);
    expect(full.process?.dropped['queue_full']).toBeGreaterThan(0);
    expect(full.process?.inMemory).toBeGreaterThan(1_000);
    const closed = await analytics.health();
    expectBalanced(closed);
    expect(closed.process).toMatchObject({
      inMemory: 0,
      dropped: { not_recorded_at_close: full.process?.inMemory },
    });
  }, 30_000);
});

test('a thread that cannot be started is tried again, and the bot is made all the same', async () => {
  let tries = 0;
  letThreadsDie(() => {
    if (++tries <= 2) throw new Error('no memory for a thread');
    return 'never';
  });
  const { analytics, codes, errors } = open();
  await talk(analytics, 0, 10);
  await analytics.flush({ timeoutMs: 10_000 });

  expect(codes()).toEqual(['RECORDER_DIED', 'RECORDER_DIED']);
  expect(errors[0]?.message).toContain('no memory for a thread');
  expect((await analytics.health()).process).toMatchObject({ stored: 20, dropped: {} });
});

test('what cannot be handed over to a thread is found and dropped; the rest is recorded', async () => {
  const own = Worker.prototype.postMessage;
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
    this: Worker,
    ...words: Parameters<Worker['postMessage']>
  ) {
    if (JSON.stringify(words[0]).includes('poison')) throw new DOMException('no', 'DataCloneError');
    own.apply(this, words);
  });
  onTestFinished(() => spy.mockRestore());
  const { analytics, codes } = open();
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < 50; n++) {
    await adapter.turn({ ...message(n, 20), text: n === 17 ? 'poison' : 'hello' });
  }
  await analytics.flush({ timeoutMs: 10_000 });
  const health = await analytics.health();

  expectBalanced(health);
  expect(health.process).toMatchObject({ stored: 98, dropped: { internal: 2 }, inMemory: 0 });
  expect(health.store.facts).toBe(98);
  expect(new Set(codes())).toEqual(new Set(['INTERNAL']));
});

test('a recorder that never answers holds up no turn, flush(), health() or close()', async () => {
  const spy = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(() => undefined);
  onTestFinished(() => spy.mockRestore());
  const waits = shorten([5_000, 10_000], 100); // how long health() waits: to be answered, to be open
  const { analytics } = open();
  const TURNS = 500;
  await talk(analytics, 0, TURNS);
  const left = await analytics.flush({ timeoutMs: 50 });
  const health = await analytics.health();
  const startedAt = performance.now();
  const closed = await analytics.close({ timeoutMs: 200 });

  expect(left.inMemory).toBe(2 * TURNS);
  expect(waits()).toBeGreaterThan(0);
  expectBalanced(health);
  expect(health.store).toMatchObject({
    state: 'degraded',
    problem: 'the recorder does not answer',
  });
  expect(closed.inMemory).toBe(2 * TURNS);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expectBalanced(await analytics.health());
}, 30_000);
