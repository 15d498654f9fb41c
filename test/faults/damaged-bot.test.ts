/** A bot whose store is damaged, deleted or replaced, before it starts or while it runs. */

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsError, BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { expectBalanced } from '../support/books.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';
import { startBot } from './bot-process.ts';
import { PAGE_BYTES, patch, randomFrom, spoilPage } from './damage.ts';

/** Processes that start at once with the same damaged file. */
const BOTS = process.env['NIGHTLY'] ? 4 : 2;

const WHERE = [
  { where: 'in threads', thread: true },
  { where: 'inline', thread: false },
] as const;

function open(store: string, thread = true) {
  const errors: AnalyticsError[] = [];
  const lines: string[] = [];
  const analytics = createBotAnalytics({
    store,
    thread,
    onError: (error) => errors.push(error),
    logger: { warn: (line) => lines.push(line), error: (line) => lines.push(line) },
  });
  onTestFinished(() => analytics.close({ timeoutMs: 1_000 }).then(() => undefined));
  return { analytics, errors, lines, codes: () => errors.map(({ code }) => code) };
}

async function talk(analytics: BotAnalytics, from: number, turns: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = from; n < from + turns; n++) await adapter.turn(message(n, 5));
  await analytics.flush({ timeoutMs: 10_000 });
}

async function received(analytics: BotAnalytics): Promise<number> {
  const { summary } = await analytics.reports.messages({ period: 'last7days' });
  return summary.received;
}

/** A file in which a bot has recorded. */
async function usedStore(turns = 40): Promise<string> {
  const path = join(temporaryFolder(), 'bot.db');
  const { analytics } = open(path, false);
  await talk(analytics, 0, turns);
  await analytics.close();
  return path;
}

function pageOf(path: string, sql: string): number {
  const db = openDatabase(path, { readonly: true });
  const page = single(db, sql) as number;
  db.close();
  return page;
}

function rootOf(path: string, name: string): number {
  return pageOf(path, `SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`);
}

/** Damaged files that were set aside, without what belongs to them. */
function asideOf(path: string): string[] {
  return readdirSync(dirname(path)).filter(
    (name) => name.startsWith(`${basename(path)}.corrupt-`) && !/-(wal|shm|journal)$/.test(name),
  );
}

test.for(WHERE)(
  'a bot that starts with a damaged file goes on with what can be saved ($where)',
  async ({ thread }) => {
    const path = await usedStore();
    spoilPage(path, 1, randomFrom(1));
    const { analytics, codes, errors, lines } = open(path, thread);
    await talk(analytics, 100, 10);
    const health = await analytics.health();

    expect(codes()).toEqual(['STORE_SET_ASIDE']);
    expect(lines).toHaveLength(1);
    const [aside] = asideOf(path);
    expect(errors[0]?.message).toContain(aside);
    expect(errors[0]?.details).toMatchObject({ partial: [] });
    expect(health.store).toMatchObject({ state: 'degraded', facts: 100, users: 5 });
    expect(health.store.problem).toContain('STORE_SET_ASIDE');
    expect(health.process).toMatchObject({ stored: 20, inMemory: 0, dropped: {} });
    expectBalanced(health);
    expect(await received(analytics)).toBe(50);
  },
);

test('damage that the first question to a store finds does not keep it from being opened', async () => {
  const path = await usedStore();
  spoilPage(path, rootOf(path, 'writers'), randomFrom(1));
  const { analytics, codes } = open(path, false);
  await talk(analytics, 100, 10);
  const health = await analytics.health();

  expect(codes()).toEqual(['STORE_UNAVAILABLE', 'STORE_SET_ASIDE']);
  expect(health.store).toMatchObject({ state: 'degraded', facts: 100 });
  expect(health.process).toMatchObject({ stored: 20, inMemory: 0, dropped: {} });
});

test.for(WHERE)(
  'damage that shows while the bot runs costs no turn, and reports go on ($where)',
  async ({ thread }) => {
    const path = await usedStore();
    const { analytics, codes } = open(path, thread);
    await talk(analytics, 100, 5);
    expect(await received(analytics)).toBe(45);
    // somebody else writes, so that the bot reads anew what stands in the file by then
    const other = openDatabase(path);
    other.exec(`INSERT INTO meta VALUES ('other', 1); PRAGMA wal_checkpoint(TRUNCATE)`);
    other.close();
    for (const table of ['conversations', 'users'])
      spoilPage(path, rootOf(path, table), randomFrom(2));
    await talk(analytics, 200, 10);
    const health = await analytics.health();

    expect(codes()).toEqual(['STORE_UNAVAILABLE', 'STORE_SET_ASIDE']);
    expect(asideOf(path)[0]).toMatch(/^bot\.db\.corrupt-\d{8}T\d{6}Z/);
    expect(health.store.state).toBe('degraded');
    expect(health.process).toMatchObject({ received: 30, stored: 30, dropped: {} });
    expectBalanced(health);
    expect(await received(analytics)).toBe(55);
  },
);

test.for(WHERE)(
  'damage that a report finds is mended, and the next one is answered ($where)',
  async ({ thread }) => {
    const path = await usedStore();
    const { analytics, codes } = open(path, thread);
    await talk(analytics, 100, 5);
    await analytics.close();
    spoilPage(path, rootOf(path, 'response_times'), randomFrom(3));
    const again = open(path, thread);
    await again.analytics.flush();
    await expect(again.analytics.reports.responseTimes({ period: 'last7days' })).rejects.toThrow(
      'STORE_DAMAGED',
    );
    await expect
      .poll(
        () =>
          again.analytics.reports
            .responseTimes({ period: 'last7days' })
            .then(() => 'answered', String),
        {
          timeout: 10_000,
        },
      )
      .toBe('answered');

    expect(codes()).toEqual([]);
    await expect.poll(() => again.codes()).toContain('STORE_SET_ASIDE');
    expect(await received(again.analytics)).toBe(45);
  },
);

test.for(WHERE)(
  'a file that is deleted while the bot runs is begun anew, loudly ($where)',
  async ({ thread }) => {
    const path = await usedStore();
    const { analytics, codes } = open(path, thread);
    await talk(analytics, 100, 5);
    expect(await received(analytics)).toBe(45);
    for (const name of readdirSync(dirname(path))) rmSync(join(dirname(path), name));
    await talk(analytics, 200, 10);
    const health = await analytics.health();

    expect(codes()).toEqual(['STORE_VANISHED']);
    expect(health.store).toMatchObject({ state: 'ok', facts: 20 });
    expect(health.process).toMatchObject({ received: 30, stored: 30, dropped: {} });
    expectBalanced(health);
    expect(await received(analytics)).toBe(10);
    const db = openDatabase(path, { readonly: true });
    expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
    db.close();
  },
);

test('a folder that is deleted while the bot runs is made anew', async () => {
  const path = join(temporaryFolder(), 'data', 'bot.db');
  mkdirSync(dirname(path));
  const { analytics, codes } = open(path);
  await talk(analytics, 0, 5);
  rmSync(dirname(path), { recursive: true });
  await talk(analytics, 100, 5);

  expect(codes()).toEqual(['STORE_VANISHED']);
  expect((await analytics.health()).store).toMatchObject({ state: 'ok', facts: 10 });
});

test('a file that another one takes the place of is left for that one', async () => {
  const path = await usedStore(7);
  const { analytics, codes } = open(path);
  await talk(analytics, 100, 5);
  const restored = await usedStore(20);
  renameSync(restored, path);
  await talk(analytics, 200, 5);

  expect(codes()).toEqual(['STORE_VANISHED']);
  expect((await analytics.health()).store).toMatchObject({ state: 'ok', facts: 50 });
  expect(await received(analytics)).toBe(25);
});

test('processes that start at once with a damaged file mend it once, and all record', async () => {
  const path = await usedStore();
  spoilPage(path, rootOf(path, 'conversations'), randomFrom(4));
  writeFileSync(`${path}-wal`, 'it was not closed');
  const bots = await Promise.all(Array.from({ length: BOTS }, () => startBot({ store: path })));
  await Promise.all(
    bots.map((bot, own) =>
      bot.turns(Array.from({ length: 5 }, (_, n) => message(1_000 * (own + 1) + n, 5))),
    ),
  );
  await Promise.all(bots.map((bot) => bot.flush({ timeoutMs: 20_000 })));
  const books = await Promise.all(bots.map((bot) => bot.health()));

  expect(asideOf(path)).toHaveLength(1);
  for (const health of books) {
    expectBalanced(health);
    expect(health.process).toMatchObject({ stored: 10, dropped: {} });
  }
  expect(books[0]?.store).toMatchObject({ facts: 80 + BOTS * 10 });
  const told = books
    .flatMap(({ problems }) => problems)
    .filter((each) => each.includes('SET_ASIDE'));
  expect(told).toHaveLength(1);
});

test('a bot whose new file is damaged as well stays in memory, and is told why', async () => {
  const path = await usedStore();
  spoilPage(path, rootOf(path, 'sessions'), randomFrom(5));
  writeFileSync(`${path}-wal`, 'it was not closed');
  const { analytics } = open(path);
  await talk(analytics, 100, 5);
  expect(asideOf(path)).toHaveLength(1);
  const other = openDatabase(path);
  other.exec(`INSERT INTO meta VALUES ('other', 1); PRAGMA wal_checkpoint(TRUNCATE)`);
  other.close();
  patch(path, (bytes) => bytes.fill(0xff, 2 * PAGE_BYTES));
  const adapter = adapterWith(analytics.middleware);
  for (let n = 200; n < 205; n++) await adapter.turn(message(n, 5));
  await analytics.flush({ timeoutMs: 1_000 });
  const health = await analytics.health();

  expect(asideOf(path)).toHaveLength(1);
  expect(health.process).toMatchObject({ stored: 10, inMemory: 10, dropped: {} });
  expect(health.store.state).toBe('degraded');
  expectBalanced(health);
});
