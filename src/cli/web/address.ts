/** Where the pages are served, as it is typed, and what is refused of it. */

import { isIPv4 } from 'node:net';

import { InvalidArgumentError } from 'commander';

const MAX_PORT = 65_535;

export function readPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Infinity;
  if (port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MAX_PORT}.`);
}

/** Only https, but on loopback: browsers take the cookie of a sign-in on nothing else. */
export function readPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && isSafe && url.href === `${url.origin}/`) return url.origin;
  throw new InvalidArgumentError(
    'It must be an https address without a path, such as https://bot.example.',
  );
}

/** Tells whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.');
  return ['localhost', '::1', '[::1]'].includes(host.toLowerCase());
}

/** The address of a host and port in a browser. */
export function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host}:${port}`;
}
