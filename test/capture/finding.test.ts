/** `of()` finds the turn: by its context, by the state of its turn, by the code that runs. */

import { TurnContext } from 'botbuilder';
import { expect, test } from 'vitest';

import { adapterWith, calls, collectingCapture, message } from '../support/capture.ts';

const TOPIC = { name: 'setTopic', topic: 'x' };
const tick = () => new Promise((resolve) => setImmediate(resolve));

test('by its context', async () => {
  const capture = collectingCapture();
  await adapterWith(capture).run(message(), async (context) => capture.of(context).setTopic('x'));

  expect(calls(capture.turns[0]?.facts ?? [])).toEqual([TOPIC]);
});

test('by its context, on which nothing is to be seen of it, also one that nobody can write to', async () => {
  const capture = collectingCapture();
  const context = Object.freeze({
    activity: message(),
    turnState: new Map(),
    onSendActivities: () => undefined,
    onUpdateActivity: () => undefined,
    onDeleteActivity: () => undefined,
  });
  const keys = Reflect.ownKeys(context);
  await capture.middleware.onTurn(context, async () => capture.of(context).setTopic('x'));
  capture.of(context).setTopic('x');

  expect(calls(capture.turns[0]?.facts ?? [])).toEqual([TOPIC]);
  expect(capture.amendments.map(({ facts }) => calls(facts))).toEqual([[TOPIC]]);
  expect(Reflect.ownKeys(context)).toEqual(keys);
});

test('by the state of its turn, outside of the code of the turn', async () => {
  const capture = collectingCapture();
  const adapter = adapterWith(capture);
  let wrapper: unknown;
  adapter.onTurnError = async () => capture.of(wrapper).setTopic('x');
  await adapter.run(message(), async ({ turnState }) => {
    wrapper = { turnState };
    throw new Error('x');
  });

  expect(capture.amendments.map(({ facts }) => calls(facts))).toEqual([[TOPIC]]);
  expect(capture.dropped).toEqual({});
});

test('without a context, after several awaits and timers', async () => {
  const capture = collectingCapture();
  const deep = async () => {
    await tick();
    await Promise.resolve();
    capture.of().setTopic('x');
  };
  await adapterWith(capture).run(message(), async () => {
    await tick();
    await deep();
  });

  expect(calls(capture.turns[0]?.facts ?? [])).toEqual([TOPIC]);
});

test('without a context, each of many turns at once its own', async () => {
  const capture = collectingCapture();
  const adapter = adapterWith(capture);
  const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
  await Promise.all(
    users.map((id) =>
      adapter.run(message({ from: { id } }), async () => {
        await tick();
        capture.of().setTopic(id);
        await tick();
      }),
    ),
  );

  expect(capture.turns).toHaveLength(users.length);
  for (const { origin, facts } of capture.turns) {
    expect(calls(facts)).toEqual([{ name: 'setTopic', topic: origin.from?.id }]);
  }
});

test('in a turn within a turn the inner one', async () => {
  const capture = collectingCapture();
  const adapter = adapterWith(capture);
  await adapter.run(message({ text: 'outer' }), async () => {
    await adapter.run(message({ text: 'inner' }), async () => capture.of().setTopic('inner'));
    capture.of().setTopic('outer');
  });

  const [inner, outer] = capture.turns;
  expect(calls(inner?.facts ?? [])).toEqual([{ name: 'setTopic', topic: 'inner' }]);
  expect(calls(outer?.facts ?? [])).toEqual([{ name: 'setTopic', topic: 'outer' }]);
});

test('in onTurnError by the context that it is given', async () => {
  const capture = collectingCapture();
  const adapter = adapterWith(capture);
  adapter.onTurnError = async (context) => capture.of(context).setTopic('x');
  await adapter.run(message(), () => Promise.reject(new Error('x')));

  expect(capture.amendments.map(({ facts }) => calls(facts))).toEqual([[TOPIC]]);
});

test('after the turn, by its revoked context: an amendment', async () => {
  const capture = collectingCapture();
  let kept: TurnContext | undefined;
  await adapterWith(capture).run(message(), async (context) => void (kept = context));
  capture.of(kept).setTopic('x');

  expect(capture.amendments.map(({ facts }) => calls(facts))).toEqual([[TOPIC]]);
  expect(capture.amendments[0]?.origin).toEqual(capture.turns[0]?.origin);
  expect(capture.notices).toEqual({});
});

test('after the turn, from code that it started: an amendment', async () => {
  const capture = collectingCapture();
  let ranOn: Promise<void> = Promise.resolve();
  await adapterWith(capture).run(message(), async () => {
    ranOn = tick().then(() => capture.of().setTopic('x'));
  });
  expect(capture.amendments).toEqual([]);
  await ranOn;

  expect(capture.amendments.map(({ facts }) => calls(facts))).toEqual([[TOPIC]]);
  expect(capture.amendments[0]?.origin).toEqual(capture.turns[0]?.origin);
});

test('after the turn, by a handle that was kept: an amendment with an id of its own per call', async () => {
  const capture = collectingCapture();
  let turn = capture.of();
  await adapterWith(capture).run(message(), async (context) => void (turn = capture.of(context)));
  turn.setTopic('x');
  turn.setTopic('x');

  expect(capture.amendments.map(({ id }) => id)).toEqual(['id-2', 'id-3']);
});

const revoked = Proxy.revocable({}, {});
revoked.revoke();

test.for<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 5],
  ['a foreign object', {}],
  ['a foreign context', new TurnContext(adapterWith(), message())],
  ['a revoked proxy', revoked.proxy],
])('of(%s) outside of any turn counts each call', ([, context]) => {
  const capture = collectingCapture();
  capture.of(context).setTopic('x');
  capture.of(context).startSession();

  expect(capture.dropped).toEqual({ no_turn: 2 });
  expect(capture.captured).toEqual([]);
});
