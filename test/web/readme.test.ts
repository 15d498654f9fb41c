/** What the README says of the pages and of HTTP. */

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { SCOPES } from '../../src/record/access.ts';
import type { WebOptions } from '../../src/web/index.ts';
import { openSite } from './open-site.ts';

const readme = readFileSync('README.md', 'utf8');
const [, section = ''] = /^## Pages and HTTP$([^]*?)^## /m.exec(readme) ?? [];

/** The compiler asks for a new one here. */
const OPTIONS: Readonly<Record<keyof WebOptions, true>> = {
  auth: true,
  basePath: true,
  publicUrl: true,
  hosts: true,
};

test.for(Object.keys(OPTIONS))('the option %s is explained', (name) => {
  expect(section).toContain(`| \`${name}\``);
});

test.for([...SCOPES])('the scope %s is explained', (scope) => {
  expect(section).toContain(`| \`${scope}\``);
});

test('a wrong parameter is told as the example says', async () => {
  const [, example = ''] = /```json\n([^]*?)```/.exec(section) ?? [];
  const site = await openSite();
  const answer = await site.get('/api/reports/users?period=lastweek');

  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(JSON.parse(example)).toEqual(await answer.json());
});
