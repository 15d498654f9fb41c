import { expect, expectTypeOf, test } from 'vitest';
import { sqlite } from '../../src/index.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import type { OptionIssue } from '../../src/model/option-issues.ts';
import { resolveOptions } from '../../src/model/resolve.ts';

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
  {
    wrong: { sessionTimeoutMs: { msteams: -5 } },
    path: 'sessionTimeoutMs.msteams',
    says: '24 hours), or Infinity, got -5',
  },
  {
    wrong: { sessionTimeoutMs: { default: NaN } },
    path: 'sessionTimeoutMs.default',
    says: '60000 (1 minute)',
  },
  { wrong: { sessionTimeoutMs: NaN }, path: 'sessionTimeoutMs', says: 'base channel, got NaN' },
  { wrong: { sessionTimeoutMs: [60_000] }, path: 'sessionTimeoutMs', says: 'base channel' },
  { wrong: { botId: '' }, path: 'botId', says: '1' },
  { wrong: { idKey: 'short' }, path: 'idKey', says: 'at least 32 characters' },
  { wrong: { systemCommands: ['two words'] }, path: 'systemCommands[0]', says: 'one word' },
  { wrong: { durability: 'paranoid' }, path: 'durability', says: '"balanced"|"strict"' },
  { wrong: { thread: 'no' }, path: 'thread', says: 'true or false' },
  { wrong: { onError: 'log' }, path: 'onError', says: 'must be a function' },
  { wrong: { logger: {} }, path: 'logger', says: 'warn and error' },
  { wrong: { store: 7 }, path: 'store', says: 'sqlite({ path }) returns, got 7' },
  { wrong: { store: ' ' }, path: 'store', says: 'must be a path' },
  { wrong: { store: sqlite({ path: '' }) }, path: 'store.options.path', says: 'got ""' },
  { wrong: { store: { path: 'bot.db' } }, path: 'store', says: 'sqlite({ path })' },
  {
    wrong: { store: { ...sqlite({ path: 'bot.db' }), key: 1 } },
    path: 'store.key',
    says: 'known are kind, options',
  },
  { wrong: { store: { kind: 'oracle', options: {} } }, path: 'store', says: 'sqlite({ path })' },
  { wrong: { mixpanel: { active: true } }, path: 'mixpanel.token', says: 'active is true' },
  { wrong: { mixpanel: 'x' }, path: 'mixpanel', says: 'must be an object: { token, active }' },
  { wrong: { mixpanel: [] }, path: 'mixpanel', says: 'must be an object' },
  { wrong: { googleAnalytics: null }, path: 'googleAnalytics', says: '{ trackingId, apiSecret' },
  {
    wrong: { googleAnalytics: { active: 'yes' } },
    path: 'googleAnalytics.active',
    says: 'must be true or false, got "yes"',
  },
  {
    wrong: { googleAnalytics: [{ active: 'yes' }] },
    path: 'googleAnalytics.active',
    says: 'must be true or false, got "yes"',
  },
  {
    wrong: { googleAnalytics: [{}, { active: 'yes' }] },
    path: 'googleAnalytics[1].active',
    says: 'must be true or false, got "yes"',
  },
  {
    wrong: { googleAnalytics: [{}, { trackingID: 'G-1' }] },
    path: 'googleAnalytics[1].trackingID',
    says: 'known are trackingId',
  },
  { wrong: { googleAnalytics: [{}, 7] }, path: 'googleAnalytics[1]', says: 'object: { trackingId' },
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

test('what a destination lacks is told together with what is wrong elsewhere', () => {
  const { issues } = issuesOf({
    thread: 1,
    googleAnalytics: [
      { trackingId: 'G-1', active: true, region: 'mars' },
      { trackingId: 'UA-1-1', active: true },
    ],
    mixpanel: { active: true },
  });

  expect(issues.map(({ path }) => path)).toEqual([
    'googleAnalytics[0].region',
    'thread',
    'googleAnalytics[0].apiSecret',
    'googleAnalytics[1].collectorUrl',
    'mixpanel.token',
  ]);
});

test('a field that is wrong is not called missing as well', () => {
  const { issues } = issuesOf({
    googleAnalytics: { trackingId: 7, active: true },
    mixpanel: { token: '', active: true },
  });

  expect(issues.map(({ path }) => path)).toEqual(['googleAnalytics.trackingId', 'mixpanel.token']);
});

const ADDRESS = 'postgres://user:very-secret@db.example/bot';

test.for([
  { options: { store: ADDRESS } },
  { options: { store: ` ${ADDRESS.toUpperCase()}` } },
  { options: { store: 'mssql+x://very-secret' } },
  { options: { store: sqlite({ path: ADDRESS }) } },
  { options: { store: sqlite({ path: ` ${ADDRESS}` }) } },
  { options: {}, environment: { BOT_ANALYTICS_STORE: ADDRESS } },
])('a store that is an address is refused and not repeated: $options', (given) => {
  const { message, issues } = issuesOf(given.options, given.environment);

  expect(issues).toEqual([
    {
      path: 'store',
      problem: 'is an address; this release keeps its numbers in a SQLite file: give a path',
    },
  ]);
  expect(message).not.toMatch(/very-secret/i);
});

test.for([':memory:', './bot.db', 'C:\\data\\bot.db', '/data/a:b//c.db', 'data//bot.db'])(
  '%s is a path',
  (path) => {
    expect(resolveOptions({ store: path }).recorder.store.options.path).toBe(path);
    expect(resolveOptions({ store: sqlite({ path }) }).recorder.store.options.path).toBe(path);
  },
);

test.for([
  SECRET,
  { mixpanel: SECRET },
  { googleAnalytics: SECRET },
  { googleAnalytics: [{}, SECRET] },
  { store: { kind: SECRET } },
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

  expect(issues).toEqual([
    { path: 'mixpanel.active', problem: 'must be true or false', value: 'maybe' },
  ]);
});

test('the error names the field and the word of a variable of Google Analytics', () => {
  const { message } = issuesOf({}, { BOT_ANALYTICS_GA_ACTIVE: 'maybe' });

  expect(message).toContain('googleAnalytics.active: must be true or false, got "maybe"');
});

const GOOGLE_VARIABLES = {
  BOT_ANALYTICS_GA_TRACKING_ID: 'G-ENV',
  BOT_ANALYTICS_GA_API_SECRET: 'env',
  BOT_ANALYTICS_GA_ACTIVE: 'true',
};

test.for([
  { list: [], measurementId: 'G-ENV', active: true },
  { list: [{ trackingId: 'G-CODE' }], measurementId: 'G-CODE', active: true },
  { list: [{ active: false }], measurementId: 'G-ENV', active: false },
])('the environment fills in a list of one, too: $list', ({ list, ...expected }) => {
  const { destinations } = resolveOptions({ googleAnalytics: list }, GOOGLE_VARIABLES).recorder;

  expect(destinations).toMatchObject([{ name: 'ga4', apiSecret: 'env', ...expected }]);
});

const TWO_DESTINATIONS = [
  { trackingId: 'G-1', apiSecret: 'a' },
  { trackingId: 'UA-1-1', collectorUrl: 'https://collector.example/' },
];

test.for(Object.entries(GOOGLE_VARIABLES))(
  'several destinations and the variable %s are refused: it fits one',
  ([name, word]) => {
    const { message, issues } = issuesOf({ googleAnalytics: TWO_DESTINATIONS }, { [name]: word });

    expect(issues.map(({ path }) => path)).toEqual(['googleAnalytics']);
    expect(message).toContain(`lists 2 destinations, but ${name} is set`);
    expect(message).toContain('fit one destination only');
  },
);

test('several destinations are fine with variables of Mixpanel, and empty ones', () => {
  const { destinations } = resolveOptions(
    { googleAnalytics: TWO_DESTINATIONS },
    { BOT_ANALYTICS_MIXPANEL_TOKEN: 't', BOT_ANALYTICS_GA_ACTIVE: '' },
  ).recorder;

  expect(destinations.map(({ name }) => name)).toEqual(['ga4', 'ua', 'mixpanel']);
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
