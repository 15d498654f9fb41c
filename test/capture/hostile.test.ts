/** Hostile activities: the bot answers as without us, and what can be recorded is. */

import fc from 'fast-check';
import type { TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';

import { DirectAdapter, adapterWith, collectingCapture, message } from '../support/capture.ts';
import { fuzz } from '../support/fuzz.ts';

const throwing = (key: string, fields: object = {}): object =>
  Object.defineProperty({ ...fields }, key, {
    enumerable: true,
    get: () => {
      throw new Error(`getter of ${key}`);
    },
  });

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function deep(levels: number): object {
  let value: object = {};
  for (let i = 0; i < levels; i++) value = { value };
  return value;
}

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
const everyFieldThrows = new Proxy(
  {},
  {
    get: () => {
      throw new Error('trap');
    },
  },
);

/** The outcome of a turn that replies and throws what `make` answers, as the bot sees it. */
async function outcome(adapter: DirectAdapter, activity: unknown) {
  const replies: unknown[] = [];
  const logic = async (context: TurnContext) => {
    replies.push(await context.sendActivity('hi'));
  };
  const error = await adapter.run(activity, logic).then(
    () => undefined,
    (thrown: unknown) => String(thrown),
  );
  return { replies, sent: adapter.sent.length, error };
}

const HOSTILE: Record<string, () => unknown> = {
  'an empty activity': () => ({}),
  'no from': () => message({ from: undefined }),
  'no recipient': () => message({ recipient: undefined }),
  'no conversation': () => message({ conversation: undefined }),
  'no id': () => message({ id: undefined }),
  'parties that are no objects': () => message({ from: 'x', recipient: 5, conversation: true }),
  '5 MB of text': () => message({ text: 'x'.repeat(5_000_000) }),
  '200,000 entities': () => message({ entities: Array.from({ length: 200_000 }, () => ({})) }),
  '__proto__ ids': () =>
    message({ from: { id: '__proto__' }, conversation: { id: 'constructor' }, id: 'toString' }),
  'NUL and lone surrogates': () => message({ text: '\0\ud800', from: { id: '\udc00\0x' } }),
  'a getter that throws: type': () => throwing('type', message()),
  'a getter that throws: text': () => throwing('text', message()),
  'a getter that throws: from': () => throwing('from', message()),
  'a getter that throws: from.id': () => message({ from: throwing('id') }),
  'a getter that throws: entities[0].type': () => message({ entities: [throwing('type')] }),
  'cyclic channelData': () => message({ channelData: cyclic, value: cyclic }),
  'a revoked proxy as from': () => message({ from: revokedProxy() }),
  'a revoked proxy as attachments': () => message({ attachments: revokedProxy() }),
  'a revoked proxy as timestamp': () => message({ timestamp: revokedProxy() }),
  'an activity whose every field throws': () => everyFieldThrows,
  bigints: () => message({ id: 5n, text: 7n, from: { id: 9n } }),
  '20,000 levels of value': () => message({ value: deep(20_000), channelData: deep(20_000) }),
  'an Invalid Date': () => message({ timestamp: new Date(Number.NaN) }),
  symbols: () => message({ id: Symbol('x'), text: Symbol('y') }),
  'members that are hostile': () =>
    message({ type: 'conversationUpdate', membersAdded: [null, 5, throwing('id'), { id: 'u' }] }),
  'a list that lies about its length': () =>
    message({
      attachments: new Proxy([], {
        get: (list, key) => (key === 'length' ? -7 : Reflect.get(list, key)),
      }),
    }),
};

describe.each(Object.keys(HOSTILE))('%s', (name) => {
  const make = HOSTILE[name]!;

  test('the bot answers as without us', async () => {
    const capture = collectingCapture({
      isTest: ({ channelData }) => channelData === 'x',
      identify: () => undefined,
    });
    const plain = await outcome(new DirectAdapter(), make());
    const watched = await outcome(adapterWith(capture), make());

    expect(watched).toEqual(plain);
  });

  test('the turn is recorded as clean data, nothing is dropped or broken', async () => {
    const capture = collectingCapture({ isTest: ({ channelData }) => channelData === 'x' });
    const { sent, error } = await outcome(adapterWith(capture), make());

    expect(capture.dropped).toEqual({});
    expect(capture.errors).toEqual([]);
    // A turn that the SDK itself refuses before the middleware is none.
    if (capture.turns.length === 0) return expect(error).toBeDefined();
    const [turn] = structuredClone(capture.turns);
    expect(turn?.facts.filter((fact) => fact.type === 'outgoing')).toHaveLength(sent);
    expect(JSON.stringify(turn)).not.toMatch(/\\u0000|\\ud[89a-f]/u);
  });
});

test('a field that cannot be read costs that field', async () => {
  const capture = collectingCapture();
  await adapterWith(capture).run(throwing('text', message()), async () => undefined);

  expect(capture.turns[0]?.facts[0]).toMatchObject({
    activity: { type: 'message', id: 'activity-1' },
  });
  expect(capture.turns[0]?.facts[0]).not.toHaveProperty('activity.text');
  expect(capture.notices).toEqual({ unreadable_field: 1 });
});

test('hostile things that the bot sends reach the adapter as without us', async () => {
  const sends = [
    throwing('recipient', { type: 'event' }),
    { type: 'message', text: 5n },
    { value: deep(20_000) },
  ];
  const send = async (adapter: DirectAdapter) => {
    const answers: unknown[] = [];
    await adapter.run(message(), async (context) => {
      for (const activity of sends) {
        answers.push(await context.sendActivity(activity).catch(String));
      }
    });
    return { answers, sent: adapter.sent.length };
  };

  expect(await send(adapterWith(collectingCapture()))).toEqual(await send(new DirectAdapter()));
});

test('errors of the bot that cannot even be looked at pass through', async () => {
  for (const thrown of [revokedProxy(), everyFieldThrows, throwing('constructor')]) {
    const capture = collectingCapture();
    const error = await adapterWith(capture)
      .run(message(), () => Promise.reject(thrown))
      .then(
        () => 'resolved',
        (caught: unknown) => [caught],
      );

    expect((error as unknown[])[0] === thrown).toBe(true);
    expect(capture.turns[0]?.error).toEqual({ type: 'object' });
  }
});

/** fast-check itself cannot hold these: they take the place of a mark. */
const REVOKED = 'a revoked proxy';
const THROWS = 'a proxy that throws';

function withProxies(value: unknown, levels = 2): unknown {
  if (value === REVOKED) return revokedProxy();
  if (value === THROWS) return everyFieldThrows;
  const isPlain = Object(value) === value && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain || levels === 0) return value;
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, field]) => [key, withProxies(field, levels - 1)]));
}

const hostileText = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '\0', '\ud800', ''),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const hostileValue = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  {
    weight: 3,
    arbitrary: fc.anything({
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withSparseArray: true,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(REVOKED, THROWS) },
);
const party = fc.oneof(hostileValue, fc.record({ id: hostileValue, role: hostileValue }));
const hostileActivity = fc.record(
  {
    type: fc.oneof(
      fc.constantFrom('message', 'event', 'invoke', 'conversationUpdate'),
      hostileValue,
    ),
    id: hostileValue,
    name: fc.oneof(fc.constantFrom('handoff.status', 'adaptiveCard/action'), hostileValue),
    text: hostileValue,
    timestamp: hostileValue,
    channelId: hostileValue,
    locale: hostileValue,
    from: party,
    recipient: party,
    conversation: party,
    entities: fc.oneof(
      hostileValue,
      fc.array(fc.record({ type: hostileValue, platform: hostileValue })),
    ),
    membersAdded: fc.oneof(hostileValue, fc.array(party)),
    value: fc.oneof(hostileValue, fc.record({ state: hostileValue, trigger: hostileValue })),
    attachments: hostileValue,
    channelData: hostileValue,
  },
  { requiredKeys: [] },
);

test('whatever an activity is made of: the outcome is the same, and what is recorded is clean', async () => {
  await fc.assert(
    fc.asyncProperty(hostileActivity, async (activity) => {
      const capture = collectingCapture({
        identify: ({ channelData }) => (channelData ? 'x' : undefined),
      });
      const plain = await outcome(new DirectAdapter(), withProxies(activity));
      const watched = await outcome(adapterWith(capture), withProxies(activity));

      expect(watched).toEqual(plain);
      expect(capture.errors).toEqual([]);
      const json = JSON.stringify(structuredClone(capture.captured));
      expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/u);
    }),
    fuzz(80),
  );
});

/** Names of fields that capture looks for. */
const KNOWN = `actions actionName action attachments body buttons card columns content data dialog
  dialogs dialogStack id intents items msteams name options prompt queryResults recognized
  recognizerResult score state stepIndex suggestedActions tags tap text title turn type value verb
  _adaptive`.split(/\s+/u);
const smallValue = fc.oneof(
  hostileText,
  fc.anything({ maxDepth: 1, maxKeys: 2, withBigInt: true, withDate: true }),
  fc.constantFrom(REVOKED, THROWS, 'Action.Submit', 'Action.Execute', 'messageBack', 'feedback'),
);
const few = { maxKeys: 4 };
const hostileEntry = fc.dictionary(fc.constantFrom('id', 'state', 'type', 'data'), smallValue, few);
const hostileFields = fc.dictionary(
  fc.constantFrom(...KNOWN),
  fc.oneof(smallValue, hostileEntry, fc.array(hostileEntry, { maxLength: 3 })),
  few,
);
const hostileSend = fc.record(
  {
    type: fc.constantFrom('message', 'trace', 'event', 'invokeResponse'),
    name: fc.constantFrom('BotState', 'LuisRecognizer', 'QnAMaker', 'handoff.initiate'),
    value: fc.oneof(smallValue, hostileFields),
    channelData: fc.oneof(smallValue, hostileFields),
    suggestedActions: fc.oneof(
      smallValue,
      fc.record({ actions: fc.array(hostileFields, { maxLength: 3 }) }),
    ),
    attachments: fc.oneof(
      smallValue,
      fc.array(
        fc.record({
          contentType: fc.constantFrom(
            'application/vnd.microsoft.card.adaptive',
            'application/vnd.microsoft.card.hero',
          ),
          content: fc.oneof(smallValue, hostileFields),
        }),
        { maxLength: 3 },
      ),
    ),
    entities: fc.oneof(smallValue, fc.array(hostileFields, { maxLength: 3 })),
  },
  { requiredKeys: ['type'] },
);

test('whatever the bot sends: it is sent as without us, and what is recorded is clean', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(hostileSend, { maxLength: 3 }),
      hostileFields,
      async (sends, state) => {
        const capture = collectingCapture({ handoverSign: () => undefined });
        const send = async (adapter: DirectAdapter) => {
          const logic = async (context: TurnContext): Promise<void> => {
            context.turnState.set('mine', withProxies(state));
            for (const activity of sends) {
              await context.sendActivity(withProxies(activity, 4) as object).catch(() => undefined);
            }
          };
          await adapter.run(message({ value: withProxies(state) }), logic);
          return adapter.sent.length;
        };

        expect(await send(adapterWith(capture))).toEqual(await send(new DirectAdapter()));
        expect(capture.errors).toEqual([]);
        const json = JSON.stringify(structuredClone(capture.captured));
        expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/u);
      },
    ),
    fuzz(80),
  );
});
