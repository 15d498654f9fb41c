/**
 * The `mixpanel` package as a builder of payloads. Its network code has no deadline and takes every
 * status for success, so it is never reached: what it would send is collected instead.
 */

import { createRequire } from 'node:module';
import type mixpanel from 'mixpanel';
import type { Values } from './mapping.ts';

/** An entry of the `/import` body. */
interface MixpanelPayload {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The part of the client that its types leave out. */
interface Collecting {
  send_request: (options: { readonly endpoint: string; readonly data: object }) => void;
}

/** Ways to change a profile that may be repeated: the others (`$add`, `$append`) may not. */
export type ProfileChange = '$set' | '$set_once' | '$union';

export interface MixpanelBuilder {
  /** The payload of one event; `at` is its time in epoch milliseconds. */
  event(name: string, at: number, properties: Values): MixpanelPayload;
  /** An entry of the `/engage` body. */
  profile(change: ProfileChange, distinctId: string, properties: object): object;
}

/** Else Mixpanel takes the user to be where our server is. */
const NOWHERE = { $ip: '0' };

/** Makes a builder for a project's token. */
export function mixpanelBuilder(token: string): MixpanelBuilder {
  // loaded by whoever sends to it: a bot that does not starts without it
  const { init } = createRequire(__filename)('mixpanel') as typeof mixpanel;
  const client = withoutProxy(() => init(token));
  let collected: object | undefined;
  (client as unknown as Collecting).send_request = ({ data }) => {
    collected = data;
  };
  const built = (build: () => void): object => {
    collected = undefined;
    build();
    if (!collected) throw new Error('the mixpanel package built nothing');
    return collected;
  };
  const { people } = client;
  const changes = {
    $set: (id: string, properties: object) => people.set(id, properties, NOWHERE),
    $set_once: (id: string, properties: object) => people.set_once(id, properties, NOWHERE),
    $union: (id: string, properties: object) =>
      people.union(id, properties as Record<string, string[]>, NOWHERE),
  };
  return {
    // copies: the package writes into what it is given
    event: (name, at, properties) =>
      built(() => client.import(name, at, { ...properties })) as MixpanelPayload,
    profile: (change, distinctId, properties) =>
      built(() => changes[change](distinctId, { ...properties })),
  };
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY'] as const;

/**
 * Runs a function while the proxy variables are hidden: with one of them set, `init` of mixpanel
 * 0.24.0 throws (mixpanel-node#252). Nothing else can run in between, since nothing is awaited.
 */
function withoutProxy<T>(run: () => T): T {
  const hidden = PROXY_VARIABLES.map((name) => [name, process.env[name]] as const);
  for (const [name] of hidden) delete process.env[name];
  try {
    return run();
  } finally {
    for (const [name, value] of hidden) if (value !== undefined) process.env[name] = value;
  }
}
