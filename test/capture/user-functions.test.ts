/** `isTest` and `identify`: what they see, what becomes of their answers, and of their failures. */

import { describe, expect, test } from 'vitest';

import type { ActivityView } from '../../src/model/options.ts';
import type { CaptureDeps } from '../../src/capture/middleware.ts';
import { adapterWith, collectingCapture, message } from '../support/capture.ts';

async function turnWith(deps: object, activity: object = message()) {
  const capture = collectingCapture(deps as Partial<CaptureDeps>);
  await adapterWith(capture).run(activity, async () => undefined);
  const [turn] = capture.turns;
  return { ...capture, origin: turn?.origin };
}

const later = () => Promise.reject(new Error('later'));
const slow = () => {
  const until = performance.now() + 12;
  while (performance.now() < until);
  return true;
};

describe('isTest', () => {
  test.for([
    { when: 'true', isTest: () => true, mark: true, notices: {} },
    { when: 'false', isTest: () => false, mark: false, notices: {} },
    { when: 'nothing', isTest: () => undefined, mark: false, notices: {} },
    { when: 'a text', isTest: () => 'yes', mark: false, notices: { user_function_failed: 1 } },
    { when: 'a promise', isTest: later, mark: false, notices: { user_function_failed: 1 } },
    { when: 'true after 12 ms', isTest: slow, mark: true, notices: { user_function_slow: 1 } },
  ])('that answers $when: $mark', async ({ isTest, mark, notices }) => {
    const result = await turnWith({ isTest });

    expect(result.origin?.test).toBe(mark);
    expect(result.notices).toEqual(notices);
  });

  test('that answers false leaves the emulator test traffic', async () => {
    const result = await turnWith({ isTest: () => false }, message({ channelId: 'emulator' }));

    expect(result.origin?.test).toBe(true);
  });
});

describe('identify', () => {
  test.for([
    { when: 'a name', identify: () => 'customer-7', identity: 'customer-7', notices: {} },
    { when: 'a number', identify: () => 7, identity: '7', notices: {} },
    { when: 'nothing', identify: () => undefined, identity: undefined, notices: {} },
    { when: 'null', identify: () => null, identity: undefined, notices: {} },
    { when: 'an empty text', identify: () => '', identity: undefined, notices: {} },
    {
      when: 'an object',
      identify: () => ({}),
      identity: undefined,
      notices: { user_function_failed: 1 },
    },
    {
      when: 'a promise',
      identify: later,
      identity: undefined,
      notices: { user_function_failed: 1 },
    },
  ])('that answers $when: $identity', async ({ identify, identity, notices }) => {
    const result = await turnWith({ identify });

    expect(result.origin?.identity).toBe(identity);
    expect(result.notices).toEqual(notices);
  });

  test('that throws is told by name, and the turn is recorded without it', async () => {
    const result = await turnWith({
      identify: () => {
        throw new Error('canary');
      },
    });

    expect(result.turns).toHaveLength(1);
    expect(result.errors).toEqual([
      { code: 'USER_FUNCTION_FAILED', message: expect.stringContaining('identify threw') },
    ]);
    expect(result.errors[0]?.message).not.toContain('canary');
  });
});

describe('the view', () => {
  async function viewOf(activity: object): Promise<{ view: ActivityView; channelData: unknown }> {
    const seen: { view: ActivityView; channelData: unknown }[] = [];
    await turnWith(
      { isTest: (view: ActivityView) => void seen.push({ view, channelData: view.channelData }) },
      activity,
    );
    return seen[0]!;
  }

  test('has the fields of the activity', async () => {
    const { view } = await viewOf(message({ channelId: 'msteams:copilot', locale: 'de' }));

    expect(view).toMatchObject({
      type: 'message',
      channelId: 'msteams:copilot',
      conversationId: 'conversation-1',
      userId: 'user-1',
      text: 'hello',
      locale: 'de',
    });
  });

  test('is a frozen copy, channelData too', async () => {
    const channelData = { tags: ['a', { b: 1 }], empty: [], deep: { c: null, d: true } };
    const { view, channelData: copy } = await viewOf(message({ channelData }));

    expect(copy).toEqual(channelData);
    expect(copy).not.toBe(channelData);
    expect(() => Object.assign(view, { text: 'x' })).toThrow(TypeError);
    expect(() => Object.assign((copy as typeof channelData).deep, { c: 1 })).toThrow(TypeError);
    expect(() => (copy as typeof channelData).tags.push('x')).toThrow(TypeError);
  });

  test('shows no channelData once the turn has begun', async () => {
    const { view } = await viewOf(message({ channelData: { a: 1 } }));

    expect(view.channelData).toBeUndefined();
  });

  test('bounds channelData: depth, number and length', async () => {
    const cyclic: Record<string, unknown> = {
      text: 'x'.repeat(5_000),
      list: Array.from({ length: 5_000 }, () => 1),
    };
    cyclic['self'] = cyclic;
    const { channelData } = await viewOf(message({ channelData: cyclic }));

    const json = JSON.stringify(channelData);
    expect((channelData as { text: string }).text).toHaveLength(4_096);
    expect(json.length).toBeLessThan(10_000);
  });

  test('of hostile channelData has what can be read', async () => {
    const channelData = Object.defineProperty({ good: 1, __proto__: { inherited: 1 } }, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('x');
      },
    });
    const { channelData: copy } = await viewOf(message({ channelData }));

    expect(Object.entries(copy as object)).toEqual([
      ['good', 1],
      ['bad', undefined],
    ]);
  });

  test('does not touch channelData if no function is configured', async () => {
    let touched = 0;
    const activity = Object.defineProperty(message(), 'channelData', {
      get: () => {
        touched += 1;
        return {};
      },
    });
    await turnWith({}, activity);
    await turnWith({ isTest: () => false }, activity);

    expect(touched).toBe(0);
  });
});
