/** `--store` and `BOT_ANALYTICS_STORE`, which all commands share: what is no store, and servers that are not there. */

import { describe, expect, test } from 'vitest';

import { cli } from './run.ts';

const SECRET = 'very-secret';

/** Nothing gets as far as these. */
const [out, file] = ['./none/out.json', './none/log.ndjson'];

const COMMANDS: readonly (readonly string[])[] = [
  ['report', 'users'],
  ['report', 'users', '--json', '--out', out],
  ['export', 'users', '--json', '--out', out],
  ['import', file],
  ['health'],
  ['validate'],
  ['outbox', 'list'],
  ['outbox', 'retry'],
  ['outbox', 'drop', '--dead', '--yes'],
];

describe.for(COMMANDS)('%s %s', (command) => {
  test.for([
    {
      store: `redis://:${SECRET}@x`,
      says: 'is an address, but not one of PostgreSQL (postgres://…): give that, or the path of a SQLite file',
    },
    {
      store: `postgres://u:${SECRET}@x/y?shema=z`,
      says: 'has a parameter shema that is not known; known are schema, host',
    },
    { store: `postgresql://u:${SECRET}/1@x/y`, says: 'cannot be read as an address like' },
    {
      store: `postgres://u:${SECRET}@x/y?schema=pg_x`,
      says: 'has a parameter schema that is wrong',
    },
  ])('what is no store is wrong usage, and not repeated: $says', async ({ store, says }) => {
    const asked = await Promise.all([
      cli([...command, '--store', store]),
      cli(command, { BOT_ANALYTICS_STORE: store }),
    ]);

    for (const [i, { code, stdout, stderr }] of asked.entries()) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`error: ${i === 0 ? '--store' : 'BOT_ANALYTICS_STORE'} ${says}`);
      expect(stderr).not.toContain(SECRET);
    }
  });

  test('a server that does not answer is a failure, and its address is not repeated', async () => {
    const store = `postgres://u:${SECRET}@127.0.0.1:1/x`;
    const { code, stdout, stderr } = await cli([...command, '--store', store]);

    expect(code).toBe(1);
    expect(stdout + stderr).toContain('PostgreSQL: connect ECONNREFUSED');
    expect(stdout + stderr).not.toContain(SECRET);
  });
});
