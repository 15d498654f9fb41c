/** What the bot's code says about users: kept as on SQLite, whoever else says something meanwhile. */

import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { MEMORY } from '../../../src/model/settings.ts';
import type { AudiencePerson, AudienceProfile } from '../../../src/record/audience.ts';
import { profileWriter } from '../../../src/record/postgres/audience.ts';
import { serverAt } from '../../../src/record/postgres/connection.ts';
import type { SqlValue } from '../../../src/record/postgres/driver.ts';
import { migrate } from '../../../src/record/postgres/migrations.ts';
import { readsOn } from '../../../src/record/postgres/reads.ts';
import { snapshotsOn } from '../../../src/record/postgres/snapshots.ts';
import { pseudonyms } from '../../../src/record/pseudonyms.ts';
import { profileWriter as sqliteWriter } from '../../../src/record/sqlite/audience.ts';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import { readsOn as sqliteReads } from '../../../src/record/sqlite/reads.ts';
import { freshPostgres, query } from '../../support/postgres/database.ts';

const ANN: AudiencePerson = { channel: 'webchat', userId: 'ann', test: false };
const BOB: AudiencePerson = { channel: 'msteams', userId: 'bob', test: true };
const NAMES = pseudonyms(Buffer.alloc(32, 7));

const SCHEMA = `test_${randomBytes(8).toString('hex')}`;
const { options: SETTINGS } = freshPostgres(SCHEMA);

const server = serverAt(SETTINGS);
const reads = readsOn(snapshotsOn(server).query);
const run = (text: string, values: readonly SqlValue[] = []) =>
  server.transaction((sql) => sql.run(text, values));

beforeAll(() => migrate(server, SETTINGS));
afterAll(async () => {
  await server.close();
  await query(`DROP SCHEMA ${SCHEMA} CASCADE`);
});

let setProfile: ReturnType<typeof profileWriter>;
beforeEach(async () => {
  await run('TRUNCATE users, user_identities, user_channels, user_profiles, user_tags');
  await run('ALTER SEQUENCE user_blocks RESTART');
  setProfile = profileWriter(server, NAMES);
});

const page = (of = reads) => of.audience.page({ includeTest: true, order: 'stable', limit: 100 });

const many = (from: number, to: number) =>
  Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`t${from + i}`, i]));

test('whatever is said, the same is kept as on SQLite', async () => {
  const db = openForWriting(MEMORY, 'balanced');
  const onSqlite = sqliteWriter(db, NAMES);
  const said: readonly (readonly [AudiencePerson, AudienceProfile])[] = [
    [
      ANN,
      { tags: ['b', 'a', 'b', 'a\0b'], role: '\ud800', traits: { 'x\0': '\udc00', plan: 'pro' } },
    ],
    [BOB, { subscriber: true }],
    [ANN, { traits: { plan: null, seats: 6, trial: false, 'é"\\': '{"a":1}' } }],
    [BOB, { tags: [], role: 'admin' }],
    [ANN, { tags: ['c'], subscriber: true }],
    [BOB, { role: null, subscriber: false, tags: ['😀', '\uFFFD', 'NULL', 'a,b', ''] }],
    [{ ...ANN, channel: 'slack' }, {}],
  ];
  for (const [person, profile] of said) {
    onSqlite(person, profile);
    await setProfile(person, profile);
  }

  expect(await page()).toEqual(await page(sqliteReads(db)));
  db.close();
});

test('a pseudonym that is nobody yet becomes a user', async () => {
  const pseudonym = NAMES.user(ANN.channel, ANN.userId);
  await run('INSERT INTO user_identities (pseudonym) VALUES ($1)', [pseudonym]);
  await setProfile(ANN, { role: 'admin' });

  expect(await page()).toMatchObject([{ user: 1, key: pseudonym, role: 'admin' }]);
});

test('a user whom several pseudonyms stand for has one profile, and a row where it was said', async () => {
  const [ann, bob] = [ANN, BOB].map(({ channel, userId }) => NAMES.user(channel, userId));
  await setProfile(ANN, { role: 'admin', traits: { plan: 'pro' } });
  await run('INSERT INTO user_identities VALUES ($1, 1)', [bob ?? null]);
  await setProfile(BOB, { traits: { seats: 3 } });

  const both = { user: 1, key: ann, role: 'admin', traits: { plan: 'pro', seats: 3 } };
  expect(await page()).toMatchObject([
    { ...both, channel: 'msteams' },
    { ...both, channel: 'webchat' },
  ]);
});

test('a row that is there for a user on a channel is not another one as test traffic', async () => {
  await setProfile(ANN, {});
  await setProfile({ ...ANN, test: true }, { role: 'admin' });

  expect(await reads.audience.counts({ includeTest: false })).toMatchObject({ users: 1 });
  expect(await reads.audience.testHidden({ includeTest: false })).toBe(0);
});

test('what several processes say of one user at the same time is all kept', async () => {
  const writers = [setProfile, profileWriter(server, NAMES), profileWriter(server, NAMES)];
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      writers[i % 3]!(i % 2 === 0 ? ANN : BOB, { traits: { [`t${i}`]: i } }),
    ),
  );
  const [bob, ann] = (await page()).toSorted((a, b) => (a.channel < b.channel ? -1 : 1));

  expect(ann?.traits).toEqual({ t0: 0, t2: 2, t4: 4, t6: 6, t8: 8, t10: 10 });
  expect(bob?.traits).toEqual({ t1: 1, t3: 3, t5: 5, t7: 7, t9: 9, t11: 11 });
  expect(ann?.user).not.toBe(bob?.user);
});

test('what is said of one user under several pseudonyms at the same time is all kept', async () => {
  await setProfile(ANN, {});
  await run('INSERT INTO user_identities VALUES ($1, 1)', [NAMES.user(BOB.channel, BOB.userId)]);
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      setProfile(i % 2 === 0 ? ANN : BOB, { traits: many(i, i + 1) }),
    ),
  );

  const [row] = await page();
  expect(new Set(Object.keys(row?.traits ?? {}))).toEqual(new Set(Object.keys(many(0, 8))));
});

test('traits beyond the limit are refused, and nothing of that call is kept', async () => {
  await expect(setProfile(BOB, { traits: many(0, 101) })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    details: { issues: [{ path: 'traits' }] },
  });
  await setProfile(ANN, { traits: many(0, 99) });
  await expect(
    setProfile(ANN, { traits: many(99, 101), role: 'admin', tags: ['x'] }),
  ).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });

  const [row, ...others] = await page();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ channel: 'webchat', role: null, tags: [] });
  expect(Object.keys(row?.traits ?? {})).toHaveLength(99);
});

test('a user is named by the pseudonym of a row as well, and nobody by one that nobody has', async () => {
  await setProfile(ANN, { role: 'admin' });
  await setProfile({ key: NAMES.user(ANN.channel, ANN.userId) }, { tags: ['beta'] });
  const unknown = setProfile({ key: 'nobody' }, { tags: ['beta'] });

  await expect(unknown).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    details: { issues: [{ path: 'user' }] },
  });
  expect(await page()).toMatchObject([{ user: 1, role: 'admin', tags: ['beta'] }]);
});
