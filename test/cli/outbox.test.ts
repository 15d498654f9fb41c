import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { OutboxEvent, Settlement } from '../../src/record/outbox.ts';
import { openStore } from '../../src/record/open.ts';
import type { DestinationCounts, Store } from '../../src/record/store.ts';
import type { OutboxList } from '../../src/runtime/outbox-desk.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { deps, SETTINGS, turn } from '../record/turns.ts';
import { cli, NOW } from './run.ts';
import type { CliRun } from './run.ts';

const ID_KEY = 'canary-id-key-that-nobody-may-see-ever';
const GA4 = 'ga4#00000001';
const MIXPANEL = 'mixpanel#00000002';
const PROFILES = 'mixpanel_profiles#00000002';
const MINUTE = 60_000;
const AT = NOW - 60 * MINUTE;

function open(path: string): Promise<Store> {
  return openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    interpret: SETTINGS,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
    idKey: ID_KEY,
  });
}

interface Shop {
  readonly path: string;
  /** Ids of the events that died at Mixpanel. */
  readonly died: readonly string[];
}

/** The same before it is somewhere. */
type Recorded = Omit<Shop, 'path'> & { readonly file: Buffer };

let opened: Promise<Recorded> | undefined;

/** A shop of its own for each test, which is recorded once. */
async function shop(): Promise<Shop> {
  opened ??= openShop(join(temporaryFolder(), 'first.db'));
  const { file, ...rest } = await opened;
  const path = join(temporaryFolder(), 'bot.db');
  writeFileSync(path, file);
  return { path, ...rest };
}

/** Two turns for three destinations: GA4's wait, of Mixpanel's two died, its profiles are delivered. */
async function openShop(path: string): Promise<Recorded> {
  const store = await open(path);
  const items = ['t1', 't2'].map((id) =>
    turn({ id, at: AT, user: id, conversation: `c-${id}`, calls: [{ name: 'recognized' }] }),
  );
  const destinations = [GA4, MIXPANEL, PROFILES];
  await store.record({ writer: 'w', number: 1, items }, deps({ destinations }));
  const profiles = await claim(store, PROFILES);
  await settle(
    store,
    PROFILES,
    profiles.map((event) => ({ ...placeOf(event), outcome: 'delivered' })),
  );
  const events = await claim(store, MIXPANEL);
  const [first, second, ...rest] = events;
  await settle(store, MIXPANEL, [
    {
      ...placeOf(first!),
      outcome: 'dead',
      reason: 'rejected',
      detail: '$insert_id: no good\u001b[31m',
    },
    { ...placeOf(second!), outcome: 'dead', reason: 'too_large' },
    ...rest.map((event) => ({ ...placeOf(event), outcome: 'delivered' }) as const),
  ]);
  await store.close();
  return { file: readFileSync(path), died: [first!.event.id, second!.event.id] };
}

function claim(store: Store, destination: string): Promise<readonly OutboxEvent[]> {
  const query = { owner: 'w', limit: 100, leaseMs: MINUTE, now: NOW };
  return store.outbox.claim({ ...query, destination });
}

function settle(store: Store, destination: string, settlements: readonly Settlement[]) {
  return store.outbox.settle({ destination, owner: 'w', settlements, now: NOW - MINUTE });
}

function placeOf({ delivery, seq }: OutboxEvent) {
  return { delivery, seq };
}

/** The books of a destination, which balance. */
async function books(path: string, destination: string): Promise<DestinationCounts> {
  const store = await open(path);
  const counts = (await store.counts()).destinations[destination]!;
  await store.close();
  const { enqueued, delivered, pending, expired, cancelled, erased } = counts;
  const dead = Object.values(counts.dead).reduce((sum, events) => sum + events, 0);
  expect(enqueued).toBe(delivered + pending + dead + expired + cancelled + erased);
  return counts;
}

function outbox(path: string, ...argv: readonly string[]): Promise<CliRun> {
  return cli(['outbox', ...argv, '--store', path]);
}

async function listed(path: string, ...more: readonly string[]): Promise<OutboxList> {
  const { stdout } = await outbox(path, 'list', '--json', ...more);
  return JSON.parse(stdout) as OutboxList;
}

describe('list', () => {
  test('says what waits, and what died and why', async () => {
    const { path } = await shop();
    const { code, stdout } = await outbox(path, 'list');

    expect(code).toBe(0);
    expect(stdout.replace(/[\d.]+ k?B/, '1 kB')).toMatchInlineSnapshot(`
      "waiting for   events    size  oldest waits  attempts  next try
      ga4#00000001       8  1 kB           1 h         0       now
      whether a destination is paused is known to the running bot: await analytics.health()

      id  dead letter of     event             at (UTC)          died (UTC)        reason     detail
       2  mixpanel#00000002  message_received  2026-03-05 11:07  2026-03-05 12:06  too_large
       1  mixpanel#00000002  session_started   2026-03-05 11:07  2026-03-05 12:06  rejected   $insert_id: no good�[31m
      "
    `);
  });

  test('--json has the shape of analytics.outbox.list(), the latest first', async () => {
    const { path, died } = await shop();
    const { waiting, dead, deadTotal } = await listed(path);

    expect(waiting).toEqual([
      {
        destination: GA4,
        events: 8,
        bytes: expect.any(Number),
        oldestAt: AT,
        attempts: 0,
        nextAttemptAt: 0,
      },
    ]);
    expect(dead).toMatchObject([
      { id: 2, destination: MIXPANEL, eventId: died[1], reason: 'too_large', at: AT },
      { id: 1, destination: MIXPANEL, eventId: died[0], reason: 'rejected', diedAt: NOW - MINUTE },
    ]);
    expect(deadTotal).toBe(2);
  });

  test.for([
    { argv: ['--destination', MIXPANEL], waiting: 0, dead: 2 },
    { argv: ['--destination', 'mixpanel'], waiting: 0, dead: 2 },
    { argv: ['--destination', 'ga4'], waiting: 1, dead: 0 },
    { argv: ['--destination', 'mixpanel_profiles'], waiting: 0, dead: 0 },
    { argv: ['--reason', 'too_large'], waiting: 1, dead: 1 },
    { argv: ['--limit', '1'], waiting: 1, dead: 1 },
  ])('narrowed down by $argv', async ({ argv, waiting, dead }) => {
    const { path } = await shop();
    const list = await listed(path, ...argv);

    expect([list.waiting.length, list.dead.length]).toEqual([waiting, dead]);
  });

  test('more dead letters than are listed are told', async () => {
    const { path } = await shop();
    const { stdout } = await outbox(path, 'list', '--limit', '1');

    expect(stdout).toContain('the latest 1 of 2: see --limit');
  });

  test('on a terminal, the words of vendors are cut to its width', async () => {
    const { path } = await shop();
    const wide = await outbox(path, 'list');
    const narrow = await cli(['outbox', 'list', '--store', path], {}, { columns: 40 });

    expect(wide.stdout).toContain('$insert_id: no good');
    expect(narrow.stdout).toContain('$insert_id: no good…');
  });

  test('of an outbox with nothing in it says so', async () => {
    const path = join(temporaryFolder(), 'bot.db');
    await (await open(path)).close();
    const { code, stdout } = await outbox(path, 'list');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'nothing waits\n\nno dead letters\n' });
  });
});

describe('retry', () => {
  test('puts exactly the dead letters back that are meant, and the books balance', async () => {
    const { path, died } = await shop();
    const before = await books(path, MIXPANEL);
    const { code, stdout, stderr } = await outbox(path, 'retry', '--reason', 'rejected');
    const after = await books(path, MIXPANEL);
    const store = await open(path);
    const events = await claim(store, MIXPANEL);
    await store.close();

    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 dead letter waits again\n' });
    expect(stderr).toContain('within seconds');
    expect(before).toMatchObject({ pending: 0, dead: { rejected: 1, too_large: 1 } });
    expect(after).toMatchObject({ pending: 1, dead: { too_large: 1 } });
    expect(after.dead).not.toHaveProperty('rejected');
    expect(after.enqueued).toBe(before.enqueued);
    expect(events.map(({ event }) => event.id)).toEqual([died[0]]);
  });

  test('a second time finds nothing to do', async () => {
    const { path } = await shop();
    await outbox(path, 'retry');
    const once = await books(path, MIXPANEL);
    const { code, stdout, stderr } = await outbox(path, 'retry');

    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'no dead letters\n',
      stderr: '',
    });
    expect(await books(path, MIXPANEL)).toEqual(once);
    expect(once).toMatchObject({ pending: 2 });
  });

  test.for([
    { argv: ['--id', '2'], left: [1] },
    { argv: ['--id', '1,2'], left: [] },
    { argv: ['--id', '1', '--id', '2'], left: [] },
    { argv: ['--id', '1', '--reason', 'too_large'], left: [2, 1] },
    { argv: ['--destination', 'ga4'], left: [2, 1] },
  ])('$argv leaves the dead letters $left', async ({ argv, left }) => {
    const { path } = await shop();
    await outbox(path, 'retry', ...argv);

    expect((await listed(path)).dead.map(({ id }) => id)).toEqual(left);
  });

  test('an event that is no longer kept stays dead, and that is said', async () => {
    const { path, died } = await shop();
    const db = openDatabase(path);
    db.prepare('DELETE FROM events WHERE id = ?').run(died[0]!);
    db.close();
    const { stdout } = await outbox(path, 'retry');

    expect(stdout).toBe(
      '1 dead letter waits again\n1 dead letter stays dead: no longer kept to be sent\n',
    );
    expect((await books(path, MIXPANEL)).dead).toEqual({ rejected: 1 });
  });

  test('--json says the same', async () => {
    const { path } = await shop();
    const { stdout } = await outbox(path, 'retry', '--json');

    expect(JSON.parse(stdout)).toEqual({ retried: 2, gone: 0 });
  });
});

describe('a filter that no dead letter fits does not read as if there were none', () => {
  test.for([
    ['list', '--reason', 'rejectet'],
    ['list', '--destination', 'ga4'],
    ['retry', '--reason', 'rejectet'],
    ['retry', '--id', '99'],
    ['drop', '--dead', '--reason', 'rejectet', '--yes'],
    ['drop', '--dead', '--reason', 'rejectet'],
  ])('%s', async (argv) => {
    const { path } = await shop();
    const { stdout, stderr } = await outbox(path, ...argv);

    expect(stdout + stderr).toContain(
      'none of 2 dead letters match; reasons: rejected, too_large\n',
    );
    expect(stdout + stderr).not.toContain('no dead letters');
    expect((await listed(path)).deadTotal).toBe(2);
  });

  test('reasons of letters that were removed are not named', async () => {
    const { path } = await shop();
    await outbox(path, 'drop', '--dead', '--reason', 'too_large', '--yes');
    const { stdout } = await outbox(path, 'retry', '--reason', 'ambiguous');

    expect(stdout).toBe('the only dead letter does not match; reasons: rejected\n');
  });
});

const DROP_TOO_LARGE = ['drop', '--dead', '--reason', 'too_large', '--yes', '--json'];

describe('drop', () => {
  test('--waiting cancels what waits, and nothing of it is claimed any more', async () => {
    const { path } = await shop();
    const { code, stdout } = await outbox(path, 'drop', '--waiting', '--yes');
    const store = await open(path);
    const events = await claim(store, GA4);
    await store.close();

    expect({ code, stdout }).toEqual({ code: 0, stdout: '8 events cancelled\n' });
    expect(events).toEqual([]);
    expect(await books(path, GA4)).toMatchObject({ pending: 0, cancelled: 8 });
  });

  test('--dead removes dead letters, which stay counted as dead', async () => {
    const { path } = await shop();
    const { code, stdout } = await outbox(path, ...DROP_TOO_LARGE);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ dropped: 1 });
    expect((await listed(path)).dead.map(({ id }) => id)).toEqual([1]);
    expect((await books(path, MIXPANEL)).dead).toEqual({ rejected: 1, too_large: 1 });
  });

  test.for([
    { argv: ['--waiting'], says: `8 events would never be sent to ${GA4}: add --yes to do it` },
    {
      argv: ['--waiting', '--destination', 'mixpanel'],
      says: '0 events would never be sent: add --yes to do it',
    },
    { argv: ['--dead'], says: '2 dead letters would be removed for good: add --yes to do it' },
    { argv: ['--dead', '--id', '2'], says: '1 dead letter would be removed for good: add --yes' },
  ])('without --yes, $argv only says what it would do', async ({ argv, says }) => {
    const { path } = await shop();
    const before = await listed(path);
    const { code, stdout, stderr } = await outbox(path, 'drop', ...argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(await listed(path)).toEqual(before);
  });
});

describe('wrong usage', () => {
  test.for([
    {
      argv: ['list', '--limit', '1001'],
      says: '--limit 1001 must be a whole number from 1 to 1000',
    },
    { argv: ['list', '--limit', 'x'], says: 'It is no whole number of at least 1' },
    { argv: ['list', '--limit', '0'], says: 'It is no whole number of at least 1' },
    { argv: ['list', '--reason', ' '], says: '--reason " " must be a reason' },
    { argv: ['retry', '--id', '1,,2'], says: 'It is no whole number of at least 1' },
    { argv: ['retry', '--id', '1.5'], says: 'It is no whole number of at least 1' },
    {
      argv: ['list', '--destination', 'mixpannel'],
      says: `--destination "mixpannel" must be a destination that has got events: known are ${GA4}, ${MIXPANEL}`,
    },
    { argv: ['retry', '--destination', 'mixpannel'], says: '--destination "mixpannel" must be' },
    { argv: ['drop', '--yes'], says: 'Give --waiting or --dead' },
    { argv: ['drop', '--waiting', '--dead'], says: "option '--waiting' cannot be used" },
    { argv: ['drop', '--waiting', '--id', '1'], says: "option '--waiting' cannot be used" },
    { argv: ['drop', '--waiting', '--reason', 'x'], says: "option '--waiting' cannot be used" },
    { argv: ['empty'], says: "unknown command 'empty'" },
    { argv: [], says: 'Usage: botbuilder-analytics outbox' },
  ])('$argv', async ({ argv, says }) => {
    const { path } = await shop();
    const store = argv.length > 1 ? ['--store', path] : [];
    const { code, stdout, stderr } = await cli(['outbox', ...argv, ...store]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('a store that cannot be worked with is left as it is', () => {
  const commands = [['list'], ['retry'], ['drop', '--dead', '--yes']];

  test.for(commands)('%s: there is none', async (command) => {
    const path = join(temporaryFolder(), 'none.db');
    const { code, stderr } = await outbox(path, ...command);

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_MISSING');
  });

  test.for(commands)('%s: it is of another release', async (command) => {
    const { path } = await shop();
    const setVersion = (version: number): void => {
      const db = openDatabase(path);
      db.exec(`PRAGMA user_version = ${version}`);
      db.close();
    };
    setVersion(1);
    const older = await outbox(path, ...command);
    setVersion(999);
    const newer = await outbox(path, ...command);

    expect([older.code, newer.code]).toEqual([1, 1]);
    expect(older.stderr).toContain('STORE_OUTDATED');
    expect(newer.stderr).toContain('STORE_TOO_NEW');
  });
});

test('no key is needed, and none is shown', async () => {
  const { path } = await shop();
  const env = { BOT_ANALYTICS_STORE: path, BOT_ANALYTICS_MIXPANEL_TOKEN: 'canary-token' };
  const runs = [
    await cli(['outbox', 'list'], env),
    await cli(['outbox', 'list', '--destination', 'nobody'], env),
    await cli(['outbox', 'retry'], env),
    await cli(['outbox', 'drop', '--waiting', '--yes'], env),
  ];

  expect(runs.map(({ code }) => code)).toEqual([0, 2, 0, 0]);
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain('canary');
});

test('the bot records while its outbox is looked after', async () => {
  const { path } = await shop();
  const store = await open(path);
  const { code } = await outbox(path, 'drop', '--waiting', '--yes');
  const items = [turn({ id: 't3', at: AT, user: 't3', conversation: 'c-t3' })];
  await store.record({ writer: 'w', number: 2, items }, deps({ destinations: [GA4] }));
  const events = await claim(store, GA4);
  await store.close();

  expect(code).toBe(0);
  expect(new Set(events.map(({ event }) => event.turnId))).toEqual(new Set(['t3']));
  expect(await books(path, GA4)).toMatchObject({ cancelled: 8, pending: events.length });
});
