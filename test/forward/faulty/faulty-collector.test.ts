/** Every way to fail, as the transport sees it, and what the service counted of it. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver } from '../../../src/forward/deliver.ts';
import { startFaultyCollector, type FaultyCollector } from './faulty-collector.ts';
import { AT, eventOf, importEvents } from './import-events.ts';
import { times, tooManyFor, tooManyUntil, type Mode } from './modes.ts';

/** For what is never answered. */
const SHORT_MS = 500;

let mixpanel: FaultyCollector;

beforeEach(async () => {
  mixpanel = await startFaultyCollector({ vendor: 'mixpanel', now: () => AT });
});
afterEach(() => mixpanel.close());

const send = (ids: readonly string[], timeoutMs?: number) =>
  importEvents(mixpanel.url, ids, timeoutMs);

const OK = { status: 200, body: '{"code":200,"num_records_imported":2,"status":"OK"}' };
const AMBIGUOUS = { error: 'ambiguous' };

interface Expected {
  readonly mode: Mode;
  readonly answer: object;
  readonly counts: boolean;
  readonly timeoutMs?: number;
}

const CASES: readonly Expected[] = [
  { mode: 'ok', answer: OK, counts: true },
  { mode: 'hang', answer: { ...AMBIGUOUS, code: 'timeout' }, counts: false, timeoutMs: SHORT_MS },
  { mode: 'resetBefore', answer: { ...AMBIGUOUS, code: 'ECONNRESET' }, counts: false },
  { mode: 'resetAfter', answer: { ...AMBIGUOUS, code: 'ECONNRESET' }, counts: true },
  { mode: 'closeEarly', answer: { ...AMBIGUOUS, code: 'ECONNRESET' }, counts: true },
  { mode: 'truncated', answer: { ...AMBIGUOUS, code: 'ECONNRESET' }, counts: true },
  { mode: 'drip', answer: { ...AMBIGUOUS, code: 'timeout' }, counts: true, timeoutMs: SHORT_MS },
  {
    mode: 'hugeHeaders',
    answer: { ...AMBIGUOUS, code: 'HPE_HEADER_OVERFLOW' },
    counts: true,
  },
  {
    mode: 'garbage',
    answer: { ...AMBIGUOUS, code: expect.stringMatching(/^HPE_/) as string },
    counts: false,
  },
  {
    mode: 'garbage200',
    answer: { status: 200, body: expect.stringMatching(/^<!doctype html>/) as string },
    counts: false,
  },
  {
    mode: '400',
    answer: { status: 400, body: '{"code":400,"error":"malformed","status":"Bad Request"}' },
    counts: false,
  },
  { mode: '401', answer: { status: 401, body: '' }, counts: false },
  { mode: '403', answer: { status: 403, body: '' }, counts: false },
  { mode: '503', answer: { status: 503, body: '' }, counts: false },
  { mode: '302', answer: { error: 'redirect', code: '302' }, counts: false },
  { mode: { mode: '429' }, answer: { status: 429, body: '' }, counts: false },
  { mode: tooManyFor(7), answer: { status: 429, body: '', retryAfterMs: 7_000 }, counts: false },
  { mode: { mode: '413', above: 1 }, answer: { status: 413, body: '' }, counts: false },
  { mode: { mode: '413', above: 2 }, answer: OK, counts: true },
];

test.for(CASES)('$mode: the answer, and what is counted', async (one) => {
  mixpanel.play([one.mode]);
  const answer = await send(['e-1', 'e-2'], one.timeoutMs);

  const counted = one.counts ? [eventOf('e-1'), eventOf('e-2')] : [];
  expect(answer).toEqual(one.answer);
  expect(mixpanel.counted).toEqual(counted);
  expect(mixpanel.copies).toEqual(counted);
  expect(mixpanel.received).toMatchObject([
    { mode: one.mode, request: { body: JSON.stringify([eventOf('e-1'), eventOf('e-2')]) } },
  ]);
  expect(mixpanel.redirected).toEqual([]);
  expect(mixpanel.violations).toEqual([]);
});

test('hangBeforeRead: a request that is never read does not come in', async () => {
  mixpanel.play(['hangBeforeRead']);
  const answer = await send(
    Array.from({ length: 1_999 }, (_, i) => `e-${i}`),
    SHORT_MS,
  );

  expect(answer).toEqual({ error: 'ambiguous', code: 'timeout' });
  expect(mixpanel.arrived()).toBe(1);
  expect(mixpanel.received).toEqual([]);
  expect(mixpanel.counted).toEqual([]);
});

test('429 with a date: the wait ends when it says', async () => {
  mixpanel.play([tooManyUntil(Date.now() + 60_000)]);
  const answer = await send(['e-1']);

  expect(answer).toMatchObject({ status: 429 });
  // a header has whole seconds, and the request took its time
  expect((answer as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000);
  expect((answer as { retryAfterMs: number }).retryAfterMs).toBeLessThanOrEqual(60_000);
});

test('a redirect leads to a server that would tell if anybody came', async () => {
  mixpanel.play(['302']);
  const response = await fetch(mixpanel.url, { method: 'POST', body: 'x' });

  expect(response.status).toBe(200);
  expect(mixpanel.redirected).toMatchObject([{ url: '/elsewhere' }]);
});

describe('partial400 counts what it does not refuse, and names the rest', () => {
  const refuses = (_: unknown, index: number) => index === 1;

  test.for([
    { by: 'insert_id', names: { index: 1, insert_id: 'e-2' } },
    { by: '$insert_id', names: { $insert_id: 'e-2' } },
    { by: 'index', names: { index: 1 } },
  ] as const)('by $by', async ({ by, names }) => {
    mixpanel.play([{ mode: 'partial400', refuses, by }]);
    const answer = await send(['e-1', 'e-2', 'e-3']);

    const { status, body } = answer as { status: number; body: string };
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({
      code: 400,
      error: 'some failed',
      status: 'Bad Request',
      failed_records: [{ ...names, field: 'properties.time', message: 'refused by the test' }],
    });
    expect(mixpanel.counted).toEqual([eventOf('e-1'), eventOf('e-3')]);
  });

  test('and is all well where it refuses nothing', async () => {
    mixpanel.play([{ mode: 'partial400', refuses: () => false, by: 'index' }]);

    expect(await send(['e-1', 'e-2'])).toEqual(OK);
  });

  test('a profile by its own id', async () => {
    mixpanel.play([{ mode: 'partial400', refuses, by: 'insert_id' }]);
    const updates = ['anna', 'bert'].map((id) => ({
      $token: 'token',
      $distinct_id: id,
      $ip: '0',
      $set: { visits: 1 },
    }));
    const answer = await deliver({
      url: `${mixpanel.url}/engage?strict=1&verbose=1`,
      headers: {},
      body: JSON.stringify(updates),
    });

    const { failed_records } = JSON.parse((answer as { body: string }).body);
    expect(failed_records).toMatchObject([{ index: 1, $distinct_id: 'bert' }]);
    expect([...mixpanel.profilesById]).toEqual([['anna', { visits: 1 }]]);
    expect(mixpanel.profiles).toEqual([updates[0]]);
  });
});

test('a burst ends, and then all is well', async () => {
  mixpanel.play(times(3, '503'));
  const statuses: unknown[] = [];
  for (let i = 0; i < 5; i++) {
    const answer = await send(['e-1']);
    statuses.push((answer as { status: number }).status);
  }

  expect(statuses).toEqual([503, 503, 503, 200, 200]);
});

test('a function sees which request it is, and where it goes', async () => {
  mixpanel.play(({ number, url }) => (number === 1 && url.startsWith('/import') ? '503' : 'ok'));
  await send(['e-1']);

  expect([await send(['e-2']), await send(['e-3'])]).toMatchObject([
    { status: 503 },
    { status: 200 },
  ]);
});
