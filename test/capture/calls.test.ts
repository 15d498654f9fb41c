/** The API of the turn: what each method takes, and what it says to a wrong argument. */

import { describe, expect, test } from 'vitest';

import type { TurnAnalytics } from '../../src/capture/turn-analytics.ts';
import { MAX_PROPERTIES } from '../../src/capture/properties.ts';
import { MAX_LABEL_LENGTH } from '../../src/model/call.ts';
import { NOW, adapterWith, calls, collectingCapture, message } from '../support/capture.ts';

/** Arguments as JavaScript passes them: anything. */
type Loose = Record<keyof TurnAnalytics, (...args: unknown[]) => unknown>;

async function during(act: (turn: Loose) => void) {
  const capture = collectingCapture();
  await adapterWith(capture).run(message(), async (context) => {
    act(capture.of(context) as unknown as Loose);
  });
  const [turn] = capture.turns;
  return { ...capture, calls: calls(turn?.facts ?? []), facts: turn?.facts ?? [] };
}

const LONG = 'x'.repeat(MAX_LABEL_LENGTH + 1);

describe('a call becomes a fact of the turn', () => {
  test.for<[keyof TurnAnalytics, unknown[], object]>([
    ['recognized', [], { name: 'recognized' }],
    ['recognized', ['Order'], { name: 'recognized', intent: 'Order' }],
    ['recognized', ['Order', { score: 0.5 }], { name: 'recognized', intent: 'Order', score: 0.5 }],
    ['recognized', [undefined, { score: 0 }], { name: 'recognized', score: 0 }],
    ['recognized', ['Order', { score: 1 }], { name: 'recognized', intent: 'Order', score: 1 }],
    ['recognized', [null, null], { name: 'recognized' }],
    ['recognized', [LONG], { name: 'recognized', intent: LONG.slice(0, MAX_LABEL_LENGTH) }],
    ['recognized', ['__proto__'], { name: 'recognized', intent: '__proto__' }],
    ['unrecognized', [], { name: 'unrecognized' }],
    ['unrecognized', ['no answer'], { name: 'unrecognized', reason: 'no answer' }],
    ['setTopic', ['orders'], { name: 'setTopic', topic: 'orders' }],
    ['setTopic', ['a\0b\ud800'], { name: 'setTopic', topic: 'ab\ufffd' }],
    ['setResult', ['placed'], { name: 'setResult', result: 'placed' }],
    ['recordAction', ['phone'], { name: 'recordAction', action: 'phone' }],
    ['setAutomated', [true], { name: 'setAutomated', automated: true }],
    ['setAutomated', [false], { name: 'setAutomated', automated: false }],
    ['rateCsat', [1], { name: 'rateCsat', score: 1 }],
    ['rateCsat', [5], { name: 'rateCsat', score: 5 }],
    ['rateNps', [0], { name: 'rateNps', score: 0 }],
    ['rateNps', [10], { name: 'rateNps', score: 10 }],
    ['recordFeedback', ['positive'], { name: 'recordFeedback', vote: 'positive' }],
    [
      'recordFeedback',
      ['none', { messageId: 'm1' }],
      { name: 'recordFeedback', vote: 'none', messageId: 'm1' },
    ],
    ['requestHandover', [], { name: 'requestHandover' }],
    [
      'requestHandover',
      [{ reason: 'direct', via: 'ticket' }],
      { name: 'requestHandover', reason: 'direct', via: 'ticket' },
    ],
    ['acceptHandover', [], { name: 'acceptHandover' }],
    ['failHandover', [], { name: 'failHandover' }],
    ['completeHandover', [], { name: 'completeHandover' }],
    ['startDialog', ['checkout'], { name: 'startDialog', dialog: 'checkout' }],
    [
      'endDialog',
      ['checkout', 'cancelled'],
      { name: 'endDialog', dialog: 'checkout', outcome: 'cancelled' },
    ],
    [
      'recordClick',
      [{ type: 'link', title: 'Pricing', destination: 'https://x.example' }],
      { name: 'recordClick', type: 'link', title: 'Pricing', destination: 'https://x.example' },
    ],
    [
      'recordClick',
      [{ type: 'card_button', title: 'Go' }],
      { name: 'recordClick', type: 'card_button', title: 'Go' },
    ],
    ['startSession', [], { name: 'startSession' }],
    ['endSession', [], { name: 'endSession' }],
    ['identify', ['customer-7'], { name: 'identify', userId: 'customer-7' }],
    ['identify', [7], { name: 'identify', userId: '7' }],
    ['track', ['used'], { name: 'track', event: 'used', properties: {} }],
    [
      'track',
      ['used', { value: 5, code: 'A', first: true }],
      { name: 'track', event: 'used', properties: { value: 5, code: 'A', first: true } },
    ],
  ])('%s %o', async ([method, args, call]) => {
    const result = await during((turn) => turn[method](...args));

    expect(result.calls).toEqual([call]);
    expect(result.facts[1]?.at).toBe(NOW - 1_000);
    expect(result.dropped).toEqual({});
  });
});

describe('a wrong argument is counted and told, and never thrown', () => {
  test.for<[keyof TurnAnalytics, unknown[], string]>([
    ['recognized', [''], 'recognized: intent must be a non-empty string, got string'],
    ['recognized', [{}], 'recognized: intent must be a non-empty string, got object'],
    ['recognized', ['x', 'y'], 'recognized: options must be an object, got string'],
    [
      'recognized',
      ['x', { score: 1.01 }],
      'recognized: score must be a number from 0 to 1, got 1.01',
    ],
    [
      'recognized',
      ['x', { score: -0.01 }],
      'recognized: score must be a number from 0 to 1, got -0.01',
    ],
    [
      'recognized',
      ['x', { score: Number.NaN }],
      'recognized: score must be a number from 0 to 1, got NaN',
    ],
    [
      'recognized',
      ['x', { score: '1' }],
      'recognized: score must be a number from 0 to 1, got string',
    ],
    ['unrecognized', [5], 'unrecognized: reason must be a non-empty string, got 5'],
    ['setTopic', [], 'setTopic: topic must be a non-empty string, got undefined'],
    ['setTopic', [' '], 'setTopic: topic must be a non-empty string, got string'],
    ['setTopic', ['\0'], 'setTopic: topic must be a non-empty string, got string'],
    ['setResult', [null], 'setResult: result must be a non-empty string, got null'],
    ['recordAction', [Symbol('x')], 'recordAction: action must be a non-empty string, got symbol'],
    ['setAutomated', ['yes'], 'setAutomated: automated must be true or false, got string'],
    ['setAutomated', [1], 'setAutomated: automated must be true or false, got 1'],
    ['rateCsat', [0], 'rateCsat: score must be an integer from 1 to 5, got 0'],
    ['rateCsat', [6], 'rateCsat: score must be an integer from 1 to 5, got 6'],
    ['rateCsat', [4.5], 'rateCsat: score must be an integer from 1 to 5, got 4.5'],
    ['rateCsat', ['5'], 'rateCsat: score must be an integer from 1 to 5, got string'],
    ['rateCsat', [5n], 'rateCsat: score must be an integer from 1 to 5, got bigint'],
    ['rateNps', [-1], 'rateNps: score must be an integer from 0 to 10, got -1'],
    ['rateNps', [11], 'rateNps: score must be an integer from 0 to 10, got 11'],
    ['rateNps', [Number.NaN], 'rateNps: score must be an integer from 0 to 10, got NaN'],
    [
      'recordFeedback',
      ['good'],
      'recordFeedback: vote must be one of positive, negative, neutral, none, got string',
    ],
    [
      'recordFeedback',
      ['toString'],
      'recordFeedback: vote must be one of positive, negative, neutral, none, got string',
    ],
    [
      'recordFeedback',
      ['positive', { messageId: '' }],
      'recordFeedback: messageId must be a non-empty string, got string',
    ],
    [
      'requestHandover',
      [{ reason: 'angry' }],
      'requestHandover: reason must be one of direct, after_fallback, operator_button, got string',
    ],
    [
      'requestHandover',
      [{ via: 1 }],
      'requestHandover: via must be one of takeover, ticket, got 1',
    ],
    ['requestHandover', [['direct']], 'requestHandover: options must be an object, got object'],
    ['startDialog', [{}], 'startDialog: dialog must be a non-empty string, got object'],
    ['endDialog', ['x'], 'endDialog: outcome must be one of completed, cancelled, got undefined'],
    ['recordClick', [], 'recordClick: click must be an object, got undefined'],
    [
      'recordClick',
      [{ type: 'link' }],
      'recordClick: title must be a non-empty string, got undefined',
    ],
    [
      'recordClick',
      [{ type: 'swipe', title: 'x' }],
      'recordClick: type must be one of quick_reply, card_button, link, got string',
    ],
    ['identify', [''], 'identify: userId must be a non-empty string, got string'],
    ['identify', [{ id: 1 }], 'identify: userId must be a non-empty string, got object'],
    ['track', [], 'track: name must be a non-empty string, got undefined'],
    ['track', ['x', 5], 'track: properties must be an object, got 5'],
    ['track', ['x', []], 'track: properties must be an object, got object'],
  ])('%s %o', async ([method, args, problem]) => {
    const result = await during((turn) => turn[method](...args));

    expect(result.calls).toEqual([]);
    expect(result.dropped).toEqual({ invalid_call: 1 });
    expect(result.errors).toEqual([
      { code: 'INVALID_CALL', message: expect.stringContaining(`INVALID_CALL: ${problem}. `) },
    ]);
  });

  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('canary');
      },
    },
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const throwsRevoked = {
    get score() {
      throw revoked.proxy;
    },
  };

  test.for<{ when: string; method: keyof TurnAnalytics; args: unknown[] }>([
    { when: 'a proxy that throws', method: 'recordClick', args: [throwing] },
    { when: 'a revoked proxy', method: 'requestHandover', args: [revoked.proxy] },
    {
      when: 'a getter that throws a revoked proxy',
      method: 'recognized',
      args: ['x', throwsRevoked],
    },
  ])('$when: the message names the method and nothing of the value', async ({ method, args }) => {
    const result = await during((turn) => turn[method](...args));

    expect(result.dropped).toEqual({ invalid_call: 1 });
    expect(result.errors[0]?.message).toContain(`${method}: an argument could not be read`);
    expect(result.errors[0]?.message).not.toContain('canary');
  });
});

describe('track keeps of its properties', () => {
  const propertiesOf = async (properties: unknown) => {
    const result = await during((turn) => turn.track('x', properties));
    const [call] = result.calls as { properties: Record<string, unknown> }[];
    return { kept: call?.properties, notices: result.notices };
  };

  test('texts, finite numbers and booleans, and leaves out the rest', async () => {
    const { kept, notices } = await propertiesOf({
      text: 'a\0b',
      number: -1.5,
      truth: false,
      nan: Number.NaN,
      list: [1],
      nothing: null,
      bigint: 1n,
      inner: {},
      function: () => 1,
      [Symbol('s')]: 'not enumerable by name',
    });

    expect(kept).toEqual({ text: 'ab', number: -1.5, truth: false });
    expect(notices).toEqual({ property_left_out: 6 });
  });

  test.for([
    { given: MAX_PROPERTIES, leftOut: undefined },
    { given: MAX_PROPERTIES + 1, leftOut: 1 },
  ])('the first 64 of $given', async ({ given, leftOut }) => {
    const entries = Array.from({ length: given }, (_, i) => [`p${i}`, i]);
    const { kept, notices } = await propertiesOf(Object.fromEntries(entries));

    expect(Object.keys(kept ?? {})).toHaveLength(MAX_PROPERTIES);
    expect(notices['property_left_out']).toBe(leftOut);
  });

  test('a text up to its limit', async () => {
    const { kept } = await propertiesOf({ text: LONG });

    expect(kept).toEqual({ text: LONG.slice(0, MAX_LABEL_LENGTH) });
  });

  test('neither a __proto__ nor what is inherited', async () => {
    const hostile = JSON.parse('{"__proto__": "x", "a": 1}') as object;
    const { kept, notices } = await propertiesOf(Object.setPrototypeOf(hostile, { b: 2 }));

    expect(Object.entries(kept ?? {})).toEqual([['a', 1]]);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(notices).toEqual({ property_left_out: 1 });
  });

  test('nothing of a property whose getter throws', async () => {
    const { kept, notices } = await propertiesOf({
      a: 1,
      get b(): never {
        throw new Error('x');
      },
    });

    expect(kept).toEqual({ a: 1 });
    expect(notices).toEqual({ unreadable_field: 1, property_left_out: 1 });
  });
});

test('methods may be taken off their object', async () => {
  const result = await during(({ setTopic, rateNps }) => {
    setTopic('orders');
    rateNps(9);
  });

  expect(result.calls).toEqual([
    { name: 'setTopic', topic: 'orders' },
    { name: 'rateNps', score: 9 },
  ]);
});
