import { expect, expectTypeOf, test } from 'vitest';
import { AnalyticsError } from '../../src/model/errors.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import type { OptionIssue } from '../../src/model/resolve.ts';

const SECRET = 'very-secret-value-0123456789-0123456789';

function issuesOf(options: unknown, environment = {}): { message: string; issues: OptionIssue[] } {
  try {
    resolveOptions(options as AnalyticsOptions, environment);
  } catch (error) {
    if (!AnalyticsError.is(error)) throw error;
    expect(error.code).toBe('INVALID_OPTIONS');
    return { message: error.message, issues: error.details['issues'] as OptionIssue[] };
  }
  throw new Error('the options were accepted');
}

test('everything has a default', () => {
  expect(resolveOptions()).toMatchObject({
    thread: true,
    ownClock: false,
    recorder: {
      store: { kind: 'sqlite', options: { path: './bot-analytics.db' } },
      durability: 'balanced',
      destinations: [],
      interpret: {
        botId: 'bot',
        botVersion: 'unknown',
        sessionTimeoutMs: { default: 1_800_000, channels: {} },
        systemCommands: ['/start'],
      },
    },
  });
});

test.for([
  { wrong: { sesionTimeoutMs: 60_000 }, path: 'sesionTimeoutMs', says: 'sessionTimeoutMs' },
  { wrong: { mixpanel: { tokn: 'x' } }, path: 'mixpanel.tokn', says: 'token, active, region' },
  { wrong: { sessionTimeoutMs: -1 }, path: 'sessionTimeoutMs', says: '60000 (1 minute)' },
  { wrong: { sessionTimeoutMs: 59_999 }, path: 'sessionTimeoutMs', says: 'got 59999' },
  { wrong: { sessionTimeoutMs: 86_400_001 }, path: 'sessionTimeoutMs', says: '24 hours' },
  { wrong: { sessionTimeoutMs: '1h' }, path: 'sessionTimeoutMs', says: 'each base channel' },
  { wrong: { sessionTimeoutMs: { msteams: 5 } }, path: 'sessionTimeoutMs', says: 'base channel' },
  { wrong: { botId: '' }, path: 'botId', says: '1' },
  { wrong: { idKey: 'short' }, path: 'idKey', says: 'at least 32 characters' },
  { wrong: { systemCommands: ['two words'] }, path: 'systemCommands[0]', says: 'one word' },
  { wrong: { durability: 'paranoid' }, path: 'durability', says: '"balanced"|"strict"' },
  { wrong: { thread: 'no' }, path: 'thread', says: 'true or false' },
  { wrong: { onError: 'log' }, path: 'onError', says: 'must be a function' },
  { wrong: { logger: {} }, path: 'logger', says: 'warn and error' },
  { wrong: { store: 7 }, path: 'store', says: 'sqlite({ path })' },
  { wrong: { store: { kind: 'oracle', options: {} } }, path: 'store', says: 'sqlite({ path })' },
  { wrong: { mixpanel: { active: true } }, path: 'mixpanel.token', says: 'active is true' },
  {
    wrong: { googleAnalytics: { active: true } },
    path: 'googleAnalytics.trackingId',
    says: 'active is true',
  },
  {
    wrong: { googleAnalytics: { trackingId: 'G-1', active: true } },
    path: 'googleAnalytics.apiSecret',
    says: 'Measurement Protocol API secrets',
  },
  {
    wrong: { googleAnalytics: { trackingId: 'UA-1-1', active: true } },
    path: 'googleAnalytics.collectorUrl',
    says: 'Use a G- id for Google Analytics',
  },
  {
    wrong: {
      googleAnalytics: {
        trackingId: 'UA-1-1',
        active: true,
        collectorUrl: 'https://www.google-analytics.com/collect',
      },
    },
    path: 'googleAnalytics.collectorUrl',
    says: 'July 2024',
  },
  {
    wrong: { googleAnalytics: { trackingId: 'GTM-1', active: false } },
    path: 'googleAnalytics.trackingId',
    says: 'got "GTM-1"',
  },
  {
    wrong: { mixpanel: { token: 't', endpoint: 'http://proxy.example' } },
    path: 'mixpanel.endpoint',
    says: 'loopback only',
  },
  {
    wrong: { mixpanel: { token: 't', endpoint: 'https://user:pw@proxy.example' } },
    path: 'mixpanel.endpoint',
    says: 'without credentials',
  },
  {
    wrong: {
      googleAnalytics: [
        { trackingId: 'G-1', apiSecret: 'a' },
        { trackingId: 'G-2', apiSecret: 'b' },
      ],
    },
    path: 'googleAnalytics[1]',
    says: 'second ga4 destination',
  },
])('$path is refused with field and remedy: $wrong', ({ wrong, path, says }) => {
  const { message, issues } = issuesOf(wrong);

  expect(issues.map((issue) => issue.path)).toEqual([path]);
  expect(message).toContain(path);
  expect(message).toContain(says);
});

test('all wrong fields are told at once', () => {
  const { issues } = issuesOf({ thread: 1, botId: 2 });

  expect(issues.map(({ path }) => path)).toEqual(['botId', 'thread']);
});

test.for([
  { idKey: SECRET, thread: 'x' },
  { mixpanel: { token: 7 }, idKey: SECRET },
  { mixpanel: { token: SECRET, region: 'mars' } },
  { googleAnalytics: { trackingId: 'G-1', apiSecret: SECRET, endpoint: 'nowhere' } },
  { googleAnalytics: { trackingId: 'G-1', apiSecret: SECRET, endpoint: `https://x/?a=${SECRET}` } },
  { idKey: 'short-secret-value', durability: 'x' },
])('no message carries a credential', (wrong) => {
  const { message, issues } = issuesOf(wrong);

  const shown = message + JSON.stringify(issues);
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain('short-secret-value');
});

test('a destination is active only if id and active say so, each for itself', () => {
  const { destinations } = resolveOptions({
    googleAnalytics: { trackingId: 'G-1', apiSecret: 's', region: 'eu', active: true },
    mixpanel: { token: 't' },
  }).recorder;

  expect(destinations).toEqual([
    {
      name: 'ga4',
      active: true,
      measurementId: 'G-1',
      apiSecret: 's',
      endpoint: 'https://region1.google-analytics.com',
    },
    { name: 'mixpanel', active: false, token: 't', endpoint: 'https://api.mixpanel.com' },
  ]);
});

test('the environment fills in what the code leaves out, field by field', () => {
  const environment = {
    BOT_ANALYTICS_STORE: '/data/bot.db',
    BOT_ANALYTICS_GA_TRACKING_ID: 'G-ENV',
    BOT_ANALYTICS_GA_API_SECRET: 'env',
    BOT_ANALYTICS_GA_ACTIVE: 'TRUE',
    BOT_ANALYTICS_MIXPANEL_TOKEN: 'env',
    BOT_ANALYTICS_MIXPANEL_ACTIVE: '0',
  };
  const { recorder } = resolveOptions(
    { googleAnalytics: { trackingId: 'G-CODE' }, store: 'code.db' },
    environment,
  );

  expect(recorder.store.options.path).toBe('code.db');
  expect(recorder.destinations).toMatchObject([
    { measurementId: 'G-CODE', apiSecret: 'env', active: true },
    { token: 'env', active: false },
  ]);
});

test('an unreadable word in the environment is an error, not false', () => {
  const { issues } = issuesOf({}, { BOT_ANALYTICS_MIXPANEL_ACTIVE: 'maybe' });

  expect(issues).toMatchObject([{ path: 'mixpanel.active', problem: 'must be true or false' }]);
});

test('the timeout may be one for all, or one per base channel', () => {
  const { interpret } = resolveOptions({
    sessionTimeoutMs: { default: 60_000, msteams: Infinity },
  }).recorder;

  expect(interpret.sessionTimeoutMs).toEqual({ default: 60_000, channels: { msteams: Infinity } });
});

test('a clock that fails or tells no time is the system’s', () => {
  const failing = resolveOptions({
    clock: () => {
      throw new Error('no time');
    },
  });
  const wrong = resolveOptions({ clock: () => NaN });

  expect(Math.abs(failing.clock() - Date.now())).toBeLessThan(1000);
  expect(Math.abs(wrong.clock() - Date.now())).toBeLessThan(1000);
});

test('the schema takes what the documented interface takes', () => {
  expectTypeOf<Parameters<typeof resolveOptions>[0]>().toEqualTypeOf<
    AnalyticsOptions | undefined
  >();
});
