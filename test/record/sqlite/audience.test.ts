import { beforeEach, expect, test } from 'vitest';
import type { AudiencePerson, AudienceQuery } from '../../../src/record/audience.ts';
import { quarterOf } from '../../../src/model/time.ts';
import { NEVER } from '../../../src/record/reads.ts';
import type { Store } from '../../../src/record/store.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { MINUTE, T0, deps, turn } from '../turns.ts';
import { openStore } from '../../../src/record/open.ts';
import { join } from 'node:path';

const ANN: AudiencePerson = { channel: 'webchat', userId: 'ann', test: false };
const ALL: AudienceQuery = { includeTest: false };

let store: Store;
let path: string;
beforeEach(async () => {
  path = join(temporaryFolder(), 'bot.db');
  store = await open(path);
  return () => store.close();
});

function open(file: string): Promise<Store> {
  return openStore({
    store: { kind: 'sqlite', options: { path: file } },
    durability: 'balanced',
    interpret: deps().settings,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
}

let number = 0;
const record = (...turns: Parameters<typeof turn>[0][]) =>
  store.record({ writer: 'w', number: ++number, items: turns.map(turn) }, deps());

const page = (query: Partial<AudienceQuery> = {}) =>
  store.reads.audience.page({ ...ALL, ...query, order: 'recent', limit: 100 });

const TEST = { origin: { test: true } };

test('a user who was never seen is in the audience as soon as something is said about them', async () => {
  await store.setProfile(ANN, { tags: ['beta'], subscriber: true });

  expect(await page()).toEqual([
    {
      user: 1,
      channel: 'webchat',
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: null,
      firstAt: null,
      lastAt: null,
      received: 0,
      sent: 0,
      sessions: 0,
      lastConversation: null,
      tags: ['beta'],
      role: null,
      traits: {},
      subscriber: true,
    },
  ]);
});

test('they are the same user when they talk, new at their first act', async () => {
  await record({ id: 't0', user: 'bob' });
  await store.setProfile(ANN, { role: 'admin' });
  await record({ id: 't1' }, { id: 't2', user: 'carl' });
  const rows = await page();

  expect(rows.map(({ user, role, received }) => [user, role, received])).toEqual([
    [1, null, 1],
    [2, 'admin', 1],
    [3, null, 1],
  ]);
  const firsts = await store.reads.firstQuarters({ users: [2], includeTest: false });
  expect([...firsts]).toEqual([NEVER, NEVER, quarterOf(T0)]);
});

test('tags replace those before; traits are merged; null takes away; what is absent stays', async () => {
  await store.setProfile(ANN, {
    tags: ['b', 'a', 'b'],
    role: 'admin',
    traits: { plan: 'pro', seats: 5, trial: false },
    subscriber: true,
  });
  await store.setProfile(ANN, { traits: { plan: null, seats: 6 } });
  const [merged] = await page();
  await store.setProfile(ANN, { tags: [], role: null, subscriber: false });
  const [cleared] = await page();

  expect(merged).toMatchObject({ tags: ['a', 'b'], role: 'admin', subscriber: true });
  expect(merged?.traits).toEqual({ seats: 6, trial: false });
  expect(cleared).toMatchObject({ tags: [], role: null, subscriber: false });
  expect(cleared?.traits).toEqual({ seats: 6, trial: false });
});

test('traits beyond the limit are refused, and nothing of that call is kept', async () => {
  const many = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`t${from + i}`, i]));
  await store.setProfile(ANN, { traits: many(0, 99) });

  await expect(
    store.setProfile(ANN, { traits: many(99, 101), role: 'admin' }),
  ).rejects.toMatchObject({ code: 'INVALID_OPTIONS', details: { issues: [{ path: 'traits' }] } });
  await store.setProfile(ANN, { traits: { t0: null, ...many(99, 101) } });
  const [row] = await page();
  expect(row?.role).toBeNull();
  expect(Object.keys(row?.traits ?? {})).toHaveLength(100);
});

test('users whom a name made one share a profile on every channel', async () => {
  const anna = { calls: [{ name: 'identify', userId: 'anna' }] } as const;
  await record({ id: 't1', ...anna });
  await record({ id: 't2', user: 'a-2', channel: 'msteams', conversation: 'c2', ...anna });
  await store.setProfile({ channel: 'msteams', userId: 'a-2', test: false }, { role: 'admin' });

  expect((await page()).map(({ user, channel, role }) => [user, channel, role])).toEqual([
    [1, 'msteams', 'admin'],
    [1, 'webchat', 'admin'],
  ]);
});

test('words that no database keeps are kept as U+FFFD', async () => {
  await store.setProfile(ANN, { tags: ['a\0b'], role: '\ud800', traits: { 'x\0': '\udc00' } });

  expect(await page()).toMatchObject([
    { tags: ['a\uFFFDb'], role: '\uFFFD', traits: { 'x\uFFFD': '\uFFFD' } },
  ]);
});

test('a locked store is unavailable, and nothing is kept', async () => {
  const other = openDatabase(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(store.setProfile(ANN, {})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  other.exec('ROLLBACK');
  other.close();

  expect(await page()).toEqual([]);
});

test('real and test traffic of a user on a channel are one row', async () => {
  await record({ id: 't1', at: T0, replies: ['r1'] });
  await record({ id: 't2', at: T0 + MINUTE, conversation: 'c2', ...TEST });
  const [real] = await page();
  const merged = await page({ includeTest: true });

  expect(real).toMatchObject({ firstAt: T0, lastAt: T0, received: 1, sent: 1, sessions: 1 });
  expect(merged).toMatchObject([
    { firstAt: T0, lastAt: T0 + MINUTE, received: 2, sent: 1, sessions: 2 },
  ]);
  expect(merged[0]?.lastConversation).not.toBe(real?.lastConversation);
  expect(await store.reads.audience.testHidden(ALL)).toBe(0);
});

test('test traffic alone is hidden, and counted by the same filters', async () => {
  await record({ id: 't1' }, { id: 't2', user: 'bob', conversation: 'c2', ...TEST });
  await store.setProfile({ ...ANN, userId: 'carl', test: true }, { tags: ['qa'] });
  const { audience } = store.reads;

  expect((await page()).map(({ user }) => user)).toEqual([1]);
  expect(await audience.counts(ALL)).toMatchObject({ users: 1, byTag: {} });
  expect(await audience.testHidden(ALL)).toBe(2);
  expect(await audience.testHidden({ ...ALL, tags: ['qa'] })).toBe(1);
  expect(await audience.testHidden({ ...ALL, from: T0 })).toBe(1);
  expect(await audience.testHidden({ includeTest: true })).toBe(0);
  expect(await audience.counts({ includeTest: true })).toMatchObject({
    users: 3,
    byTag: { qa: 1 },
  });
});

test('rows are counted by channel, tag and role', async () => {
  await record({ id: 't1' }, { id: 't2', user: 'bob', channel: 'msteams', conversation: 'c2' });
  await store.setProfile(ANN, { tags: ['beta', '__proto__'], role: 'admin', subscriber: true });
  await store.setProfile({ ...ANN, channel: 'msteams', userId: 'bob' }, { tags: ['beta'] });
  const { audience } = store.reads;

  expect(await audience.counts(ALL)).toEqual({
    users: 2,
    byChannel: { msteams: 1, webchat: 1 },
    byTag: Object.fromEntries([
      ['__proto__', 1],
      ['beta', 2],
    ]),
    byRole: { admin: 1 },
    subscribers: 1,
  });
  expect(await audience.counts({ ...ALL, subscriber: false })).toMatchObject({ users: 1 });
  expect(await audience.channels()).toEqual(['msteams', 'webchat']);
});

test('one page ends where the next begins, also among those who were seen at the same time', async () => {
  await record(
    ...['a', 'b', 'c', 'd', 'e'].map((user) => ({ id: user, user, conversation: `c-${user}` })),
  );
  await store.setProfile({ ...ANN, userId: 'x' }, {});
  await store.setProfile({ ...ANN, userId: 'y' }, {});
  const seen: number[] = [];
  let after: { lastAt: number; user: number; channel: string } | undefined;
  for (;;) {
    const rows = await store.reads.audience.page({ ...ALL, order: 'recent', limit: 2, after });
    const last = rows.at(-1);
    if (!last) break;
    seen.push(...rows.map(({ user }) => user));
    after = { lastAt: last.lastAt ?? -1, user: last.user, channel: last.channel };
  }

  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('in the stable order nobody is missed or met twice while users act', async () => {
  const names = Array.from({ length: 25 }, (_, i) => `u${i}`);
  await record(...names.map((user) => ({ id: user, user, conversation: `c-${user}` })));
  const seen: number[] = [];
  let after: { lastAt: number; user: number; channel: string } | undefined;
  for (let turns = 0; ; turns++) {
    const rows = await store.reads.audience.page({ ...ALL, order: 'stable', limit: 4, after });
    const last = rows.at(-1);
    if (!last) break;
    seen.push(...rows.map(({ user }) => user));
    after = { lastAt: last.lastAt ?? -1, user: last.user, channel: last.channel };
    const user = names[(turns * 11) % names.length] ?? 'u0';
    await record({ id: `again-${turns}`, user, conversation: `c-${user}`, at: T0 + 9 + turns });
  }

  expect(seen).toEqual(names.map((_, i) => i + 1));
});

test('name and last conversation are those of the latest time, not of the latest arrival', async () => {
  const called = (name: string) => ({ origin: { from: { id: 'a', name } } });
  await record({ id: 't2', user: 'a', conversation: 'new', at: T0 + 900, ...called('Ann Now') });
  await record({ id: 't1', user: 'a', conversation: 'old', at: T0, ...called('Ann Then') });
  const [latest] = await page();
  await record({ id: 't3', user: 'a', conversation: 'new', at: T0 + 901 });
  const [again] = await page();

  expect(latest?.name).toBe('Ann Now');
  expect(again).toMatchObject({ name: 'Ann Now', lastConversation: latest?.lastConversation });
});

test('what was said about somebody goes with them when they turn out to be somebody else', async () => {
  await record({
    id: 't1',
    user: 'tg',
    conversation: 'c1',
    channel: 'telegram',
    origin: { identity: 'customer-7' },
  });
  await store.setProfile(
    { ...ANN, userId: 'w1' },
    { tags: ['beta'], role: 'admin', subscriber: true },
  );
  await record({ id: 't2', user: 'w1', conversation: 'c2', origin: { identity: 'customer-7' } });
  const rows = await page();

  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row).toMatchObject({ tags: ['beta'], role: 'admin' });
  expect(new Set(rows.map(({ channel }) => channel))).toEqual(new Set(['telegram', 'webchat']));
});
