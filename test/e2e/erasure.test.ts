/** Erasing a user, from `analytics.forget` to every file, destination and later turn; and copies of the store. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ForgottenUser } from 'botbuilder-analytics';
import { expect, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ANYWHERE, open } from '../support/opened.ts';
import { adapterWith, message } from '../support/turns.ts';

/** The user of `message` number 0 of 3. */
const FIRST = { channelId: 'webchat', userId: 'user-0' };

test.for(ANYWHERE)(
  'in $name: what came before is erased, and what comes later is of somebody new',
  async ({ options }) => {
    const analytics = open(options());
    const adapter = adapterWith(analytics.middleware);
    for (let n = 0; n < 6; n++) await adapter.turn(message(n, 3));
    const said = analytics.audience.set(FIRST, { tags: ['beta'] });
    const [erased] = await Promise.all([analytics.forget(FIRST), said]);
    const between = await analytics.reports.audience();
    await new Promise((resolve) => setTimeout(resolve, 5)); // a later millisecond
    await adapter.turn(message(6, 3));
    await analytics.flush();
    const after = await analytics.reports.audience();
    const users = await analytics.reports.users({ period: 'today' });

    expect(erased).toMatchObject({ found: true, scrubbed: true, destinations: {} });
    expect(erased.removed).toMatchObject({ identities: 1, conversations: 1, profiles: 1, tags: 1 });
    expect(between.data.map(({ user }) => user === null)).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(between.summary).toMatchObject({ users: 3, byTag: {} });
    expect(after.summary.users).toBe(4);
    expect(users.summary.total).toBe(4);
    expectBalanced(await analytics.health());
  },
);

test('a late retry of what was erased is counted, and not recorded', async () => {
  const analytics = open({ store: ':memory:' });
  const adapter = adapterWith(analytics.middleware);
  const first = { ...message(0, 3), timestamp: new Date(Date.now() - 60_000) };
  await adapter.turn(first);
  await analytics.forget(FIRST);
  await adapter.turn({ ...first, id: 'another id' });
  await analytics.flush();
  const health = await analytics.health();

  expect(health.process?.dropped).toEqual({ forgotten: 2 });
  expect(health.store.users).toBe(1);
  expectBalanced(health);
});

test('who is named wrongly is told, field by field', async () => {
  const analytics = open({ store: ':memory:' });

  await expect(analytics.forget({ channelId: '', userId: 7 } as never)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    details: { issues: [{ path: 'channelId' }, { path: 'userId' }] },
  });
});

test.for(ANYWHERE.slice(0, 2))(
  'in $name: a destination of one’s own is asked on the bot’s thread',
  async ({ options }) => {
    const asked: ForgottenUser[] = [];
    const keys = new Set<string | undefined>();
    const analytics = open({
      ...options(),
      destinations: [
        {
          name: 'webhook',
          deliver: (events) => events.forEach(({ userKey }) => keys.add(userKey)),
          forget: (user) => {
            asked.push(user);
            return asked.length > 1
              ? undefined
              : { outcome: 'retry', problem: 'later', afterMs: 0 };
          },
        },
      ],
    });
    const adapter = adapterWith(analytics.middleware);
    await adapter.turn(message(0, 3));
    await analytics.flush({ deliver: true });
    const erased = await analytics.forget(FIRST);
    await expect
      .poll(async () => (await analytics.flush({ deliver: true }), await analytics.erasures()), {
        timeout: 10_000,
      })
      .toMatchObject([{ destination: 'webhook', status: 'done' }]);

    expect(erased.destinations['webhook']).toMatchObject({ status: 'waiting' });
    expect(asked).toHaveLength(2);
    expect(new Set(asked[0]?.userKeys)).toEqual(keys);
  },
);

test.for(ANYWHERE)(
  'in $name: a copy is a store, and nothing is written over',
  async ({ options }) => {
    const analytics = open(options());
    const adapter = adapterWith(analytics.middleware);
    for (let n = 0; n < 6; n++) await adapter.turn(message(n, 3));
    await analytics.flush();
    const file = join(temporaryFolder(), 'copy.db');
    const made = await analytics.backup(file);
    const before = readFileSync(file);
    const again = analytics.backup(file);
    await expect(again).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
    const copy = open({ store: file });
    const messages = await copy.reports.messages({ period: 'today' });

    expect(made).toEqual({ file, bytes: before.length, facts: 12 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(messages.summary.received).toBe(6);
  },
);

test('where a copy cannot be put is told', async () => {
  const analytics = open({ store: join(temporaryFolder(), 'bot.db') });

  await expect(analytics.backup('/nowhere/copy.db')).rejects.toMatchObject({
    code: 'BACKUP_FAILED',
  });
  await expect(analytics.backup('')).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

const COPIES = process.env['NIGHTLY'] ? 20 : 4;

test('while turns are recorded, every copy is whole', async () => {
  const folder = temporaryFolder();
  const analytics = open({ store: join(folder, 'bot.db') });
  const adapter = adapterWith(analytics.middleware);
  let isOver = false;
  let turns = 0;
  const talk = async (): Promise<void> => {
    while (!isOver) {
      for (let i = 0; i < 20; i++) await adapter.turn(message(turns++, 500));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const talking = talk();
  const facts: number[] = [];
  for (let i = 0; i < COPIES || facts.at(-1) === facts[0]; i++) {
    const made = await analytics.backup(join(folder, `copy-${i}.db`));
    const db = openDatabase(made.file, { readonly: true });
    facts.push(made.facts);

    expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
    expect(single(db, 'SELECT sum(received + sent) FROM counters') ?? 0).toBe(made.facts);
    expect(single(db, `SELECT count(*) FROM events WHERE kind = 'message_received'`)).toBe(
      made.facts / 2,
    );
    db.close();
  }
  isOver = true;
  await talking;

  expect(facts.at(-1)).toBeGreaterThan(facts[0] ?? 0);
  expect(facts).toEqual([...facts].sort((a, b) => a - b));
});
