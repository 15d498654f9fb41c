import { runInNewContext } from 'node:vm';
import { expect, expectTypeOf, test } from 'vitest';
import { sqlite } from '../../src/index.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import { optionsSchema } from '../../src/model/options-schema.ts';
import type { OptionIssue } from '../../src/model/option-issues.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import { RECOGNIZERS } from '../../src/model/turn.ts';

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
        thresholds: {},
      },
      patterns: { fallbackTexts: [], handoverPhrases: [] },
      properties: {},
      outbox: { maxEvents: 1_000_000, maxBytes: 536_870_912, maxAgeMs: 604_800_000 },
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
  { wrong: { botId: ' ' }, path: 'botId', says: 'a name of 1 to 64 characters, such as' },
  { wrong: { botId: 5 }, path: 'botId', says: "'support-bot', got 5" },
  { wrong: { botId: ['x'] }, path: 'botId', says: "'support-bot', got a list" },
  { wrong: { botId: null }, path: 'botId', says: 'got null' },
  { wrong: { botVersion: 'v'.repeat(65) }, path: 'botVersion', says: 'of 1 to 64 characters' },
  { wrong: { idKey: 5 }, path: 'idKey', says: 'keep it for ever, got a number' },
  { wrong: { systemCommands: '/x' }, path: 'systemCommands', says: '[\'/start\'], got "/x"' },
  { wrong: { systemCommands: [''] }, path: 'systemCommands[0]', says: 'one word' },
  {
    wrong: { sessionTimeoutMs: new Date() },
    path: 'sessionTimeoutMs',
    says: 'base channel, got an',
  },
  { wrong: { store: { kind: 'sqlite', options: 5 } }, path: 'store.options', says: '{ path: ' },
  { wrong: { mixpanel: { region: 'mars' } }, path: 'mixpanel.region', says: "'us', 'eu' or 'in'" },
  { wrong: 7, path: 'options', says: 'must be an object: { store' },
  { wrong: { idKey: 'short' }, path: 'idKey', says: 'at least 32 characters' },
  { wrong: { systemCommands: ['two words'] }, path: 'systemCommands[0]', says: 'one word' },
  { wrong: { fallbackTexts: 'Sorry' }, path: 'fallbackTexts', says: 'must be a list of texts and' },
  { wrong: { fallbackTexts: /sorry/ }, path: 'fallbackTexts', says: '/…/i], got /sorry/' },
  { wrong: { fallbackTexts: ['Sorry', ' '] }, path: 'fallbackTexts[1]', says: 'remove it' },
  { wrong: { fallbackTexts: [''] }, path: 'fallbackTexts[0]', says: 'not be empty: remove it' },
  {
    wrong: { handoverPhrases: [new RegExp('')] },
    path: 'handoverPhrases[0]',
    says: 'must not be empty',
  },
  { wrong: { handoverPhrases: [null] }, path: 'handoverPhrases[0]', says: 'a regular expression' },
  { wrong: { handoverPhrases: Array(1) }, path: 'handoverPhrases[0]', says: 'must be a text, or' },
  { wrong: { handoverPhrases: [7] }, path: 'handoverPhrases[0]', says: '/i, got 7' },
  {
    wrong: { handoverPhrases: ['x'.repeat(4_097)] },
    path: 'handoverPhrases[0]',
    says: 'at most 4096 characters',
  },
  {
    wrong: { fallbackTexts: Array(201).fill(/x/) },
    path: 'fallbackTexts',
    says: 'at most 200 entries: join several with |',
  },
  { wrong: { thresholds: 0.5 }, path: 'thresholds', says: 'must be an object: { luis: 0.6' },
  { wrong: { thresholds: { luis: 60 } }, path: 'thresholds.luis', says: 'from 0 to 1, got 60' },
  { wrong: { thresholds: { qna: -0.1 } }, path: 'thresholds.qna', says: 'got -0.1' },
  { wrong: { thresholds: { clu: NaN } }, path: 'thresholds.clu', says: 'from 0 to 1, got NaN' },
  { wrong: { thresholds: { clu: '0.5' } }, path: 'thresholds.clu', says: 'must be a number' },
  { wrong: { thresholds: { luiz: 0.5 } }, path: 'thresholds.luiz', says: 'known are luis, clu' },
  {
    wrong: { durability: 'paranoid' },
    path: 'durability',
    says: "must be 'balanced', 'strict' or 'memory'",
  },
  { wrong: { thread: 'no' }, path: 'thread', says: 'true or false' },
  { wrong: { onError: 'log' }, path: 'onError', says: 'must be a function' },
  { wrong: { logger: {} }, path: 'logger', says: 'warn and error' },
  { wrong: { store: 7 }, path: 'store', says: 'postgres({ url }) returns, got 7' },
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

/** What a developer may write into any option by mistake. */
const MISTAKES: Readonly<Record<string, unknown>> = {
  null: null,
  'an empty text': '',
  'white space': ' ',
  'a text': 'x y',
  'a long text': 'y'.repeat(5_000),
  'a number': 5,
  NaN: NaN,
  'a bigint': 10n,
  'a boolean': true,
  'a symbol': Symbol('x'),
  'a function': () => 1,
  'a pattern': /x/,
  'a date': new Date(0),
  'an empty list': [],
  'a list of everything': ['', 5, null, {}, [], /(?:)/, undefined],
  'an unknown field': { a: 1 },
};

function messagesOf(options: unknown): readonly string[] {
  try {
    resolveOptions(options as AnalyticsOptions);
    return [];
  } catch (error) {
    if (!AnalyticsError.is(error)) throw error;
    return [error.message];
  }
}

test.for(Object.entries(MISTAKES))('%s in any place is refused in our own words', ([, wrong]) => {
  const fields = (names: readonly string[]) => names.map((each) => ({ [each]: wrong }));
  const google = fields([
    'trackingId',
    'apiSecret',
    'active',
    'region',
    'endpoint',
    'collectorUrl',
  ]);
  const given = [
    wrong,
    ...fields(Object.keys(optionsSchema.shape)),
    ...fields([...RECOGNIZERS]).map((thresholds) => ({ thresholds })),
    ...google.flatMap((each) => [{ googleAnalytics: each }, { googleAnalytics: [{}, each] }]),
    ...fields(['token', 'active', 'region', 'endpoint']).map((mixpanel) => ({ mixpanel })),
    ...fields(['kind', 'options']).map((each) => ({
      store: { ...sqlite({ path: 'x' }), ...each },
    })),
    { store: { kind: 'sqlite', options: { path: wrong } } },
    { sessionTimeoutMs: { default: wrong } },
  ];
  const messages = given.flatMap(messagesOf);

  expect(messages.length).toBeGreaterThan(20);
  for (const message of messages) {
    expect(message).not.toMatch(/expected |Too (small|big)|Invalid (input|option)|Unrecognized/);
    expect(message).toMatch(/: (must|is|there is) /);
    expect(message.length).toBeLessThan(1_500);
  }
});

test('one wrong value is one issue', () => {
  const { issues } = issuesOf({ botId: [], idKey: [], systemCommands: [''] });

  expect(issues.map(({ path }) => path)).toEqual(['botId', 'idKey', 'systemCommands[0]']);
});

test('long values are clipped, and patterns shown as they are written', () => {
  const words = issuesOf({ botId: 'y'.repeat(300) }).message;
  const pattern = issuesOf({ fallbackTexts: new RegExp('z'.repeat(300), 'i') }).message;

  expect(words).toContain(`, got "${'y'.repeat(80)}…". Correct`);
  expect(pattern).toContain(`, got /${'z'.repeat(79)}…. Correct`);
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

const ADDRESS = 'mysql://user:very-secret@db.example/bot';

test.for([
  { options: { store: ADDRESS } },
  { options: { store: ` ${ADDRESS.toUpperCase()}` } },
  { options: { store: 'mssql+x://very-secret' } },
  { options: {}, environment: { BOT_ANALYTICS_STORE: ADDRESS } },
])('an address that is not one of PostgreSQL is refused and not repeated: $options', (given) => {
  const { message, issues } = issuesOf(given.options, given.environment);

  expect(issues).toEqual([
    {
      path: 'store',
      problem:
        'is an address, but not one of PostgreSQL (postgres://…): give that, or the path of a SQLite file',
    },
  ]);
  expect(message).not.toMatch(/very-secret/i);
});

test('durability in memory takes no path along', () => {
  const { recorder } = resolveOptions({ store: './bot.db', durability: 'memory' });

  expect(recorder).toMatchObject({
    store: { kind: 'sqlite', options: { path: ':memory:' } },
    durability: 'memory',
  });
});

test('durability in memory and a PostgreSQL store exclude each other', () => {
  const { issues } = issuesOf({ store: 'postgres://db.example/bot', durability: 'memory' });

  expect(issues).toEqual([
    {
      path: 'durability',
      problem:
        "keeps everything in this process, and a PostgreSQL server nothing there: leave out `store`, or give 'balanced' or 'strict'",
      value: 'memory',
    },
  ]);
});

test.for([ADDRESS, ` ${ADDRESS}`, 'postgres://user:very-secret@db.example/bot'])(
  'sqlite() takes no address, and does not repeat it: %s',
  (path) => {
    const { message, issues } = issuesOf({ store: sqlite({ path }) });

    expect(issues).toEqual([
      {
        path: 'store.options.path',
        problem: 'is an address: a server is named by postgres({ url }), or by its address alone',
      },
    ]);
    expect(message).not.toMatch(/very-secret/i);
  },
);

test.for([':memory:', './bot.db', 'C:\\data\\bot.db', '/data/a:b//c.db', 'data//bot.db'])(
  '%s is a path',
  (path) => {
    expect(resolveOptions({ store: path }).recorder.store).toEqual(sqlite({ path }));
    expect(resolveOptions({ store: sqlite({ path }) }).recorder.store).toEqual(sqlite({ path }));
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
  { store: new RegExp(SECRET) },
  { mixpanel: { token: [SECRET] } },
  { idKey: { key: SECRET } },
  { store: { path: SECRET } },
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

  const endpoint = 'https://api.mixpanel.com';
  const shape = { userId: 'pseudonym' };
  expect(destinations).toEqual([
    {
      name: 'ga4',
      active: true,
      measurementId: 'G-1',
      apiSecret: 's',
      endpoint: 'https://region1.google-analytics.com',
      shape,
    },
    { name: 'mixpanel', active: false, token: 't', endpoint, shape },
    { name: 'mixpanel_profiles', active: false, token: 't', endpoint, shape },
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

  expect(recorder.store).toEqual(sqlite({ path: 'code.db' }));
  expect(recorder.destinations).toMatchObject([
    { measurementId: 'G-CODE', apiSecret: 'env', active: true },
    { name: 'mixpanel', token: 'env', active: false },
    { name: 'mixpanel_profiles', token: 'env', active: false },
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

  expect(destinations.map(({ name }) => name)).toEqual([
    'ga4',
    'ua',
    'mixpanel',
    'mixpanel_profiles',
  ]);
});

test('the timeout may be one for all, or one per base channel', () => {
  const { interpret } = resolveOptions({
    sessionTimeoutMs: { default: 60_000, msteams: Infinity },
  }).recorder;

  expect(interpret.sessionTimeoutMs).toEqual({ default: 60_000, channels: { msteams: Infinity } });
});

test('texts and patterns become what can cross into a thread, without a position of their own', () => {
  const { patterns } = resolveOptions({
    fallbackTexts: [' Sorry? ', /did(n't| not) understand/giy],
    handoverPhrases: Array(200).fill(/human/su),
  }).recorder;

  expect(structuredClone(patterns)).toEqual({
    fallbackTexts: [
      { kind: 'text', text: ' Sorry? ' },
      { kind: 'pattern', source: "did(n't| not) understand", flags: 'i' },
    ],
    handoverPhrases: Array(200).fill({ kind: 'pattern', source: 'human', flags: 'su' }),
  });
});

test('a RegExp of another realm, as a test runner’s, is one', () => {
  const foreign = runInNewContext('/sorry/i') as RegExp;

  expect(foreign).not.toBeInstanceOf(RegExp);
  expect(resolveOptions({ fallbackTexts: [foreign] }).recorder.patterns.fallbackTexts).toEqual([
    { kind: 'pattern', source: 'sorry', flags: 'i' },
  ]);
});

test('thresholds are those that are set, the ends of the range among them', () => {
  const thresholds = { luis: 0, qna: 1, adaptive: 0.25, other: undefined };

  expect(resolveOptions({ thresholds }).recorder.interpret.thresholds).toEqual({
    luis: 0,
    qna: 1,
    adaptive: 0.25,
  });
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
