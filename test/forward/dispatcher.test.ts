import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliver } from '../../src/forward/deliver.ts';
import type { Deliver } from '../../src/forward/delivery.ts';
import type { Destination } from '../../src/forward/destination.ts';
import { overHttp } from '../../src/forward/http-destination.ts';
import { createDispatcher, type DispatcherDeps } from '../../src/forward/dispatcher.ts';
import { destination } from '../../src/forward/destinations/destinations.ts';
import type { AnalyticsEvent } from '../../src/model/event.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { startCollectors, type Collectors } from '../support/collectors.ts';
import { memoryOutbox, type MemoryOutbox } from './memory-outbox.ts';
import { AT, eventOf, FORWARDABLE, USER_KEY } from './one-of-each.ts';

const SECRET = 'canary-secret';
const deriveKey = (purpose: string) => `key of ${purpose}`;

let collectors: Collectors;
let outbox: MemoryOutbox;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  collectors = await startCollectors();
  outbox = memoryOutbox();
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await collectors.close();
});

const mixpanel = (endpoint = collectors.mixpanel.url, send: Deliver = deliver) =>
  overHttp(
    destination({ name: 'mixpanel', active: true, token: SECRET, endpoint }, { deriveKey }),
    send,
  );
const ga4 = (endpoint = collectors.ga4.url, send: Deliver = deliver) =>
  overHttp(
    destination(
      { name: 'ga4', active: true, measurementId: 'G-1', apiSecret: SECRET, endpoint },
      { deriveKey },
    ),
    send,
  );

function start(destinations: readonly Destination[], rest: Partial<DispatcherDeps> = {}) {
  const problems: string[] = [];
  const dispatcher = createDispatcher({
    outbox,
    destinations,
    owner: 'p1',
    now: Date.now,
    eventNow: () => AT,
    onProblem: (name, problem) => problems.push(`${name}: ${problem}`),
    random: () => 0.001, // a wait of 2 ms: the jitter is full
    ...rest,
  });
  stops.push(() => dispatcher.stop(1_000));
  return { ...dispatcher, problems };
}

const many = (count: number): AnalyticsEvent[] =>
  Array.from({ length: count }, (_, i) =>
    eventOf('topic_set', { topic: `topic ${i}` }, { id: `e-${i}`, turnId: `turn-${i}` }),
  );
const idsOf = (events: readonly unknown[]) =>
  events.map(
    (event) => (event as { properties: Record<string, unknown> }).properties['$insert_id'],
  );
const untilTrue = (fact: () => boolean) => expect.poll(fact, { timeout: 5_000 }).toBe(true);

describe('what waits is delivered', () => {
  test('to every destination, one of each kind, and breaks no published limit', async () => {
    const ua = destination(
      {
        name: 'ua',
        active: true,
        trackingId: 'UA-1-1',
        collectorUrl: `${collectors.ua.url}/com.google.analytics/v1`,
      },
      { deriveKey },
    );
    for (const name of ['ga4', 'mixpanel', 'ua']) outbox.add(name, FORWARDABLE, USER_KEY);
    const dispatcher = start([ga4(), mixpanel(), overHttp(ua, deliver)]);

    await dispatcher.drain(5_000);

    for (const name of ['ga4', 'mixpanel', 'ua'] as const) {
      expect(outbox.ids(name, 'delivered')).toHaveLength(FORWARDABLE.length);
      expect(collectors[name].events).toHaveLength(FORWARDABLE.length);
      expect(collectors[name].violations).toEqual([]);
    }
    expect(dispatcher.problems).toEqual([]);
    expect(dispatcher.status()).toEqual({
      ga4: { state: 'ok' },
      mixpanel: { state: 'ok' },
      ua: { state: 'ok' },
    });
  });

  test('when it is woken, long before it would look by itself', async () => {
    const dispatcher = start([mixpanel()], { pollMs: 3_600_000 });
    await dispatcher.drain(5_000);
    outbox.add('mixpanel', many(1));
    dispatcher.wake();

    await untilTrue(() => outbox.ids('mixpanel', 'delivered').length === 1);
  });

  test('without being woken, at the next look', async () => {
    const dispatcher = start([mixpanel()], { pollMs: 10 });
    await dispatcher.drain(5_000);
    outbox.add('mixpanel', many(1));

    await untilTrue(() => outbox.ids('mixpanel', 'delivered').length === 1);
  });

  test('5,000 events go out in requests of at most 2,000', async () => {
    outbox.add('mixpanel', many(5_000));
    await start([mixpanel()]).drain(10_000);

    const counts = collectors.mixpanel.requests.map(({ body }) => JSON.parse(body).length);
    expect(counts).toEqual([2_000, 2_000, 1_000]);
    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(5_000);
  });

  test('an event that is too old expires, and one that just is not is sent', async () => {
    const at = (hours: number, ms: number) =>
      eventOf('topic_set', undefined, { id: `${hours}h${ms}`, at: AT - hours * HOUR_MS - ms });
    outbox.add('ga4', [at(71, 0), at(71, 1)]);
    await start([ga4()]).drain(5_000);

    expect(outbox.ids('ga4', 'delivered')).toEqual(['71h0']);
    expect(outbox.ids('ga4', 'expired')).toEqual(['71h1']);
    expect(collectors.ga4.events).toHaveLength(1);
  });

  test('an event that cannot be encoded dies alone', async () => {
    const broken = { ...eventOf('custom'), id: 'broken', data: null } as unknown as AnalyticsEvent;
    const unknown = { ...eventOf('custom'), id: 'unknown', kind: 'from_the_future' };
    const good = many(5);
    outbox.add('mixpanel', [
      ...good.slice(0, 2),
      broken,
      ...good.slice(2),
      unknown as AnalyticsEvent,
    ]);
    await start([mixpanel()]).drain(5_000);

    expect(outbox.ids('mixpanel', 'delivered')).toEqual(good.map(({ id }) => id));
    expect(outbox.ids('mixpanel', 'dead')).toEqual(['broken', 'unknown']);
    expect(outbox.rows('mixpanel').filter(({ state }) => state === 'dead')).toMatchObject([
      { reason: 'encode_failed', detail: 'TypeError' },
      { reason: 'encode_failed', detail: 'RangeError' },
    ]);
  });
});

describe('a destination that refuses', () => {
  const refused = (records: readonly object[]) => ({
    status: 400,
    body: JSON.stringify({ code: 400, error: 'some failed', failed_records: records }),
  });

  test.for([
    { by: 'insert_id', record: { insert_id: 'e-1', index: 0, field: 'time', message: 'bad' } },
    { by: '$insert_id', record: { $insert_id: 'e-1', field: 'time', message: 'bad' } },
    { by: 'index', record: { index: 1, field: 'time', message: 'bad' } },
  ])('only the records that a 400 lists by $by die', async ({ record }) => {
    collectors.mixpanel.answerNext(refused([record]));
    outbox.add('mixpanel', many(3));
    await start([mixpanel()]).drain(5_000);

    expect(outbox.ids('mixpanel', 'dead')).toEqual(['e-1']);
    expect(outbox.ids('mixpanel', 'delivered')).toEqual(['e-0', 'e-2']);
    expect(outbox.rows('mixpanel')[1]).toMatchObject({ reason: 'rejected', detail: 'time: bad' });
    expect(collectors.mixpanel.requests).toHaveLength(1);
  });

  test.for([
    { when: 'lists none', body: '{"code":400,"error":"malformed"}' },
    { when: 'lists a stranger', body: refused([{ insert_id: 'else', index: 99 }]).body },
    { when: 'is no JSON', body: '<html>' },
  ])('a 400 that $when is halved down to the record that it is for', async ({ body }) => {
    const outcomes: string[][] = [];
    const picky: Deliver = async (request) => {
      const ids = JSON.parse(request.body).map((record: never) => idsOf([record])[0]);
      outcomes.push(ids);
      return ids.includes('e-6') ? { status: 400, body } : { status: 200, body: '' };
    };
    outbox.add('mixpanel', many(8));
    await start([mixpanel(undefined, picky)]).drain(5_000);

    expect(outbox.ids('mixpanel', 'dead')).toEqual(['e-6']);
    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(7);
    expect(outcomes.map((ids) => ids.length)).toEqual([8, 4, 4, 2, 2, 1, 1]);
  });

  test('a 413 is halved until it fits; what is too large alone dies', async () => {
    const narrow: Deliver = async (request) => {
      const isTooLarge = request.body.length > 2_500 || request.body.includes('topic 9"');
      return isTooLarge ? { status: 413, body: '' } : { status: 200, body: '' };
    };
    outbox.add('mixpanel', many(10));
    await start([mixpanel(undefined, narrow)]).drain(5_000);

    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(9);
    expect(outbox.rows('mixpanel')[9]).toMatchObject({ state: 'dead', reason: 'too_large' });
  });

  test.for([
    { by: '401', answer: { status: 401, body: `{"error":"bad token ${SECRET}"}` } },
    { by: '403', answer: { status: 403 } },
    { by: '404', answer: { status: 404 } },
    { by: '302', answer: { status: 302, headers: { location: `http://x/?t=${SECRET}` } } },
  ])('a $by pauses it, keeps the events and is told once, without a secret', async ({ answer }) => {
    let time = 0;
    collectors.ga4.answerNext(answer, answer);
    outbox.add('ga4', many(3), USER_KEY);
    const dispatcher = start([ga4()], { now: () => time });
    await dispatcher.drain(5_000);

    const { host } = new URL(collectors.ga4.url);
    expect(dispatcher.problems).toEqual([expect.stringContaining(`ga4: ${host} answered`)]);
    expect(dispatcher.problems.join()).not.toMatch(/canary|\?|mp\/collect/);
    expect(dispatcher.status()['ga4']?.state).toBe('paused');
    expect(outbox.rows('ga4')).toMatchObject([{ attempts: 0 }, { attempts: 0 }, { attempts: 0 }]);

    time += 5 * 60_000 - 1;
    await dispatcher.drain(0);
    expect(collectors.ga4.requests).toHaveLength(1);
    time += 1;
    await dispatcher.drain(5_000); // answered the same once more
    time += 5 * 60_000;
    await dispatcher.drain(5_000); // mended
    expect(dispatcher.problems).toHaveLength(1);
    expect(dispatcher.status()['ga4']).toEqual({ state: 'ok' });
    expect(outbox.ids('ga4', 'delivered')).toHaveLength(3);
  });
});

describe('a destination that fails', () => {
  test('gets the same again later, and nothing is lost or counted twice', async () => {
    const lost: Deliver = async (request, options) => {
      const answer = await deliver(request, options);
      return collectors.mixpanel.requests.length === 2 // taken in, but the answer got lost
        ? { error: 'ambiguous', code: 'ECONNRESET' }
        : answer;
    };
    collectors.mixpanel.answerNext({ status: 503 });
    outbox.add('mixpanel', many(50));
    await start([mixpanel(undefined, lost)]).drain(5_000);

    expect(collectors.mixpanel.requests).toHaveLength(3);
    expect(idsOf(collectors.mixpanel.events)).toEqual(many(50).map(({ id }) => id));
    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(50);
    expect(outbox.rows('mixpanel')[0]?.attempts).toBe(2);
  });

  test.for([
    { by: 'seconds', header: () => '1', atLeast: 1_000 },
    { by: 'a date', header: () => new Date(Date.now() + 2_000).toUTCString(), atLeast: 900 },
  ])('is not asked again before the time it names in $by', async ({ header, atLeast }) => {
    const begin = Date.now();
    collectors.mixpanel.answerNext({ status: 429, headers: { 'retry-after': header() } });
    outbox.add('mixpanel', many(1));
    const dispatcher = start([mixpanel()]);
    dispatcher.wake();
    await dispatcher.drain(5_000);

    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(1);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(atLeast);
  });

  test('drain does not wait for a retry that comes after its time', async () => {
    collectors.mixpanel.answerNext({ status: 429, headers: { 'retry-after': '600' } });
    outbox.add('mixpanel', many(1));
    const dispatcher = start([mixpanel()]);

    await dispatcher.drain(300_000); // would outlast the test

    expect(dispatcher.status()['mixpanel']).toMatchObject({ state: 'retrying' });
    expect(dispatcher.status()['mixpanel']?.problem).toMatch(/answered 429$/);
    expect(outbox.ids('mixpanel', 'pending')).toHaveLength(1);
  });

  test('a clock that is set back does not prolong its rest', async () => {
    let time = 1_000_000_000;
    collectors.mixpanel.answerNext({ status: 429, headers: { 'retry-after': '60' } });
    outbox.add('mixpanel', many(1));
    const dispatcher = start([mixpanel()], { now: () => time });
    await dispatcher.drain(1_000);
    time -= 2 * HOUR_MS;
    await dispatcher.drain(0);
    outbox.add('mixpanel', many(1));
    time += 60_000;
    await dispatcher.drain(5_000);

    expect(collectors.mixpanel.requests).toHaveLength(2);
  });

  test('hanging, it does not delay another', async () => {
    let isReleased = (): void => undefined;
    const hanging = new Promise<void>((resolve) => (isReleased = resolve));
    const deliverOrHang: Deliver = async (request, options) => {
      if (request.url.includes('/mp/collect')) await hanging;
      return deliver(request, options);
    };
    for (const name of ['ga4', 'mixpanel']) outbox.add(name, many(200));
    const dispatcher = start([ga4(undefined, deliverOrHang), mixpanel(undefined, deliverOrHang)]);

    await untilTrue(() => outbox.ids('mixpanel', 'delivered').length === 200);
    expect(outbox.ids('ga4', 'delivered')).toEqual([]);
    isReleased();
    await dispatcher.drain(10_000);
    expect(outbox.ids('ga4', 'delivered')).toHaveLength(200);
  });

  test('what failed before does not keep the others back', async () => {
    const poisoned: Deliver = async (request) =>
      request.body.includes('"topic 0"') ? { status: 500, body: '' } : { status: 204, body: '' };
    outbox.add('ga4', many(600));
    const dispatcher = start([ga4(undefined, poisoned)]);

    await untilTrue(() => outbox.ids('ga4', 'delivered').length === 599);
    expect(outbox.ids('ga4', 'pending')).toEqual(['e-0']);
    await dispatcher.stop(1_000);
  });
});

describe('a store that fails', () => {
  test('is tried again, and what was delivered meanwhile is not sent twice', async () => {
    outbox.failNext('claim', 2);
    outbox.failNext('settle', 3);
    outbox.add('mixpanel', many(3));
    const dispatcher = start([mixpanel()]);
    await untilTrue(() => outbox.ids('mixpanel', 'delivered').length === 3);

    expect(collectors.mixpanel.requests).toHaveLength(1);
    await dispatcher.drain(5_000);
    expect(dispatcher.status()).toEqual({ mixpanel: { state: 'ok' } });
    expect(dispatcher.problems).toEqual([]);
  });

  test('is named as the cause while it lasts', async () => {
    outbox.failNext('claim', 1);
    const dispatcher = start([mixpanel()], { random: () => 0.5, now: () => 0 });
    await dispatcher.drain(0);

    expect(dispatcher.status()['mixpanel']).toEqual({
      state: 'retrying',
      problem: 'the outbox could not be used (STORE_UNAVAILABLE)',
    });
  });
});

describe('stop', () => {
  test('waits for the request under way and settles it, then claims nothing', async () => {
    outbox.add('mixpanel', many(2));
    const dispatcher = start([mixpanel()]);
    await untilTrue(() => collectors.mixpanel.requests.length === 1);
    await dispatcher.stop(5_000);
    outbox.add('mixpanel', many(1));
    dispatcher.wake();
    await dispatcher.drain(1_000);

    expect(outbox.ids('mixpanel', 'delivered')).toEqual(['e-0', 'e-1']);
    expect(collectors.mixpanel.requests).toHaveLength(1);
  });

  test('cuts a hanging request off and gives the events back, due at once, as perhaps delivered', async () => {
    let isAborted = false;
    const hanging: Deliver = (_request, options) =>
      new Promise((resolve) =>
        options?.signal?.addEventListener('abort', () => {
          isAborted = true;
          resolve({ error: 'ambiguous', code: 'stopped' });
        }),
      );
    outbox.add('mixpanel', many(2));
    const dispatcher = start([mixpanel(undefined, hanging)]);
    await untilTrue(() => outbox.calls.claim > 0);
    await Promise.all([dispatcher.stop(20), dispatcher.stop(20)]);

    expect(isAborted).toBe(true);
    expect(outbox.rows('mixpanel')).toMatchObject([
      { state: 'pending', ambiguous: 1, heldBy: undefined },
      { state: 'pending', ambiguous: 1, heldBy: undefined },
    ]);
  });

  test('and drain settle even if the store and the network never answer', async () => {
    const never = () => new Promise<never>(() => undefined);
    outbox.add('mixpanel', many(1));
    const deaf = start([mixpanel(undefined, never)]);
    const stuck = start([mixpanel()], {
      outbox: { claim: never, settle: never, release: never, renew: never, expire: never },
    });

    await expect(Promise.all([deaf.drain(10), stuck.drain(10)])).resolves.toBeDefined();
    await expect(Promise.all([deaf.stop(10), stuck.stop(10)])).resolves.toBeDefined();
  });

  test('a listener that throws does not stop the lane', async () => {
    collectors.mixpanel.answerNext({ status: 401 });
    outbox.add('mixpanel', many(1));
    let time = 0;
    const dispatcher = start([mixpanel()], {
      now: () => time,
      onProblem: () => {
        throw new Error('listener');
      },
    });
    await dispatcher.drain(1_000);
    time += 5 * 60_000;
    await dispatcher.drain(5_000);

    expect(outbox.ids('mixpanel', 'delivered')).toHaveLength(1);
  });
});
