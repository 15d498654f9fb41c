/**
 * Random histories, recorded by the real store and asked by the real reports, against plain loops
 * over the facts. A failure prints the seed; `fc.assert(…, { seed, path })` repeats it.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import { HANDOVER_REASONS, HANDOVER_VIAS } from '../../src/model/call.ts';
import { DAY_MS, MINUTE_MS, QUARTER_MS } from '../../src/model/time.ts';
import { reports } from '../../src/report/reports.ts';
import type { Reports } from '../../src/report/reports.ts';
import { runReport } from '../../src/report/run.ts';
import { fuzz } from '../support/fuzz.ts';
import type { Moment } from './history.ts';
import { storeOf } from './history.ts';
import type { Question } from './model.ts';
import * as plain from './model.ts';

/** All histories lie in the month in which the clocks of most of the zones below are shifted. */
const START = Date.parse('2026-03-07T00:00Z');
const QUARTERS = 31 * 96;
const NOW = START + 90 * DAY_MS;

/** Random histories per report; more with `FUZZ_RUNS`. */
const RUNS = 25;

const place = {
  user: fc.constantFrom('ann', 'bob', 'cyd', 'dee', 'eve'),
  channel: fc.constantFrom('webchat', 'facebook', 'msteams', 'emulator'),
  locale: fc.constantFrom('en-US', 'de-AT', undefined),
  bot: fc.constantFrom('bot', 'shop'),
};

const moment = fc
  .record({
    minute: fc.integer({ min: 0, max: QUARTERS * 15 }),
    kind: fc.constantFrom('message', 'message', 'command', 'empty', 'click', 'signal', 'campaign'),
    unrecognized: fc.boolean(),
    replies: fc.integer({ min: 0, max: 2 }),
    ...place,
  })
  .map(({ minute, unrecognized, kind, locale, ...rest }): Moment => ({
    ...rest,
    ...(locale !== undefined && { locale }),
    kind,
    at: START + minute * MINUTE_MS,
    test: rest.channel === 'emulator',
    unrecognized: kind === 'message' && unrecognized,
    replies: kind === 'campaign' ? 1 : rest.replies,
  }));

/** A conversation of its own, in which a human is asked for. */
const handover = fc
  .record({
    minute: fc.integer({ min: 0, max: QUARTERS * 15 }),
    reason: fc.constantFrom(...HANDOVER_REASONS),
    via: fc.constantFrom(...HANDOVER_VIAS),
    steps: fc.array(fc.constantFrom('acceptHandover', 'completeHandover', 'failHandover'), {
      maxLength: 1,
    }),
    gap: fc.integer({ min: 1, max: 20 }),
    ...place,
  })
  .chain((request) => fc.uuid().map((conversation) => ({ ...request, conversation })))
  .map(({ minute, reason, via, steps, gap, locale, ...rest }): Moment[] => {
    const calls: TurnCall[] = [{ name: 'requestHandover', reason, via }];
    const at = START + minute * MINUTE_MS;
    const common = {
      ...rest,
      ...(locale !== undefined && { locale }),
      kind: 'message' as const,
      test: rest.channel === 'emulator',
    };
    return [
      { ...common, at, calls },
      ...steps.map((name) => ({
        ...common,
        at: at + gap * MINUTE_MS,
        calls: [{ name }, { name: 'recognized' }] as const,
      })),
    ];
  });

const history = fc
  .tuple(fc.array(moment, { maxLength: 60 }), fc.array(handover, { maxLength: 5 }))
  .map(([moments, handovers]) => [...moments, ...handovers.flat()].toSorted((a, b) => a.at - b.at));

const question = fc
  .record(
    {
      start: fc.integer({ min: -96, max: QUARTERS }),
      length: fc.integer({ min: 1, max: QUARTERS }),
      timezone: fc.constantFrom(
        'UTC',
        'Europe/Vienna',
        'America/New_York',
        'Asia/Kathmandu',
        'Australia/Lord_Howe',
        'Pacific/Chatham',
      ),
      dimension: fc.constantFrom(
        'month' as const,
        'week' as const,
        'day' as const,
        'hour' as const,
      ),
      includeTest: fc.boolean(),
      channel: fc.uniqueArray(place.channel, { minLength: 1 }),
      locale: fc.constantFrom('en-US', 'unknown'),
      bot: place.bot,
    },
    { requiredKeys: ['start', 'length', 'timezone', 'dimension', 'includeTest'] },
  )
  .map(({ start, length, ...rest }): Question => ({
    ...rest,
    from: START + start * QUARTER_MS,
    to: START + (start + length) * QUARTER_MS,
  }));

function optionsOf({ from, to, ...rest }: Question) {
  return { ...rest, from: new Date(from), to: new Date(to) };
}

async function compare(
  check: (ask: Reports, history: readonly Moment[], asked: Question) => Promise<void>,
  examples: [Moment[], Question][] = [],
): Promise<void> {
  const property = fc.asyncProperty(history, question, async (moments, asked) => {
    const store = await storeOf(moments);
    try {
      await check(
        reports((name, options) => runReport(store.reads, name, options, NOW)),
        moments,
        asked,
      );
    } finally {
      await store.close();
    }
  });
  await fc.assert(property, { ...fuzz(RUNS), examples });
}

/** A row without its date. */
function undated<Row extends { readonly date: string }>(row: Row): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'date'));
}

/** The date of a cut-off first bucket lies before the range. */
function datesOf(spans: readonly (readonly [number, number])[], dates: readonly string[]) {
  return spans.map(([from], i) => (i === 0 ? dates[0] : new Date(from).toISOString()));
}

test('users', () =>
  compare(async ({ users }, moments, asked) => {
    const { data, summary, testHidden } = await users(optionsOf(asked));
    const spans = plain.spansOf(asked);

    expect(data.map(({ date }) => date)).toEqual(
      datesOf(
        spans,
        data.map(({ date }) => date),
      ),
    );
    expect(data.map(undated)).toEqual(spans.map((span) => plain.plainUsers(moments, asked, span)));
    const whole = plain.plainUsers(moments, asked, [asked.from, asked.to]);
    expect(summary).toMatchObject({
      ...whole,
      returningRate: { numerator: whole.returning, denominator: whole.total },
      dau: plain.plainDau(moments, asked),
      wau: plain.plainRecent(moments, asked, 7),
      mau: plain.plainRecent(moments, asked, 30),
    });
    expect(testHidden ?? 0).toBe(plain.plainHidden(moments, asked));
  }));

test('messages', () =>
  compare(async ({ messages }, moments, asked) => {
    const { data, summary } = await messages(optionsOf(asked));

    expect(data.map(undated)).toEqual(
      plain.spansOf(asked).map((span) => plain.plainMessages(moments, asked, span)),
    );
    expect(summary).toMatchObject({
      ...plain.plainMessages(moments, asked, [asked.from, asked.to]),
      ...plain.plainPerUser(moments, asked, [asked.from, asked.to]),
    });
  }));

test('sessions and conversations', () =>
  compare(async ({ sessions, conversations }, moments, asked) => {
    const options = optionsOf(asked);
    const active = await sessions(options);
    const started = await sessions({ ...options, count: 'started' });
    const bare = await conversations(options);
    const spans = plain.spansOf(asked);
    const whole = [asked.from, asked.to] as const;

    expect(active.data.map(undated)).toEqual(
      spans.map((span) => plain.countPlain(plain.sessionsIn(moments, asked, span))),
    );
    expect(active.summary).toEqual(
      plain.plainSessionSummary(moments, asked, plain.sessionsIn(moments, asked, whole)),
    );
    const starts = spans.map((span) => plain.startedIn(moments, asked, span));
    expect(started.data.map(undated)).toEqual(starts.map(plain.countPlain));
    expect(started.summary).toEqual(
      plain.plainSessionSummary(moments, asked, plain.startedIn(moments, asked, whole)),
    );
    expect(bare.data.map(({ value }) => value)).toEqual(starts.map(({ length }) => length));
    expect(bare.summary.total).toBe(starts.flat().length);
  }));

test('handover', () =>
  compare(async ({ handover: ask }, moments, asked) => {
    const { data, summary } = await ask(optionsOf(asked));

    expect(data.map(undated)).toEqual(
      plain.spansOf(asked).map((span) => plain.plainHandoverRow(moments, asked, span)),
    );
    expect(summary).toEqual(plain.plainHandoverSummary(moments, asked));
  }));

/** A channel that only a campaign had reached before the range, and on which somebody acts in it. */
const campaignFirst: [Moment[], Question] = [
  (['campaign', 'message'] as const).map((kind, i) => ({
    at: START + i * 25 * DAY_MS,
    user: 'ann',
    channel: 'facebook',
    bot: 'bot',
    kind,
    replies: 1,
    test: false,
    unrecognized: false,
  })),
  {
    timezone: 'UTC',
    dimension: 'month',
    includeTest: false,
    from: START + QUARTER_MS,
    to: START + 25 * DAY_MS + QUARTER_MS,
  },
];

test('platforms', () =>
  compare(
    async ({ platforms }, moments, asked) => {
      const { data, summary } = await platforms(optionsOf(asked));
      const spans = plain.spansOf(asked);

      expect(data.map((row) => row.platforms)).toEqual(
        spans.map((span, i) => {
          const before = spans[i - 1] ?? plain.spanBefore(asked, span);
          return plain.plainPlatforms(moments, asked, { span, before });
        }),
      );
      const clockLength =
        Date.parse(`${plain.clockOf(asked.to, asked.timezone).replace(' ', 'T')}Z`) -
        Date.parse(`${plain.clockOf(asked.from, asked.timezone).replace(' ', 'T')}Z`);
      const shift = beforeOnTheClock(asked, clockLength);
      expect(summary.platforms).toEqual(
        plain.plainPlatforms(moments, asked, {
          span: [asked.from, asked.to],
          before: [shift, asked.from],
        }),
      );
    },
    [campaignFirst],
  ));

/** The first quarter-hour, going back from `from`, at which the clock shows `length` less or more. */
function beforeOnTheClock({ from, timezone }: Question, length: number): number {
  const clock = (at: number) => Date.parse(`${plain.clockOf(at, timezone).replace(' ', 'T')}Z`);
  const wanted = clock(from) - length;
  let at = from - length - 2 * DAY_MS;
  while (clock(at) < wanted) at += QUARTER_MS;
  return Math.min(at, from);
}

test('a group answers what a filter for it answers', () =>
  compare(async (ask, moments, asked) => {
    const options = optionsOf(asked);
    for (const name of ['users', 'sessions', 'messages', 'handover', 'platforms'] as const) {
      const { groups } = await ask[name]({ ...options, group: 'locale' });
      for (const { key, data, summary } of groups) {
        if (asked.locale !== undefined && asked.locale !== key) continue;
        const alone = await ask[name]({ ...options, locale: key });
        expect({ name, data, summary }).toEqual({
          name,
          data: alone.data,
          summary: alone.summary,
        });
      }
    }
    expect(moments).toBeDefined();
  }));
