/** What holds of every answer, and of whom it is given to, before anybody is asked who they are. */

import type { CheckedWebOptions } from './options.ts';
import { refusal } from './problem.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** On every answer. `same-origin`: with `no-referrer` Chromium says `Origin: null` of our own forms. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What is the same for everybody may be kept; all else may not. */
export const NO_STORE = 'no-store';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses a host that is not ours: a name of somebody else's site that points here would make a browser
 * send what is meant for us.
 * @throws RequestProblem `WRONG_HOST`
 */
export function checkHost(url: URL, { publicUrl, hosts }: CheckedWebOptions): void {
  const isOurs =
    LOOPBACK.has(url.hostname) ||
    url.host === publicUrl?.host ||
    hosts.some((host) => host === url.host || host === url.hostname);
  if (isOurs) return;
  throw refusal(
    'WRONG_HOST',
    `The host ${url.host} is not served: set publicUrl, or add it to hosts, in the options of web().`,
  );
}

/**
 * Refuses a change that another site has had a browser ask for.
 * @throws RequestProblem `FORBIDDEN`
 */
export function checkOrigin(request: Request, { publicUrl }: CheckedWebOptions): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isSameSite = site === null || site === 'same-origin' || site === 'none';
  if (isSameSite && origin !== null && isOwnOrigin(origin, new URL(request.url), publicUrl)) return;
  throw refusal('FORBIDDEN', 'Changes are taken from our own pages alone: the origin is another.');
}

/** Behind a proxy that ends TLS, the scheme that we see is not that of the browser. */
function isOwnOrigin(origin: string, { host }: URL, publicUrl: URL | undefined): boolean {
  if (origin === publicUrl?.origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
