/** What the bot's code says about users, from `analytics.audience.set` to the report `audience`. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { ANYWHERE, open } from '../support/opened.ts';
import { adapterWith, message } from '../support/turns.ts';

/** The users of `message` number 0 to 2 of 3. */
const FIRST = { channelId: 'webchat', userId: 'user-0' };
const SECOND = { channelId: 'msteams:copilot', userId: 'user-1' };

test.for(ANYWHERE)(
  'in $name: what is said comes after the turns before it',
  async ({ options }) => {
    const analytics = open(options());
    const adapter = adapterWith(analytics.middleware);
    for (let n = 0; n < 3; n++) await adapter.turn(message(n, 3));
    await analytics.audience.set(FIRST, { tags: ['beta'], role: 'admin', traits: { plan: 'pro' } });
    await analytics.audience.set(SECOND, { subscriber: true });
    const [all, admins, subscribers] = await Promise.all([
      analytics.reports.audience(),
      analytics.reports.audience({ role: 'admin' }),
      analytics.reports.audience({ subscriber: true }),
    ]);

    expect(all.summary).toMatchObject({
      users: 3,
      byTag: { beta: 1 },
      byRole: { admin: 1 },
      subscribers: 1,
    });
    expect(admins.data).toMatchObject([
      { channel: 'webchat', received: 1, sent: 1, tags: ['beta'], traits: { plan: 'pro' } },
    ]);
    expect(subscribers.data).toMatchObject([{ channel: 'msteams', received: 1 }]);
    expect((await analytics.reports.users({ period: 'today' })).summary.total).toBe(3);
  },
);

test.for(ANYWHERE)('in $name: many profiles at once are kept in order', async ({ options }) => {
  const analytics = open(options());
  const roles = Array.from({ length: 50 }, (_, i) => `role ${i}`);
  await Promise.all(roles.map((role) => analytics.audience.set(FIRST, { role })));

  expect((await analytics.reports.audience()).data).toMatchObject([{ role: 'role 49' }]);
});

test.for(ANYWHERE)('in $name: too many traits are refused by name', async ({ options }) => {
  const analytics = open(options());
  const traits = (from: string) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${from}${i}`, i]));
  await analytics.audience.set(FIRST, { traits: traits('a') });

  await expect(analytics.audience.set(FIRST, { traits: traits('b') })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    details: { issues: [{ path: 'traits' }] },
  });
});

test('what is wrong is refused before anything is asked', async () => {
  const analytics = open({ store: ':memory:' });

  await expect(analytics.audience.set(FIRST, { role: '' })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  expect((await analytics.reports.audience()).data).toEqual([]);
});

test('what was set and not waited for is kept by close()', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const analytics = open({ store });
  const kept = analytics.audience.set(FIRST, { role: 'admin' });
  await analytics.close();
  await kept;

  const { reports } = open({ store, thread: false });
  expect((await reports.audience()).data).toMatchObject([{ role: 'admin' }]);
});

test('after close() it is refused', async () => {
  const analytics = open({ store: ':memory:' });
  await analytics.close();

  await expect(analytics.audience.set(FIRST, {})).rejects.toMatchObject({
    code: 'CLOSED',
    message: expect.stringContaining('audience.set was called after close()') as string,
  });
});

test('a store that is locked for a moment is waited for', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const analytics = open({ store });
  await analytics.flush();
  const other = openDatabase(store);
  other.exec('BEGIN IMMEDIATE');
  const kept = analytics.audience.set(FIRST, { role: 'admin' });
  await new Promise((resolve) => setTimeout(resolve, 600));
  other.exec('ROLLBACK');
  other.close();
  await kept;

  expect((await analytics.reports.audience()).data).toMatchObject([{ role: 'admin' }]);
});

test('a store that cannot be opened is told when the plug-in is closed at the latest', async () => {
  const analytics = open({ store: join(temporaryFolder(), 'no', 'such', 'folder', 'bot.db') });
  const kept = analytics.audience.set(FIRST, {});
  const refused = expect(kept).rejects.toMatchObject({ code: 'CLOSED' });
  await analytics.close({ timeoutMs: 300 });

  await refused;
});
