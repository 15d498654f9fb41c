import { expect, test } from 'vitest';

import { HOUR_MS } from '../../src/model/time.ts';
import { REQUESTS_A_MINUTE } from '../../src/web/auth/limits.ts';
import { web } from '../../src/web/index.ts';
import { hashOfSecret } from '../../src/runtime/tokens.ts';
import { NOW } from '../export/busy-weeks.ts';
import { storeOf } from '../report/history.ts';
import { BASE, openSite } from './open-site.ts';
import type { OpenedSite } from './open-site.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Signs in with a token; returns the cookie. */
async function signIn(site: OpenedSite, secret: string): Promise<string> {
  const answer = await site.fetch('/sign-in', {
    method: 'POST',
    headers: { ...FORM, origin: BASE, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ token: secret, next: '/activity?period=today' }),
  });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/activity?period=today']);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

test('a page leads to where one signs in, and back', async () => {
  const site = await openSite({ basePath: '/analytics' });
  const answer = await site.fetch('/analytics/activity?period=today');

  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(
    '/analytics/sign-in?next=%2Factivity%3Fperiod%3Dtoday',
  );
});

test('who signs in with a token gets a cookie that only https and loopback send, for 8 hours', async () => {
  const site = await openSite();
  const answer = await site.fetch('/sign-in', {
    method: 'POST',
    headers: { ...FORM, origin: BASE },
    body: new URLSearchParams({ token: await site.token(['reports:read']) }),
  });
  const cookie = answer.headers.get('set-cookie')!;

  expect(cookie).toMatch(/^__Host-bot-analytics-3979=[\w-]{43}; /);
  for (const part of ['Max-Age=28800', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) {
    expect(cookie).toContain(part);
  }
  const page = await site.fetch('/', { headers: { cookie: cookie.split(';')[0]! } });
  expect(page.status).toBe(200);
});

test('a token that expires or is revoked ends what was begun with it', async () => {
  const site = await openSite();
  const secret = await site.token(['reports:read']);
  const cookie = await signIn(site, secret);
  const { id } = (await site.ports.access.useToken(hashOfSecret(secret), Date.now()))!;
  const status = async (): Promise<number> =>
    (await site.fetch('/', { headers: { cookie } })).status;

  expect(await status()).toBe(200);
  await site.ports.access.revokeToken(id, Date.now());
  expect(await status()).toBe(303);
  expect(
    (await site.fetch('/api/health', { headers: { authorization: `Bearer ${secret}` } })).status,
  ).toBe(401);
});

test('signing out ends the session in the store, and is asked for by our own form alone', async () => {
  const site = await openSite();
  const cookie = await signIn(site, await site.token(['reports:read']));
  const page = await (await site.fetch('/', { headers: { cookie } })).text();
  const [, formToken = ''] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];
  const signOut = (token: string, origin: string): Promise<Response> =>
    site.fetch('/sign-out', {
      method: 'POST',
      headers: { ...FORM, cookie, origin },
      body: new URLSearchParams({ form_token: token }),
    });

  expect((await signOut('wrong', BASE)).status).toBe(403);
  expect((await signOut(formToken, 'https://evil.example')).status).toBe(403);
  expect((await site.fetch('/', { headers: { cookie } })).status).toBe(200);
  expect((await signOut(formToken, BASE)).status).toBe(303);
  expect((await site.fetch('/', { headers: { cookie } })).status).toBe(303);
});

test('a one-time link lets in once, is not used up by who only looks at it, and expires', async () => {
  const site = await openSite();
  const add = (code: string, expiresAt: number): Promise<void> =>
    site.ports.access.addCode({
      name: 'operator',
      scopes: ['admin'],
      hash: hashOfSecret(code),
      expiresAt,
    });
  await add('good', Date.now() + HOUR_MS);
  await add('late', Date.now() - 1);

  expect((await site.fetch('/sign-in/good', { method: 'HEAD' })).status).toBe(405);
  const first = await site.fetch('/sign-in/good');
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  expect((await site.fetch('/sign-in/good')).status).toBe(401);
  expect((await site.fetch('/sign-in/late')).status).toBe(401);
});

test('an address of somebody else is no place to go back to', async () => {
  const site = await openSite();
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ]) {
    const answer = await site.fetch('/sign-in', {
      method: 'POST',
      headers: { ...FORM, origin: BASE },
      body: new URLSearchParams({ token: await site.token(['reports:read']), next }),
    });
    expect(answer.headers.get('location')).toBe('/');
  }
});

test.for([
  ['an origin of somebody else', { origin: 'https://evil.example' }],
  ['a site of somebody else', { origin: BASE, 'sec-fetch-site': 'cross-site' }],
  ['no origin at all', {}],
] as const)('signing in from %s is refused', async ([, headers]) => {
  const site = await openSite();
  const answer = await site.fetch('/sign-in', {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: new URLSearchParams({ token: await site.token(['reports:read']) }),
  });

  expect(answer.status).toBe(403);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('a host that is not ours is refused, whoever asks', async () => {
  const site = await openSite({ publicUrl: 'https://bot.example', hosts: ['bot.internal:8080'] });
  const { analytics } = site;
  const { fetch } = web(analytics, {
    auth: () => ({ name: 'Ann', scopes: ['admin'] }),
    publicUrl: 'https://bot.example',
    hosts: ['bot.internal:8080'],
  });
  const statusAt = async (origin: string): Promise<number> =>
    (await fetch(new Request(`${origin}/api/health`))).status;

  expect(await statusAt('https://bot.example')).toBe(200);
  expect(await statusAt('http://bot.internal:8080')).toBe(200);
  expect(await statusAt('http://127.0.0.1:1234')).toBe(200);
  expect(await statusAt('http://evil.example')).toBe(421);
  expect(await statusAt('http://bot.internal:8081')).toBe(421);
});

test('a function of one’s own says who it is; what it throws lets nobody in and is told', async () => {
  const site = await openSite({
    auth: (request) => {
      const user = request.headers.get('x-user');
      if (user === 'broken') throw new Error('directory is down');
      return user === null ? null : { name: user, scopes: ['reports:read'] };
    },
  });
  const as = (user: string): RequestInit => ({ headers: { 'x-user': user } });

  expect((await site.fetch('/api/health', as('ann'))).status).toBe(200);
  expect((await site.fetch('/api/health')).status).toBe(401);
  expect((await site.fetch('/api/health', as('broken'))).status).toBe(401);
  expect(site.problems).toHaveLength(1);
  expect((await site.fetch('/sign-in')).status).toBe(404);
});

test('600 requests a minute of one token are answered, and the next is told when to come back', async () => {
  const site = await openSite();
  const [often, seldom] = [await site.token(['reports:read']), await site.token(['reports:read'])];
  const ask = (token: string): Promise<Response> =>
    site.fetch('/definitions', { headers: { authorization: `Bearer ${token}` } });
  const statuses: number[] = [];
  // the minute may end meanwhile: then it begins anew
  while (statuses.length <= 2 * REQUESTS_A_MINUTE && statuses.at(-1) !== 429) {
    statuses.push((await ask(often)).status);
  }
  const refused = await ask(often);

  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(
    REQUESTS_A_MINUTE,
  );
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(seldom)).status).toBe(200);
});

test('who may not read texts sees none in phrases, nor in an export', async () => {
  const site = await openSite({}, (path) =>
    storeOf(
      [
        { at: NOW - HOUR_MS, kind: 'message', user: 'ann', text: 'order a pizza', replies: 1 },
        { at: NOW - HOUR_MS, kind: 'message', user: 'bob', text: 'a pizza please', replies: 1 },
      ],
      path,
      { captureText: 'full' },
    ).then((store) => store.close()),
  );
  const rowsFor = async (...scopes: ('reports:read' | 'transcripts:read')[]): Promise<string> =>
    (await site.get('/api/reports/phrases?period=thisYear', ...scopes)).text();
  const exported = await site.get('/api/export?format=json&reports=phrases&period=thisYear');

  expect(await rowsFor('reports:read', 'transcripts:read')).toContain('order a pizza');
  expect(JSON.parse(await rowsFor('reports:read'))).toMatchObject({
    data: [{ text: null, intent: null, count: 2, users: 2 }],
    summary: { count: 2, phrases: 1 },
  });
  expect(await exported.text()).not.toContain('pizza');
});

test('an export is in the audit log, and its file is what the reports answer', async () => {
  const site = await openSite();
  const answer = await site.get('/api/export?format=csv&reports=languages&period=thisYear');
  const text = await answer.text();

  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="languages.csv"');
  expect(text.split('\n')[0]).toContain('locale');
  const [entry] = await site.ports.access.audit({ limit: 1 });
  expect(entry).toMatchObject({ by: 'Ann', action: 'export', subject: 'languages.csv' });
});

test('nothing of an answer may be kept, or framed, or loaded from elsewhere', async () => {
  const site = await openSite();
  for (const answer of [
    await site.get('/api/health'),
    await site.get('/'),
    await site.fetch('/sign-in'),
  ]) {
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});
