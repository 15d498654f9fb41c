/** Signing in and out: with a token on a page, or by a link that works once. */

import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';

import type { Session } from '../../record/access.ts';
import { hashOfSecret } from '../../runtime/tokens.ts';
import { page } from '../parts/layout.tsx';
import { refusal } from '../problem.ts';
import { NO_STORE, checkOrigin } from '../security.ts';
import type { Site, SiteEnv } from '../site.ts';
import type { Guard } from './guard.ts';
import { newSecret } from './secrets.ts';
import { SESSION_MS, cookieName, dropSession, keepSession } from './session-cookie.ts';

/** Largest form that is read. */
const MAX_FORM_BYTES = 16 * 1024;

/** Signing in is for `bearer()`; whoever has single sign-on signs in and out there. */
export function signInRoutes(site: Site, guard: Guard): Hono<SiteEnv> {
  const routes = new Hono<SiteEnv>();
  if (typeof site.options.auth === 'function') return routes;
  const small = bodyLimit({ maxSize: MAX_FORM_BYTES, onError: tooLarge });
  routes.use('/sign-in/*', async (context, next) => {
    // some programs look at a link before a person follows it
    if (context.req.method === 'HEAD') throw refusal('METHOD_NOT_ALLOWED', 'Ask with GET.');
    await next();
    context.header('cache-control', NO_STORE);
  });
  routes.get('/sign-in', (context) => {
    context.header('cache-control', NO_STORE);
    return context.html(signInPage(site, { next: context.req.query('next') }));
  });
  routes.post('/sign-in', small, (context) => signIn(site, guard, context));
  routes.get('/sign-in/:code', (context) => signInByCode(site, guard, context));
  routes.post('/sign-out', small, (context) => signOut(site, guard, context));
  return routes;
}

function tooLarge(): never {
  throw refusal('BODY_TOO_LARGE', `At most ${MAX_FORM_BYTES} bytes are read.`);
}

async function signIn(site: Site, guard: Guard, context: Context<SiteEnv>): Promise<Response> {
  checkOrigin(context.req.raw, site.options);
  const form = await context.req.formData();
  const secret = textOf(form.get('token')).trim();
  const next = textOf(form.get('next'));
  const token =
    secret === '' ? undefined : await site.ports.access.useToken(hashOfSecret(secret), site.now());
  if (!token) {
    guard.failed();
    return context.html(signInPage(site, { next, isWrong: true }), 401);
  }
  const { name, scopes, id, expiresAt } = token;
  await begin(site, context, { name, scopes, token: id, expiresAt });
  return context.redirect(`${site.options.basePath}${pathOf(next)}`, 303);
}

async function signInByCode(
  site: Site,
  guard: Guard,
  context: Context<SiteEnv>,
): Promise<Response> {
  const code = context.req.param('code') ?? '';
  const visitor = await site.ports.access.useCode(hashOfSecret(code), site.now());
  if (!visitor) {
    guard.failed();
    return context.html(signInPage(site, { isUsed: true }), 401);
  }
  await begin(site, context, { ...visitor, expiresAt: Infinity });
  return context.redirect(`${site.options.basePath}/`, 303);
}

async function begin(
  site: Site,
  context: Context<SiteEnv>,
  { expiresAt, ...visitor }: Omit<Session, 'hash'>,
): Promise<void> {
  const { access } = site.ports;
  const now = site.now();
  const secret = newSecret();
  const session = {
    ...visitor,
    hash: hashOfSecret(secret),
    expiresAt: Math.min(expiresAt, now + SESSION_MS),
  };
  await access.addSession(session, now);
  await access.log({ at: now, by: visitor.name, action: 'sign-in' });
  keepSession(context, secret);
}

async function signOut(site: Site, guard: Guard, context: Context<SiteEnv>): Promise<Response> {
  const visitor = await guard.visitor(context);
  const cookie = getCookie(context, cookieName(context.req.url));
  if (visitor?.via === 'session' && cookie !== undefined) {
    const form = await context.req.formData();
    await guard.checkChange(context, textOf(form.get('form_token')));
    await site.ports.access.endSession(hashOfSecret(cookie));
    await site.ports.access.log({ at: site.now(), by: visitor.name, action: 'sign-out' });
  }
  dropSession(context);
  return context.redirect(`${site.options.basePath}/sign-in`, 303);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A page of ours, and no address of somebody else's. */
function pathOf(next: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : '/';
}

interface SignInState {
  readonly next?: string | undefined;
  readonly isWrong?: boolean;
  readonly isUsed?: boolean;
}

function signInPage(
  { options }: Site,
  { next = '', isWrong = false, isUsed = false }: SignInState,
) {
  const { basePath } = options;
  return page({
    basePath,
    title: 'Sign in',
    children: (
      <form method="post" action={`${basePath}/sign-in`} class="card narrow">
        <h1>Sign in</h1>
        {isWrong && (
          <p role="alert" class="wrong">
            This token is not valid: it may have expired, or been revoked.
          </p>
        )}
        {isUsed && (
          <p role="alert" class="wrong">
            This link has been used, or has expired. Have a new one printed, or sign in with a
            token.
          </p>
        )}
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby="token-help"
        />
        <p id="token-help" class="help">
          Whoever runs the bot makes one:{' '}
          <code>npx botbuilder-analytics token create --scope reports:read</code>
        </p>
        <input type="hidden" name="next" value={next} />
        <button type="submit">Sign in</button>
      </form>
    ),
  });
}
