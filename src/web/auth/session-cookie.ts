/** The cookie of a browser that has signed in. */

import { deleteCookie, setCookie } from 'hono/cookie';
import type { Context } from 'hono';

import { HOUR_MS, SECOND_MS } from '../../model/time.ts';

/** How long one is signed in. */
export const SESSION_MS = 8 * HOUR_MS;

/** With the port in it: cookies are the same for all ports of a host. */
export function cookieName(url: string): string {
  const { port } = new URL(url);
  return `__Host-bot-analytics${port === '' ? '' : `-${port}`}`;
}

/** Browsers take it on https, and on http from loopback. */
const OPTIONS = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const;

export function keepSession(context: Context, secret: string): void {
  const maxAge = SESSION_MS / SECOND_MS;
  setCookie(context, cookieName(context.req.url), secret, { ...OPTIONS, maxAge });
}

export function dropSession(context: Context): void {
  deleteCookie(context, cookieName(context.req.url), OPTIONS);
}
