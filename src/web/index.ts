/** `botbuilder-analytics/web`: pages for people who look, and reports over HTTP for programs. */

import { AnalyticsError } from '../model/errors.ts';
import { invalid } from '../model/option-issues.ts';
import type { WebPorts } from '../runtime/web-ports.ts';
import { webPortsOf } from '../runtime/web-ports.ts';
import { appOf } from './app.ts';
import { nodeHandler } from './node-handler.ts';
import type { NodeHandler } from './node-handler.ts';
import { checkedWebOptions } from './options.ts';
import type { WebOptions } from './options.ts';
import type { WebAnalytics } from './site.ts';

export { bearer } from './auth/visitor.ts';

export type { Auth, AuthFunction, BearerAuth } from './auth/visitor.ts';
export type { NodeHandler, NodeRequest, NodeResponse } from './node-handler.ts';
export type { WebOptions } from './options.ts';
export type { WebAnalytics } from './site.ts';
export type { Scope } from '../record/access.ts';

/** The pages of a bot, ready to be mounted. */
export interface WebSite {
  /** For anything that speaks fetch. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** For express, restify, fastify and plain http, under a prefix or not, after a body parser or not. */
  readonly nodeHandler: NodeHandler;
}

/**
 * Makes the pages and the HTTP reports of a bot's analytics.
 * @param analytics what `createBotAnalytics` returned
 * @throws AnalyticsError `INVALID_OPTIONS`; `details.issues` lists every wrong field
 */
export function web(analytics: WebAnalytics, options: WebOptions): WebSite {
  const checked = checkedWebOptions(options);
  const ports = portsOf(analytics);
  const site = { analytics, ports, options: checked, now: Date.now };
  const app = appOf(site, (error) => ports.onError(asError(error)));
  const fetch = async (request: Request): Promise<Response> => app.fetch(request);
  return { fetch, nodeHandler: nodeHandler(fetch) };
}

function portsOf(analytics: unknown): WebPorts {
  const ports = typeof analytics === 'object' && analytics !== null && webPortsOf(analytics);
  if (ports) return ports;
  throw invalid([
    {
      path: 'analytics',
      problem: 'must be what createBotAnalytics() of the same release returned',
    },
  ]);
}

function asError(cause: unknown): AnalyticsError {
  if (AnalyticsError.is(cause)) return cause;
  return new AnalyticsError('INTERNAL', 'a page or an HTTP report failed', { cause });
}
