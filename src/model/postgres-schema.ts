/** The private schema behind the documented options of a PostgreSQL store. */

import * as z from 'zod';

import type { PasswordFunction, PostgresOptions, PostgresStore } from './postgres-options.ts';
import { readPostgresUrl } from './postgres-url.ts';
import { present } from './present.ts';
import { expectsObject, flag, text, wholeFrom } from './schema-parts.ts';
import { either } from './either.ts';
import type { PostgresDescriptor } from './settings.ts';
import { isAddress, isPostgresAddress } from './store-path.ts';

/** A store that was checked: what crosses into threads, and what stays on the bot's. */
export interface CheckedPostgres extends PostgresDescriptor {
  readonly askPassword?: PasswordFunction;
}

/** Where the tables are unless told otherwise. */
const DEFAULT_SCHEMA = 'bot_analytics';

const DEFAULT_CONNECTIONS = 4;

const word = (what: string) =>
  text(`must be ${what}`, (value) => value !== '' && !isAddress(value)).optional();

/** Taken as it is, with the white space around it. */
const pem = z
  .custom<string>(
    (value) => typeof value === 'string' && value.includes('-----BEGIN'),
    "must be PEM, as a text: the content of the file, readFileSync(path, 'utf8'), not its path",
  )
  .optional();

const certificates = z.strictObject(
  {
    ca: pem,
    cert: pem,
    key: pem,
    rejectUnauthorized: flag.optional(),
    servername: word('the name in the certificate of the server'),
  },
  "must be true, false, or an object: { ca: readFileSync('ca.pem', 'utf8') }",
);

const ssl = either((value) => typeof value === 'boolean', z.boolean(), certificates).optional();

const SCHEMA_PROBLEM =
  "must be a plain name of 1 to 63 letters, digits and _ that begins with none of the digits and not with pg_: 'bot_analytics'";

const isSchema = (name: string): boolean =>
  /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name) && !/^pg_/i.test(name);

const options = z.strictObject(
  {
    url: text(
      "must be an address such as 'postgres://user:password@host:5432/database'",
      isPostgresAddress,
    ).optional(),
    host: word('the name or address of a server alone: a whole address is the url'),
    port: wholeFrom(1, 65_535, 'a whole number from 1 to 65535').optional(),
    database: word('the name of a database'),
    user: word('the name of a user'),
    password: z
      .custom<string | PasswordFunction>(
        (value) => (typeof value === 'string' && value !== '') || typeof value === 'function',
        'must be a text, or a function that returns one: leave the field out if there is none',
      )
      .optional(),
    ssl,
    schema: text(SCHEMA_PROBLEM, isSchema).optional(),
    connections: wholeFrom(1, 100, 'a whole number from 1 to 100').optional(),
  },
  expectsObject("{ url: 'postgres://…' }"),
);

/** What `postgres({…})` returns. */
export const postgresStore: z.ZodType<CheckedPostgres, PostgresStore> = z
  .strictObject({ kind: z.literal('postgres'), options })
  .transform(({ options: given }, context) => {
    const { store, problems } = settle(given);
    for (const [field, message] of problems) {
      context.addIssue({ code: 'custom', path: ['options', field], message });
    }
    return store ?? z.NEVER;
  });

/** The address of a server alone. */
export const postgresAddress = z.string().transform((url, context) => {
  const { store, problems } = settle({ url });
  for (const [, message] of problems) context.addIssue({ code: 'custom', message });
  return store ?? z.NEVER;
});

/** Names of the options, or of those of `ssl`. */
export function postgresFields(isTls: boolean): string[] {
  return Object.keys(isTls ? certificates.shape : options.shape);
}

interface Settled {
  readonly store?: CheckedPostgres;
  /** By field. */
  readonly problems: readonly (readonly [field: keyof PostgresOptions, problem: string])[];
}

/** Puts address and options together. */
function settle({ url, ...given }: PostgresOptions): Settled {
  const parts = url === undefined ? {} : readPostgresUrl(url);
  if ('problem' in parts) return { problems: [['url', parts.problem]] };
  const { schema = DEFAULT_SCHEMA } = parts;
  if (!isSchema(schema)) {
    return { problems: [['url', `has a parameter schema that is wrong: it ${SCHEMA_PROBLEM}`]] };
  }
  const own = present(given);
  const twice = (Object.keys(own) as (keyof typeof own)[]).filter((field) => field in parts);
  const { password, ...plain } = own;
  return {
    problems: twice.map((field) => [field, 'is in the url as well: leave it out of one of them']),
    store: {
      kind: 'postgres',
      options: {
        schema,
        connections: DEFAULT_CONNECTIONS,
        ...parts,
        ...plain,
        ...(typeof password === 'string' && { password }),
        ...(typeof password === 'function' && { asksPassword: true }),
      },
      ...(typeof password === 'function' && { askPassword: password }),
    },
  };
}
