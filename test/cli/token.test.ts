import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { AccessStore } from '../../src/record/store.ts';
import { openAccess } from '../../src/record/open.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { cli, NOW } from './run.ts';

const DAY = 86_400_000;

/** An empty store; its pseudonyms have a key that the command line is not told. */
async function shop(): Promise<string> {
  const path = join(temporaryFolder(), 'bot.db');
  await openSqliteStore({ path, durability: 'balanced', idKey: 'k'.repeat(40) }).close();
  return path;
}

async function accessTo(path: string): Promise<AccessStore['access']> {
  const store = await openAccess({ store: { kind: 'sqlite', options: { path } } });
  onTestFinished(() => store.close());
  return store.access;
}

const token = (path: string, ...argv: string[]) => cli(['token', ...argv, '--store', path]);
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

interface Listed {
  readonly id: string;
  readonly status: string;
}

async function listed(path: string): Promise<readonly Listed[]> {
  return JSON.parse((await token(path, 'list', '--json')).stdout) as Listed[];
}

describe('token create', () => {
  test('prints a token and nothing else, by which its holder is let in for so many days', async () => {
    const path = await shop();
    const scope = ['--scope', 'reports:read, audience:write', '--scope', 'reports:read'];
    const made = await token(path, 'create', ...scope, '--days', '7', '--name', ' Sales ');
    const secret = made.stdout.trimEnd();
    const access = await accessTo(path);
    const used = await access.useToken(hashOf(secret), NOW + 7 * DAY - 1);

    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/^bba_[\w-]{43}\n$/u);
    expect(made.stderr).toMatch(
      /^id [0-9a-f]{12}, valid until 2026-03-12 12:07 UTC; the token is not shown again\n$/u,
    );
    expect(used).toMatchObject({ name: 'Sales', scopes: ['reports:read', 'audience:write'] });
    expect(await access.useToken(hashOf(secret), NOW + 7 * DAY)).toBeUndefined();
  });

  test('keeps no secret, and two tokens are never the same', async () => {
    const path = await shop();
    const made = await Promise.all([1, 2].map(() => token(path, 'create', '--scope', 'admin')));
    const secrets = made.map(({ stdout }) => stdout.trim().slice('bba_'.length));
    const bytes = readFileSync(path).toString('latin1');

    expect(new Set(secrets).size).toBe(2);
    expect(new Set((await listed(path)).map(({ id }) => id)).size).toBe(2);
    for (const secret of secrets) expect(bytes).not.toContain(secret);
  });

  test('stands in the audit log', async () => {
    const path = await shop();
    await token(path, 'create', '--scope', 'reports:read');
    const [{ id }] = (await listed(path)) as [Listed];
    await token(path, 'revoke', id);
    const rows = await (await accessTo(path)).audit({ limit: 9 });

    expect(rows).toMatchObject([
      { by: 'command line', action: 'token.revoke', subject: id },
      {
        by: 'command line',
        action: 'token.create',
        subject: id,
        details: { name: `token ${id}`, scopes: 'reports:read', days: 30 },
      },
    ]);
  });

  test.for([
    { argv: [], says: ["required option '--scope <scopes>' not specified"] },
    {
      argv: ['--scope', 'reports:write'],
      says: ['--scope', 'There is no scope "reports:write"; known are reports:read,'],
    },
    {
      argv: ['--scope', 'admin', '--days', '0'],
      says: ['--days', "'0'", 'a whole number of days from 1 to 366'],
    },
    { argv: ['--scope', 'admin', '--days', '367'], says: ['--days', '1 to 366'] },
    { argv: ['--scope', 'admin', '--days', '1.5'], says: ['--days', "'1.5'"] },
    { argv: ['--scope', 'admin', '--name', 'a\nb'], says: ['--name', '1 to 64 characters'] },
    { argv: ['--scope', 'admin', '--name', 'x'.repeat(65)], says: ['--name'] },
  ])('with $argv is wrong usage', async ({ argv, says }) => {
    const { code, stdout, stderr } = await token('missing.db', 'create', ...argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const words of says) expect(stderr).toContain(words);
  });

  test('for a store that is not there fails, and prints no token', async () => {
    const path = join(temporaryFolder(), 'none.db');
    const { code, stdout, stderr } = await token(path, 'create', '--scope', 'admin');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/STORE_MISSING/u);
  });
});

describe('token list and revoke', () => {
  test('show which are valid, and since when one was not used', async () => {
    const path = await shop();
    const empty = await token(path, 'list');
    const secret = (await token(path, 'create', '--scope', 'admin', '--name', 'Ann')).stdout.trim();
    const access = await accessTo(path);
    await access.addToken({
      id: 'old',
      hash: hashOf('old'),
      name: 'Old\u202e',
      scopes: ['takeover'],
      createdAt: NOW - DAY,
      expiresAt: NOW,
    });
    await access.useToken(hashOf(secret), NOW + 90_000);
    const { stdout } = await token(path, 'list');

    expect(empty.stdout).toBe('there is no token: see token create --help\n');
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/u))).toEqual([
      ['id', 'name', 'scopes', 'status', 'created', 'expires', 'last used'],
      [
        expect.stringMatching(/^[0-9a-f]{12}$/u),
        'Ann',
        'admin',
        'valid',
        '2026-03-05 12:07 UTC',
        '2026-04-04 12:07 UTC',
        '2026-03-05 12:08 UTC',
      ],
      [
        'old',
        'Old�',
        'takeover',
        'expired',
        '2026-03-04 12:07 UTC',
        '2026-03-05 12:07 UTC',
        'never',
      ],
      [''],
    ]);
  });

  test('a token is revoked once; what is over stays so, and who does not exist is told', async () => {
    const path = await shop();
    const secret = (await token(path, 'create', '--scope', 'admin')).stdout.trim();
    const [{ id }] = (await listed(path)) as [Listed];
    const runs = [
      await token(path, 'revoke', id),
      await token(path, 'revoke', id),
      await token(path, 'revoke', 'nobody'),
      await token(path, 'revoke'),
    ];
    const access = await accessTo(path);

    expect(runs.map(({ code }) => code)).toEqual([0, 0, 1, 2]);
    expect(runs[0]?.stdout).toBe(`token ${id} is revoked, and who signed in by it is signed out\n`);
    expect(runs[1]?.stdout).toBe(`token ${id} was revoked before\n`);
    expect(runs[2]?.stderr).toBe('error: "nobody" is the id of no token: see token list\n');
    expect(runs[3]?.stderr).toContain("missing required argument 'id'");
    expect(await access.useToken(hashOf(secret), NOW)).toBeUndefined();
    expect(await listed(path)).toMatchObject([{ id, status: 'revoked', revokedAt: NOW }]);
  });

  test('help shows examples', async () => {
    const { code, stdout } = await cli(['token', '--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('$ botbuilder-analytics token create --scope reports:read --days 30');
  });
});
