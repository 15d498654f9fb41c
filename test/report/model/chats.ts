/** Sessions and what is said about them: sessions, automation, evaluation, marks, outcomes, drop-off. */

import { DAY_MS } from '../../../src/model/time.ts';
import type { Label, PlainSession } from './played.ts';
import { endOf, startOf } from './played.ts';
import type { Span, View } from './question.ts';
import {
  activePeople,
  activeSessions,
  distinct,
  middle,
  per,
  percent,
  round,
  share,
  startedSessions,
  total,
  within,
} from './question.ts';

export function countSessions(sessions: readonly PlainSession[]) {
  const withMessages = sessions.filter(({ messages }) => messages > 0).length;
  return { withMessages, withoutMessages: sessions.length - withMessages, total: sessions.length };
}

export function sessionSummary(view: View, sessions: readonly PlainSession[]) {
  const counts = countSessions(sessions);
  const lengths = sessions.map((session) => endOf(session) - startOf(session));
  const median = middle(lengths);
  return {
    ...counts,
    meanDurationMs: lengths.length === 0 ? null : Math.round(total(lengths) / lengths.length),
    medianDurationMs: median === null ? null : Math.round(median),
    messagesPerSession: per(total(sessions.map(({ received }) => received)), sessions.length),
    sessionsPerUser: per(sessions.length, activePeople(view, view.whole).length),
    bounceRate: share(
      sessions.filter(({ messages }) => messages === 1).length,
      counts.withMessages,
    ),
  };
}

// ---- automation --------------------------------------------------------------------------------

export function automation(view: View, span: Span) {
  const sessions = activeSessions(view, span);
  const those = (value: boolean) =>
    sessions.filter((session) => session.automated?.value === value).length;
  const automated = those(true);
  const notAutomated = those(false);
  return {
    automated,
    notAutomated,
    unmarked: sessions.length - automated - notAutomated,
    sessions: sessions.length,
  };
}

export function automationRate(
  { automated, notAutomated, sessions }: ReturnType<typeof automation>,
  formula: 'corrected' | 'documented',
) {
  if (sessions === 0) return null;
  if (automated > 0 && notAutomated > 0) return percent(automated, automated + notAutomated);
  if (notAutomated > 0) return percent(sessions - notAutomated, sessions);
  if (automated === 0) return 100;
  return percent(formula === 'documented' ? sessions - automated : automated, sessions);
}

// ---- evaluation --------------------------------------------------------------------------------

function votesIn(view: View, kind: 'csat' | 'nps', span: Span): number[] {
  return view.labels
    .filter((label) => label.kind === kind && within(label.at, span))
    .map(({ label }) => Number(label));
}

const score = (votes: readonly number[]): number | null => {
  const promoters = votes.filter((vote) => vote >= 9).length;
  const detractors = votes.filter((vote) => vote <= 6).length;
  return votes.length === 0 ? null : round(((promoters - detractors) * 100) / votes.length);
};

export function evaluation(view: View, span: Span) {
  const csat = votesIn(view, 'csat', span);
  const nps = votesIn(view, 'nps', span);
  return {
    csat: per(total(csat), csat.length),
    csatVotes: csat.length,
    npsMean: per(total(nps), nps.length),
    nps: score(nps),
    npsVotes: nps.length,
  };
}

export function evaluationSummary(view: View) {
  const sessions = activeSessions(view, view.whole);
  const distribution = (kind: 'csat' | 'nps', values: readonly number[]) =>
    [...values, null].map((value) => {
      const those = sessions.filter((session) => (session[kind]?.value ?? null) === value).length;
      return { value, sessions: those, share: percent(those, sessions.length) };
    });
  const { csat, csatVotes, npsMean, nps, npsVotes } = evaluation(view, view.whole);
  return {
    csat: { mean: csat, votes: csatVotes, distribution: distribution('csat', [1, 2, 3, 4, 5]) },
    nps: {
      mean: npsMean,
      score: nps,
      votes: npsVotes,
      distribution: distribution('nps', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    },
  };
}

// ---- topics, results, actions ------------------------------------------------------------------

export type MarkKind = 'topic' | 'result' | 'action';

/** Of all sessions active in the range: what they were marked with, whenever that was. */
export function marks(view: View, kind: MarkKind) {
  const sessions = activeSessions(view, view.whole);
  const ofKind = view.all.labels.filter((label) => label.kind === kind);
  const recorded = view.labels.filter(
    (label) => label.kind === kind && within(label.at, view.whole),
  );
  const marked = ofKind.filter(({ session }) => session && sessions.includes(session));
  const values = distinct([...marked, ...recorded].map(({ label }) => label));
  const rows = values.map((value) => {
    const those = distinct(
      marked.filter(({ label }) => label === value).map(({ session }) => session),
    );
    return {
      value: value as string | null,
      sessions: those.length,
      share: percent(those.length, sessions.length),
      recorded: recorded.filter(({ label }) => label === value).length,
    };
  });
  const without = sessions.filter((session) => marked.every((label) => label.session !== session));
  return {
    rows: [
      ...rows,
      {
        value: null,
        sessions: without.length,
        share: percent(without.length, sessions.length),
        recorded: 0,
      },
    ],
    sessions: sessions.length,
  };
}

export function recorded(
  view: View,
  kind: MarkKind,
  { value, span }: { value: string; span: Span },
) {
  const isMeant = (label: Label): boolean =>
    label.kind === kind && label.label === value && within(label.at, span);
  return view.labels.filter(isMeant).length;
}

// ---- outcomes ----------------------------------------------------------------------------------

const OUTCOMES = ['escalated', 'resolved', 'abandoned', 'none', 'open'] as const;

/** When its timeout has passed, or when the bot's code has cut it. */
function closesAt(session: PlainSession): number {
  return session.isCut ? endOf(session) : endOf(session) + session.timeoutMs;
}

function outcomeOf({ whole: [, to] }: View, now: number, session: PlainSession) {
  if (closesAt(session) > Math.min(to, now)) return 'open';
  if (session.handovers > 0) return 'escalated';
  if (session.result !== undefined || session.automated?.value === true) return 'resolved';
  const isLost = session.promptOpen || session.lastMessage?.class === 'unrecognized';
  return isLost ? 'abandoned' : 'none';
}

function withOutcome(view: View, span: Span, now: number) {
  return startedSessions(view, span)
    .filter(({ messages }) => messages > 0)
    .map((session) => ({ session, outcome: outcomeOf(view, now, session) }));
}

export function outcomes(view: View, span: Span, now: number) {
  const found = withOutcome(view, span, now);
  return Object.fromEntries(
    OUTCOMES.map((name) => [name, found.filter(({ outcome }) => outcome === name).length]),
  );
}

export function outcomeSummary(view: View, now: number) {
  const found = withOutcome(view, view.whole, now).filter(({ outcome }) => outcome !== 'open');
  const contained = found.filter(({ session }) => session.handovers === 0);
  const isBack = ({ session }: (typeof found)[number]): boolean =>
    view.all.sessions.some(
      (other) =>
        other !== session &&
        other.person === session.person &&
        other.messages > 0 &&
        (view.question.includeTest || !other.segment.test) &&
        startOf(other) >= endOf(session) &&
        startOf(other) <= endOf(session) + DAY_MS,
    );
  const old = found.filter(({ session }) => endOf(session) + DAY_MS <= now);
  const trulyContained = old.filter((each) => each.session.handovers === 0 && !isBack(each));
  return {
    ...outcomes(view, view.whole, now),
    containment: share(contained.length, found.length),
    trueContainment: share(trulyContained.length, old.length),
  };
}

/** Where sessions ended with which nothing came out. */
export function dropOff(view: View, now: number) {
  const lost = withOutcome(view, view.whole, now)
    .filter(({ outcome }) => outcome === 'abandoned' || outcome === 'none')
    .map(({ session }) => session.place);
  const places = distinct(lost.map((place) => JSON.stringify(place)));
  const rows = places.map((place) => {
    const { dialog, step } = JSON.parse(place) as (typeof lost)[number];
    const sessions = lost.filter((each) => JSON.stringify(each) === place).length;
    const starts = view.labels.filter(
      ({ kind, label, at }) => kind === 'dialog' && label === dialog && within(at, view.whole),
    );
    return {
      dialog,
      step,
      sessions,
      share: percent(sessions, lost.length),
      views: dialog === null ? null : starts.length,
    };
  });
  return { rows, summary: { sessions: lost.length } };
}
