/** Users, what they wrote, and where: users, retention, messages, platforms, languages. */

import type { Happened, Received } from './played.ts';
import type { Span, View } from './question.ts';
import {
  activeSessions,
  dayOf,
  distinct,
  firstActOf,
  middle,
  per,
  round,
  share,
  spansOf,
  total,
  within,
} from './question.ts';
import { DAY_MS } from '../../../src/model/time.ts';

const inside = <T extends Happened>(of: readonly T[], span: Span): T[] =>
  of.filter(({ at }) => within(at, span));

// ---- users -------------------------------------------------------------------------------------

export function users(view: View, span: Span) {
  const { timezone } = view.question;
  const acts = inside(view.acts, span);
  const people = distinct(acts.map(({ person }) => person));
  const first = new Map(people.map((person) => [person, firstActOf(view, person)]));
  const isBack = (person: string): boolean =>
    acts.some(
      (act) =>
        act.person === person && dayOf(act.at, timezone) > dayOf(first.get(person)!, timezone),
    );
  return {
    new: people.filter((person) => within(first.get(person)!, span)).length,
    returning: people.filter(isBack).length,
    total: people.length,
  };
}

/** Mean over the days of the range of the users active on each, not rounded. */
function dau({ acts, question }: View): number | null {
  const days = spansOf({ ...question, dimension: 'day' });
  if (days.length === 0) return null;
  const active = days.map((day) => distinct(inside(acts, day).map(({ person }) => person)).length);
  return total(active) / days.length;
}

/** Users of the last days that end with the range. */
function recent({ acts, question: { to, timezone } }: View, days: number): number {
  const last = Date.parse(`${dayOf(to - 1, timezone)}T00:00Z`);
  const wanted = new Set(
    Array.from({ length: days }, (_, i) => new Date(last - i * DAY_MS).toISOString().slice(0, 10)),
  );
  const those = acts.filter(({ at }) => at < to && wanted.has(dayOf(at, timezone)));
  return distinct(those.map(({ person }) => person)).length;
}

export function userSummary(view: View) {
  const counts = users(view, view.whole);
  const mean = dau(view);
  return {
    ...counts,
    returningRate: share(counts.returning, counts.total),
    dau: mean === null ? null : round(mean),
    wau: recent(view, 7),
    mau: recent(view, 30),
  };
}

/** Cohorts by the bucket of their first act, and how many of them were active in each bucket from then on. */
export function retention(view: View) {
  const spans = spansOf(view.question);
  return spans.map((span, i) => {
    const cohort = distinct(inside(view.acts, span).map(({ person }) => person)).filter((person) =>
      within(firstActOf(view, person), span),
    );
    const active = spans.slice(i).map((later) => {
      const those = new Set(inside(view.acts, later).map(({ person }) => person));
      return cohort.filter((person) => those.has(person)).length;
    });
    return { size: cohort.length, active };
  });
}

/** Over all cohorts that are old enough. */
export function retentionSummary(view: View) {
  const cohorts = retention(view);
  const rates = cohorts.map((_, n) => {
    const old = cohorts.filter(({ active }) => active.length > n);
    return share(total(old.map(({ active }) => active[n]!)), total(old.map(({ size }) => size)));
  });
  return { users: total(cohorts.map(({ size }) => size)), retention: rates };
}

// ---- messages ----------------------------------------------------------------------------------

export function messages(view: View, span: Span) {
  const received = inside(view.received, span);
  const ofClass = (name: Received['class']) =>
    received.filter((message) => message.class === name).length;
  const sent = inside(view.sent, span);
  return {
    received: received.length,
    recognized: ofClass('recognized'),
    unrecognized: ofClass('unrecognized'),
    system: ofClass('system'),
    sent: sent.length,
    sentByAgent: sent.filter(({ author }) => author === 'agent').length,
    signals: inside(view.signals, span).length,
  };
}

export function messageSummary(view: View) {
  const span = view.whole;
  const counts = messages(view, span);
  const people = distinct(inside(view.acts, span).map(({ person }) => person));
  const perUser = (wanted: (message: Received) => boolean) => {
    const theirs = people.map(
      (person) =>
        inside(view.received, span).filter((each) => each.person === person && wanted(each)).length,
    );
    return { mean: per(total(theirs), theirs.length), median: middle(theirs) };
  };
  return {
    ...counts,
    receivedPerUser: perUser(() => true),
    unrecognizedPerUser: perUser((message) => message.class === 'unrecognized'),
    sentPerReceived: per(counts.sent, counts.received),
    fallbackRate: share(counts.unrecognized, counts.recognized + counts.unrecognized),
  };
}

// ---- platforms ---------------------------------------------------------------------------------

/** The platforms that were seen up to the end of a span, with the users of the span before. */
export function platforms(
  view: View,
  { span, before }: { readonly span: Span; readonly before: Span },
) {
  const { all, question } = view;
  const facts = [...view.received, ...view.sent, ...view.signals, ...view.acts];
  const seen = facts.filter(({ at }) => at < span[1]).map(({ segment }) => segment.channel);
  const rows = distinct(seen)
    .toSorted()
    .map((channel) => {
      const here = <T extends Happened>(of: readonly T[], during: Span): T[] =>
        inside(of, during).filter(({ segment }) => segment.channel === channel);
      const people = (during: Span) => new Set(here(view.acts, during).map(({ person }) => person));
      const firstOf = (person: string): number =>
        Math.min(
          ...all.acts
            .filter(
              (act) =>
                act.person === person &&
                act.segment.channel === channel &&
                (question.includeTest || !act.segment.test),
            )
            .map(({ at }) => at),
        );
      const everybody = distinct(all.acts.map(({ person }) => person)).filter(
        (person) => firstOf(person) < span[1],
      );
      const active = people(span);
      const counts = {
        active: active.size,
        new: [...active].filter((person) => within(firstOf(person), span)).length,
        accumulated: everybody.length,
        churned: [...people(before)].filter((person) => !active.has(person)).length,
        received: here(view.received, span).length,
        sent: here(view.sent, span).length,
      };
      return [channel, counts] as const;
    });
  return Object.fromEntries(rows);
}

// ---- languages ---------------------------------------------------------------------------------

export function languages(view: View) {
  const span = view.whole;
  const acts = inside(view.acts, span);
  const received = inside(view.received, span);
  const sessions = activeSessions(view, span);
  const locales = distinct(
    [...acts, ...received, ...sessions].map(({ segment }) => segment.locale),
  );
  const of = (locale: string) => {
    const has = ({ segment }: Pick<Happened, 'segment'>) => segment.locale === locale;
    return {
      users: distinct(acts.filter(has).map(({ person }) => person)).length,
      sessions: sessions.filter(has).length,
      received: received.filter(has).length,
    };
  };
  return {
    data: locales.map((locale) => ({ locale, ...of(locale) })),
    summary: {
      users: distinct(acts.map(({ person }) => person)).length,
      sessions: sessions.length,
      received: received.length,
    },
  };
}
