/** The same for sessions and what is said about them: see `differential.test.ts`. */

import { expect, test } from 'vitest';

import type { Asked, Row } from './asking.ts';
import { compare, expectSeries, sorted, without } from './asking.ts';
import * as chats from './model/chats.ts';
import * as lists from './model/lists.ts';
import { activeSessions, startedSessions, viewOf } from './model/question.ts';
import { inDialog, recent, recentInDialog } from './random.ts';

/** Random cases per report; more with `FUZZ_RUNS`. */
const RUNS = 8;

function compareChats(check: (asked: Asked) => Promise<void>): Promise<void> {
  return compare(RUNS, check, { cases: inDialog });
}

test('sessions', () =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const { dimension } = asked.asked;
    const active = await ask('sessions', { dimension });
    const started = await ask('sessions', { dimension, count: 'started' });

    expectSeries(active.data, asked, (span) => chats.countSessions(activeSessions(view, span)));
    expect(active.summary).toEqual(chats.sessionSummary(view, activeSessions(view, view.whole)));
    expectSeries(started.data, asked, (span) => chats.countSessions(startedSessions(view, span)));
    expect(started.summary).toEqual(chats.sessionSummary(view, startedSessions(view, view.whole)));
    expect(active.testHidden ?? 0).toBe(view.hidden);
  }));

test('automation', () =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const whole = chats.automation(view, view.whole);
    for (const formula of ['corrected', 'documented'] as const) {
      const { data, summary } = await ask('automation', {
        dimension: asked.asked.dimension,
        formula,
      });

      expectSeries(data, asked, (span) => chats.automation(view, span));
      expect(summary).toMatchObject({ ...whole, formula });
      expect((summary['rate'] as { value: unknown }).value).toBe(
        chats.automationRate(whole, formula),
      );
    }
  }));

test('evaluation', () =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const { data, summary } = await ask('evaluation', { dimension: asked.asked.dimension });

    expectSeries(data, asked, (span) => chats.evaluation(view, span));
    expect(summary).toEqual(chats.evaluationSummary(view));
  }));

test.for([
  ['topics', 'topic', 'Without topics'],
  ['results', 'result', 'sold'],
  ['actions', 'action', 'call'],
] as const)('%s', ([name, kind, value]) =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const list = await ask(name);
    const series = await ask(name, { dimension: asked.asked.dimension, value });
    const { rows, sessions } = chats.marks(view, kind);

    expect(sorted(list.data)).toEqual(sorted(rows));
    expect(list.summary).toMatchObject({ sessions });
    expectSeries(series.data, asked, (span) => ({
      recorded: chats.recorded(view, kind, { value, span }),
    }));
  }),
);

test('handover', () =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const { data, summary } = await ask('handover', { dimension: asked.asked.dimension });

    expectSeries(data, asked, (span) => lists.handover(view, span));
    expect(summary).toEqual(lists.handoverSummary(view));
  }));

test('feedback', () =>
  compareChats(async (asked) => {
    const { view, ask } = asked;
    const { data, summary } = await ask('feedback', { dimension: asked.asked.dimension });

    expectSeries(data, asked, (span) => lists.feedback(view, span));
    expect(summary).toEqual(lists.feedbackSummary(view));
    for (const filter of lists.CHATS) {
      const { chats: found } = (await ask('feedback', { chats: filter })) as unknown as {
        chats: { filter: string; count: number; sessions: Row[] };
      };
      const expected = lists.feedbackChats(view, filter);

      expect(found).toMatchObject({ filter, count: expected.length });
      expect(sorted(found.sessions.map((row) => without(row, 'session')))).toEqual(
        sorted(expected),
      );
    }
  }));

test('outcomes', () =>
  compare(
    RUNS,
    async (asked) => {
      const { view, ask, now } = asked;
      const { data, summary } = await ask('outcomes', { dimension: asked.asked.dimension });

      expectSeries(data, asked, (span) => chats.outcomes(view, span, now));
      expect(summary).toEqual(chats.outcomeSummary(view, now));
    },
    { cases: recentInDialog },
  ));

test('dropOff', () =>
  compare(
    RUNS,
    async ({ view, ask, now }) => {
      const { data, summary } = await ask('dropOff');
      const expected = chats.dropOff(view, now);

      expect(sorted(data)).toEqual(sorted(expected.rows));
      expect(summary).toEqual(expected.summary);
    },
    { cases: recent },
  ));

test('a filter by dialog keeps nothing where it was never opened', () =>
  compare(5, async ({ played, asked, ask }) => {
    const view = viewOf(played, { ...asked, dialog: 'unheard of' });
    const { summary } = await ask('sessions', { dialog: 'unheard of' });

    expect(view.sessions).toEqual([]);
    expect(summary).toMatchObject({ total: 0 });
  }));
