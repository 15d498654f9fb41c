/**
 * Random histories, recorded by the real store and asked by the real reports, against plain loops
 * over what happened: users, messages, platforms. A failure prints the seed;
 * `fc.assert(…, { seed, path })` repeats it.
 */

import { expect, test } from 'vitest';

import { QUARTER_MS, DAY_MS } from '../../src/model/time.ts';
import type { Asked, Row } from './asking.ts';
import { compare, datesOf, expectSeries, sorted } from './asking.ts';
import { countSessions } from './model/chats.ts';
import * as people from './model/people.ts';
import type { Span } from './model/question.ts';
import {
  activePeople,
  per,
  round,
  spanBefore,
  startBefore,
  startedSessions,
  total,
  within,
} from './model/question.ts';
import type { Case } from './random.ts';
import { longAgo } from './random.ts';

/** Random cases per report; more with `FUZZ_RUNS`. */
const RUNS = 10;

test('users', () =>
  compare(RUNS, async (asked) => {
    const { view, ask } = asked;
    const { data, summary, testHidden } = await ask('users', { dimension: asked.asked.dimension });

    expectSeries(data, asked, (span) => people.users(view, span));
    expect(summary).toMatchObject(people.userSummary(view));
    expect(testHidden ?? 0).toBe(view.hidden);
  }));

function byDayOrWeek({ asked, ...rest }: Case): Case {
  return { ...rest, asked: { ...asked, dimension: asked.dimension === 'hour' ? 'day' : 'week' } };
}

test('retention', () =>
  compare(
    RUNS,
    async (asked) => {
      const { view, ask } = asked;
      const { data, summary } = await ask('retention', { dimension: asked.asked.dimension });

      const dates = datesOf(asked);
      expect(data).toEqual(people.retention(view).map((row, i) => ({ date: dates[i], ...row })));
      expect(summary).toEqual(people.retentionSummary(view));
    },
    { cases: longAgo.map(byDayOrWeek) },
  ));

test('messages', () =>
  compare(RUNS, async (asked) => {
    const { view, ask } = asked;
    const { data, summary } = await ask('messages', { dimension: asked.asked.dimension });

    expectSeries(data, asked, (span) => people.messages(view, span));
    expect(summary).toEqual(people.messageSummary(view));
  }));

test('languages', () =>
  compare(RUNS, async ({ view, ask }) => {
    const { data, summary } = await ask('languages');
    const expected = people.languages(view);

    expect(sorted(data)).toEqual(sorted(expected.data));
    expect(summary).toEqual(expected.summary);
  }));

/** R3's shape of a series. */
function expectPoints(
  { data, summary }: { readonly data: readonly Row[]; readonly summary: Row },
  asked: Asked,
  of: (span: Span) => number | null,
): void {
  const values = asked.spans.map(of);
  const given = values.filter((value) => value !== null);
  expectSeries(data, asked, (span) => ({ value: of(span) }));
  expect(summary).toEqual({
    total: of(asked.view.whole),
    min: given.length === 0 ? null : Math.min(...given),
    max: given.length === 0 ? null : Math.max(...given),
    avg: given.length === 0 ? null : round(total(given) / given.length),
  });
}

test('conversations, conversationUsers, averageConversations', () =>
  compare(RUNS, async (asked) => {
    const { view, ask } = asked;
    const { dimension } = asked.asked;
    const started = (span: Span) => countSessions(startedSessions(view, span)).total;
    const active = (span: Span) => activePeople(view, span).length;

    expectPoints(await ask('conversations', { dimension }), asked, started);
    expectPoints(await ask('conversationUsers', { dimension }), asked, active);
    expectPoints(await ask('averageConversations', { dimension }), asked, (span) =>
      per(started(span), active(span)),
    );
  }));

test('conversationMessages', () =>
  compare(RUNS, async (asked) => {
    const { view, ask } = asked;
    const { dimension } = asked.asked;
    const of = (lists: readonly (readonly { readonly at: number }[])[]) => (span: Span) =>
      lists.flat().filter(({ at }) => within(at, span)).length;

    const { received, sent } = view;
    expectPoints(await ask('conversationMessages', { dimension }), asked, of([received, sent]));
    for (const measure of ['received', 'sent'] as const) {
      const answer = await ask('conversationMessages', { dimension, measure });
      expectPoints(answer, asked, of([view[measure]]));
    }
  }));

/** A channel that only a campaign had reached before the range, and on which somebody acts in it. */
const START = Date.parse('2026-03-07T00:00Z');
const campaignFirst: Case = {
  history: (['campaign', 'message'] as const).map((kind, i) => ({
    at: START + i * 25 * DAY_MS,
    user: 'ann',
    channel: 'facebook',
    kind,
    replies: 1,
  })),
  asked: {
    timezone: 'UTC',
    dimension: 'month',
    includeTest: false,
    from: START + QUARTER_MS,
    to: START + 25 * DAY_MS + QUARTER_MS,
  },
  now: START + 90 * DAY_MS,
  captureText: false,
};

test('platforms', () =>
  compare(
    RUNS,
    async (asked) => {
      const { view, ask, spans } = asked;
      const { data, summary } = await ask('platforms', { dimension: asked.asked.dimension });

      expectSeries(data, asked, (span) => {
        const before = spans[spans.indexOf(span) - 1] ?? spanBefore(asked.asked, span);
        return { platforms: people.platforms(view, { span, before }) };
      });
      const span = view.whole;
      const before: Span = [startBefore(asked.asked), asked.asked.from];
      const platforms = people.platforms(view, { span, before });
      expect(summary).toEqual({ platforms, total: sumOf(Object.values(platforms)) });
    },
    { examples: [campaignFirst] },
  ));

function sumOf(rows: readonly Readonly<Record<string, number>>[]): object {
  const names = ['active', 'new', 'accumulated', 'churned', 'received', 'sent'];
  return Object.fromEntries(names.map((name) => [name, total(rows.map((row) => row[name]!))]));
}
