/** Destinations that are set up and switched while bots run: in every instance, over restarts, and no event too many. */

import { join } from 'node:path';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { resolveOptions } from '../../src/model/resolve.ts';
import { openAccess } from '../../src/record/open.ts';
import { storeDestinations } from '../../src/runtime/store-destinations.ts';
import { expectBalanced } from '../support/books.ts';
import { openDatabase, single } from '../support/database.ts';
import { startCollectors } from '../support/collectors.ts';
import type { Collectors } from '../support/collectors.ts';
import { temporaryFolder } from '../support/folder.ts';
import { open } from '../support/opened.ts';
import { freshPostgres } from '../support/postgres/database.ts';
import { adapterWith, message } from '../support/turns.ts';

const TOKEN = 'canary-mixpanel-token-4711';
const SOON = { timeout: 3_000, interval: 20 };

const STORES: readonly { readonly name: string; make(): AnalyticsOptions }[] = [
  { name: 'sqlite, threads', make: () => ({ store: join(temporaryFolder(), 'bot.db') }) },
  {
    name: 'sqlite, inline',
    make: () => ({ store: join(temporaryFolder(), 'bot.db'), thread: false }),
  },
  { name: 'postgres, threads', make: () => ({ store: freshPostgres() }) },
];

async function collecting(): Promise<Collectors> {
  const collectors = await startCollectors();
  onTestFinished(() => collectors.close());
  return collectors;
}

let turns = 0;

/** An instance, and a way to have somebody talk to it. */
function instance(options: AnalyticsOptions) {
  const analytics = open(options);
  const adapter = adapterWith(analytics.middleware);
  const talk = async (text: string): Promise<void> => {
    await adapter.turn({ ...message(++turns, 1), text });
    await analytics.flush();
  };
  return { analytics, talk };
}

/** Messages of the bot that a collector has got: one for each turn. */
const received = ({ mixpanel }: Collectors): number =>
  (mixpanel.events as readonly SentEvent[]).filter(({ event }) => event === 'Message Sent').length;

interface SentEvent {
  readonly event: string;
}

async function stateOf(analytics: BotAnalytics, name = 'mixpanel') {
  return (await analytics.health()).destinations[name];
}

/** Waits for an instance that was not asked itself to know. */
const untilKnown = (analytics: BotAnalytics, active: boolean) =>
  vi.waitFor(async () => expect(await stateOf(analytics)).toMatchObject({ active }), SOON);

describe.for(STORES)('on $name', ({ make }) => {
  test('what is set holds in every instance within a second, and nothing is sent while it is off', async () => {
    const options = make();
    const collectors = await collecting();
    const [a, b] = [instance(options), instance(options)];
    await a.talk('before');
    await b.talk('before');
    const set = await a.analytics.destinations.set('mixpanel', {
      token: TOKEN,
      active: true,
      profiles: false,
      endpoint: collectors.mixpanel.url,
    });
    await a.talk('on');
    await untilKnown(b.analytics, true);
    await b.talk('on');
    await vi.waitFor(() => expect(received(collectors)).toBe(2), SOON);
    const on = await stateOf(b.analytics);
    await b.analytics.destinations.set('mixpanel', { active: false });
    await b.talk('off');
    await untilKnown(a.analytics, false);
    await a.talk('off');
    const off = [await stateOf(a.analytics), await stateOf(b.analytics)];
    await a.analytics.destinations.set('mixpanel', { active: true });
    await a.talk('on again');
    await a.analytics.flush({ deliver: true });
    const health = await a.analytics.health();

    expect(set).toMatchObject({ active: true, state: 'ok', names: ['mixpanel'] });
    expect(on).toMatchObject({ active: true, state: 'ok' });
    expect(off).toMatchObject([
      { active: false, state: 'inactive' },
      { active: false, state: 'inactive' },
    ]);
    expect(received(collectors)).toBe(3);
    expectBalanced(health);
    const { enqueued, delivered } = health.destinations['mixpanel']!;
    expect(delivered).toBe(enqueued);
    expect(collectors.mixpanel.events).toHaveLength(delivered);
  });
});

test('what was set holds after a restart, and what waited for a destination that is off is sent when it is on', async () => {
  const options = { store: join(temporaryFolder(), 'bot.db'), thread: false };
  const collectors = await collecting();
  const first = instance(options);
  const { mixpanel } = collectors;
  mixpanel.answerNext({ status: 503, headers: { 'retry-after': '1' } });
  const set = { token: TOKEN, active: true, profiles: false, endpoint: mixpanel.url };
  await first.analytics.destinations.set('mixpanel', set);
  await first.talk('waits');
  await vi.waitFor(() => expect(mixpanel.requests).toHaveLength(1), SOON);
  await first.analytics.destinations.set('mixpanel', { active: false });
  await first.analytics.close();
  const second = instance(options);
  await second.talk('off');
  const off = await stateOf(second.analytics);
  const sent = mixpanel.requests.length;
  await second.analytics.destinations.set('mixpanel', { active: true });
  await vi.waitFor(() => expect(received(collectors)).toBe(1), SOON);
  await second.analytics.flush({ deliver: true });
  const health = await second.analytics.health();

  expect(sent).toBe(1);
  expect(off).toMatchObject({ active: false, pending: off!.enqueued, delivered: 0 });
  expect(health.destinations['mixpanel']).toMatchObject({ pending: 0, enqueued: off!.enqueued });
  expectBalanced(health);
});

test('what is set by the store alone holds in the bot, whose code is not seen from there', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  const store = { kind: 'sqlite', options: { path } } as const;
  const options = { idKey: 'k'.repeat(32), botId: 'pizza' };
  const bot = instance({ ...options, store: path, thread: false, mixpanel: { token: TOKEN } });
  await bot.talk('hello');
  const [own, other] = [options.idKey, 'x'.repeat(32)].map(async (idKey) => {
    const access = await openAccess({ store, idKey });
    onTestFinished(() => access.close());
    return storeDestinations(access, resolveOptions({ ...options, store: path }).recorder);
  });
  const set = await (await own!).set('mixpanel', { token: 'canary-of-no-use', active: true });
  await untilKnown(bot.analytics, true);
  const [, row] = await bot.analytics.destinations.list();

  expect(set).toMatchObject({ state: 'unknown', fields: { token: { value: '••••-use' } } });
  expect(row).toMatchObject({
    active: true,
    state: 'ok',
    fields: { token: { value: '••••4711', source: 'code' }, active: { source: 'settings' } },
  });
  await expect((await other!).list()).rejects.toMatchObject({ code: 'STORE_KEY_MISMATCH' });
});

/** A bot that asks nobody, and records where nothing is left of it. */
const inMemory = (options: AnalyticsOptions = {}) => open({ store: ':memory:', ...options });

describe('what code and environment say', () => {
  test('wins field by field, is shown as such, and cannot be set', async () => {
    vi.stubEnv('BOT_ANALYTICS_MIXPANEL_REGION', 'eu');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { destinations, close } = inMemory({ mixpanel: { token: TOKEN } });
    onTestFinished(() => close().then(() => undefined));
    const set = destinations.set('mixpanel', { token: 'x', active: true, region: 'us' });

    await expect(set).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      details: {
        issues: [
          { path: 'mixpanel.token', problem: 'is set in the code, which wins: change it there' },
          {
            path: 'mixpanel.region',
            problem: 'is set by BOT_ANALYTICS_MIXPANEL_REGION, which wins: change it there',
          },
        ],
      },
    });
    const row = await destinations.set('mixpanel', { active: true, idMerge: 'original' });
    expect(row).toEqual({
      destination: 'mixpanel',
      active: true,
      state: 'ok',
      names: ['mixpanel', 'mixpanel_profiles'],
      fields: {
        token: { value: '••••4711', source: 'code' },
        region: { value: 'eu', source: 'environment', variable: 'BOT_ANALYTICS_MIXPANEL_REGION' },
        active: { value: true, source: 'settings' },
        idMerge: { value: 'original', source: 'settings' },
      },
    });
    expect(await destinations.list()).toEqual([
      { destination: 'googleAnalytics', active: false, state: 'inactive', names: [], fields: {} },
      row,
    ]);
  });

  test('of several Google destinations is theirs alone', async () => {
    const { destinations } = inMemory({
      googleAnalytics: [
        { trackingId: 'G-1', apiSecret: 'short', active: false },
        { trackingId: 'UA-1-1', collectorUrl: 'http://127.0.0.1:9/c', active: false },
      ],
    });
    const set = destinations.set('googleAnalytics', { active: true });

    await expect(set).rejects.toThrow(/googleAnalytics: lists 2 destinations in the code/u);
    expect(await destinations.list()).toMatchObject([
      { names: ['ga4'], fields: { trackingId: { value: 'G-1' }, apiSecret: { value: '••••' } } },
      { names: ['ua'], fields: { trackingId: { value: 'UA-1-1', source: 'code' } } },
      { destination: 'mixpanel', names: [] },
    ]);
  });
});

describe('what is set', () => {
  test('is checked as the options of a bot are, together with what is set already', async () => {
    const { destinations } = inMemory();
    const issuesOf = async (set: Promise<unknown>): Promise<unknown> =>
      set.then(
        () => 'set',
        ({ code, details }: { code: string; details: { issues: readonly object[] } }) => [
          code,
          ...details.issues.map((issue) => JSON.stringify(issue)),
        ],
      );
    const anything = destinations.set as (name: unknown, changes: unknown) => Promise<unknown>;
    const wrong = [
      await issuesOf(destinations.set('mixpanel', { active: true })),
      await issuesOf(anything('mixpanel', { token: 4, regoin: 'eu', active: 'yes' })),
      await issuesOf(anything('mixpanel', { token: () => 1 })),
      await issuesOf(anything('mixpanel', 'canary')),
      await issuesOf(anything('slack', {})),
      await issuesOf(destinations.set('googleAnalytics', { trackingId: 'UA-1-1', active: true })),
    ];

    expect(wrong).toEqual([
      [
        'INVALID_OPTIONS',
        expect.stringMatching(/"mixpanel.token".*is missing, but active is true/u),
      ],
      [
        'INVALID_OPTIONS',
        expect.stringMatching(/"mixpanel.token"/u),
        expect.stringMatching(/"mixpanel.active".*"yes"/u),
        expect.stringMatching(/"mixpanel.regoin".*known are token, active/u),
      ],
      ['INVALID_OPTIONS', expect.stringMatching(/"mixpanel.token".*must be plain data/u)],
      ['INVALID_OPTIONS', expect.stringMatching(/"mixpanel".*must be an object/u)],
      [
        'INVALID_OPTIONS',
        expect.stringMatching(/"destination".*'googleAnalytics' or 'mixpanel'.*slack/u),
      ],
      ['INVALID_OPTIONS', expect.stringMatching(/"googleAnalytics.collectorUrl".*is missing/u)],
    ]);
    expect((await destinations.list()).map(({ fields }) => fields)).toEqual([{}, {}]);
  });

  test('stays as it is where it is left out, and goes field by field or as a whole', async () => {
    const { destinations } = inMemory();
    await destinations.set('mixpanel', { token: TOKEN, region: 'eu', gdprToken: 'g'.repeat(12) });
    const serviceAccount = { username: 'canary-username', secret: 'canary-secret', projectId: 7 };
    const more = await destinations.set('mixpanel', { serviceAccount, region: null });
    const none = await destinations.set('mixpanel', null);

    expect(more.fields).toEqual({
      token: { value: '••••4711', source: 'settings' },
      gdprToken: { value: '••••gggg', source: 'settings' },
      serviceAccount: {
        value: { username: '••••name', secret: '••••cret', projectId: 7 },
        source: 'settings',
      },
    });
    expect(none).toMatchObject({ active: false, state: 'inactive', names: [], fields: {} });
  });

  test('can be asked about, and nothing of that counts', async () => {
    const collectors = await collecting();
    const { destinations, health } = inMemory();
    const before = await destinations.test('mixpanel');
    await destinations.set('mixpanel', { token: TOKEN, endpoint: collectors.mixpanel.url });
    const after = await destinations.test('mixpanel');

    expect(before).toMatchObject({
      ok: false,
      checks: [{ name: 'mixpanel', findings: [expect.stringContaining('not set up')] }],
    });
    expect(after).toMatchObject({ ok: true, checks: [{ name: 'mixpanel' }] });
    expect(after.checks[0]?.findings.join()).toContain('not active');
    expect(collectors.mixpanel.events).toEqual([]);
    expect((await health()).destinations).toEqual({});
  });

  test('with another key cannot be read, which is told and does no harm', async () => {
    const path = join(temporaryFolder(), 'bot.db');
    const first = open({ store: path, thread: false });
    await first.destinations.set('mixpanel', { token: TOKEN });
    await first.close();
    const db = openDatabase(path);
    const sealed = single(db, 'SELECT hex(value) FROM settings') as string;
    // as if it came from the store of another bot
    db.exec(`UPDATE settings SET value = x'${sealed.slice(0, -2)}00'`);
    db.close();
    const problems: string[] = [];
    const mixpanel = { token: 'canary-of-the-code', active: false };
    const onError = (error: Error): void => void problems.push(error.message);
    const { analytics, talk } = instance({ store: path, thread: false, mixpanel, onError });
    await talk('hello');
    const before = await analytics.destinations.list();
    const set = await analytics.destinations.set('mixpanel', { idMerge: 'original' });

    expect(Buffer.from(sealed, 'hex').includes(TOKEN)).toBe(false);
    expect(problems).toEqual([
      expect.stringMatching(/SETTINGS_UNUSABLE: what was set for mixpanel .* with this idKey/u),
    ]);
    expect(before[1]).toMatchObject({
      problem: expect.stringContaining('cannot be read with this idKey'),
      fields: { token: { value: '••••code', source: 'code' } },
    });
    expect(set).not.toHaveProperty('problem');
    expect((await analytics.health()).store.facts).toBe(2);
  });

  test('that does not fit the code of a later release is told, and the code holds', async () => {
    const path = join(temporaryFolder(), 'bot.db');
    const first = open({ store: path, thread: false });
    await first.destinations.set('googleAnalytics', { apiSecret: 'canary', trackingId: 'G-1' });
    await first.close();
    const problems: string[] = [];
    const analytics = open({
      store: path,
      thread: false,
      googleAnalytics: { trackingId: 'UA-1-1', collectorUrl: 'http://127.0.0.1:9/c' },
      onError: (error) => void problems.push(error.message),
    });
    const [row] = await analytics.destinations.list();

    expect(row).toMatchObject({
      names: ['ua'],
      problem: expect.stringContaining('googleAnalytics.apiSecret: is for G- ids'),
      fields: { trackingId: { value: 'UA-1-1', source: 'code' } },
    });
    expect(problems).toEqual([expect.stringMatching(/SETTINGS_UNUSABLE.*is for G- ids/u)]);
    expect(problems.join()).not.toContain('canary');
  });
});
