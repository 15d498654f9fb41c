/** The function of a developer's own destination may do anything: the bot and the recorder go on. */

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CustomAnswer } from '../../src/forward/destinations/custom-answer.ts';
import type {
  CustomDestination,
  DeliveryContext,
  DestinationEvent,
} from '../../src/model/custom-destination.ts';
import type { AnalyticsError } from '../../src/model/errors.ts';
import { customDeliveries } from '../../src/runtime/custom-deliveries.ts';
import { deliveryDesk } from '../../src/runtime/delivery-desk.ts';
import type { FromRecorder } from '../../src/runtime/protocol.ts';

type Deliver = (events: readonly DestinationEvent[], context: DeliveryContext) => unknown;

const EVENTS = ['e-0', 'e-1'].map(
  (id) =>
    ({ id, kind: 'custom', properties: {}, data: { name: 'n', properties: { a: 1 } } }) as never,
) as readonly DestinationEvent[];

/** Both sides of the way across threads, without a thread: what crosses is cloned. */
function way(deliver: Deliver) {
  const errors: AnalyticsError[] = [];
  const unanswered: number[] = [];
  const deliveries = customDeliveries({
    functions: new Map([['webhook', deliver as CustomDestination['deliver']]]),
    report: (error) => errors.push(error),
    answer: (id, answer) => desk.answered(id, structuredClone(answer)),
  });
  const tell = (message: FromRecorder): void => {
    if (message.type === 'deliver') deliveries.begin(structuredClone(message));
    else if (message.type === 'cutOff') {
      unanswered.push(message.id);
      deliveries.cutOff(message.id);
    }
  };
  const desk = deliveryDesk(tell);
  const stop = new AbortController();
  const ask = (name = 'webhook', timeoutMs = 1_000): Promise<CustomAnswer> =>
    desk.ask(name, EVENTS, { attempt: 1, timeoutMs, signal: stop.signal });
  return { ask, deliveries, errors, unanswered, stop };
}

/** Notes the rejections that nobody handles while the test runs. */
function watchRejections(): unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  onTestFinished(() => {
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
  });
  return seen;
}

/** Time for what is rejected unseen to be told. */
const aWhile = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

const UNREADABLE = { outcome: 'unreadable' };
const cyclic: Record<string, unknown> = { outcome: 'delivered' };
cyclic['rejected'] = [cyclic, { id: 'e-0', reason: 'too_large', detail: cyclic }];

describe('whatever a function does, plain data comes of it', () => {
  test.for<{ what: string; deliver: Deliver; answer: unknown }>([
    {
      what: 'it answers',
      deliver: async () => ({ outcome: 'delivered', rejected: [{ id: 'e-1', reason: 'odd' }] }),
      answer: { outcome: 'delivered', rejected: [{ id: 'e-1', reason: 'odd' }] },
    },
    {
      what: 'it throws at once',
      deliver: () => {
        throw new RangeError('canary');
      },
      answer: { outcome: 'failed', error: 'RangeError' },
    },
    {
      what: 'it rejects',
      deliver: () => Promise.reject(new RangeError('canary')),
      answer: { outcome: 'failed', error: 'RangeError' },
    },
    {
      what: 'it answers a promise of another kind, which throws',
      deliver: () => ({
        // oxlint-disable-next-line unicorn/no-thenable
        then: () => {
          throw new RangeError('canary');
        },
      }),
      answer: { outcome: 'failed', error: 'RangeError' },
    },
    {
      what: 'it answers a proxy that throws whatever is asked',
      deliver: () => new Proxy({}, { get: (_, key) => (key === 'then' ? undefined : fail()) }),
      answer: UNREADABLE,
    },
    {
      what: 'it answers a proxy that was revoked',
      deliver: () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return { outcome: 'delivered', rejected: proxy };
      },
      answer: UNREADABLE,
    },
    {
      what: 'it answers a getter that throws',
      deliver: () => ({
        get outcome() {
          return fail();
        },
      }),
      answer: UNREADABLE,
    },
    {
      what: 'it answers what refers to itself, and events that are none',
      deliver: () => cyclic,
      answer: { outcome: 'delivered', rejected: [{ id: 'e-0', reason: 'too_large' }] },
    },
    {
      what: 'it answers functions',
      deliver: () => ({ outcome: 'retry', problem: () => 'canary', afterMs: () => 1 }),
      answer: { outcome: 'retry', isAmbiguous: false },
    },
    { what: 'it answers a function', deliver: () => fail, answer: UNREADABLE },
    { what: 'it answers a symbol', deliver: () => Symbol('canary'), answer: UNREADABLE },
    {
      what: 'it answers a list that says it is endless',
      deliver: () => ({
        outcome: 'delivered',
        rejected: new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : undefined) }),
      }),
      answer: { outcome: 'delivered', rejected: [] },
    },
    {
      what: 'it writes into an event',
      deliver: ([event]) => {
        (event as { id: string }).id = 'mine';
      },
      answer: { outcome: 'failed', error: 'TypeError' },
    },
    {
      what: 'it writes deep into an event',
      deliver: ([event]) => {
        (event as unknown as { data: { properties: { a: number } } }).data.properties.a = 2;
      },
      answer: { outcome: 'failed', error: 'TypeError' },
    },
    {
      what: 'it takes events out of the list',
      deliver: (events) => void (events as DestinationEvent[]).pop(),
      answer: { outcome: 'failed', error: 'TypeError' },
    },
  ])('$what', async ({ deliver, answer }) => {
    const rejections = watchRejections();
    const { ask } = way(deliver);

    expect(await ask()).toEqual(answer);
    await aWhile(5);
    expect(rejections).toEqual([]);
  });

  test('a destination without a function is not asked', async () => {
    const { ask } = way(() => undefined);

    expect(await ask('other')).toEqual({
      outcome: 'not_asked',
      why: 'has no function in this process',
    });
  });
});

function fail(): never {
  throw new Error('canary');
}

describe('the deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('a function that never answers is overdue at the deadline, and its signal aborted', async () => {
    let signal: AbortSignal | undefined;
    const { ask, unanswered } = way((_, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    });
    const answer = ask('webhook', 700);
    await turn();
    await vi.advanceTimersByTimeAsync(699);
    const abortedBefore = signal?.aborted;
    await vi.advanceTimersByTimeAsync(1);

    expect(await answer).toEqual({ outcome: 'overdue' });
    expect([abortedBefore, signal?.aborted, unanswered]).toEqual([false, true, [1]]);
  });

  test('what a function answers after it is ignored, a late rejection too', async () => {
    const rejections = watchRejections();
    const { ask, errors } = way(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      throw new RangeError('canary');
    });
    const answer = ask();
    await turn();
    await vi.advanceTimersByTimeAsync(3_000);
    await turn();

    expect(await answer).toEqual({ outcome: 'overdue' });
    expect([rejections, errors]).toEqual([[], []]);
  });

  test('it is kept by the recorder where the bot is too busy to begin: the function is not called', async () => {
    const deliver = vi.fn();
    const { ask } = way(deliver);
    const answer = ask('webhook', 500);
    vi.advanceTimersByTime(500); // before the bot's thread has its turn

    expect(await answer).toEqual({ outcome: 'overdue' });
    await turn();
    await turn();
    expect(deliver).not.toHaveBeenCalled();
  });

  test('ten calls may go on after it; then the function is not called until one of them ends', async () => {
    const ends: (() => void)[] = [];
    const { ask } = way(() => new Promise<void>((resolve) => ends.push(resolve)));
    const answers: CustomAnswer[] = [];
    for (let n = 0; n < 11; n++) {
      const answer = ask('webhook', 100);
      await turn();
      await vi.advanceTimersByTimeAsync(100);
      answers.push(await answer);
    }
    ends[0]?.();
    await turn();
    const again = ask('webhook', 100);
    await turn();
    await vi.advanceTimersByTimeAsync(100);

    expect(answers.slice(0, 10)).toEqual(
      Array.from({ length: 10 }, () => ({ outcome: 'overdue' })),
    );
    expect(answers[10]).toEqual({
      outcome: 'not_asked',
      why: 'is not asked: 10 calls of it have overrun their deadlines and still go on',
    });
    expect(await again).toEqual({ outcome: 'overdue' });
    expect(ends).toHaveLength(11);
  });
});

describe('the end', () => {
  test('when the bot shuts down the function is told, and not waited for', async () => {
    let signal: AbortSignal | undefined;
    const { ask, stop } = way((_, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    });
    const answer = ask();
    await aWhile();
    stop.abort();

    expect(await answer).toEqual({ outcome: 'cut_off' });
    expect(signal?.aborted).toBe(true);
    expect(await ask()).toEqual({ outcome: 'not_asked', why: 'is not asked any more' });
  });

  test('when the recorder is gone what runs is aborted, and nobody is answered', async () => {
    let signal: AbortSignal | undefined;
    const answers: CustomAnswer[] = [];
    const deliveries = customDeliveries({
      functions: new Map([
        [
          'webhook',
          (_, context) => {
            signal = context.signal;
            return new Promise((resolve) =>
              signal?.addEventListener('abort', () => resolve({ outcome: 'delivered' })),
            );
          },
        ],
      ]),
      report: () => undefined,
      answer: (_, answer) => answers.push(answer as CustomAnswer),
    });
    const order = { type: 'deliver', id: 1, destination: 'webhook', attempt: 1 } as const;
    deliveries.begin({ ...order, events: [], timeoutMs: 1_000 });
    await aWhile();
    deliveries.abandon();
    await aWhile();

    expect(signal?.aborted).toBe(true);
    expect(answers).toEqual([]);
  });
});

describe('what is told to the developer', () => {
  test('what was thrown, once until the function has done well again; its words only as the cause', async () => {
    const results = [true, true, false, true];
    const thrown = new TypeError('token=canary');
    const { ask, errors } = way(() => {
      if (results.shift()) throw thrown;
    });
    for (let n = 0; n < 4; n++) await ask();

    expect(errors.map(({ code, details, cause }) => ({ code, details, cause }))).toEqual(
      [1, 2].map(() => ({
        code: 'USER_FUNCTION_FAILED',
        details: { name: 'webhook' },
        cause: thrown,
      })),
    );
    expect(errors[0]?.message).toContain('deliver of the destination webhook threw TypeError');
    expect(errors[0]?.message).not.toContain('canary');
  });

  test.for<{ what: string; deliver: Deliver; told: string }>([
    {
      what: 'an answer that is none',
      deliver: () => 'ok',
      told: 'answered something that is no DeliveryResult',
    },
    {
      what: 'ids of other events',
      deliver: () => ({ outcome: 'delivered', rejected: [{ id: 'other', reason: 'r' }] }),
      told: 'rejected events that are not in its batch, which was ignored',
    },
  ])('$what', async ({ deliver, told }) => {
    const { ask, errors } = way(deliver);
    await ask();
    await ask();

    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining(told)]);
  });
});
