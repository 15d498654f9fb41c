/** A destination of the developer's own, from a turn of the bot to its function and the books. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createBotAnalytics } from 'botbuilder-analytics';
import type {
  AnalyticsError,
  AnalyticsOptions,
  BotAnalytics,
  CustomDestination,
  DestinationEvent,
  Health,
} from 'botbuilder-analytics';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

const SILENT = { warn: () => undefined, error: () => undefined };

const where = [
  { name: 'threads', options: () => ({ store: join(temporaryFolder(), 'bot.db') }) },
  { name: 'inline', options: () => ({ store: join(temporaryFolder(), 'bot.db'), thread: false }) },
];

const never = () => new Promise<never>(() => undefined);

function open(options: AnalyticsOptions): BotAnalytics {
  const analytics = createBotAnalytics({ logger: SILENT, ...options });
  onTestFinished(() => analytics.close({ timeoutMs: 100 }).then(() => undefined));
  return analytics;
}

async function talk(analytics: BotAnalytics, turns: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < turns; n++) await adapter.turn(message(n, 5));
}

/** Keeps what it is given, by id. */
function collecting(more: Partial<CustomDestination> = {}) {
  const events = new Map<string, DestinationEvent>();
  const destination: CustomDestination = {
    name: 'webhook',
    deliver: (batch) => batch.forEach((event) => events.set(event.id, event)),
    ...more,
  };
  return { events, destination };
}

function booksOf({ destinations }: Health, name = 'webhook') {
  const books = destinations[name];
  if (!books) throw new Error(`${name} is not in the books`);
  return books;
}

test.for(where)('in $name: every event arrives, and the books say so', async ({ options }) => {
  const { events, destination } = collecting({ batchSize: 7 });
  const properties = { environment: 'test' };
  const analytics = open({ ...options(), destinations: [destination], properties });
  await talk(analytics, 20);
  const left = await analytics.flush({ deliver: true });
  const health = await analytics.health();

  expect(left).toEqual({ inMemory: 0, pending: { webhook: 0 } });
  expectBalanced(health);
  expect(booksOf(health)).toMatchObject({ active: true, state: 'ok', ambiguous: 0, dead: {} });
  expect(booksOf(health).delivered).toBe(events.size);
  expect(booksOf(health).enqueued).toBe(events.size);
  const received = [...events.values()].filter(({ kind }) => kind === 'message_received');
  expect(received).toHaveLength(20);
  expect(new Set(received.map(({ userKey }) => userKey)).size).toBe(5);
  expect(received.every((event) => event.properties['environment'] === 'test')).toBe(true);
  expect(received.every((event) => Object.isFrozen(event) && Object.isFrozen(event.data))).toBe(
    true,
  );
});

test.for(where)('in $name: what the function answers settles each event', async ({ options }) => {
  const batches: number[] = [];
  const destination: CustomDestination = {
    name: 'webhook',
    kinds: ['message_received'],
    deliver: async (events) => {
      batches.push(events.length);
      if (events.length > 3) return { outcome: 'split', reason: 'too_large' };
      const rejected = events.slice(0, 1).map(({ id }) => ({ id, reason: 'odd', detail: 'why' }));
      return { outcome: 'delivered', rejected };
    },
  };
  const analytics = open({ ...options(), destinations: [destination] });
  await talk(analytics, 10);
  await analytics.flush();
  await analytics.flush({ deliver: true });
  const health = await analytics.health();

  expectBalanced(health);
  const { enqueued, delivered, dead, pending } = booksOf(health);
  expect({ enqueued, pending }).toEqual({ enqueued: 10, pending: 0 });
  const kept = batches.filter((size) => size <= 3);
  expect(dead).toEqual({ odd: kept.length });
  expect(delivered).toBe(10 - kept.length);
});

test.for(where)('in $name: a pause is told, and all is kept', async ({ options }) => {
  const errors: AnalyticsError[] = [];
  const analytics = open({
    ...options(),
    onError: (error) => errors.push(error),
    destinations: [
      { name: 'webhook', deliver: () => ({ outcome: 'pause', problem: 'it answered 401' }) },
    ],
  });
  await talk(analytics, 3);
  await analytics.flush({ deliver: true, timeoutMs: 2_000 });
  const health = await analytics.health();

  expect(errors).toMatchObject([
    {
      code: 'DELIVERY_PAUSED',
      message: expect.stringContaining('webhook: it answered 401') as string,
    },
  ]);
  expectBalanced(health);
  expect(booksOf(health)).toMatchObject({
    state: 'paused',
    problem: 'it answered 401',
    delivered: 0,
    pending: booksOf(health).enqueued,
  });
});

test.for(where)(
  'in $name: one that hangs harms neither the bot, nor another destination, nor the books',
  async ({ options }) => {
    let asked = 0;
    const { events, destination } = collecting();
    const hanging: CustomDestination = {
      name: 'hanging',
      timeoutMs: 100,
      deliver: () => {
        asked += 1;
        return never();
      },
    };
    const analytics = open({ ...options(), destinations: [hanging, destination] });
    await talk(analytics, 20);
    await analytics.flush({ deliver: true, timeoutMs: 3_000 });
    const health = await analytics.health();
    const startedAt = performance.now();
    const left = await analytics.close({ timeoutMs: 300 });
    const tookMs = performance.now() - startedAt;

    expectBalanced(health);
    expect(health.process).toMatchObject({ received: 40, stored: 40, dropped: {} });
    expect(booksOf(health).delivered).toBe(events.size);
    expect(events.size).toBeGreaterThan(40);
    expect(booksOf(health, 'hanging')).toMatchObject({
      delivered: 0,
      pending: events.size,
      state: 'retrying',
      problem: 'hanging did not answer within 100 ms',
    });
    expect(asked).toBeGreaterThan(0);
    expect(booksOf(health, 'hanging').ambiguous).toBeGreaterThan(0);
    expect(left.pending).toEqual({ hanging: events.size, webhook: 0 });
    expect(tookMs).toBeLessThan(2_000);
  },
);

test.for(where)(
  'in $name: close() cuts off what is under way, and the next start sends it',
  async ({ options }) => {
    let signal: AbortSignal | undefined;
    const { store } = options();
    const first = open({
      ...options(),
      store,
      destinations: [
        {
          name: 'webhook',
          deliver: (_, context) => {
            signal = context.signal;
            return never();
          },
        },
      ],
    });
    await talk(first, 3);
    await first.flush();
    await vi.waitFor(() => expect(signal).toBeDefined());
    const left = await first.close({ timeoutMs: 300 });

    expect(signal?.aborted).toBe(true);
    expect(left.pending['webhook']).toBeGreaterThan(0);
    if (store === ':memory:') return;
    const { events, destination } = collecting();
    const second = open({ store, destinations: [destination], thread: false });
    await second.flush({ deliver: true });
    expect(events.size).toBe(left.pending['webhook']);
    expectBalanced(await second.health());
  },
);

test('when the recorder’s thread dies what runs is aborted, and sent again by the next', async () => {
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
  const signals: AbortSignal[] = [];
  const ids = new Set<string>();
  const analytics = open({
    store: join(temporaryFolder(), 'bot.db'),
    destinations: [
      {
        name: 'webhook',
        deliver: (events, { signal }) => {
          signals.push(signal);
          if (signals.length === 1) return never();
          for (const { id } of events) ids.add(id);
          return undefined;
        },
      },
    ],
  });
  await talk(analytics, 3);
  await analytics.flush();
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  threads.at(-1)?.postMessage(undefined); // what is no message of ours throws where it is read: in the thread
  await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
  await vi.waitFor(async () => expect(booksOf(await analytics.health()).pending).toBe(0), 15_000);
  const health = await analytics.health();

  expectBalanced(health);
  expect(booksOf(health).delivered).toBe(ids.size);
});

test('a process with nothing else to do ends, whatever a function waits for', async () => {
  const child = `
    const { createBotAnalytics } = require('botbuilder-analytics');
    const { TestAdapter } = require('botbuilder');
    const deliver = () => { console.log('asked'); return new Promise(() => undefined); };
    const analytics = createBotAnalytics({
      store: process.argv[1],
      destinations: [{ name: 'hanging', timeoutMs: 60_000, deliver }],
    });
    const adapter = new TestAdapter((context) => context.sendActivity('hello')).use(analytics.middleware);
    adapter.send('hi').startTest()
      .then(() => analytics.flush())
      .then(() => new Promise((resolve) => setTimeout(resolve, 500)))
      .then(() => console.log('done'));
  `;
  const store = join(temporaryFolder(), 'bot.db');
  const run = promisify(execFile)(process.execPath, ['-e', child, store], { timeout: 10_000 });

  expect((await run).stdout).toBe('asked\ndone\n');
});

test('a destination that is not active is never called, and its books stay empty', async () => {
  const { events, destination } = collecting({ active: false });
  const analytics = open({ store: ':memory:', destinations: [destination] });
  await talk(analytics, 3);
  await analytics.flush({ deliver: true });
  await pause(50);

  expect(events.size).toBe(0);
  expect((await analytics.health()).destinations).toEqual({});
});
