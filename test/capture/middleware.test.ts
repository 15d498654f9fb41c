/** From one turn of a bot to what the sink gets. */

import { describe, expect, test } from 'vitest';
import type { TurnContext } from 'botbuilder';

import { HOUR_MS } from '../../src/model/time.ts';
import { MAX_FACTS_PER_TURN } from '../../src/model/turn.ts';
import type { Fact } from '../../src/model/turn.ts';
import {
  DirectAdapter,
  NOW,
  adapterWith,
  calls,
  collectingCapture,
  message,
  outgoing,
} from '../support/capture.ts';

/** A promise and the means to settle it. */
function gate() {
  let open: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

describe('a turn', () => {
  test('is its incoming activity, what was sent and what was told, in the order they happened', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async (context) => {
      capture.of(context).setTopic('orders');
      await context.sendActivity('hi');
      capture.of(context).rateCsat(5);
    });

    expect(capture.captured).toEqual([
      {
        type: 'turn',
        origin: {
          turnId: 'id-1',
          receivedAt: NOW,
          at: NOW - 1_000,
          channel: 'directline',
          conversation: { id: 'conversation-1', isGroup: false },
          from: { id: 'user-1' },
          recipient: { id: 'bot-1' },
          test: false,
        },
        facts: [
          {
            type: 'incoming',
            at: NOW - 1_000,
            activity: {
              type: 'message',
              id: 'activity-1',
              text: 'hello',
              textLength: 5,
              attachmentCount: 0,
              hasValue: false,
            },
          },
          { type: 'call', at: NOW - 1_000, call: { name: 'setTopic', topic: 'orders' } },
          {
            type: 'outgoing',
            at: NOW - 1_000,
            status: 'sent',
            activity: {
              type: 'message',
              id: 'sent-1',
              text: 'hi',
              textLength: 2,
              replyToId: 'activity-1',
              inputHint: 'acceptingInput',
              recipient: { id: 'user-1' },
              attachmentCount: 0,
              hasValue: false,
            },
          },
          { type: 'call', at: NOW - 1_000, call: { name: 'rateCsat', score: 5 } },
        ],
      },
    ]);
  });

  test('is structured-cloneable and holds nothing of the bot', async () => {
    const capture = collectingCapture();
    const activity = message({ channelData: { canary: () => 1 }, entities: [{ canary: 1 }] });
    await adapterWith(capture).run(activity, async (context) => {
      await context.sendActivity({ type: 'trace', name: 'x', value: { canary: 1 } });
      await context.sendActivity({ type: 'event', name: 'x', value: { canary: 1 } });
    });

    expect(JSON.stringify(structuredClone(capture.captured))).not.toContain('canary');
  });

  test('without a believable timestamp is at its receipt, and says so', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message({ timestamp: 'long ago' }), async () => undefined);

    expect(capture.turns[0]?.facts[0]).toMatchObject({ at: NOW, atReceipt: true });
    expect(capture.turns[0]?.origin.at).toBe(NOW);
  });

  test('keeps the type with which it came in, and names the one it ended with', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message({ type: 'event', name: 'x' }), async (context) => {
      Object.assign(context.activity, { type: 'message', text: 'rewritten' });
    });

    expect(capture.turns[0]?.facts[0]).toMatchObject({ activity: { type: 'event', name: 'x' } });
    expect(capture.turns[0]?.typeAtEnd).toBe('message');
  });

  test('with an unchanged type names none at its end', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async () => undefined);

    expect(capture.turns[0]).not.toHaveProperty('typeAtEnd');
  });

  test.for([
    { facts: MAX_FACTS_PER_TURN, dropped: {} },
    { facts: MAX_FACTS_PER_TURN + 1, dropped: { turn_limit: 1 } },
  ])('of $facts facts: those over the limit are counted', async ({ facts, dropped }) => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async (context) => {
      for (let i = 2; i < facts; i++) capture.of(context).recordAction('x');
      await context.sendActivities([{ type: 'typing' }]);
    });

    expect(capture.turns[0]?.facts).toHaveLength(MAX_FACTS_PER_TURN);
    expect(capture.dropped).toEqual(dropped);
  });

  test('of one send with too many activities keeps the first of them', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const typing = Array.from({ length: MAX_FACTS_PER_TURN + 9 }, () => ({ type: 'typing' }));
    await adapter.run(message(), async (context) => void (await context.sendActivities(typing)));

    expect(adapter.sent).toHaveLength(MAX_FACTS_PER_TURN + 9);
    expect(capture.turns[0]?.facts).toHaveLength(MAX_FACTS_PER_TURN);
    expect(capture.dropped).toEqual({ turn_limit: 10 });
  });
});

describe('the time of a turn', () => {
  /** A turn whose clock goes on by a second before each thing that happens in it or after it. */
  async function tickingTurn(timestamp: unknown) {
    let now = NOW;
    const capture = collectingCapture({ clock: () => now });
    const adapter = adapterWith(capture);
    const tick = () => void (now += 1_000);
    const { passed: over, open: end } = gate();
    let ranOn: Promise<unknown> = Promise.resolve();
    let kept = capture.of();
    adapter.onTurnError = async (context) => {
      tick();
      await context.sendActivity('sorry');
    };
    await adapter.run(message({ timestamp }), async (context) => {
      kept = capture.of(context);
      ranOn = over.then(() => capture.of().setTopic('code that ran on'));
      tick();
      kept.setTopic('x');
      tick();
      await context.sendActivity('hi');
      tick();
      await context.updateActivity({ id: 'old-1' });
      tick();
      await context.deleteActivity('old-2');
      throw new Error('x');
    });
    tick();
    kept.setTopic('a handle that was kept');
    tick();
    end();
    await ranOn;
    return capture;
  }

  const times = (captured: readonly { readonly facts: readonly Fact[] }[]): readonly number[] =>
    captured.flatMap(({ facts }) => facts.map((fact) => fact.at));

  test.for([
    { when: 'queued for 2 h', timestamp: NOW - 2 * HOUR_MS, at: NOW - 2 * HOUR_MS },
    { when: 'ahead by 1 h', timestamp: NOW + HOUR_MS, at: NOW + HOUR_MS },
    { when: 'ahead by more', timestamp: NOW + HOUR_MS + 1, at: NOW },
    { when: 'without a time', timestamp: undefined, at: NOW },
  ])('$when is that of all that happens in it and after it', async ({ timestamp, at }) => {
    const capture = await tickingTurn(timestamp);

    expect(capture.turns[0]?.origin).toMatchObject({ receivedAt: NOW, at });
    expect(times(capture.turns).map((time) => time - at)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    expect(times(capture.amendments).map((time) => time - at)).toEqual([5_000, 6_000, 7_000]);
  });

  test('of an activity that is sent is that of its sending, however late it settles', async () => {
    let now = NOW;
    const capture = collectingCapture({ clock: () => now });
    const adapter = adapterWith(capture);
    adapter.beforeSend = () => void (now += 5_000);
    await adapter.run(message({ timestamp: NOW - HOUR_MS }), async (context) => {
      now += 1_000;
      await context.sendActivity('hi');
    });

    expect(times(capture.turns)).toEqual([NOW - HOUR_MS, NOW - HOUR_MS + 1_000]);
  });
});

describe('an error of the bot', () => {
  class PaymentError extends Error {}
  const anonymous = Object.create(null) as object;

  test.for<{ when: string; thrown: unknown; type: string }>([
    { when: 'an error', thrown: new Error('canary'), type: 'Error' },
    { when: 'a class of its own', thrown: new PaymentError('canary'), type: 'PaymentError' },
    { when: 'a string', thrown: 'canary', type: 'string' },
    { when: 'nothing', thrown: undefined, type: 'undefined' },
    { when: 'an object with a name', thrown: Object.assign(anonymous, { name: 'N' }), type: 'N' },
  ])('$when reaches the adapter as it is; its class is recorded', async ({ thrown, type }) => {
    const capture = collectingCapture();
    const run = adapterWith(capture).run(message(), () => Promise.reject(thrown));

    await expect(run.catch((error: unknown) => ({ error }))).resolves.toEqual({ error: thrown });
    await run.catch((error: unknown) => expect(Object.is(error, thrown)).toBe(true));
    expect(capture.turns[0]?.error).toEqual({ type });
    expect(JSON.stringify(capture.captured)).not.toContain('canary');
  });

  test('is followed by the apology of onTurnError, an amendment', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const thrown = new Error('x');
    const seen: unknown[] = [];
    adapter.onTurnError = async (context, error) => {
      seen.push(error);
      await context.sendActivity('sorry');
      capture.of(context).unrecognized('error');
    };
    await adapter.run(message(), () => Promise.reject(thrown));

    expect(seen[0]).toBe(thrown);
    expect(capture.turns[0]?.facts).toHaveLength(1);
    expect(capture.amendments.map(({ id, facts }) => [id, outgoing(facts), calls(facts)])).toEqual([
      ['id-2', ['message:sent:sent-1'], []],
      ['id-3', [], [{ name: 'unrecognized', reason: 'error' }]],
    ]);
    for (const { origin } of capture.amendments) expect(origin).toBe(capture.turns[0]?.origin);
  });
});

describe('what is sent', () => {
  test('is copied before later handlers rewrite it, its id after', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    adapter.use(async (context, next) => {
      context.onSendActivities(async (_context, activities, send) => {
        for (const activity of activities) Object.assign(activity, { type: 'event', text: 'x' });
        return send();
      });
      await next();
    });
    await adapter.run(message(), async (context) => void (await context.sendActivity('hi')));

    expect(adapter.sent).toMatchObject([{ type: 'event', text: 'x' }]);
    expect(capture.turns[0]?.facts[1]).toMatchObject({ activity: { text: 'hi', id: 'sent-1' } });
  });

  test('and refused is failed; the error is the very same', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const refused = new Error('no');
    adapter.beforeSend = () => Promise.reject(refused);
    const caught: unknown[] = [];
    await adapter.run(message(), async (context) => {
      await context.sendActivity('hi').catch((error: unknown) => caught.push(error));
    });

    expect(caught[0]).toBe(refused);
    expect(outgoing(capture.turns[0]?.facts ?? [])).toEqual(['message:failed:']);
  });

  test('and not awaited is left out of the turn; when it settles it is an amendment', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const { passed, open } = gate();
    adapter.beforeSend = () => passed;
    let sending: Promise<unknown> = Promise.resolve();
    await adapter.run(message(), async (context) => {
      sending = context.sendActivity('late');
      capture.of(context).setTopic('x');
    });
    expect(capture.turns[0]?.facts.map((fact) => fact.type)).toEqual(['incoming', 'call']);

    open();
    await expect(sending).rejects.toThrow(`'set' on a proxy that has been revoked`);

    expect(capture.amendments.map(({ facts }) => outgoing(facts))).toEqual([
      ['message:unknown:sent-1'],
    ]);
    expect(capture.dropped).toEqual({});
  });

  test('and held up until the turn was over is failed: the channel never got it', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const { passed, open } = gate();
    adapter.use(async (context, next) => {
      context.onSendActivities(async (_context, _activities, send) => {
        await passed;
        return send();
      });
      await next();
    });
    let sending: Promise<unknown> = Promise.resolve();
    await adapter.run(message(), async (context) => {
      sending = context.sendActivity('late');
    });
    open();
    await expect(sending).rejects.toThrow(`'get' on a proxy that has been revoked`);

    expect(adapter.sent).toEqual([]);
    expect(capture.amendments.map(({ facts }) => outgoing(facts))).toEqual([['message:failed:']]);
  });

  test('in parallel keeps the order of sending, whichever settles first', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const first = gate();
    const waits = [first.passed, Promise.resolve()];
    adapter.beforeSend = () => waits.shift();
    await adapter.run(message(), async (context) => {
      const sending = [context.sendActivity('one'), context.sendActivity('two')];
      await sending[1];
      first.open();
      await Promise.all(sending);
    });

    expect(outgoing(capture.turns[0]?.facts ?? [])).toEqual([
      'message:sent:sent-2',
      'message:sent:sent-1',
    ]);
  });

  test('is answered with the very responses of the channel', async () => {
    const capture = collectingCapture();
    const answers: unknown[] = [];
    const responses = [{ id: 'r' }];
    const adapter = adapterWith(capture);
    adapter.use(async (context, next) => {
      context.onSendActivities(async () => responses);
      await next();
    });
    await adapter.run(message(), async (context) => {
      answers.push(await context.sendActivities([{ type: 'typing' }]));
    });

    expect(answers[0]).toBe(responses);
    expect(outgoing(capture.turns[0]?.facts ?? [])).toEqual(['typing:sent:r']);
  });
});

describe('updates and deletes', () => {
  test('that the channel took are facts', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async (context) => {
      await context.updateActivity({ id: 'old-1', type: 'message', text: 'new' });
      await context.deleteActivity('old-2');
    });

    expect(capture.turns[0]?.facts.slice(1)).toEqual([
      { type: 'updated', at: NOW - 1_000, activityId: 'old-1' },
      { type: 'deleted', at: NOW - 1_000, activityId: 'old-2' },
    ]);
  });

  test('that the channel refused are none', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const refused = new Error('no');
    adapter.beforeSend = () => Promise.reject(refused);
    const run = adapter.run(message(), (context) => context.deleteActivity('old-2'));

    await expect(run).rejects.toBe(refused);
    expect(capture.turns[0]?.facts).toHaveLength(1);
  });
});

describe('a second middleware', () => {
  test('with the same key does nothing but next(), is noticed each time and told once', async () => {
    const first = collectingCapture({ registryKey: 'same' });
    const second = collectingCapture({ registryKey: 'same' });
    const adapter = adapterWith(first, second, first);
    for (let i = 0; i < 2; i++) {
      await adapter.run(message(), async (context) => {
        await context.sendActivity('hi');
        second.of(context).setTopic('x');
      });
    }

    expect(first.turns.map(({ facts }) => facts.length)).toEqual([3, 3]);
    expect(second.captured).toEqual([]);
    expect(second.notices).toEqual({ second_use: 2 });
    expect(first.notices).toEqual({ second_use: 2 });
    expect(second.errors.map(({ code }) => code)).toEqual(['SECOND_USE']);
  });

  test('with another key captures the turn as well', async () => {
    const [first, second] = [collectingCapture(), collectingCapture()];
    await adapterWith(first, second).run(message(), async (context) => {
      await context.sendActivity('hi');
    });

    expect(first.turns[0]?.facts).toHaveLength(2);
    expect(second.turns[0]?.facts).toHaveLength(2);
  });
});

describe('after close()', () => {
  test('turns pass by', async () => {
    const capture = collectingCapture();
    capture.close();
    capture.close();
    const adapter = adapterWith(capture);
    await adapter.run(message(), async (context) => void (await context.sendActivity('hi')));

    expect(adapter.sent).toHaveLength(1);
    expect(capture.captured).toEqual([]);
    expect(capture.dropped).toEqual({});
  });

  test('calls are counted closed, with a turn and without', async () => {
    const capture = collectingCapture();
    const late: (() => void)[] = [];
    await adapterWith(capture).run(message(), async (context) => {
      const turn = capture.of(context);
      late.push(() => turn.setTopic('x'));
    });
    capture.close();
    late[0]?.();
    capture.of().setTopic('y');

    expect(capture.dropped).toEqual({ closed: 2 });
    expect(capture.captured).toHaveLength(1);
  });

  test('a turn that was open is counted closed, fact by fact', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async (context) => {
      await context.sendActivity('hi');
      capture.close();
      capture.of(context).setTopic('x');
    });

    expect(capture.dropped).toEqual({ closed: 3 });
    expect(capture.captured).toEqual([]);
  });
});

describe('the bot goes on when', () => {
  const broken = (): never => {
    throw new Error('broken');
  };

  /** A turn with a reply, an error and an apology, as the bot and its channel see it. */
  async function script(adapter: DirectAdapter, act: (context: TurnContext) => void) {
    const seen: unknown[] = [];
    adapter.onTurnError = async (context, error) => {
      seen.push(error.message);
      seen.push(await context.sendActivity('sorry'));
    };
    await adapter.run(message(), async (context) => {
      act(context);
      seen.push(await context.sendActivity('hi'));
      await context.updateActivity({ id: 'old' });
      await context.deleteActivity('old');
      throw new Error('bot');
    });
    return { seen, sent: adapter.sent };
  }

  test.for<[string, Parameters<typeof collectingCapture>[0], number]>([
    ['sink', { sink: broken }, 6],
    ['newId', { newId: broken }, 2],
    ['clock', { clock: broken }, 0],
    ['onError', { onError: broken, sink: broken }, 6],
    ['notice', { notice: broken }, 0],
    ['isTest', { isTest: broken }, 0],
    ['identify', { identify: broken }, 0],
  ])('%s throws', async ([, deps, internal]) => {
    const capture = collectingCapture(deps);
    const act = (context: TurnContext) => {
      capture.of(context).setTopic('x');
      capture.of(context).rateCsat(7);
    };
    const plain = await script(new DirectAdapter(), () => undefined);
    const watched = await script(adapterWith(capture, capture), act);

    expect(watched).toEqual(plain);
    expect(capture.dropped['internal'] ?? 0).toBe(internal);
    expect(capture.dropped['invalid_call']).toBe(1);
  });

  test('dropped throws', async () => {
    const capture = collectingCapture({ dropped: broken, sink: broken });
    const plain = await script(new DirectAdapter(), () => undefined);
    const watched = await script(adapterWith(capture), (context) =>
      capture.of(context).rateNps(11),
    );

    expect(watched).toEqual(plain);
  });

  test('the sink throws: what it was given is counted internal, fact by fact', async () => {
    const capture = collectingCapture({ sink: broken });
    await script(adapterWith(capture), (context) => capture.of(context).setTopic('x'));

    // The turn: incoming, topic, reply, update, delete; and the apology.
    expect(capture.dropped).toEqual({ internal: 6 });
    expect(capture.errors.map(({ code }) => code)).toEqual(['INTERNAL', 'INTERNAL']);
  });

  test('the clock answers nonsense: the system clock stands in', async () => {
    const capture = collectingCapture({ clock: () => Number.NaN });
    const before = Date.now();
    await adapterWith(capture).run(message(), async () => undefined);

    expect(capture.turns[0]?.origin.receivedAt).toBeGreaterThanOrEqual(before);
  });
});
