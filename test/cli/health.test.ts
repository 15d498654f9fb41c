import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Health } from '../../src/model/health.ts';
import { openStore } from '../../src/record/open.ts';
import { deps, SETTINGS, turn } from '../record/turns.ts';
import { storeOf } from '../report/history.ts';
import { readExposition } from '../support/exposition.ts';
import { cli } from './run.ts';

const ON = { active: true, state: 'ok' };
const OFF = { active: false, state: 'inactive' };
const UNKNOWN = { active: null, state: 'unknown' };

/** As the store has them: with a fingerprint of bot and account. */
const KEYS = ['ga4#00000001', 'ua#00000002', 'mixpanel#00000003'];

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
      lostAtMost: 0,
    },
  });
});

describe('--prometheus', () => {
  test('prints the metrics of the store, without those of a process', async () => {
    const { code, stdout } = await cli(['health', '--store', path, '--prometheus'], {
      BOT_ANALYTICS_GA_TRACKING_ID: 'G-1',
      BOT_ANALYTICS_GA_ACTIVE: 'true',
    });

    expect(code).toBe(0);
    const { values } = readExposition(stdout);
    expect(Object.fromEntries(values)).toMatchObject({
      bot_analytics_store_facts_total: 2,
      bot_analytics_store_users: 1,
      'bot_analytics_store_state{state="ok"}': 1,
      'bot_analytics_destination_active{destination="ga4"}': 1,
      'bot_analytics_events_pending{destination="ga4"}': 0,
    });
    expect([...values.keys()].filter((name) => /_(facts|commit)_/.test(name))).toEqual([
      'bot_analytics_store_facts_total',
    ]);
  });

  test('is one format, and --json another', async () => {
    const argv = ['health', '--store', path, '--prometheus', '--json'];
    const { code, stdout, stderr } = await cli(argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("'--prometheus' cannot be used with option '--json'");
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

describe('of a store with events', () => {
  const forwarded = join(folder, 'forwarded.db');

  beforeAll(async () => {
    const store = await openStore({
      store: { kind: 'sqlite', options: { path: forwarded } },
      durability: 'balanced',
      interpret: SETTINGS,
      patterns: { fallbackTexts: [], handoverPhrases: [] },
      destinations: [],
    });
    await store.record(
      { writer: 'w', number: 1, items: [turn({ id: 't1' })] },
      deps({ destinations: KEYS }),
    );
    await store.close();
  });

  test.for([
    { says: 'nothing', env: {}, ga4: UNKNOWN, ua: UNKNOWN, mixpanel: UNKNOWN },
    {
      says: 'GA off, Mixpanel on',
      env: { BOT_ANALYTICS_GA_ACTIVE: 'off', BOT_ANALYTICS_MIXPANEL_ACTIVE: '1' },
      ga4: OFF,
      ua: OFF,
      mixpanel: ON,
    },
    {
      says: 'the one GA destination is on',
      env: { BOT_ANALYTICS_GA_ACTIVE: 'yes', BOT_ANALYTICS_GA_TRACKING_ID: 'UA-1-1' },
      ga4: UNKNOWN,
      ua: ON,
      mixpanel: UNKNOWN,
    },
    {
      says: 'a GA destination is on, but not which',
      env: { BOT_ANALYTICS_GA_ACTIVE: 'true', BOT_ANALYTICS_MIXPANEL_ACTIVE: 'maybe' },
      ga4: UNKNOWN,
      ua: UNKNOWN,
      mixpanel: UNKNOWN,
    },
  ])('what is switched on is known from the environment alone: $says', async (given) => {
    const { env, ga4, ua, mixpanel } = given;
    const { stdout } = await cli(['health', '--store', forwarded, '--json'], env);

    const { destinations } = JSON.parse(stdout) as Health;
    expect(Object.keys(destinations).sort()).toEqual([...KEYS].sort());
    expect(KEYS.map((key) => destinations[key])).toMatchObject([ga4, ua, mixpanel]);
  });

  test('the table says yes, no, or nothing', async () => {
    const { stdout } = await cli(['health', '--store', forwarded], {
      BOT_ANALYTICS_GA_TRACKING_ID: 'G-1',
      BOT_ANALYTICS_GA_ACTIVE: 'true',
      BOT_ANALYTICS_MIXPANEL_ACTIVE: 'false',
    });

    expect(stdout).toMatch(/^events of +active +enqueued/m);
    expect(stdout).toMatch(/^ga4#\S+ +yes +[1-9]/m);
    expect(stdout).toMatch(/^mixpanel#\S+ +no +[1-9]/m);
    expect(stdout).toMatch(/^ua#\S+ +– +[1-9]/m);
  });
});

test('which of two accounts is switched on, the environment does not say', async () => {
  const shared = join(folder, 'shared.db');
  const store = await openStore({
    store: { kind: 'sqlite', options: { path: shared } },
    durability: 'balanced',
    interpret: SETTINGS,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
  const destinations = ['mixpanel#00000001', 'mixpanel#00000002'];
  await store.record(
    { writer: 'w', number: 1, items: [turn({ id: 't1' })] },
    deps({ destinations }),
  );
  await store.close();

  const [on, off] = await Promise.all(
    ['true', 'false'].map(async (word) => {
      const env = { BOT_ANALYTICS_MIXPANEL_ACTIVE: word, BOT_ANALYTICS_MIXPANEL_TOKEN: 't' };
      const { stdout } = await cli(['health', '--store', shared, '--json'], env);
      return JSON.parse(stdout) as Health;
    }),
  );

  expect(Object.keys(on?.destinations ?? {})).toEqual(destinations);
  expect(Object.values(on?.destinations ?? {})).toMatchObject([UNKNOWN, UNKNOWN]);
  expect(Object.values(off?.destinations ?? {})).toMatchObject([OFF, OFF]);
});

test('the table shows the store, and that nothing was forwarded', async () => {
  const { stdout } = await cli(['health', '--store', path]);

  expect(stdout).toMatchInlineSnapshot(`
    "store
    kind          sqlite
    version            6
    state             ok
    facts              2
    users              1
    segments           1
    lost at most       0

    no destination has got an event yet
    "
  `);
});
