import { expect, test } from 'vitest';

import type { AudienceUser } from '../../src/report/public.ts';
import { BASE, openSite } from './open-site.ts';
import type { OpenedSite } from './open-site.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: BASE };

function openAsTeam(): Promise<OpenedSite> {
  return openSite({ auth: () => ({ name: 'Ann', scopes: ['reports:read', 'audience:write'] }) });
}

async function send(
  site: OpenedSite,
  path: string,
  fields: readonly (readonly [string, string])[],
): Promise<Response> {
  const page = await (await site.fetch('/audience')).text();
  const [, formToken = ''] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];
  const body = new URLSearchParams({ form_token: formToken });
  for (const [name, value] of fields) body.append(name, value);
  return site.fetch(path, { method: 'POST', headers: FORM, body });
}

async function people({ analytics }: OpenedSite): Promise<readonly AudienceUser[]> {
  return (await analytics.reports.audience({ order: 'stable' })).data;
}

test('what the form of a user says is kept, and what was taken out of it is gone', async () => {
  const site = await openAsTeam();
  const [{ user } = { user: null }] = await people(site);
  await send(site, '/audience/user', [
    ['user', user!],
    ['role', 'admin'],
    ['tags', 'beta, customers'],
    ['traits', 'plan = pro\nseats = 3\nvip = true'],
    ['subscriber', 'true'],
  ]);
  const [before] = await people(site);
  await send(site, '/audience/user', [
    ['user', user!],
    ['before', 'plan\nseats\nvip'],
    ['role', ''],
    ['tags', 'beta'],
    ['traits', 'plan = basic'],
  ]);
  const [after] = await people(site);

  expect(before).toMatchObject({
    role: 'admin',
    tags: ['beta', 'customers'],
    traits: { plan: 'pro', seats: 3, vip: true },
    subscriber: true,
  });
  expect(after).toMatchObject({
    role: null,
    tags: ['beta'],
    traits: { plan: 'basic' },
    subscriber: false,
  });
  expect(Object.keys(after!.traits)).toEqual(['plan']);
});

test('several users get the same at once, and keep what was not named', async () => {
  const site = await openAsTeam();
  const [first, second, third] = await people(site);
  await send(site, '/audience/user', [
    ['user', first!.user!],
    ['role', 'admin'],
    ['tags', 'a'],
  ]);
  const answer = await send(site, '/audience/users', [
    ['user', first!.user!],
    ['user', second!.user!],
    ['tags', 'vip'],
    ['role', ''],
    ['subscriber', ''],
  ]);

  expect(answer.status).toBe(303);
  expect((await people(site)).slice(0, 3)).toMatchObject([
    { role: 'admin', tags: ['vip'] },
    { role: null, tags: ['vip'] },
    { user: third!.user, tags: [] },
  ]);
});

test.for([
  ['nobody is chosen', '/audience/users', [['tags', 'x']], 'choose at least one'],
  [
    'nobody has the pseudonym',
    '/audience/user',
    [['user', 'nobody']],
    'nobody is known by this pseudonym',
  ],
  [
    'a trait has no name',
    '/audience/user',
    [
      ['user', 'x'],
      ['traits', '= 3'],
    ],
    'must be lines such as',
  ],
  [
    'a tag is too long',
    '/audience/user',
    [
      ['user', 'x'],
      ['tags', 'y'.repeat(65)],
    ],
    '1 to 64 characters',
  ],
] as const)('the page says so if %s', async ([, path, fields, said]) => {
  const site = await openAsTeam();
  const answer = await send(site, path, fields);

  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(said)]);
});

test('counts are filters: provider, tag, role, subscribers and a part of the name', async () => {
  const site = await openAsTeam();
  const [first] = await people(site);
  await send(site, '/audience/user', [
    ['user', first!.user!],
    ['tags', 'beta'],
    ['subscriber', 'true'],
  ]);
  const rowsFor = async (query: string): Promise<number> => {
    const page = await (await site.fetch(`/audience?${query}`)).text();
    return page.split('<th scope="row">').length - 1;
  };
  const { summary } = await site.analytics.reports.audience();

  expect(await rowsFor('')).toBe(summary.users);
  expect(await rowsFor('channel=msteams')).toBe(summary.byChannel['msteams']);
  expect(await rowsFor('channel=msteams&channel=webchat')).toBe(
    summary.byChannel['msteams']! + summary.byChannel['webchat']!,
  );
  expect(await rowsFor('tag=beta')).toBe(1);
  expect(await rowsFor('subscriber=true')).toBe(1);
  expect(await rowsFor('search=nobody-of-this-name')).toBe(0);
});

test('who may only read sees no forms, and changes nothing', async () => {
  const site = await openSite({ auth: () => ({ name: 'Bob', scopes: ['reports:read'] }) });
  const page = await (await site.fetch('/audience')).text();
  const [{ user } = { user: null }] = await people(site);
  const answer = await site.fetch('/audience/user', {
    method: 'POST',
    headers: FORM,
    body: new URLSearchParams({ user: user!, role: 'admin' }),
  });

  expect(page).not.toContain('/audience/user');
  expect(answer.status).toBe(403);
  expect((await people(site))[0]).toMatchObject({ role: null });
});
