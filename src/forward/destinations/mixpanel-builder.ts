/**
 * The `mixpanel` package as a builder of payloads. Its network code has no deadline and takes every
 * status for success, so it is never reached: what it would send is collected instead.
 */

import mixpanel from 'mixpanel';
import type { Values } from './mapping.ts';

/** An entry of the `/import` body. */
interface MixpanelPayload {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The part of the client that its types leave out. */
interface Collecting {
  send_request: (options: { readonly endpoint: string; readonly data: MixpanelPayload }) => void;
}

/** Builds the payload of one event; `at` is its time in epoch milliseconds. */
export type BuildPayload = (name: string, at: number, properties: Values) => MixpanelPayload;

/** Makes a builder for a project's token. */
export function mixpanelBuilder(token: string): BuildPayload {
  const client = withoutProxy(() => mixpanel.init(token));
  let collected: MixpanelPayload | undefined;
  (client as unknown as Collecting).send_request = ({ data }) => {
    collected = data;
  };
  return (name, at, properties) => {
    collected = undefined;
    client.import(name, at, { ...properties }); // a copy: the package writes into it
    if (!collected) throw new Error('the mixpanel package built nothing');
    return collected;
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
