import { describe, expect, onTestFinished, test } from 'vitest';
import { createBotAnalytics } from '../../src/index.ts';
import type { Matches } from '../../src/record/store.ts';
import { openStore } from '../../src/record/open.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import { NO_PATTERNS, patternMatcher } from '../../src/runtime/patterns.ts';
import { recordDepsOf } from '../../src/runtime/record-deps.ts';
import { adapterWith, message } from '../support/turns.ts';
import { activity, exchange, incoming, outgoing, text, turn } from '../interpret/play.ts';

type Entries = readonly (string | RegExp)[];

/** Backtracks 2^n times over n times `a` and something else. */
const EVIL = /(a+)+$/;
const EVIL_TEXT = `${'a'.repeat(60)}!`;

/** Two seconds and the last call, twice that on a busy machine. */
const LONGEST_MS = 10_000;

/** A matcher as the options make it. */
function matcherOf(fallbackTexts: Entries, handoverPhrases: Entries = []) {
  const told: AnalyticsError[] = [];
  const { patterns } = resolveOptions({ fallbackTexts, handoverPhrases }).recorder;
  const matcher = patternMatcher(patterns, (error) => {
    if (!AnalyticsError.is(error)) throw error;
    told.push(error);
  });
  return { matcher, told };
}

/** A batch in which the bot gives these answers. */
const answers = (...texts: readonly string[]) => [
  turn(texts.map((each) => outgoing(0, text(each)))),
];

/** Which of the answers the bot did not understand with. */
function found(matcher: { prepare(items: ReturnType<typeof answers>): Matches }, texts: Entries) {
  const words = texts.map(String);
  const matches = matcher.prepare(answers(...words));
  return words.filter((each) => matches('fallbackTexts', each));
}

test.for<{ entry: string | RegExp; text: string; matches: boolean }>([
  { entry: 'Sorry?', text: 'Sorry?', matches: true },
  { entry: 'Sorry?', text: '  sORRY?\n', matches: true },
  { entry: ' i  did not\tunderstand ', text: 'I did\u00a0not \n understand', matches: true },
  { entry: 'Sorry?', text: 'Sorry? Not again.', matches: false },
  { entry: 'Sorry.', text: 'Sorry!', matches: false },
  { entry: 'ÜBER', text: 'über', matches: true },
  { entry: 'cafe\u0301', text: 'CAF\u00c9', matches: true },
  { entry: 'ΔΕΝ ΚΑΤΑΛΑΒΑ ΤΟΥΣ ΟΡΟΥΣ', text: 'δεν καταλαβα τους ορους', matches: true },
  { entry: '我不明白', text: ' 我不明白', matches: true },
  { entry: 'über', text: 'uber', matches: false },
  { entry: /understand/, text: 'I did not understand that', matches: true },
  { entry: /understand/, text: 'I did not UNDERSTAND that', matches: false },
  { entry: /understand/i, text: 'I did not UNDERSTAND that', matches: true },
  { entry: /^sorry/m, text: 'Hm.\nsorry', matches: true },
  { entry: /^\p{Lu}.$/su, text: 'É\n', matches: true },
  { entry: new RegExp('[\\p{L}--[a-z]]', 'v'), text: 'abc', matches: false },
  { entry: /🍕{2}/u, text: 'no 🍕🍕 here', matches: true },
])('$entry in "$text": $matches', ({ entry, text: words, matches }) => {
  expect(found(matcherOf([entry]).matcher, [words])).toEqual(matches ? [words] : []);
});

test('a pattern with g or y finds the same each time, and keeps its other flags', () => {
  const global = /sorry/gi;
  const sticky = /pardon/y;
  global.lastIndex = sticky.lastIndex = 4;
  const { matcher } = matcherOf([global, sticky]);
  const texts = ['Sorry', 'sorry, sorry', 'pardon', 'I beg your pardon'];

  for (let batch = 1; batch <= 3; batch++) expect(found(matcher, texts)).toEqual(texts);
  expect([global.lastIndex, sticky.lastIndex]).toEqual([4, 4]);
});

test('what the bot says and what users write are looked for in lists of their own', () => {
  const { matcher } = matcherOf([/sorry/], ['human']);
  const matches = matcher.prepare([
    turn([incoming(0, text('sorry')), outgoing(1, text('human')), outgoing(2, text('so sorry'))]),
    exchange(3, 'HUMAN'),
  ]);

  expect(matches('fallbackTexts', 'so sorry')).toBe(true);
  expect(matches('handoverPhrases', 'HUMAN')).toBe(true);
  expect(matches('fallbackTexts', 'human')).toBe(false);
  expect(matches('handoverPhrases', 'so sorry')).toBe(false);
});

test('a text that was in no message of the batch is looked at when it is asked for', () => {
  const { matcher } = matcherOf(['sorry', /pardon/]);
  const matches = matcher.prepare([turn([outgoing(0, activity({ type: 'event' }))])]);

  expect(
    ['Sorry', 'I beg your pardon', 'hello'].map((each) => matches('fallbackTexts', each)),
  ).toEqual([true, true, false]);
});

test('without patterns nothing of a batch is looked at', () => {
  const { matcher } = matcherOf([]);
  const untouchable = new Proxy([], {
    get: () => {
      throw new Error('was looked at');
    },
  });

  expect(matcher).toBe(NO_PATTERNS);
  expect(matcher.prepare(untouchable)('fallbackTexts', 'sorry')).toBe(false);
  expect(matcher.quarantined()).toEqual([]);
});

describe('a pattern that runs away', () => {
  test('is found among others, told once without the text, and left out; the others go on', () => {
    const { matcher, told } = matcherOf(['no', /^what/, EVIL, /sorry/g, /a{60}!/]);
    const texts = ['what?', EVIL_TEXT, 'so sorry', 'No', 'hello', `${EVIL_TEXT}!`];

    const expected = texts.filter((each) => each !== 'hello');
    for (let batch = 1; batch <= 3; batch++) expect(found(matcher, texts)).toEqual(expected);
    expect(matcher.quarantined()).toEqual(['fallbackTexts[2]: /(a+)+$/']);
    expect(told.map(({ code, details }) => ({ code, details }))).toEqual([
      { code: 'PATTERN_TOO_SLOW', details: { pattern: 'fallbackTexts[2]: /(a+)+$/' } },
    ]);
    expect(told[0]?.message).toContain('fallbackTexts[2]: /(a+)+$/ runs for more than 50 ms');
    expect(told[0]?.message).not.toContain('aaaa');
  });

  test('keeps what it found before', () => {
    const { matcher } = matcherOf([EVIL]);

    expect(found(matcher, ['aaa', EVIL_TEXT, 'baa'])).toEqual(['aaa']);
    expect(found(matcher, ['aaa'])).toEqual([]);
  });

  test('is the only one left out, in whichever list and place it is', () => {
    const { matcher, told } = matcherOf([/b/, /c/], [/d/, /e/i, EVIL, /f/]);
    const matches = matcher.prepare([exchange(0, EVIL_TEXT), exchange(1, 'F and f')]);

    expect(matches('handoverPhrases', 'F and f')).toBe(true);
    expect(matches('handoverPhrases', EVIL_TEXT)).toBe(false);
    expect(told.map(({ details }) => details['pattern'])).toEqual(['handoverPhrases[2]: /(a+)+$/']);
  });

  test('is left out also if the text was asked for late', () => {
    const { matcher } = matcherOf([EVIL]);

    expect(matcher.prepare([])('fallbackTexts', EVIL_TEXT)).toBe(false);
    expect(matcher.quarantined()).toEqual(['fallbackTexts[0]: /(a+)+$/']);
  });

  test('is told with a part of a long source only', () => {
    const { matcher } = matcherOf([new RegExp(`${EVIL.source}|${'x'.repeat(1_000)}`, 'i')]);
    found(matcher, [EVIL_TEXT]);

    expect(matcher.quarantined()).toEqual([
      `fallbackTexts[0]: /${EVIL.source}|${'x'.repeat(200 - EVIL.source.length - 1)}…/i`,
    ]);
  });
});

test('a batch ends in time although every pattern runs away, and the next goes on with the rest', () => {
  const patterns = Array.from({ length: 16 }, (_, i) => new RegExp(`${EVIL.source}|never ${i}`));
  const texts = Array.from({ length: 200 }, (_, i) => `${i} ${EVIL_TEXT}`);
  const { matcher, told } = matcherOf(['Sorry?', ...patterns]);
  const startedAt = performance.now();

  expect(found(matcher, [...texts, 'sorry?'])).toEqual(['sorry?']);
  expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
  const early = matcher.quarantined().length;
  expect(early).toBeGreaterThan(2);
  expect(early).toBeLessThan(16);
  expect(told).toHaveLength(early + 1);
  expect(told.at(-1)?.message).toMatch(
    /: the patterns took \d{4,} ms for a batch of turns and are left out of the rest of every batch that takes so long; the slowest was fallbackTexts\[\d+]/,
  );

  // the second is enough, but for a busy machine
  for (let batch = 2; batch <= 8 && matcher.quarantined().length < 16; batch++) {
    expect(found(matcher, texts)).toEqual([]);
  }
  expect(matcher.quarantined()).toHaveLength(16);
  expect(told).toHaveLength(17);
  expect(found(matcher, [...texts, 'never 3'])).toEqual([]);
});

/** A text that takes the evil pattern some milliseconds, far from the limit. */
function slowText(): string {
  for (let length = 12; ; length++) {
    const slow = `${'a'.repeat(length)}!`;
    if (Math.min(...[1, 2, 3].map(() => millisecondsOf(slow))) >= 1) return slow;
  }
}

function millisecondsOf(slow: string): number {
  const startedAt = performance.now();
  EVIL.test(slow);
  return performance.now() - startedAt;
}

test('many texts that are slow but not too slow cost no pattern', () => {
  const { matcher, told } = matcherOf([EVIL, /!$/]);
  const slow = slowText();
  const texts = Array.from({ length: 15 }, (_, i) => `${i} ${slow}`);

  expect(found(matcher, texts)).toEqual(texts);
  expect(told).toEqual([]);
});

describe('a pattern that is slow on many texts', () => {
  const innocent = Array.from({ length: 60 }, (_, i) => new RegExp(`never ${i}|!!$`));
  const slow = slowText();
  const texts = Array.from({ length: 2_000 }, (_, i) => `${i} ${slow}`);

  test.for([
    { place: 'first', patterns: [EVIL, ...innocent] },
    { place: 'last', patterns: [...innocent, EVIL] },
  ])('is left out of the rest of its batch, not the others: $place', ({ patterns }) => {
    const { matcher, told } = matcherOf(patterns);
    const name = `fallbackTexts[${patterns.indexOf(EVIL)}]: /(a+)+$/`;
    for (let batch = 1; batch <= 2; batch++) {
      const startedAt = performance.now();

      expect(found(matcher, ['a', ...texts, 'never 59', 'aa'])).toEqual(['a', 'never 59']);
      expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
    }
    expect(matcher.quarantined()).toEqual([]);
    expect(told.map(({ details }) => details['pattern'])).toEqual([name]);
    expect(told[0]?.message).toMatch(/ took \d+ ms of a batch of turns, more than any other/);
    expect(told[0]?.message).not.toContain('50 ms');
  });

  test('is looked for again in the next batch', () => {
    const { matcher } = matcherOf([EVIL]);
    found(matcher, texts);

    expect(found(matcher, ['aaa'])).toEqual(['aaa']);
  });

  test('ends in time also where texts are asked for one by one', () => {
    const { matcher, told } = matcherOf([EVIL]);
    const matches = matcher.prepare([]);
    const startedAt = performance.now();

    expect(texts.filter((each) => matches('fallbackTexts', each))).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
    // of the pattern, of the batch, or of both: a busy machine may reach either limit first
    expect([1, 2]).toContain(told.length);
  });
});

describe('a matcher at rest', () => {
  test('finds plain texts, and what it found before', () => {
    const { matcher, told } = matcherOf(['Sorry?', /pardon/, EVIL]);
    const before = matcher.prepare(answers('I beg your pardon'));
    matcher.rest();
    const texts = ['sorry?', 'I beg your pardon', EVIL_TEXT];

    expect(found(matcher, texts)).toEqual(['sorry?']);
    expect(texts.filter((each) => before('fallbackTexts', each))).toEqual(texts.slice(0, 2));
    expect(matcher.quarantined()).toEqual([]);
    expect(told).toEqual([]);
  });

  test('is one that is told to stop while patterns run', () => {
    const { patterns } = resolveOptions({ fallbackTexts: ['Sorry?', EVIL] }).recorder;
    const problems: unknown[] = [];
    let calls = 0;
    const matcher = patternMatcher(
      patterns,
      (error) => problems.push(error),
      () => ++calls > 1,
    );

    expect(found(matcher, [EVIL_TEXT, 'aaa', 'Sorry?'])).toEqual(['Sorry?']);
    expect(calls).toBe(2);
    expect(problems).toEqual([]);
  });
});

test('the interpretation of a recorded turn can ask', async () => {
  const { recorder } = resolveOptions({ store: ':memory:', fallbackTexts: ['hello', EVIL] });
  const problems: unknown[] = [];
  const deps = recordDepsOf(recorder, (error) => problems.push(error));
  const store = await openStore(recorder);
  onTestFinished(() => store.close());
  const heard: boolean[] = [];
  const interpret: typeof deps.interpret = ({ matches, facts }) => {
    heard.push(matches('fallbackTexts', 'hello'), matches('handoverPhrases', 'hello'));
    return { events: [], sessions: [], votes: [], texts: [], stored: facts.length, dropped: {} };
  };
  await store.record({ writer: 'w', number: 1, items: [exchange(0)] }, { ...deps, interpret });

  expect(heard).toEqual([true, false]);
  expect(problems).toEqual([]);
});

test('on the bot’s thread a runaway pattern is told, named by health(), and costs no turn', async () => {
  const errors: AnalyticsError[] = [];
  const analytics = createBotAnalytics({
    store: ':memory:',
    handoverPhrases: [EVIL],
    onError: (error) => errors.push(error),
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  expect(await analytics.health()).not.toHaveProperty('process.quarantinedPatterns');
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; n < 3; n++) await adapter.turn({ ...message(n, 3), text: `${n} ${EVIL_TEXT}` });
  await analytics.flush();

  expect(errors.map(({ code }) => code)).toEqual(['PATTERN_TOO_SLOW']);
  expect((await analytics.health()).process).toMatchObject({
    stored: 6,
    dropped: {},
    quarantinedPatterns: ['handoverPhrases[0]: /(a+)+$/'],
  });
});
