import { expect, test } from 'vitest';

import { REMEDY } from '../../src/model/errors.ts';
import { BASE, openSite } from './open-site.ts';
import type { OpenedSite } from './open-site.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: BASE };

/** The pages of somebody who may do everything, whoever the request says that is. */
function openAsAdmin(): Promise<OpenedSite> {
  return openSite({
    auth: (request) => ({
      name: 'Ann',
      scopes: request.headers.get('x-reader') === null ? ['admin'] : ['reports:read'],
    }),
  });
}

async function formTokenOf(site: OpenedSite): Promise<string> {
  const page = await (await site.fetch('/settings')).text();
  return /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

async function send(
  site: OpenedSite,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  const body = new URLSearchParams({ form_token: await formTokenOf(site), ...fields });
  return site.fetch(path, { method: 'POST', headers: FORM, body });
}

test('a token is set and switched on by its form; the page never shows it again', async () => {
  const site = await openAsAdmin();
  const answer = await send(site, '/settings/destinations/mixpanel', {
    token: 'secret-token-1234',
    active: 'true',
  });
  const page = await (await site.fetch('/settings')).text();

  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/settings#destinations']);
  expect(await site.ports.destinations.list()).toEqual(
    expect.arrayContaining([expect.objectContaining({ destination: 'mixpanel', active: true })]),
  );
  expect(page).not.toContain('secret-token');
  expect(page).toContain('••••1234');
  const [entry] = await site.ports.access.audit({ limit: 1 });
  expect(entry).toMatchObject({ by: 'Ann', action: 'settings.set', subject: 'mixpanel' });
  expect(JSON.stringify(entry)).not.toContain('secret-token');
});

test('a box that is empty switches off, and what was typed before stays', async () => {
  const site = await openAsAdmin();
  await send(site, '/settings/destinations/mixpanel', {
    token: 'secret-token-1234',
    active: 'true',
  });
  await send(site, '/settings/destinations/mixpanel', { token: '' });

  expect(await site.ports.destinations.list()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        destination: 'mixpanel',
        active: false,
        fields: expect.objectContaining({ token: expect.anything() as unknown }) as unknown,
      }),
    ]),
  );
});

test('what cannot be is told by its field, and nothing is changed', async () => {
  const site = await openAsAdmin();
  const answer = await send(site, '/settings/destinations/googleAnalytics', { active: 'true' });
  const page = await answer.text();

  expect(answer.status).toBe(400);
  expect(page).toContain('role="alert"');
  expect(page).toContain('trackingId');
  expect(page).toContain(REMEDY.INVALID_OPTIONS.slice(0, 18));
});

test('a token is made, shown once, used and revoked', async () => {
  const site = await openAsAdmin();
  const page = await (
    await send(site, '/settings/tokens', { name: 'Grafana', days: '7', scope: 'reports:read' })
  ).text();
  const [secret = ''] = /bba_[\w-]{43}/.exec(page) ?? [];
  const [token] = await site.ports.access.tokens();

  expect(token).toMatchObject({ name: 'Grafana', scopes: ['reports:read'] });
  expect(secret).not.toBe('');
  expect(await (await site.fetch('/settings')).text()).not.toContain(secret);
  await send(site, '/settings/tokens/revoke', { id: token!.id });
  expect((await site.ports.access.tokens())[0]?.revokedAt).toBeGreaterThan(0);
  const wrong = await send(site, '/settings/tokens', { name: '', days: '0.5' });
  expect([wrong.status, await wrong.text()]).toEqual([
    400,
    expect.stringContaining('days: must be'),
  ]);
});

test('a user is erased, and the audit log says so without naming them', async () => {
  const site = await openAsAdmin();
  await site.analytics.audience.set({ channelId: 'webchat', userId: 'jane@doe' }, { tags: ['x'] });
  const page = await (
    await send(site, '/settings/erase', { channelId: 'webchat', userId: 'jane@doe' })
  ).text();
  const log = await (await site.fetch('/audit')).text();

  expect(page).toContain('The user is erased');
  expect(log).toContain('user.erase');
  expect(log).not.toContain('jane@doe');
});

test('a reader sees neither settings nor the audit log, and changes nothing', async () => {
  const site = await openAsAdmin();
  const reader = { 'x-reader': '1' };
  const home = await (await site.fetch('/', { headers: reader })).text();

  expect(home).not.toContain('/settings');
  expect((await site.fetch('/settings', { headers: reader })).status).toBe(403);
  expect((await site.fetch('/audit', { headers: reader })).status).toBe(403);
  const change = await site.fetch('/settings/tokens', {
    method: 'POST',
    headers: { ...FORM, ...reader },
    body: new URLSearchParams({ name: 'mine', days: '1', scope: 'admin' }),
  });
  expect([change.status, await site.ports.access.tokens()]).toEqual([403, []]);
});

test.for([
  ['without what our own form sends', {}, { form_token: '' }],
  ['from another site', { origin: 'https://evil.example' }, {}],
  ['which a browser says is cross-site', { 'sec-fetch-site': 'cross-site' }, {}],
] as const)('a change %s is refused', async ([, headers, fields]) => {
  const site = await openAsAdmin();
  const answer = await site.fetch('/settings/tokens', {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: new URLSearchParams({
      form_token: await formTokenOf(site),
      name: 'mine',
      days: '1',
      scope: 'admin',
      ...fields,
    }),
  });

  expect([answer.status, await site.ports.access.tokens()]).toEqual([403, []]);
});
