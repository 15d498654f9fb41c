/**
 * Takes the address of a PostgreSQL server apart, once, at the door: the driver would let its empty
 * parts win over the options beside it, and ignore parameters that are misspelt.
 */

import { readFileSync } from 'node:fs';

import type { PostgresSettings, TlsSettings } from './settings.ts';

/** What an address may say; what it does not is absent. */
export type UrlParts = Partial<
  Pick<PostgresSettings, 'host' | 'port' | 'database' | 'user' | 'password' | 'ssl' | 'schema'>
>;

/** A part that is wrong, in words that follow the name of the field. It never repeats the address. */
export interface UrlProblem {
  readonly problem: string;
}

const UNREADABLE =
  'cannot be read as an address like postgres://user:password@host:5432/database: what is special in user and password is written by its code (@ %40, # %23, / %2F, ? %3F, % %25)';

/** Parameters that mean something here. */
const KNOWN = [
  'schema',
  'host',
  'port',
  'user',
  'password',
  'ssl',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
] as const;

/** Parameters that providers put into their addresses, for other clients: they change nothing here. */
const IGNORED: readonly string[] = [
  'application_name',
  'channel_binding',
  'connect_timeout',
  'connection_limit',
  'pgbouncer',
  'pool_timeout',
  'target_session_attrs',
];

/** Reads an address. */
export function readPostgresUrl(address: string): UrlParts | UrlProblem {
  const url = parsed(address.trim());
  if (!url || url.hash !== '') return { problem: UNREADABLE };
  const problem = strangeParameter(url.searchParams);
  if (problem !== undefined) return { problem };
  try {
    return partsOf(url);
  } catch (error) {
    return { problem: error instanceof WrongParameter ? error.message : UNREADABLE };
  }
}

/** What is thrown within this module only. */
class WrongParameter extends Error {}

/** An address with a user and without a host, which a socket has, is none to the standard. */
function parsed(address: string): URL | undefined {
  for (const each of [address, address.replace('@/', `@${NO_HOST}/`)]) {
    try {
      return new URL(each);
    } catch {
      // the next form
    }
  }
  return undefined;
}

const NO_HOST = 'no-host.invalid';

function strangeParameter(parameters: URLSearchParams): string | undefined {
  const names = [...parameters.keys()];
  const known: readonly string[] = KNOWN;
  const strange = names.find((name) => !known.includes(name) && !IGNORED.includes(name));
  if (strange === undefined) return undefined;
  // what is no word may be the rest of a password
  const what = /^\w{1,40}$/.test(strange) ? ` ${strange}` : '';
  return `has a parameter${what} that is not known; known are ${KNOWN.join(', ')}`;
}

function partsOf(url: URL): UrlParts {
  const parameter = (name: (typeof KNOWN)[number]): string | undefined =>
    url.searchParams.get(name) || undefined;
  const database = decoded(url.pathname.slice(1));
  if (url.pathname.slice(1).includes('/')) throw new WrongParameter(UNREADABLE);
  return Object.fromEntries(
    Object.entries({
      host: parameter('host') ?? hostOf(url),
      port: portOf(parameter('port') ?? (url.port || undefined)),
      database,
      user: parameter('user') ?? decoded(url.username),
      password: parameter('password') ?? decoded(url.password),
      ssl: tlsOf(parameter),
      schema: parameter('schema'),
    }).filter(([, value]) => value !== undefined),
  );
}

function hostOf({ hostname }: URL): string | undefined {
  return hostname === NO_HOST ? undefined : decoded(hostname.replace(/^\[(.+)\]$/, '$1'));
}

/** @throws URIError if it is no text that is written by codes */
function decoded(part: string): string | undefined {
  return decodeURIComponent(part) || undefined;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new WrongParameter(UNREADABLE);
  return port;
}

/** As the driver understands them: all that encrypt verify, too, but for `no-verify`. */
const SSL_MODES: Readonly<Record<string, boolean | TlsSettings>> = {
  disable: false,
  'no-verify': { rejectUnauthorized: false },
  prefer: true,
  require: true,
  'verify-ca': true,
  'verify-full': true,
};

const SSL_WORDS: Readonly<Record<string, boolean | TlsSettings>> = {
  true: true,
  '1': true,
  false: false,
  '0': false,
  'no-verify': { rejectUnauthorized: false },
};

type Parameter = (name: (typeof KNOWN)[number]) => string | undefined;

function tlsOf(parameter: Parameter): boolean | TlsSettings | undefined {
  const word = oneOf(parameter, 'ssl', SSL_WORDS);
  const mode = oneOf(parameter, 'sslmode', SSL_MODES) ?? word;
  const files = Object.entries({
    ca: contentOf(parameter, 'sslrootcert'),
    cert: contentOf(parameter, 'sslcert'),
    key: contentOf(parameter, 'sslkey'),
  }).filter(([, content]) => content !== undefined);
  if (mode === false || files.length === 0) return mode;
  return { ...(typeof mode === 'object' && mode), ...Object.fromEntries(files) };
}

function oneOf<Value>(
  parameter: Parameter,
  name: 'ssl' | 'sslmode',
  values: Readonly<Record<string, Value>>,
): Value | undefined {
  const word = parameter(name);
  if (word === undefined) return undefined;
  const value = Object.hasOwn(values, word) ? values[word] : undefined;
  if (value === undefined) {
    throw new WrongParameter(
      `has a parameter ${name} that is none of ${Object.keys(values).join(', ')}`,
    );
  }
  return value;
}

function contentOf(
  parameter: Parameter,
  name: 'sslrootcert' | 'sslcert' | 'sslkey',
): string | undefined {
  const path = parameter(name);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new WrongParameter(`names a file by ${name} that cannot be read${code}`);
  }
}
