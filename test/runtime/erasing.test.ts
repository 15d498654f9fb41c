/** Destinations are asked to erase somebody until they have, each once, over restarts. */

import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

import type { ForgetAnswer } from '../../src/forward/erasure/custom-answer.ts';
import type { ForgottenUser } from '../../src/model/custom-destination.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import type { RecorderSettings } from '../../src/model/settings.ts';
import type { Store } from '../../src/record/store.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { erasing } from '../../src/runtime/erasing.ts';
import type { Erasing, ErasingDeps } from '../../src/runtime/erasing.ts';
import type { DestinationErasure, Erased } from '../../src/runtime/erasure-desk.ts';
import { targetsOf } from '../../src/runtime/targets.ts';
import { T0, deps, turn } from '../record/turns.ts';
import { startDeletions } from '../support/deletions.ts';
import type { Deletions } from '../support/deletions.ts';
import { temporaryFolder } from '../support/folder.ts';

const HOUR = 3_600_000;
const PERSON = { channel: 'webchat', userId: 'ann', test: false };
const deliver = async (): Promise<void> => undefined;

/** A recorder's part in it: `at` is the system's time, which the test sets. */
interface Bot {
  readonly store: Store;
  readonly own: Erasing;
  readonly refused: string[];
  at: number;
  forget(): Promise<Erased>;
  list(): Promise<readonly DestinationErasure[]>;
  close(): Promise<void>;
}

async function deletions(): Promise<Deletions> {
  const server = await startDeletions();
  onTestFinished(() => server.close());
  return server;
}

function settingsOf(options: AnalyticsOptions): RecorderSettings {
  return resolveOptions({ store: ':memory:', ...options }).recorder;
}

/** Starts on a store in which somebody has talked, for these destinations. */
async function start(
  options: AnalyticsOptions,
  { path = ':memory:', ...more }: { path?: string } & Partial<ErasingDeps> = {},
): Promise<Bot> {
  const settings = settingsOf(options);
  const store = openSqliteStore({ path, durability: 'balanced' });
  const items = [turn({ id: 't1', at: T0 })];
  await store.record({ writer: 'w1', number: 1, items }, deps(targetsOf(settings)));
  const refused: string[] = [];
  const own = erasing({
    store: { erasure: store.maintenance.erasure, deriveKey: store.deriveKey },
    settings,
    now: () => T0 + HOUR,
    onErased: () => undefined,
    onRefused: (destination, problem) => refused.push(`${destination}: ${problem}`),
    systemNow: () => bot.at,
    ...more,
  });
  const bot: Bot = {
    store,
    own,
    refused,
    at: Date.now() + 1_000,
    forget: async () => (await own.answer({ type: 'forget', person: PERSON })) as Erased,
    list: async () => (await own.answer({ type: 'list' })) as readonly DestinationErasure[],
    async close() {
      await own.stop(1_000);
      await store.close();
    },
  };
  return bot;
}

function mixpanelAt({ url }: Deletions, gdprToken?: string): AnalyticsOptions {
  return { mixpanel: { token: 'token', active: true, endpoint: url, gdprToken } };
}

const statuses = async (bot: Bot) => (await bot.list()).map(({ status }) => status);

test('Mixpanel is asked once, for events and profiles, and looked after until it has done it', async () => {
  const server = await deletions();
  const bot = await start(mixpanelAt(server, 'oauth'));
  onTestFinished(bot.close);
  server.script(({ method }) =>
    method === 'GET' ? { body: { results: { status: 'STARTED' } } } : undefined,
  );
  const erased = await bot.forget();
  await bot.own.run();
  const asked = await statuses(bot);
  for (let look = 0; look < 3; look++) {
    bot.at += HOUR;
    await bot.own.run();
  }
  server.script(() => undefined);
  bot.at += 6 * HOUR;
  await bot.own.run();
  const [job] = await bot.store.maintenance.erasure.jobs();

  expect(Object.keys(erased.destinations)).toEqual(['mixpanel']);
  expect(erased.destinations['mixpanel']).toMatchObject({ status: 'waiting' });
  expect(server.asked()).toHaveLength(1);
  expect(server.asked()[0]?.body).toMatchObject({
    distinct_ids: [expect.stringMatching(/^\$device:[0-9a-f]{32}$/)],
  });
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET']);
  expect(asked).toEqual(['asked']);
  expect(job).toMatchObject({ status: 'done' });
  expect(job).not.toHaveProperty('ids');
});

test('after a restart it goes on where it was, and asks nothing twice', async () => {
  const server = await deletions();
  const path = join(temporaryFolder(), 'bot.db');
  const first = await start(mixpanelAt(server, 'oauth'), { path });
  await first.forget();
  await first.own.run();
  await first.close();
  const second = await start(mixpanelAt(server, 'oauth'), { path });
  onTestFinished(second.close);
  await second.own.run();
  const before = server.requests.length;
  second.at += HOUR;
  await second.own.run();

  expect(before).toBe(1);
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(await statuses(second)).toEqual(['done']);
});

test('what was not asked yet when the process ended is asked by the next', async () => {
  const server = await deletions();
  const path = join(temporaryFolder(), 'bot.db');
  const first = await start(mixpanelAt(server, 'oauth'), { path });
  await first.forget();
  await first.close();
  const second = await start(mixpanelAt(server, 'oauth'), { path });
  onTestFinished(second.close);
  await vi.waitFor(async () => expect(await statuses(second)).toEqual(['asked']));

  expect(server.asked()).toHaveLength(1);
});

test('a server that is down is asked again, later each time', async () => {
  const server = await deletions();
  const bot = await start(mixpanelAt(server, 'oauth'));
  onTestFinished(bot.close);
  server.script(() => ({ status: 503, body: {} }));
  await bot.forget();
  await bot.own.run();
  const [waiting] = await bot.store.maintenance.erasure.jobs();
  server.script(() => undefined);
  bot.at += HOUR;
  await bot.own.run();

  expect(waiting).toMatchObject({ status: 'waiting', attempts: 1 });
  expect(waiting?.problem).toContain('answered 503');
  expect(await statuses(bot)).toEqual(['asked']);
});

test('without a token somebody is told what to do by hand; with one, Mixpanel is asked at the next start', async () => {
  const server = await deletions();
  const path = join(temporaryFolder(), 'bot.db');
  const first = await start(mixpanelAt(server), { path });
  const erased = await first.forget();
  await first.own.run();
  await first.close();
  const second = await start(mixpanelAt(server, 'oauth'), { path });
  onTestFinished(second.close);
  await vi.waitFor(async () => expect(await statuses(second)).toEqual(['asked']));

  expect(erased.destinations['mixpanel']).toMatchObject({
    status: 'manual',
    ids: { distinctIds: [expect.stringMatching(/^\$device:/)] },
    toDo: expect.stringContaining('gdprToken') as string,
  });
  expect(server.asked()).toHaveLength(1);
});

test('a token that is refused is told, and tried again at the next start only', async () => {
  const server = await deletions();
  const path = join(temporaryFolder(), 'bot.db');
  server.script(() => ({ status: 401, body: {} }));
  const first = await start(mixpanelAt(server, 'expired'), { path });
  await first.forget();
  await first.own.run();
  first.at += 24 * HOUR;
  await first.own.run();
  const [failed] = await first.list();
  await first.close();
  server.script(() => undefined);
  const second = await start(mixpanelAt(server, 'fresh'), { path });
  onTestFinished(second.close);
  await vi.waitFor(async () => expect(await statuses(second)).toEqual(['asked']));

  expect(failed).toMatchObject({ status: 'failed', ids: { distinctIds: [expect.any(String)] } });
  expect(failed?.problem).toContain('gdprToken');
  expect(first.refused).toEqual([expect.stringMatching(/^mixpanel#\w+: .*answered 401/)]);
  expect(server.asked()).toHaveLength(2);
});

test('Google Analytics is for people to ask, by the ids that it knows', async () => {
  const bot = await start({
    googleAnalytics: { trackingId: 'G-1', apiSecret: 'secret', active: true },
  });
  onTestFinished(bot.close);
  const { destinations } = await bot.forget();

  expect(destinations['ga4']).toMatchObject({
    status: 'manual',
    ids: { clientIds: [expect.stringMatching(/^\d+\.\d+$/)] },
    toDo: expect.stringContaining('User Deletion API') as string,
  });
});

test('a destination of one’s own is asked by its function, until that has done it', async () => {
  const answers: ForgetAnswer[] = [
    { outcome: 'failed', error: 'TypeError' },
    { outcome: 'retry', problem: 'not now' },
    { outcome: 'done' },
  ];
  const asked: { user: ForgottenUser; attempt: number }[] = [];
  const forget = async (): Promise<void> => undefined;
  const bot = await start(
    { destinations: [{ name: 'webhook', deliver, forget }] },
    {
      askForget: async (name, user, { attempt }) => {
        expect(name).toBe('webhook');
        asked.push({ user, attempt });
        return answers.shift() ?? { outcome: 'unreadable' };
      },
    },
  );
  onTestFinished(bot.close);
  await bot.forget();
  for (let look = 0; look < 4; look++) {
    await bot.own.run();
    bot.at += HOUR;
  }

  expect(asked.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(asked[0]?.user).toEqual({
    userKeys: [expect.stringMatching(/^[0-9a-f]{32}$/)],
    userIds: [],
    conversationKeys: [expect.stringMatching(/^[0-9a-f]{32}$/)],
  });
  expect(await statuses(bot)).toEqual(['done']);
});

test('one that has no such function, or says that it cannot, is for people', async () => {
  const bot = await start(
    {
      destinations: [
        { name: 'mute', deliver },
        { name: 'unable', deliver, forget: () => undefined },
      ],
    },
    { askForget: async () => ({ outcome: 'manual', problem: 'ask the owner' }) },
  );
  onTestFinished(bot.close);
  await bot.forget();
  await bot.own.run();

  expect(await bot.list()).toMatchObject([
    { destination: 'unable', status: 'failed', problem: 'ask the owner' },
    { destination: 'mute', status: 'manual', ids: { userKeys: [expect.any(String)] } },
  ]);
});

test('what another bot’s destination holds is left to that bot, and somebody is told', async () => {
  const server = await deletions();
  const bot = await start(mixpanelAt(server, 'oauth'));
  onTestFinished(bot.close);
  const items = [turn({ id: 't2', at: T0, calls: [{ name: 'recognized' }] })];
  const others = deps({ destinations: ['mixpanel#other'] });
  await bot.store.record({ writer: 'w2', number: 1, items }, others);
  const { destinations } = await bot.forget();
  await bot.own.run();

  expect(destinations['mixpanel#other']).toMatchObject({
    status: 'waiting',
    toDo: expect.stringContaining('The bot that has this destination') as string,
  });
  expect(destinations['mixpanel#other']?.ids?.['distinctIds']?.length).toBeGreaterThan(0);
  expect((await bot.list()).map(({ status }) => status).sort()).toEqual(['asked', 'waiting']);
});

test('while something is on its way nobody is asked: it has to arrive first', async () => {
  const server = await deletions();
  const bot = await start(mixpanelAt(server, 'oauth'));
  onTestFinished(bot.close);
  const [destination = ''] = Object.keys((await bot.store.counts()).destinations);
  await bot.store.outbox.claim({
    destination,
    owner: 'a',
    limit: 10,
    leaseMs: 7_000,
    now: Date.now(),
  });
  await bot.forget();
  await bot.own.run();
  const early = server.asked().length;
  bot.at += 60_000;
  await bot.own.run();

  expect([early, server.asked().length]).toEqual([0, 1]);
});

test('who is forgotten at the same time is wiped out at the same time', async () => {
  const bot = await start({});
  onTestFinished(bot.close);
  const scrub = vi.spyOn(bot.store.maintenance.erasure, 'scrub');
  await bot.own.run();
  scrub.mockClear();
  const wiped = await Promise.all([1, 2, 3].map(() => bot.own.answer({ type: 'scrub' })));

  expect(wiped).toEqual([true, true, true]);
  expect(scrub).toHaveBeenCalledTimes(1);
});
