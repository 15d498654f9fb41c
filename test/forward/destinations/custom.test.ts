import { describe, expect, test } from 'vitest';
import { askCustom } from '../../../src/forward/destinations/custom-answer.ts';
import type { CustomAnswer } from '../../../src/forward/destinations/custom-answer.ts';
import { custom } from '../../../src/forward/destinations/custom.ts';
import type { AskOptions } from '../../../src/forward/destinations/custom.ts';
import type { Verdict } from '../../../src/forward/destination.ts';
import type { CustomDestination, DestinationEvent } from '../../../src/model/custom-destination.ts';
import type { CustomSettings } from '../../../src/model/settings.ts';
import type { OutboxEvent } from '../../../src/record/outbox.ts';
import { AT, claimed, eventOf, FORWARDABLE, USER_KEY } from '../one-of-each.ts';

const SETTINGS: CustomSettings = {
  name: 'webhook',
  isCustom: true,
  active: true,
  batchSize: 100,
  timeoutMs: 10_000,
  maxEventAgeMs: Infinity,
  onAmbiguous: 'retry',
  shape: { userId: 'pseudonym' },
};

interface Call {
  readonly name: string;
  readonly events: readonly DestinationEvent[];
  readonly options: AskOptions;
}

/** A destination whose asking is noted down, and answered with `answer`. */
function made(
  settings: Partial<CustomSettings> = {},
  { key = 'key', answer = { outcome: 'delivered', rejected: [] } as CustomAnswer } = {},
) {
  const calls: Call[] = [];
  const destination = custom(
    { ...SETTINGS, ...settings },
    {
      key,
      ask: async (name, events, options) => {
        calls.push({ name, events, options });
        return answer;
      },
    },
  );
  const sendAll = async (events: readonly OutboxEvent[]): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const parcel of destination.encode(events, AT).requests) {
      verdicts.push(await destination.send(parcel, new AbortController().signal));
    }
    return verdicts;
  };
  return { destination, calls, sendAll };
}

async function told(events: readonly OutboxEvent[], key?: string) {
  const { calls, sendAll } = made({}, key === undefined ? {} : { key });
  await sendAll(events);
  return calls.flatMap((call) => call.events);
}

describe('what the function is given', () => {
  test('an event in plain words, under pseudonyms of the destination’s own', async () => {
    const [event] = await told(
      claimed([eventOf('csat_rated')], {
        conversationKey: 'c'.repeat(32),
        identity: { key: 'i'.repeat(32) },
        shape: { version: 1, userId: 'pseudonym', properties: { environment: 'test' } },
      }),
    );

    expect(event).toEqual({
      id: eventOf('csat_rated').id,
      kind: 'csat_rated',
      at: AT,
      act: true,
      userKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      userId: expect.stringMatching(/^[0-9a-f]{32}$/),
      conversationKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      sessionId: 's1',
      sessionOpenedAt: AT - 5_500,
      sincePreviousMs: 5_500,
      bot: 'pizza',
      botVersion: '1.2',
      channel: 'webchat',
      locale: 'de-AT',
      device: 'unknown',
      browser: 'unknown',
      properties: { environment: 'test' },
      data: { score: 5 },
    });
    expect([event?.userKey, event?.conversationKey]).not.toContain(USER_KEY);
  });

  test('all kinds, each with its data, as data that can cross a thread', async () => {
    const events = await told(claimed(FORWARDABLE));

    expect(structuredClone(events)).toEqual(events);
    expect(events.map(({ kind, data }) => [kind, data])).toEqual(
      FORWARDABLE.map(({ kind, data }) => [kind, data]),
    );
  });

  test('another pseudonym than another destination is given', async () => {
    const events = claimed([eventOf('csat_rated')], { conversationKey: 'c'.repeat(32) });
    const [[one], [other]] = await Promise.all([told(events, 'a'), told(events, 'b')]);

    expect(one?.userKey).not.toBe(other?.userKey);
    expect(one?.conversationKey).not.toBe(other?.conversationKey);
  });

  test('nobody, where no user is known', async () => {
    const [event] = await told(claimed([eventOf('member_added')], { userKey: undefined }));

    expect(event).toMatchObject({ kind: 'member_added', data: { count: 2 } });
    expect(event).not.toHaveProperty('userKey');
    expect(event).not.toHaveProperty('userId');
    expect(event).not.toHaveProperty('conversationKey');
  });

  test.for([
    { mode: 'raw', userId: 'customer-7' },
    { mode: 'none', userId: undefined },
  ] as const)('who it is, by userId: $mode', async ({ mode, userId }) => {
    const identity = { key: 'i'.repeat(32), rawId: 'customer-7' };
    const shape = { version: 1, userId: mode } as const;
    const [event] = await told(claimed([eventOf('csat_rated')], { identity, shape }));

    expect(event?.userId).toBe(userId);
  });

  test('nothing that leads to the texts of users', async () => {
    const data = { reason: 'developer', confidence: 'certain', phrase: 'f'.repeat(32) } as const;
    const events = await told(claimed([eventOf('message_recognized', data)]));

    expect(events[0]?.data).toEqual({ reason: 'developer', confidence: 'certain' });
  });

  test('batches of at most batchSize, in order', async () => {
    const { calls, sendAll } = made({ batchSize: 10 });
    const verdicts = await sendAll(claimed(FORWARDABLE));

    expect(verdicts).toHaveLength(Math.ceil(FORWARDABLE.length / 10));
    expect(calls.map(({ events }) => events.length)).toEqual([10, 10, FORWARDABLE.length - 20]);
    expect(calls.flatMap(({ events }) => events.map(({ id }) => id))).toEqual(
      FORWARDABLE.map(({ id }) => id),
    );
  });

  test('its own name, its deadline, and how often the most tried of them was tried', async () => {
    const { calls, sendAll } = made({ timeoutMs: 700 });
    const [first, second] = claimed(FORWARDABLE.slice(0, 2));
    await sendAll([first!, { ...second!, attempts: 3 }]);

    expect(calls[0]).toMatchObject({ name: 'webhook', options: { attempt: 4, timeoutMs: 700 } });
  });

  test('limits as the settings want them', () => {
    const { destination } = made({
      batchSize: 800,
      maxEventAgeMs: 5_000,
      onAmbiguous: 'drop',
    });

    expect(destination).toMatchObject({
      claimLimit: 800,
      concurrency: 1,
      maxAgeMs: 5_000,
      maxAheadMs: Infinity,
      onAmbiguous: 'drop',
    });
    expect(made({ batchSize: 1 }).destination.claimLimit).toBe(500);
  });
});

const BATCH = claimed(FORWARDABLE.slice(0, 3));
const IDS = BATCH.map(({ event }) => event.id);

/** What an answer of the function means for a batch of three events. */
async function judged(deliver: () => unknown): Promise<Verdict> {
  const destination = custom(SETTINGS, {
    key: 'key',
    ask: async (_name, events, { attempt, signal }) => {
      const asked = await askCustom(deliver as CustomDestination['deliver'], events, {
        attempt,
        signal,
      });
      return structuredClone(asked.answer); // it crosses a thread
    },
  });
  const [parcel] = destination.encode(BATCH, AT).requests;
  return destination.send(parcel!, new AbortController().signal);
}

const ALL: Verdict = { outcome: 'delivered', rejected: [] };
const NO_RESULT: Verdict = {
  outcome: 'retry',
  problem: 'webhook answered something that is no DeliveryResult',
  isAmbiguous: true,
};

describe('what an answer means', () => {
  test.for([
    { what: 'nothing', answer: undefined, verdict: ALL },
    { what: 'null', answer: null, verdict: ALL },
    { what: 'delivered', answer: { outcome: 'delivered' }, verdict: ALL },
    { what: 'no rejections', answer: { outcome: 'delivered', rejected: null }, verdict: ALL },
    { what: 'true', answer: true, verdict: NO_RESULT },
    { what: 'a text', answer: 'delivered', verdict: NO_RESULT },
    { what: 'a list', answer: [], verdict: NO_RESULT },
    { what: 'an empty object', answer: {}, verdict: NO_RESULT },
    { what: 'a response', answer: { ok: true, status: 200 }, verdict: NO_RESULT },
    { what: 'another outcome', answer: { outcome: 'Delivered' }, verdict: NO_RESULT },
    {
      what: 'rejections that are no list',
      answer: { outcome: 'delivered', rejected: { [IDS[0]!]: 'too_large' } },
      verdict: NO_RESULT,
    },
    {
      what: 'retry',
      answer: { outcome: 'retry', problem: 'answered 503', afterMs: 2_000, isAmbiguous: true },
      verdict: { outcome: 'retry', problem: 'answered 503', afterMs: 2_000, isAmbiguous: true },
    },
    {
      what: 'retry without words',
      answer: { outcome: 'retry', isAmbiguous: 'yes' },
      verdict: { outcome: 'retry', problem: 'webhook asked for another try, and said no more' },
    },
    {
      what: 'split',
      answer: { outcome: 'split', reason: 'too large!', detail: 'answered\n413' },
      verdict: { outcome: 'split', reason: 'too_large', detail: 'answered 413' },
    },
    {
      what: 'split without a reason',
      answer: { outcome: 'split', reason: '¡!' },
      verdict: { outcome: 'split', reason: 'rejected' },
    },
    {
      what: 'pause',
      answer: { outcome: 'pause', problem: ' answered 401 ' },
      verdict: { outcome: 'pause', problem: 'answered 401' },
    },
    {
      what: 'pause without words',
      answer: { outcome: 'pause', problem: 401 },
      verdict: { outcome: 'pause', problem: 'webhook paused, and said no more' },
    },
  ])('$what', async ({ answer, verdict }) => {
    expect(await judged(() => answer)).toEqual(verdict);
    expect(await judged(() => Promise.resolve(answer))).toEqual(verdict);
  });

  test.for([
    { afterMs: 0, kept: 0 },
    { afterMs: 15 * 60_000, kept: 15 * 60_000 },
    { afterMs: 15 * 60_000 + 1, kept: 15 * 60_000 },
    { afterMs: Infinity, kept: undefined },
    { afterMs: NaN, kept: undefined },
    { afterMs: -1, kept: undefined },
    { afterMs: '5', kept: undefined },
  ])('afterMs $afterMs → $kept', async ({ afterMs, kept }) => {
    const verdict = await judged(() => ({ outcome: 'retry', problem: 'p', afterMs }));

    expect(verdict).toEqual({
      outcome: 'retry',
      problem: 'p',
      ...(kept !== undefined && { afterMs: kept }),
    });
  });

  test('rejections go by id: once, of this batch, with a code and a detail of bounded length', async () => {
    const verdict = await judged(() => ({
      outcome: 'delivered',
      rejected: [
        { id: IDS[1], reason: `${'r'.repeat(70)}!`, detail: `${'d'.repeat(199)}🍕` },
        { id: IDS[1], reason: 'twice' },
        { id: 'of-another-batch', reason: 'stranger' },
        { id: 7, reason: 'no id' },
        null,
        IDS[0],
        { id: IDS[2], reason: 413 },
      ],
    }));

    expect(verdict).toEqual({
      outcome: 'delivered',
      rejected: [
        { event: BATCH[1], reason: 'r'.repeat(64), detail: 'd'.repeat(199) },
        { event: BATCH[2], reason: '413' },
      ],
    });
  });

  test('problems are one line of at most 200 characters', async () => {
    const problem = `a\n\tb\u001b[31m${'c'.repeat(300)}`;
    const verdict = await judged(() => ({ outcome: 'pause', problem }));

    expect(verdict).toEqual({ outcome: 'pause', problem: `a b [31m${'c'.repeat(191)}` });
  });

  test.for([
    { what: 'an error', thrown: new RangeError('token=canary'), named: 'RangeError' },
    {
      what: 'an error with a code',
      thrown: Object.assign(new Error('token=canary'), { code: 'ECONNRESET' }),
      named: 'Error (ECONNRESET)',
    },
    {
      what: 'an error of fetch',
      thrown: new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }),
      named: 'TypeError (ECONNREFUSED)',
    },
    {
      what: 'an error with a code and a name that are none',
      thrown: Object.assign(new Error('m'), { name: 'token=canary', code: 'https://canary' }),
      named: 'an object',
    },
    { what: 'a text', thrown: 'token=canary', named: 'string' },
    { what: 'nothing', thrown: undefined, named: 'undefined' },
    {
      what: 'something that cannot be read',
      thrown: new Proxy({}, { get: () => { throw new Error('canary'); } }), // prettier-ignore
      named: 'an object',
    },
  ])('$what is thrown: it is named, without its words', async ({ thrown, named }) => {
    const verdict = { outcome: 'retry', problem: `webhook threw ${named}`, isAmbiguous: true };

    expect(
      await judged(() => {
        throw thrown;
      }),
    ).toEqual(verdict);
    expect(await judged(() => Promise.reject(thrown))).toEqual(verdict); // oxlint-disable-line
  });

  test.for<{ what: string; answer: CustomAnswer; verdict: Verdict }>([
    {
      what: 'overdue',
      answer: { outcome: 'overdue' },
      verdict: {
        outcome: 'retry',
        problem: 'webhook did not answer within 10000 ms',
        isAmbiguous: true,
      },
    },
    {
      what: 'cut off',
      answer: { outcome: 'cut_off' },
      verdict: {
        outcome: 'retry',
        problem: 'webhook was cut off when the bot shut down',
        isAmbiguous: true,
      },
    },
    {
      what: 'not asked',
      answer: { outcome: 'not_asked', why: 'is busy' },
      verdict: { outcome: 'retry', problem: 'webhook is busy' },
    },
  ])('$what', async ({ answer, verdict }) => {
    const { sendAll } = made({}, { answer });

    expect(await sendAll(BATCH)).toEqual([verdict]);
  });
});
