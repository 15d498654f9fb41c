import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { openStore } from '../../src/record/open.ts';
import type { Store } from '../../src/record/store.ts';
import type { DestinationErasure, Erased } from '../../src/runtime/erasure-desk.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { SETTINGS, deps, turn } from '../record/turns.ts';
import { cli, NOW } from './run.ts';

const ID_KEY = 'canary-id-key-that-nobody-may-see-ever';
const ENV = { BOT_ANALYTICS_ID_KEY: ID_KEY };
const MIXPANEL = 'mixpanel#00000002';
const MINUTE = 60_000;

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

/** A store in which two users have talked; what Mixpanel is told waits. */
async function shop(): Promise<string> {
  const path = join(temporaryFolder(), 'bot.db');
  const store = await open(path);
  const items = ['canary-ann', 'bob'].map((user) =>
    turn({ id: `t-${user}`, at: NOW - MINUTE, user, conversation: `c-${user}` }),
  );
  await store.record({ writer: 'w1', number: 1, items }, deps({ destinations: [MIXPANEL] }));
  await store.close();
  return path;
}

const erase = (path: string, ...argv: string[]) => cli(['erase', '--store', path, ...argv], ENV);
const ANN = ['--channel', 'webchat', '--user', 'canary-ann'];

describe('erase', () => {
  test('removes a user from everything, and leaves no byte of them', async () => {
    const path = await shop();
    const { code, stdout, stderr } = await erase(path, ...ANN);
    const db = openDatabase(path, { readonly: true });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/conversations +1\n/);
    expect(stdout).toMatch(/1 {2}mixpanel#00000002: waiting since/);
    expect(stdout).toMatch(/distinctIds: \$device:[0-9a-f]{32}/);
    expect(stdout).toContain('The bot that has this destination asks by itself');
    expect(single(db, 'SELECT count(*) FROM user_identities')).toBe(1);
    expect(readFileSync(path).includes('canary')).toBe(false);
    db.close();
  });

  test('says so if nobody is known by that name', async () => {
    const path = await shop();
    const { code, stdout } = await erase(path, '--channel', 'webchat', '--user', 'carl');

    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^nothing is known/),
    });
  });

  test('answers in JSON as the function does', async () => {
    const path = await shop();
    const { stdout } = await erase(path, ...ANN, '--json');
    const erased = JSON.parse(stdout) as Erased;

    expect(erased).toMatchObject({ found: true, scrubbed: true, removed: { identities: 1 } });
    expect(erased.destinations[MIXPANEL]).toMatchObject({ id: 1, status: 'waiting' });
  });

  test('while somebody is reading leaves the wiping to the bot, and says so', async () => {
    const path = await shop();
    const reader = openDatabase(path, { readonly: true });
    reader.exec('BEGIN');
    single(reader, 'SELECT count(*) FROM events');
    const { code, stdout, stderr } = await erase(path, ...ANN, '--json');
    reader.close();

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ found: true, scrubbed: false });
    expect(stderr).toContain('could not be wiped just now');
  });

  test('of a bot that runs is noticed by it', async () => {
    const path = await shop();
    const store = await open(path);
    await erase(path, ...ANN);
    const items = [turn({ id: 'late', at: NOW - MINUTE, user: 'canary-ann' })];
    const { dropped } = await store.record({ writer: 'w2', number: 1, items }, deps());
    await store.close();

    expect(dropped).toEqual({ forgotten: 1 });
  });

  test.for([
    { what: 'nobody', argv: [], says: 'who is to be erased?' },
    { what: 'half of a name', argv: ['--channel', 'webchat'], says: 'who is to be erased?' },
    {
      what: 'a blank name',
      argv: ['--channel', 'webchat', '--user', ' '],
      says: 'error: --user " " must be',
    },
    { what: 'a person and --status', argv: [...ANN, '--status'], says: '--status' },
    { what: 'no id', argv: ['--done', 'x'], says: 'no whole number' },
  ])('of $what is wrong usage, and erases nothing', async ({ argv, says }) => {
    const path = await shop();
    const { code, stderr } = await erase(path, ...argv);
    const db = openDatabase(path, { readonly: true });

    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(single(db, 'SELECT count(*) FROM user_identities')).toBe(2);
    db.close();
  });

  test('needs the key that the store was begun with', async () => {
    const path = await shop();
    const { code, stderr } = await cli(['erase', '--store', path, ...ANN]);

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_KEY_MISMATCH');
  });

  test('makes no store', async () => {
    const path = join(temporaryFolder(), 'none.db');
    const { code, stderr } = await erase(path, ...ANN);

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_MISSING');
    expect(existsSync(path)).toBe(false);
  });
});

describe('erase --status', () => {
  test('lists what destinations were asked, until somebody has done it by hand', async () => {
    const path = await shop();
    const before = await erase(path, '--status');
    await erase(path, ...ANN);
    const waiting = JSON.parse(
      (await erase(path, '--status', '--json')).stdout,
    ) as DestinationErasure[];
    const done = await erase(path, '--done', '1');
    const after = await erase(path, '--status');

    expect(before.stdout).toBe('no destination was ever asked to erase anybody\n');
    expect(waiting).toMatchObject([{ id: 1, destination: MIXPANEL, status: 'waiting' }]);
    expect(done.stdout).toBe('1 job is done\n');
    expect(after.stdout).toMatch(/^1 {2}mixpanel#00000002: done since [-\d: ]+ UTC\n$/);
  });
});

describe('backup', () => {
  test('copies a store that is in use, checks the copy, and says how much it holds', async () => {
    const path = await shop();
    const store = await open(path);
    const file = join(temporaryFolder(), 'copy.db');
    const { code, stdout } = await cli(['backup', file, '--store', path, '--json'], ENV);
    await store.close();
    const db = openDatabase(file, { readonly: true });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ file, bytes: readFileSync(file).length, facts: 2 });
    expect(single(db, 'SELECT count(*) FROM user_identities')).toBe(2);
    db.close();
  });

  test('writes over nothing', async () => {
    const path = await shop();
    const before = readFileSync(path);
    const { code, stderr } = await cli(['backup', path, '--store', path], ENV);

    expect(code).toBe(1);
    expect(stderr).toContain(`BACKUP_FAILED: ${path} is there already`);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('makes no copy of a store that is not there', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await cli(
      ['backup', join(folder, 'copy.db'), '--store', join(folder, 'none.db')],
      ENV,
    );

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_MISSING');
    expect(existsSync(join(folder, 'copy.db'))).toBe(false);
  });
});
