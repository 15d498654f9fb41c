import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { storeOf } from '../report/history.ts';
import { cli } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const path = join(folder, 'bot.db');

beforeAll(async () => {
  const store = await storeOf(
    [{ at: Date.parse('2026-03-02T09:00Z'), kind: 'message', user: 'ann', replies: 1 }],
    path,
  );
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

test('--json has the shape of health(), without a process', async () => {
  const { code, stdout } = await cli(['health', '--store', path, '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    process: null,
    destinations: {},
    store: {
      kind: 'sqlite',
      version: expect.any(Number),
      state: 'ok',
      facts: 2,
      users: 1,
      segments: 1,
    },
  });
});

test('destinations that the environment switches on are listed', async () => {
  const { stdout } = await cli(['health', '--store', path, '--json'], {
    BOT_ANALYTICS_GA_TRACKING_ID: 'G-1',
    BOT_ANALYTICS_GA_ACTIVE: 'true',
    BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true', // without a token it is not
  });

  expect(Object.keys((JSON.parse(stdout) as { destinations: object }).destinations)).toEqual([
    'ga4',
  ]);
});

test('the table shows the store, and that nothing was forwarded', async () => {
  const { stdout } = await cli(['health', '--store', path]);

  expect(stdout).toMatchInlineSnapshot(`
    "store
    kind      sqlite
    version        1
    state         ok
    facts          2
    users          1
    segments       1

    no destination has got an event yet
    "
  `);
});
