/** What a collector counts of what is sent again and again, and how it ends. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver } from '../../../src/forward/deliver.ts';
import type { Answer } from '../../../src/forward/delivery.ts';
import { refusedAddress, UNKNOWN_HOST } from './addresses.ts';
import { startFaultyCollector, type FaultyCollector } from './faulty-collector.ts';
import { AT, importEvents } from './import-events.ts';
import { atRandom, tooManyFor, type Mode } from './modes.ts';

let mixpanel: FaultyCollector;

beforeEach(async () => {
  mixpanel = await startFaultyCollector({ vendor: 'mixpanel', now: () => AT });
});
afterEach(() => mixpanel.close());

describe('copies', () => {
  test('are shown once in the reports of Mixpanel, and all of them in its exports', async () => {
    mixpanel.play(['resetAfter', 'closeEarly']);
    await importEvents(mixpanel.url, ['e-1', 'e-2']);
    await importEvents(mixpanel.url, ['e-1', 'e-2']);
    await importEvents(mixpanel.url, ['e-1']);

    expect(Object.fromEntries(mixpanel.timesCounted())).toEqual({ 'e-1': 1, 'e-2': 1 });
    expect(Object.fromEntries(mixpanel.timesTaken())).toEqual({ 'e-1': 3, 'e-2': 2 });
    expect(mixpanel.counted).toHaveLength(2);
    expect(mixpanel.copies).toHaveLength(5);
  });

  test.for([
    {
      vendor: 'ga4',
      path: '/mp/collect?measurement_id=G-1&api_secret=s',
      body: JSON.stringify({
        client_id: '1.2',
        events: [{ name: 'order', params: { event_id: 'e-1' } }],
      }),
      status: 204,
    },
    {
      vendor: 'ua',
      path: '/com.google.analytics/v1',
      body: 'v=1&tid=UA-1-1&cid=6fa459ea-ee8a-4ca4-894e-db77e160355e&t=event&ec=a&ea=b&cd9=e-1',
      status: 200,
    },
  ] as const)('are all counted by $vendor', async ({ vendor, path, body, status }) => {
    const faulty = await startFaultyCollector({ vendor, script: ['resetAfter', '503'] });
    const answers: Answer[] = [];
    for (let i = 0; i < 3; i++) {
      answers.push(await deliver({ url: `${faulty.url}${path}`, headers: {}, body }));
    }
    await faulty.close();

    expect(answers).toMatchObject([{ error: 'ambiguous' }, { status: 503 }, { status }]);
    expect(Object.fromEntries(faulty.timesCounted())).toEqual({ 'e-1': 2 });
    expect(Object.fromEntries(faulty.timesTaken())).toEqual({ 'e-1': 2 });
    expect(faulty.violations).toEqual([]);
  });
});

test('chance repeats itself for the same seed, and for another one it does not', () => {
  const modes = ['ok', '503', 'resetAfter', 'garbage'] as const;
  const play = (seed: number) => {
    const script = atRandom(seed, modes);
    return Array.from({ length: 40 }, (_, number) => script({ number, url: '/' }));
  };

  expect(play(1)).toEqual(play(1));
  expect(play(1)).not.toEqual(play(2));
  expect(new Set(play(1))).toEqual(new Set(modes));
});

test('sent until it is taken, under any faults: each event is in the reports once', async () => {
  const modes: Mode[] = ['ok', '503', 'resetBefore', 'resetAfter', 'closeEarly', 'truncated'];
  mixpanel.play(atRandom(20_261_121, [...modes, 'garbage', 'hugeHeaders', tooManyFor(1)]));
  const ids = Array.from({ length: 30 }, (_, i) => `e-${i}`);
  for (const id of ids) {
    const answers: Answer[] = [];
    while (!answers.some((answer) => 'status' in answer && answer.status === 200)) {
      expect(answers.length).toBeLessThan(200);
      answers.push(await importEvents(mixpanel.url, [id]));
    }
  }

  expect(Object.fromEntries(mixpanel.timesCounted())).toEqual(
    Object.fromEntries(ids.map((id) => [id, 1])),
  );
  expect(mixpanel.copies.length).toBeGreaterThan(ids.length);
});

describe('an address where nothing can be sent', () => {
  test('because nobody listens', async () => {
    const url = await refusedAddress();

    expect(await importEvents(url, ['e-1'])).toEqual({ error: 'not_sent', code: 'ECONNREFUSED' });
  });

  test('because nobody knows the name', async () => {
    // a machine without a network may ask for it several times
    expect(await importEvents(UNKNOWN_HOST, ['e-1'], 18_000)).toMatchObject({
      error: 'not_sent',
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });
});

test.for(['hang', 'hangBeforeRead', 'drip'] as const)('close() ends a %s at once', async (mode) => {
  const faulty = await startFaultyCollector({ vendor: 'mixpanel', script: [mode], now: () => AT });
  const answer = importEvents(faulty.url, ['e-1']);
  await expect.poll(() => faulty.arrived()).toBe(1);
  await faulty.close();

  expect(await answer).toMatchObject({
    error: 'ambiguous',
    code: 'ECONNRESET',
  });
  expect(await importEvents(faulty.url, ['e-1'])).toMatchObject({ error: 'not_sent' });
});
