/** Looking after the outbox from the bot's code: on a real store, with real servers at the other end. */

import { join } from 'node:path';
import type { AnalyticsOptions } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startCollectors } from '../support/collectors.ts';
import type { Collectors } from '../support/collectors.ts';
import { cli } from '../cli/run.ts';
import { expectBalanced } from '../support/books.ts';
import { readOnlyFolder, temporaryFolder } from '../support/folder.ts';
import { ON_FILES, open } from '../support/opened.ts';
import { adapterWith, message } from '../support/turns.ts';

const TOKEN = 'canary-mixpanel-token';
const API_SECRET = 'canary-api-secret-1A';

const WAIT = { timeout: 10_000, interval: 20 };

async function world(options: AnalyticsOptions) {
  const collectors = await startCollectors();
  onTestFinished(() => collectors.close());
  const { mixpanel } = collectors;
  const analytics = open({
    mixpanel: { token: TOKEN, active: true, endpoint: mixpanel.url, profiles: false },
    ...options,
  });
  const adapter = adapterWith(analytics.middleware);
  const talk = () => adapter.turn(message(0, 1));
  return { analytics, mixpanel, talk };
}

/** Mixpanel refuses a record of the next request by its place, and takes in none of the others either. */
function refuse({ mixpanel }: Pick<Collectors, 'mixpanel'>, index: number): void {
  const failed = { index, insert_id: '', field: 'properties.x', message: 'is no good' };
  const body = { code: 400, error: 'some failed', status: 'Bad Request', failed_records: [failed] };
  mixpanel.answerNext({ status: 400, body: JSON.stringify(body) });
}

interface SentEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

describe.for(ON_FILES)('in $name', ({ options }) => {
  test('a dead letter that is sent again is the same event, and the books balance', async () => {
    const { analytics, mixpanel, talk } = await world(options());
    refuse({ mixpanel }, 1);
    await talk();
    await analytics.flush({ deliver: true });
    const [dead, before] = [await analytics.outbox.list(), await analytics.health()];
    const [first = []] = mixpanel.requests.map(({ body }) => JSON.parse(body) as SentEvent[]);
    const retried = await analytics.outbox.retry();
    const again = await analytics.outbox.retry();
    await analytics.flush({ deliver: true });
    const [left, after] = [await analytics.outbox.list(), await analytics.health()];

    expect(dead.waiting).toEqual([]);
    expect(dead).toMatchObject({
      deadTotal: 1,
      dead: [
        {
          destination: 'mixpanel',
          eventId: first[1]?.properties['$insert_id'],
          reason: 'rejected',
          detail: 'properties.x: is no good',
        },
      ],
    });
    expect(retried).toEqual({ retried: 1, gone: 0 });
    expect(again).toEqual({ retried: 0, gone: 0 });
    expect(mixpanel.events).toEqual([first[1]]);
    expect(left).toEqual({ waiting: [], dead: [], deadTotal: 0 });
    expectBalanced(before);
    expectBalanced(after);
    const { enqueued, delivered } = before.destinations['mixpanel']!;
    expect(before.destinations['mixpanel']).toMatchObject({ dead: { rejected: 1 }, pending: 0 });
    expect(after.destinations['mixpanel']).toMatchObject({
      enqueued,
      delivered: delivered + 1,
      dead: {},
    });
  });

  test('what waits and is dropped is cancelled, and never sent', async () => {
    const { analytics, mixpanel, talk } = await world(options());
    const refusal = { status: 503, headers: { 'retry-after': '30' } };
    mixpanel.answerNext(refusal, refusal, refusal);
    await talk();
    await analytics.flush();
    const waiting = await vi.waitFor(async () => {
      const list = await analytics.outbox.list({ destination: 'mixpanel' });
      expect(list.waiting).toMatchObject([{ destination: 'mixpanel', attempts: 1 }]);
      return list.waiting;
    }, WAIT);
    const dropped = await analytics.outbox.drop({ what: 'waiting', destination: 'mixpanel' });
    const health = await analytics.health();
    const sent = mixpanel.requests.length;
    await analytics.flush({ deliver: true, timeoutMs: 5_000 });

    expect(sent).toBe(1);
    expect(dropped).toEqual({ dropped: waiting[0]?.events });
    expectBalanced(health);
    expect(health.destinations['mixpanel']).toMatchObject({
      enqueued: dropped.dropped,
      cancelled: dropped.dropped,
      pending: 0,
    });
    expect(mixpanel.requests).toHaveLength(sent);
  });

  test('dead letters that are dropped are gone, and stay counted as dead', async () => {
    const { analytics, mixpanel, talk } = await world(options());
    refuse({ mixpanel }, 0);
    await talk();
    await analytics.flush({ deliver: true });
    const [{ id } = { id: 0 }] = (await analytics.outbox.list()).dead;
    const dropped = await analytics.outbox.drop({ what: 'dead', ids: [id] });
    const health = await analytics.health();

    expect(dropped).toEqual({ dropped: 1 });
    expect((await analytics.outbox.list()).deadTotal).toBe(0);
    expect(await analytics.outbox.retry()).toEqual({ retried: 0, gone: 0 });
    expectBalanced(health);
    expect(health.destinations['mixpanel']).toMatchObject({ dead: { rejected: 1 } });
  });

  test('asked at once, a destination without events has none, and an unknown one is none', async () => {
    const { analytics } = await world(options());

    expect(await analytics.outbox.list({ destination: 'mixpanel' })).toEqual({
      waiting: [],
      dead: [],
      deadTotal: 0,
    });
    await expect(analytics.outbox.retry({ destination: 'mixpannel' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      details: { issues: [{ path: 'destination', value: 'mixpannel' }] },
    });
  });

  test('validate() says what is wired, and nothing of it counts or is secret', async () => {
    const collectors = await startCollectors({ mixpanelCredentials: ['another:'] });
    onTestFinished(() => collectors.close());
    const analytics = open({
      ...options(),
      googleAnalytics: {
        trackingId: 'G-1A2BC3D4E5',
        apiSecret: API_SECRET,
        active: true,
        endpoint: collectors.ga4.url,
        traits: ['plan'],
        userId: 'raw',
      },
      mixpanel: {
        token: TOKEN,
        endpoint: collectors.mixpanel.url,
        idMerge: 'original',
        traits: ['tier'],
      },
      properties: { environment: 'test' },
      destinations: [{ name: 'webhook', deliver: () => expect.unreachable() }],
    });
    const validation = await analytics.validate();
    const health = await analytics.health();

    expect(validation.ok).toBe(false);
    expect(validation.checks.map(({ name, status }) => [name, status])).toEqual([
      ['store', 'ok'],
      ['ga4', 'ok'],
      ['mixpanel', 'failed'],
      ['webhook', 'skipped'],
    ]);
    expect(JSON.stringify(validation)).toContain('sent with every event: environment');
    expect(JSON.stringify(validation)).toContain('environment, as far as they fit');
    expect(JSON.stringify(validation)).toContain('told of users who agreed: plan');
    expect(JSON.stringify(validation)).toContain('told of users who agreed: tier');
    expect(JSON.stringify(validation)).toContain('Original ID Merge');
    expect(JSON.stringify(validation)).not.toContain('canary');
    expect(collectors.ga4.requests[0]?.body).toContain('"plan":{"value":"sample"}');
    expect(collectors.ga4.requests[0]?.body).toContain('"user_id":"sample-user"');
    expect([...collectors.ga4.events, ...collectors.mixpanel.events]).toEqual([]);
    expect(health).toMatchObject({
      process: { received: 0 },
      destinations: { ga4: { enqueued: 0 } },
    });
  });
});

test('what the command line puts back, a running bot sends by itself', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const { analytics, mixpanel, talk } = await world({ store });
  refuse({ mixpanel }, 0);
  await talk();
  await analytics.flush({ deliver: true });
  const { dead } = await analytics.outbox.list();
  const { code } = await cli(['outbox', 'retry', '--store', store, '--destination', 'mixpanel']);
  await vi.waitFor(() => expect(mixpanel.events).toHaveLength(1), WAIT);
  const [sent] = mixpanel.events as SentEvent[];

  expect(code).toBe(0);
  expect(sent?.properties['$insert_id']).toBe(dead[0]?.eventId);
  await vi.waitFor(async () => {
    const { destinations } = await analytics.health();
    expect(destinations['mixpanel']).toMatchObject({ pending: 0, dead: {} });
  }, WAIT);
  expectBalanced(await analytics.health());
});

test('validate() tells of events that the settings make too large for a destination', async () => {
  const collectors = await startCollectors();
  onTestFinished(() => collectors.close());
  const names = Array.from({ length: 20 }, (_, i) => `property_${i}`);
  const analytics = open({
    store: ':memory:',
    googleAnalytics: {
      trackingId: 'G-1A2BC3D4E5',
      apiSecret: API_SECRET,
      active: true,
      endpoint: collectors.ga4.url,
    },
    properties: Object.fromEntries(names.map((name) => [name, 'x'])),
  });
  const { ok, checks } = await analytics.validate();
  const [, google] = checks;

  expect(ok).toBe(true);
  expect(google).toMatchObject({ name: 'ga4', status: 'warning' });
  expect(google?.findings.join()).toMatch(
    /changed or left out: params_over_limit \(.*message_received/,
  );
});

test('a store that cannot be opened is said, by all of them', async () => {
  const analytics = open({ store: join(readOnlyFolder(), 'bot.db') });
  const { ok, checks } = await analytics.validate();

  expect(ok).toBe(false);
  expect(checks[0]).toMatchObject({ name: 'store', status: 'failed' });
  expect(checks[0]?.findings.join()).toContain('STORE_UNWRITABLE');
  await expect(analytics.outbox.list()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(analytics.outbox.retry()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

test('after close() all of them say so', async () => {
  const analytics = open({ store: ':memory:' });
  await analytics.close();

  await expect(analytics.outbox.list()).rejects.toMatchObject({ code: 'CLOSED' });
  await expect(analytics.outbox.retry()).rejects.toMatchObject({ code: 'CLOSED' });
  await expect(analytics.outbox.drop({ what: 'dead' })).rejects.toMatchObject({ code: 'CLOSED' });
  await expect(analytics.validate()).rejects.toMatchObject({ code: 'CLOSED' });
});
