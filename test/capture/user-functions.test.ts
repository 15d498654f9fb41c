/** The developer's functions: what they see, what becomes of their answers, and of their failures. */

import { describe, expect, test } from 'vitest';

import type { ActivityView } from '../../src/model/options.ts';
import type { CaptureDeps } from '../../src/capture/middleware.ts';
import { adapterWith, collectingCapture, message } from '../support/capture.ts';

async function turnWith(deps: object, activity: object = message()) {
  const capture = collectingCapture(deps as Partial<CaptureDeps>);
  await adapterWith(capture).run(activity, async () => undefined);
  const [turn] = capture.turns;
  const { user_function_slow: _, ...notices } = capture.notices;
  // on a busy machine any function may be slow
  const isSlow = Object.values(deps).includes(slow);
  return { ...capture, ...(!isSlow && { notices }), origin: turn?.origin };
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

describe('consent', () => {
  const failed = { user_function_failed: 1 };
  test.for<{ when: string; consent: () => unknown; is: unknown; notices: object }>([
    { when: 'full', consent: () => 'full', is: 'full', notices: {} },
    { when: 'none', consent: () => 'none', is: 'none', notices: {} },
    { when: 'anonymous', consent: () => 'anonymous', is: undefined, notices: {} },
    { when: 'nothing', consent: () => undefined, is: undefined, notices: {} },
    { when: 'true', consent: () => true, is: 'none', notices: failed },
    { when: 'FULL', consent: () => 'FULL', is: 'none', notices: failed },
    { when: 'a promise', consent: later, is: 'none', notices: failed },
    {
      when: 'by throwing',
      consent: () => {
        throw new Error('no database');
      },
      is: 'none',
      notices: failed,
    },
  ])('that answers $when: $is', async ({ consent, is, notices }) => {
    const result = await turnWith({ consent: consent as never });

    expect(result.origin?.consent).toBe(is);
    expect(result.notices).toEqual(notices);
  });
});

describe('clientInfo', () => {
  const ALL = { device: 'iPhone', browser: 'Safari', locale: 'de-AT' };

  test.for<{ when: string; clientInfo: () => unknown; told: object; notices: object }>([
    { when: 'everything', clientInfo: () => ALL, told: ALL, notices: {} },
    {
      when: 'a device',
      clientInfo: () => ({ device: 'iPhone', browser: undefined, locale: null }),
      told: { device: 'iPhone', locale: 'en-GB' },
      notices: {},
    },
    { when: 'nothing', clientInfo: () => undefined, told: { locale: 'en-GB' }, notices: {} },
    {
      when: 'something that is no text',
      clientInfo: () => ({ device: 'iPhone', browser: {} }),
      told: { device: 'iPhone', locale: 'en-GB' },
      notices: { user_function_failed: 1 },
    },
    {
      when: 'a text',
      clientInfo: () => 'iPhone',
      told: { locale: 'en-GB' },
      notices: { user_function_failed: 1 },
    },
    {
      when: 'a promise',
      clientInfo: later,
      told: { locale: 'en-GB' },
      notices: { user_function_failed: 1 },
    },
  ])('that answers $when', async ({ clientInfo, told, notices }) => {
    const result = await turnWith({ clientInfo }, message({ locale: 'en-GB' }));
    const { device, browser, locale } = result.origin!;

    expect({ device, browser, locale }).toEqual(told);
    expect(result.notices).toEqual(notices);
  });

  test('goes before what the channel tells, and reads channelData', async () => {
    const result = await turnWith(
      { clientInfo: ({ channelData }: ActivityView) => channelData },
      message({
        entities: [{ type: 'clientInfo', platform: 'Windows' }],
        channelData: { device: 'x'.repeat(200), browser: 'Firefox' },
      }),
    );

    expect(result.origin).toMatchObject({ device: 'x'.repeat(128), browser: 'Firefox' });
  });
});

describe('handoverSign', () => {
  async function signsOf(handoverSign: (view: ActivityView) => unknown, activity = message()) {
    const capture = collectingCapture({ handoverSign } as Partial<CaptureDeps>);
    await adapterWith(capture).run(activity, async (context) => {
      await context.sendActivities([
        { type: 'message', text: 'A human comes.', value: { queue: 'billing' } },
        { type: 'typing' },
        { type: 'event', name: 'handoff.initiate' },
        { type: 'trace', name: 'x' },
      ]);
    });
    const signs = capture.turns[0]?.facts.map((fact) =>
      fact.type === 'incoming' || fact.type === 'outgoing' ? fact.activity.handover : undefined,
    );
    return { ...capture, signs };
  }

  test('is asked about messages and events, in and out', async () => {
    const seen: string[] = [];
    const { signs } = await signsOf((view) => {
      seen.push(`${view.direction} ${view.type}`);
      return view.direction === 'incoming' ? 'completed' : 'accepted';
    });

    expect(seen).toEqual(['incoming message', 'outgoing message', 'outgoing event']);
    expect(signs).toEqual(['completed', 'accepted', undefined, 'accepted', undefined]);
  });

  test('sees value, and leaves what it says nothing about as it is', async () => {
    const { signs } = await signsOf(({ value }) =>
      (value as { queue?: string } | undefined)?.queue === 'billing' ? 'requested' : undefined,
    );

    expect(signs).toEqual([undefined, 'requested', undefined, 'requested', undefined]);
  });

  test.for<{ when: string; answer: () => unknown; notices: object }>([
    { when: 'null', answer: () => null, notices: {} },
    { when: 'another word', answer: () => 'escalated', notices: { user_function_failed: 3 } },
    { when: 'a promise', answer: later, notices: { user_function_failed: 3 } },
    {
      when: 'an error',
      answer: () => {
        throw new Error('canary');
      },
      notices: { user_function_failed: 3 },
    },
  ])('that answers $when changes nothing', async ({ answer, notices }) => {
    const result = await signsOf(answer);

    expect(result.signs).toEqual([undefined, undefined, undefined, 'requested', undefined]);
    expect(result.notices).toEqual(notices);
    expect(result.dropped).toEqual({});
    expect(JSON.stringify(result.errors)).not.toContain('canary');
  });
});

describe('redact', () => {
  const textsOf = ({ turns }: Awaited<ReturnType<typeof turnWith>>) =>
    turns[0]?.facts.flatMap((fact) =>
      fact.type === 'incoming' ? [[fact.activity.text, fact.activity.redactedText]] : [],
    );
  const throwing = () => {
    throw new Error('canary');
  };

  test.for<{ when: string; redact: unknown; redacted: string; notices: object }>([
    { when: 'a text', redact: (text: string) => `${text}!`, redacted: 'hello!', notices: {} },
    { when: 'an empty text', redact: () => '', redacted: '', notices: {} },
    {
      when: 'half a character',
      redact: () => 'a\u0000b\ud83d',
      redacted: 'ab\ufffd',
      notices: {},
    },
    {
      when: 'nothing',
      redact: () => undefined,
      redacted: '',
      notices: { user_function_failed: 1 },
    },
    { when: 'a number', redact: () => 7, redacted: '', notices: { user_function_failed: 1 } },
    { when: 'a promise', redact: later, redacted: '', notices: { user_function_failed: 1 } },
    { when: 'an error', redact: throwing, redacted: '', notices: { user_function_failed: 1 } },
  ])('that answers $when leaves "$redacted" to be kept', async ({ redact, redacted, notices }) => {
    const result = await turnWith({ redact });

    expect(textsOf(result)).toEqual([['hello', redacted]]);
    expect(result.notices).toEqual(notices);
    expect(JSON.stringify(result.errors)).not.toContain('canary');
  });

  test('is given the text that is looked at, and what it answers is as long at most', async () => {
    const seen: number[] = [];
    const redact = (text: string) => {
      seen.push(text.length);
      return 'y'.repeat(9_000);
    };
    const result = await turnWith({ redact }, message({ text: 'x'.repeat(9_000) }));

    expect(seen).toEqual([4_096]);
    expect(textsOf(result)).toEqual([['x'.repeat(4_096), 'y'.repeat(4_096)]]);
  });

  test('is asked about messages of users that have a text, and about nothing else', async () => {
    const seen: string[] = [];
    const redact = (text: string) => {
      seen.push(text);
      return text;
    };
    const deps = { redact } as Partial<CaptureDeps>;
    const capture = collectingCapture(deps);
    const adapter = adapterWith(capture);
    const silent = async () => undefined;
    await adapter.run(message({ text: ' ' }), silent);
    await adapter.run(message({ text: undefined }), silent);
    await adapter.run(message({ type: 'event', text: 'an event' }), silent);
    await adapter.run(message({ text: 'hi' }), async (context) => {
      await context.sendActivity('an answer');
    });

    expect(seen).toEqual(['hi']);
    expect(JSON.stringify(capture.turns).match(/redactedText/g)).toHaveLength(1);
  });

  test('that is not there leaves no trace of itself', async () => {
    expect(textsOf(await turnWith({}))).toEqual([['hello', undefined]]);
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
      direction: 'incoming',
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

  test('shows no channelData or value once the turn has begun', async () => {
    const { view } = await viewOf(message({ channelData: { a: 1 }, value: { a: 1 } }));

    expect(view.channelData).toBeUndefined();
    expect(view.value).toBeUndefined();
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

  test('copies neither channelData nor value unless a function asks for them', async () => {
    let touched = 0;
    const deep = (key: string) =>
      Object.defineProperty({}, key, { enumerable: true, get: () => void (touched += 1) });
    const activity = message({ type: 'event', channelData: deep('mine'), value: deep('mine') });
    await turnWith({}, activity);
    await turnWith({ isTest: () => false }, activity);
    expect(touched).toBe(0);

    await turnWith({ isTest: (view: ActivityView) => void view.channelData }, activity);
    expect(touched).toBe(1);
  });
});
