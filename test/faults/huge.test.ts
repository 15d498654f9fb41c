/**
 * Activities of many megabytes and hundreds of thousands of objects (row 16): what is captured is
 * small, and of what came in only a bounded part is ever looked at, so that size costs no time.
 */

import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import type { CaptureDeps } from '../../src/capture/middleware.ts';
import { boundedQueue, DEFAULT_LIMITS } from '../../src/runtime/queue.ts';
import { adapterWith, collectingCapture, message } from '../support/capture.ts';

const MANY = 200_000;
const LONG = 'x'.repeat(1_000_000);

/** The same fields, of which every access to what they hold is counted. */
function counted(fields: Record<string, unknown>, count: () => void): Record<string, unknown> {
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get(object, key) {
        count();
        return wrap(Reflect.get(object, key));
      },
    });
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, wrap(value)]));
}

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: MANY }, (_, i) => make(i));

/** An object of many fields; to name them costs the runtime some time, which nobody can spare it. */
const WIDE: object = Object.fromEntries(
  many((i) => [`key-${i}`, { i, text: 'value' }]).slice(0, 50_000),
);

/** Activities of 25 MB and more, as JSON. */
const HUGE: Readonly<Record<string, () => Record<string, unknown>>> = {
  'a text': () => ({ text: LONG.repeat(25) }),
  names: () => ({
    locale: LONG,
    channelId: LONG,
    from: { id: LONG, name: LONG, role: LONG },
    conversation: { id: LONG, conversationType: LONG },
    recipient: { id: LONG },
    replyToId: LONG,
  }),
  entities: () => ({
    entities: many(() => ({ type: 'mention', mentioned: { id: LONG }, text: LONG })),
  }),
  attachments: () => ({ attachments: many(() => ({ contentType: 'image/png', content: LONG })) }),
  channelData: () => ({ channelData: WIDE }),
  'the fields of a value': () => ({ value: WIDE }),
  'a list as value': () => ({ value: many(() => LONG) }),
  members: () => ({
    type: 'conversationUpdate',
    membersAdded: many((i) => ({ id: `${i}`.repeat(50), name: LONG })),
  }),
};

const CARDS: Readonly<Record<string, () => Record<string, unknown>>> = {
  'buttons on cards': () => ({
    attachments: many(() => ({
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { actions: ACTIONS },
    })),
  }),
  'one deep card': () => {
    let body: object = { type: 'ActionSet', actions: [SUBMIT] };
    for (let i = 0; i < 10_000; i++) body = { type: 'Container', items: [body, body] };
    return {
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { body: [body] } },
      ],
    };
  },
  'suggested actions': () => ({ suggestedActions: { actions: many(() => IM_BACK) } }),
  'a trace of dialogs': () => ({
    type: 'trace',
    name: 'BotState',
    value: {
      conversation: {
        DialogState: {
          dialogStack: many((i) => ({ id: `dialog-${i}`, state: { options: LONG } })),
        },
      },
    },
  }),
  'a trace of a recognizer': () => ({
    type: 'trace',
    name: 'LuisRecognizer',
    value: { recognizerResult: { text: LONG, intents: WIDE } },
  }),
};

const SUBMIT = { type: 'Action.Submit', title: LONG, data: { id: LONG, list: [LONG, LONG] } };
const IM_BACK = { type: 'imBack', title: LONG, value: LONG, text: LONG };

const ACTIONS = Array.from({ length: 100 }, () => SUBMIT);

/** The developer's functions look at everything. */
const CURIOUS: Partial<CaptureDeps> = {
  isTest: ({ channelData, value }) => Boolean(channelData) && Boolean(value),
  handoverSign: ({ channelData, value }) => void (Boolean(channelData) && Boolean(value)),
};

/** Bytes of one captured activity with all that its turn adds. */
const LARGEST_BYTES = 160_000;
/**
 * Accesses to what the bot got or sent, of which each takes far less than a microsecond: lists are
 * read to their 64th entry, cards to their 1,000th element, copies to their 1,000th value.
 */
const MOST_ACCESSES = 20_000;

test.for(Object.keys(HUGE))('what comes in with huge %s is captured small', async (name) => {
  const capture = collectingCapture(CURIOUS);
  let accesses = 0;
  const huge = counted(HUGE[name]!(), () => void (accesses += 1));
  await adapterWith(capture).run(message(huge), async () => undefined);

  expect(capture.dropped).toEqual({});
  expect(capture.turns).toHaveLength(1);
  expect(serialize(capture.turns).byteLength).toBeLessThan(LARGEST_BYTES);
  expect(accesses).toBeLessThan(MOST_ACCESSES);
});

test.for(Object.keys(CARDS))('what goes out with huge %s is captured small', async (name) => {
  const capture = collectingCapture(CURIOUS);
  let accesses = 0;
  const huge = counted(CARDS[name]!(), () => void (accesses += 1));
  const adapter = adapterWith(capture);
  await adapter.run(message(), async (context) => {
    await context.sendActivity({ type: 'message', ...huge });
  });

  expect(adapter.sent).toHaveLength(1);
  expect(capture.dropped).toEqual({});
  expect(capture.turns[0]?.facts).toHaveLength(2);
  expect(serialize(capture.turns).byteLength).toBeLessThan(LARGEST_BYTES);
  expect(accesses).toBeLessThan(MOST_ACCESSES);
});

describe('a queue of huge turns', () => {
  test('is bounded by what they really hold, buttons and values included', async () => {
    const capture = collectingCapture();
    await adapterWith(capture).run(message(), async (context) => {
      const { suggestedActions } = CARDS['suggested actions']!();
      const values = Array.from({ length: 20 }, (_, i) => [`field-${i}`, LONG] as const);
      const actions = Array.from({ length: 25 }, () => ({
        type: 'Action.Submit',
        title: LONG,
        data: Object.fromEntries(values),
      }));
      const content = { actions };
      const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
      for (let i = 0; i < 100; i++) {
        await context.sendActivity({
          type: 'message',
          suggestedActions,
          attachments: [card],
        } as never);
      }
    });
    const [turn] = capture.turns;
    const queue = boundedQueue(DEFAULT_LIMITS);
    let taken = 0;
    while (taken < 5_000 && queue.push(turn!)) taken += 1;

    expect(taken).toBeGreaterThan(1);
    expect(taken * serialize(turn).byteLength).toBeLessThan(2 * DEFAULT_LIMITS.characters);
  });
});
