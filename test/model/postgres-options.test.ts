/** How a PostgreSQL store is named: by an address, by options, by both. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, expectTypeOf, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import type { OptionIssue } from '../../src/model/option-issues.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import type { PostgresOptions } from '../../src/model/postgres-options.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import { identityOf } from '../../src/model/store-path.ts';
import { postgres } from '../../src/postgres.ts';
import { temporaryFolder } from '../support/folder.ts';

const SECRET = 'very-secret';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const settingsOf = (store: AnalyticsOptions['store'], environment = {}): object =>
  resolveOptions(store === undefined ? {} : { store }, environment).recorder.store.options;

/** What is wrong; whatever it is, it does not show the secret. */
function issuesOf(store: unknown): readonly OptionIssue[] {
  try {
    resolveOptions({ store } as AnalyticsOptions);
  } catch (error) {
    if (!AnalyticsError.is(error)) throw error;
    expect(error.message + JSON.stringify(error)).not.toContain(SECRET);
    return error.details['issues'] as readonly OptionIssue[];
  }
  throw new Error('nothing was wrong');
}

describe('an address', () => {
  test.for([
    ['postgres://', {}],
    ['postgres:///bot', { database: 'bot' }],
    ['postgresql://db.example', { host: 'db.example' }],
    ['POSTGRES://db.example:6543/bot', { host: 'db.example', port: 6_543, database: 'bot' }],
    ['postgres://anna@[::1]/bot', { user: 'anna', host: '::1', database: 'bot' }],
    [
      'postgres://anna:p%40s%2Fs%25%23@db.example/my%20bot',
      { user: 'anna', password: 'p@s/s%#', host: 'db.example', database: 'my bot' },
    ],
    [
      'postgres://anna:pw@/bot?host=/cloudsql/a:b:c',
      { user: 'anna', password: 'pw', host: '/cloudsql/a:b:c', database: 'bot' },
    ],
    ['postgres://%2Fvar%2Frun/bot', { host: '/var/run', database: 'bot' }],
    ['postgres://x/bot?user=anna&password=pw&port=1', { user: 'anna', password: 'pw', port: 1 }],
    ['postgres://x?schema=analytics_2', { schema: 'analytics_2' }],
    ['postgres://x?sslmode=verify-full', { ssl: true }],
    ['postgres://x?sslmode=require', { ssl: true }],
    ['postgres://x?sslmode=disable', { ssl: false }],
    ['postgres://x?sslmode=no-verify', { ssl: { rejectUnauthorized: false } }],
    ['postgres://x?ssl=1', { ssl: true }],
    ['postgres://x?channel_binding=require&pgbouncer=true', {}],
  ] as const)('%s', ([address, says]) => {
    const settings = settingsOf(address);

    expect(settings).toMatchObject({ schema: 'bot_analytics', connections: 4, ...says });
    expect(settings).not.toHaveProperty('url');
    expect(settingsOf(postgres({ url: address }))).toEqual(settings);
    expect(settingsOf(undefined, { BOT_ANALYTICS_STORE: ` ${address} ` })).toEqual(settings);
  });

  test('names files with certificates, which are read', () => {
    const ca = join(temporaryFolder(), 'ca.pem');
    writeFileSync(ca, PEM);

    const url = `postgres://x?sslmode=verify-full&sslrootcert=${encodeURIComponent(ca)}`;
    expect(settingsOf(url)).toMatchObject({ ssl: { ca: PEM } });
    expect(settingsOf(`${url}&sslkey=${encodeURIComponent(ca)}`)).toMatchObject({
      ssl: { ca: PEM, key: PEM },
    });
  });

  test.for([
    [`postgres://anna:${SECRET}#1@db.example/bot`, 'is written by its code'],
    [`postgres://anna:1#${SECRET}@db.example/bot`, 'is written by its code'],
    [`postgres://anna:1/${SECRET}@db.example/bot`, 'is written by its code'],
    [`postgres://anna:1?${SECRET}@db.example/bot`, 'has a parameter that is not known'],
    [`postgres://anna:${SECRET}%@db.example/bot`, 'is written by its code'],
    [`postgres://anna:${SECRET}@db.example:99999/bot`, 'is written by its code'],
    [`postgres://anna:${SECRET}@a:1,b:2/bot`, 'is written by its code'],
    [`postgres://anna:${SECRET}@x/a/b`, 'is written by its code'],
    [`postgres://anna:${SECRET}@x/b?port=0`, 'is written by its code'],
    [`postgres://anna:${SECRET}@x/b?shema=y`, 'a parameter shema that is not known; known are'],
    [`postgres://anna:${SECRET}@x/b?sslmode=maybe`, 'sslmode that is none of disable, no-verify'],
    [`postgres://anna:${SECRET}@x/b?ssl=maybe`, 'a parameter ssl that is none of'],
    [
      `postgres://anna:${SECRET}@x/b?sslcert=/none/x.pem`,
      'by sslcert that cannot be read (ENOENT)',
    ],
    [
      `postgres://anna:${SECRET}@x/b?schema=two%20words`,
      'schema that is wrong: it must be a plain',
    ],
    [`postgres://anna:${SECRET}@x/b?schema=pg_bot`, 'schema that is wrong: it must be a plain'],
  ] as const)('that is wrong is refused, and not repeated: %s', ([address, says]) => {
    expect(issuesOf(address)).toEqual([{ path: 'store', problem: expect.stringContaining(says) }]);
    expect(issuesOf(postgres({ url: address }))).toEqual([
      { path: 'store.options.url', problem: expect.stringContaining(says) },
    ]);
  });
});

test('options say the same as an address', () => {
  const options = { host: 'db.example', port: 6_543, database: 'bot', user: 'anna' };

  expect(settingsOf(postgres({ ...options, password: ' p w ', ssl: true, schema: 'x' }))).toEqual({
    ...options,
    password: ' p w ',
    ssl: true,
    schema: 'x',
    connections: 4,
  });
});

test('nothing has to be said: the variables of PostgreSQL do', () => {
  expect(settingsOf(postgres())).toEqual({ schema: 'bot_analytics', connections: 4 });
});

test('options add to an address', () => {
  const ssl = { ca: PEM, rejectUnauthorized: true, servername: 'db.internal' };
  const store = postgres({
    url: 'postgres://anna@db.example/bot',
    password: 'pw',
    ssl,
    connections: 2,
  });

  expect(settingsOf(store)).toEqual({
    host: 'db.example',
    database: 'bot',
    user: 'anna',
    password: 'pw',
    ssl,
    schema: 'bot_analytics',
    connections: 2,
  });
});

test.for([
  { host: 'x' },
  { port: 1 },
  { database: 'x' },
  { user: 'x' },
  { password: SECRET },
  { ssl: false },
  { schema: 'x' },
] satisfies PostgresOptions[])('what the address says is not said twice: %o', (options) => {
  const url = 'postgres://anna:pw@db.example:1/bot?schema=a&sslmode=require';
  const [field = ''] = Object.keys(options);

  expect(issuesOf(postgres({ url, ...options }))).toEqual([
    expect.objectContaining({
      path: `store.options.${field}`,
      problem: 'is in the url as well: leave it out of one of them',
    }),
  ]);
});

test('a function for the password stays here, and the settings say that there is one', () => {
  const password = (): string => 'pw';
  const { recorder, askPassword } = resolveOptions({ store: postgres({ host: 'x', password }) });

  expect(askPassword).toBe(password);
  expect(structuredClone(recorder).store).toEqual({
    kind: 'postgres',
    options: { host: 'x', asksPassword: true, schema: 'bot_analytics', connections: 4 },
  });
});

test.for([
  { options: { pasword: SECRET }, field: 'pasword', says: 'known are url, host, port, database' },
  { options: { ssl: { cs: PEM } }, field: 'ssl.cs', says: 'known are ca, cert, key, reject' },
  { options: { url: `db.example/${SECRET}` }, field: 'url', says: 'must be an address such as' },
  { options: { url: `mysql://${SECRET}` }, field: 'url', says: 'must be an address such as' },
  { options: { url: 7 }, field: 'url', says: 'must be an address such as' },
  { options: { host: `postgres://${SECRET}` }, field: 'host', says: 'a whole address is the url' },
  { options: { host: '' }, field: 'host', value: '', says: 'the name or address of a server' },
  { options: { port: '5432' }, field: 'port', value: '5432', says: 'from 1 to 65535' },
  { options: { port: 0 }, field: 'port', value: 0, says: 'from 1 to 65535' },
  { options: { database: 7 }, field: 'database', value: 7, says: 'must be the name of a database' },
  { options: { user: '' }, field: 'user', value: '', says: 'must be the name of a user' },
  { options: { password: 4_711 }, field: 'password', says: 'or a function that returns one' },
  { options: { password: '' }, field: 'password', says: 'leave the field out' },
  { options: { ssl: 'require' }, field: 'ssl', says: 'must be true, false, or an object' },
  { options: { ssl: { ca: '/etc/ca.pem' } }, field: 'ssl.ca', says: 'not its path' },
  { options: { ssl: { key: Buffer.from(PEM) } }, field: 'ssl.key', says: 'must be PEM, as a text' },
  {
    options: { ssl: { rejectUnauthorized: 0 } },
    field: 'ssl.rejectUnauthorized',
    value: 0,
    says: 'must be true or false',
  },
  { options: { schema: 'my-bot' }, field: 'schema', value: 'my-bot', says: 'must be a plain name' },
  { options: { schema: '2bots' }, field: 'schema', value: '2bots', says: 'must be a plain name' },
  { options: { schema: 'PG_bot' }, field: 'schema', value: 'PG_bot', says: 'not with pg_' },
  {
    options: { schema: 'x'.repeat(64) },
    field: 'schema',
    value: 'x'.repeat(64),
    says: 'of 1 to 63 letters',
  },
  { options: { connections: 0 }, field: 'connections', value: 0, says: 'from 1 to 100' },
  { options: { connections: 1.5 }, field: 'connections', value: 1.5, says: 'from 1 to 100' },
])('an option that is wrong: $field, $says', ({ options, field, value, says }) => {
  const [issue, ...more] = issuesOf({ kind: 'postgres', options });

  expect(more).toEqual([]);
  expect(issue).toMatchObject({
    path: `store.options.${field}`,
    problem: expect.stringContaining(says) as string,
  });
  expect(issue?.value).toEqual(value);
});

test.for([[7], [null], ['postgres://x'], [undefined]])('options that are none: %s', ([options]) => {
  expect(issuesOf({ kind: 'postgres', options })).toEqual([
    expect.objectContaining({
      path: 'store.options',
      problem: "must be an object: { url: 'postgres://…' }",
    }),
  ]);
});

test('a store beside which something else stands is refused', () => {
  expect(issuesOf({ ...postgres(), url: SECRET })).toEqual([
    expect.objectContaining({
      path: 'store.url',
      problem: 'there is no option of this name; known are kind, options',
    }),
  ]);
});

test('stores are told apart by server, database and schema, without a credential', () => {
  const identities = [
    postgres({ url: `postgres://anna:${SECRET}@db.example/bot` }),
    postgres({ host: 'db.example', database: 'bot', user: 'bert', password: SECRET }),
    postgres({ url: `postgres://anna:${SECRET}@db.example/bot?schema=other` }),
    postgres({ url: `postgres://anna:${SECRET}@db.example/other` }),
  ].map((store) => identityOf(resolveOptions({ store }).recorder.store));

  expect(identities[1]).toBe(identities[0]);
  expect(new Set(identities).size).toBe(3);
  expect(identities.join('')).not.toContain(SECRET);
});

test('the entry point takes what the option takes', () => {
  expectTypeOf(postgres).returns.toExtend<NonNullable<AnalyticsOptions['store']>>();
});
