/** Handover, feedback, clicks, dialogs, interactions, traffic, response times, phrases, audience. */

import { localOf } from './question.ts';
import type { PlainSession, Played } from './played.ts';
import { endOf, startOf } from './played.ts';
import type { Question, Span, View } from './question.ts';
import {
  activePeople,
  activeSessions,
  distinct,
  middle,
  percent,
  share,
  startedSessions,
  total,
  within,
} from './question.ts';

// ---- handover ----------------------------------------------------------------------------------

export function handover(view: View, span: Span) {
  const sessions = activeSessions(view, span);
  const asking = sessions.filter(({ handovers }) => handovers > 0).length;
  return {
    requests: view.handovers.filter(({ at }) => within(at, span)).length,
    chatsWithRequests: asking,
    chatsWithoutRequests: sessions.length - asking,
  };
}

export function handoverSummary(view: View) {
  const span = view.whole;
  const counts = handover(view, span);
  const requests = view.handovers.filter(({ at }) => within(at, span));
  const during = (of: 'acceptedAt' | 'failedAt' | 'completedAt') =>
    view.handovers.filter((each) => each[of] !== undefined && within(each[of], span));
  const count = (of: 'reason' | 'via', value: string) =>
    requests.filter((each) => each[of] === value).length;
  const waits = during('acceptedAt').map(({ at, acceptedAt }) => Math.max(0, acceptedAt! - at));
  const median = middle(waits);
  return {
    ...counts,
    byReason: {
      direct: count('reason', 'direct'),
      after_fallback: count('reason', 'after_fallback'),
      operator_button: count('reason', 'operator_button'),
    },
    byVia: { takeover: count('via', 'takeover'), ticket: count('via', 'ticket') },
    accepted: during('acceptedAt').length,
    failed: during('failedAt').length,
    completed: during('completedAt').length,
    handoverRate: share(
      distinct(requests.map(({ person }) => person)).length,
      activePeople(view, span).length,
    ),
    chatHandoverRate: share(
      counts.chatsWithRequests,
      counts.chatsWithRequests + counts.chatsWithoutRequests,
    ),
    medianTimeToAcceptMs: median === null ? null : Math.round(median),
  };
}

// ---- feedback ----------------------------------------------------------------------------------

const VOTES = ['positive', 'negative', 'neutral', 'none'] as const;

type VoteCounts = { [vote in (typeof VOTES)[number]]: number };

function countVotes(pairs: View['pairs']): VoteCounts {
  return Object.fromEntries(
    VOTES.map((vote) => [vote, pairs.filter((pair) => pair.vote === vote).length]),
  ) as VoteCounts;
}

export function feedback(view: View, span: Span): VoteCounts {
  return countVotes(view.pairs.filter(({ at }) => within(at, span)));
}

export function feedbackSummary(view: View) {
  const counts = feedback(view, view.whole);
  const reviewed = counts.positive + counts.negative + counts.neutral;
  return {
    ...counts,
    reviewable: reviewed + counts.none,
    reviewed,
    positiveShare: share(counts.positive, reviewed),
  };
}

export const CHATS = ['more_positive', 'more_negative', 'only_positive'] as const;

export function feedbackChats(view: View, filter: (typeof CHATS)[number]) {
  return activeSessions(view, view.whole)
    .map((session) => ({
      session,
      ...countVotes(view.all.pairs.filter((p) => p.session === session)),
    }))
    .filter(({ positive, negative }) => {
      if (filter === 'more_positive') return positive > negative;
      if (filter === 'more_negative') return negative > positive;
      return positive > 0 && negative === 0;
    })
    .map(({ session, positive, negative, neutral }) => ({
      startedAt: new Date(startOf(session)).toISOString(),
      lastAt: new Date(endOf(session)).toISOString(),
      received: session.received,
      sent: session.sent,
      positive,
      negative,
      neutral,
    }));
}

// ---- clicks and dialogs ------------------------------------------------------------------------

export function clicks(view: View) {
  const here = view.clicks.filter(({ at }) => within(at, view.whole));
  const keyOf = ({ type, title, destination }: (typeof here)[number]) =>
    JSON.stringify({ type, title, destination });
  const data = distinct(here.map(keyOf)).map((key) => {
    const those = here.filter((click) => keyOf(click) === key);
    return {
      ...(JSON.parse(key) as object),
      clicks: those.length,
      certain: those.filter(({ isCertain }) => isCertain).length,
    };
  });
  return {
    data,
    summary: { clicks: here.length, certain: here.filter(({ isCertain }) => isCertain).length },
  };
}

export function dialogs(view: View) {
  const labels = view.labels.filter(({ at }) => within(at, view.whole));
  const pairs = view.pairs.filter(({ at, vote }) => within(at, view.whole) && vote !== 'none');
  const named = [
    ...labels
      .filter(({ kind }) => kind === 'dialog' || kind === 'completed' || kind === 'cancelled')
      .map(({ label }) => label),
    ...pairs
      .filter(({ vote }) => vote === 'positive' || vote === 'negative')
      .flatMap(({ dialog }) => dialog ?? []),
  ];
  const count = (kind: string, dialog: string) =>
    labels.filter((each) => each.kind === kind && each.label === dialog).length;
  const votes = (vote: string, dialog: string) =>
    pairs.filter((pair) => pair.vote === vote && pair.dialog === dialog).length;
  const data = distinct(named).map((dialog) => ({
    dialog,
    views: count('dialog', dialog),
    completed: count('completed', dialog),
    cancelled: count('cancelled', dialog),
    positive: votes('positive', dialog),
    negative: votes('negative', dialog),
  }));
  const sum = (of: Exclude<keyof (typeof data)[number], 'dialog'>) =>
    total(data.map((row) => row[of]));
  return {
    data,
    summary: {
      views: sum('views'),
      completed: sum('completed'),
      cancelled: sum('cancelled'),
      positive: sum('positive'),
      negative: sum('negative'),
    },
  };
}

/** R3: dialogs that were ever started, what the bot did not understand, and who was welcomed. */
export function interactions(view: View) {
  const labels = view.labels.filter(({ at }) => within(at, view.whole));
  const lost = view.received.filter(
    (message) => message.class === 'unrecognized' && within(message.at, view.whole),
  );
  const known = distinct(
    view.labels.filter(({ kind }) => kind === 'dialog').map(({ label }) => label),
  );
  const parents = distinct(lost.flatMap(({ dialog }) => dialog ?? []));
  const rows = [
    ...known.map((name) => ({
      name,
      value: labels.filter(({ kind, label }) => kind === 'dialog' && label === name).length,
    })),
    ...parents.map((parentId) => ({
      type: 'contextFallback',
      parentId,
      value: lost.filter(({ dialog }) => dialog === parentId).length,
    })),
    { type: 'fallback', value: lost.filter(({ dialog }) => dialog === undefined).length },
    { type: 'welcome', value: labels.filter(({ kind }) => kind === 'welcome').length },
  ];
  const all = total(rows.map(({ value }) => value));
  return rows.map((row) => ({ ...row, usage: percent(row.value, all) }));
}

// ---- traffic -----------------------------------------------------------------------------------

export type TrafficMeasure = 'received' | 'sent' | 'sessions' | undefined;

export function traffic(view: View, measure: TrafficMeasure, offset?: number) {
  const instants =
    measure === 'sessions'
      ? startedSessions(view, view.whole).map(startOf)
      : [...(measure === 'sent' ? [] : view.received), ...(measure === 'received' ? [] : view.sent)]
          .map(({ at }) => at)
          .filter((at) => within(at, view.whole));
  const shown = instants.map((at) =>
    offset === undefined ? localOf(at, view.question.timezone) : at + offset * 60_000,
  );
  const cells = shown.map((at) => new Date(at)).map((at) => [at.getUTCDay(), at.getUTCHours()]);
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (__, hour) => {
      const value = cells.filter(([d, h]) => d === day && h === hour).length;
      return { day, hour, value, usage: percent(value, cells.length) };
    }),
  );
}

// ---- response times ----------------------------------------------------------------------------

/** The times themselves: what is asked for has to lie near them. */
export function responseTimes(view: View, by: 'channel' | 'dialog') {
  const answers = view.sent.flatMap(({ at, segment, answer }) =>
    answer && within(at, view.whole)
      ? [{ key: by === 'channel' ? segment.channel : (answer.dialog ?? null), ms: answer.ms }]
      : [],
  );
  const of = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    const quantile = (p: number) =>
      sorted.length === 0 ? null : sorted[Math.ceil(p * sorted.length) - 1]!;
    return {
      count: times.length,
      meanMs: times.length === 0 ? null : Math.round(total(times) / times.length),
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
      p99Ms: quantile(0.99),
    };
  };
  return {
    data: distinct(answers.map(({ key }) => key)).map((key) => ({
      key,
      ...of(answers.filter((each) => each.key === key).map(({ ms }) => ms)),
    })),
    summary: of(answers.map(({ ms }) => ms)),
  };
}

// ---- phrases -----------------------------------------------------------------------------------

/** Words of users, as they are compared; where texts are not kept, the intents. */
export function phrases(view: View, captureText: boolean) {
  const here = view.received.filter(({ at }) => within(at, view.whole));
  const wordsOf = ({ text, intent }: (typeof here)[number]) =>
    captureText && text !== undefined
      ? { text: plainText(text), intent: null }
      : { text: null, intent: intent ?? null };
  const keyOf = (message: (typeof here)[number]) =>
    JSON.stringify({ ...wordsOf(message), class: message.class });
  const data = distinct(here.map(keyOf)).map((key) => {
    const those = here.filter((message) => keyOf(message) === key);
    const times = those.map(({ at }) => at);
    return {
      ...(JSON.parse(key) as { text: string | null; intent: string | null; class: string }),
      count: those.length,
      users: distinct(those.map(({ person }) => person)).length,
      firstAt: new Date(Math.min(...times)).toISOString(),
      lastAt: new Date(Math.max(...times)).toISOString(),
    };
  });
  return { data, summary: { count: here.length, phrases: data.length } };
}

export function plainText(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/gu, ' ');
}

// ---- audience ----------------------------------------------------------------------------------

/** Who ever acted or was written to on a channel, in traffic of the kind asked for. */
export function audience(
  all: Played,
  {
    includeTest,
    channel: wanted,
  }: { readonly includeTest: boolean; readonly channel?: Question['channel'] },
) {
  const counts = ({ segment }: { segment: PlainSession['segment'] }): boolean =>
    (includeTest || !segment.test) &&
    (wanted === undefined || [wanted].flat().includes(segment.channel));
  const acts = all.acts.filter(counts);
  const received = all.received.filter(counts);
  const sent = all.sent.filter((each) => counts(each) && each.person !== undefined);
  const sessions = all.sessions.filter(counts);
  const keyOf = (each: { segment: PlainSession['segment']; person: string | undefined }) =>
    JSON.stringify([each.segment.channel, each.person]);
  return distinct([...acts, ...sent, ...sessions].map(keyOf)).map((key) => {
    const [channel, person] = JSON.parse(key) as [string, string];
    const own = <T extends { segment: PlainSession['segment']; person: string | undefined }>(
      of: readonly T[],
    ) => of.filter((each) => keyOf(each) === key);
    const times = own(acts).map(({ at }) => at);
    const last = own(acts).filter(({ at }) => at === Math.max(...times));
    return {
      person,
      channel,
      /** Where they acted last; several if that was at the same instant. */
      lastConversations: distinct(last.map(({ conversation }) => conversation)),
      firstAt: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
      lastAt: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
      received: own(received).length,
      sent: own(sent).length,
      sessions: own(sessions).length,
    };
  });
}
