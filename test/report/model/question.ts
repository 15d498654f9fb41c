/** What is asked of a history, and the part of it that a question looks at. */

import type { Segment } from '../../../src/model/segment.ts';
import { DAY_MS, QUARTER_MS } from '../../../src/model/time.ts';
import type { Happened, Played, PlainSession } from './played.ts';

export type Dimension = 'year' | 'month' | 'week' | 'day' | 'hour';

export const FILTERS = [
  'source',
  'storyId',
  'channel',
  'bot',
  'locale',
  'botVersion',
  'device',
  'browser',
] as const;

export type Filters = { readonly [name in (typeof FILTERS)[number]]?: string | readonly string[] };

/** A range in whole quarter-hours, and filters. */
export interface Question extends Filters {
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  readonly dimension: Dimension;
  readonly includeTest: boolean;
  readonly dialog?: string;
}

export type Span = readonly [from: number, to: number];

export const within = (at: number, [from, to]: Span): boolean => at >= from && at < to;
export const round = (value: number): number => Math.round(value * 100) / 100;
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
export const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export const share = (part: number, whole: number) => ({
  value: percent(part, whole),
  numerator: part,
  denominator: whole,
});

export const percent = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part * 10_000) / whole) / 100;

export const per = (a: number, b: number): number | null => (b === 0 ? null : round(a / b));

export function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(half)]!
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

// ---- time --------------------------------------------------------------------------------------

const clocks = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, string>();

/** `2026-10-25 02:15`, on the clocks of the zone. */
function clockOf(at: number, timezone: string): string {
  const key = `${timezone} ${at}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const clock =
    clocks.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
  clocks.set(timezone, clock);
  const text = clock.format(at);
  if (shown.size > 500_000) shown.clear();
  shown.set(key, text);
  return text;
}

export function dayOf(at: number, timezone: string): string {
  return clockOf(at, timezone).slice(0, 10);
}

/** What a clock shows, as if it showed UTC. */
export function localOf(at: number, timezone: string): number {
  return Date.parse(`${clockOf(at, timezone).replace(' ', 'T')}Z`);
}

type Calendar = Pick<Question, 'timezone' | 'dimension'>;

function labelOf(at: number, { timezone, dimension }: Calendar): string {
  const clock = clockOf(at, timezone);
  if (dimension === 'year') return clock.slice(0, 4);
  if (dimension === 'month') return clock.slice(0, 7);
  if (dimension === 'hour') return clock.slice(0, 13);
  const day = Date.parse(`${clock.slice(0, 10)}T00:00Z`);
  const sinceMonday = dimension === 'week' ? (new Date(day).getUTCDay() + 6) % 7 : 0;
  return new Date(day - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

/** Walks from quarter-hour to quarter-hour; a repeated hour begins anew when the clock strikes. */
export function spansOf(question: Calendar & Pick<Question, 'from' | 'to'>): Span[] {
  const spans: [number, number][] = [];
  let label = '';
  for (let at = question.from; at < question.to; at += QUARTER_MS) {
    const next = labelOf(at, question);
    const strikes = question.dimension === 'hour' && clockOf(at, question.timezone).endsWith(':00');
    if (next !== label || strikes) spans.push([at, at]);
    label = next;
    spans.at(-1)![1] = at + QUARTER_MS;
  }
  return spans;
}

/** When the calendar's unit begins in which a range begins. */
export function firstStart(question: Question): number {
  const back = { year: 366, month: 31, week: 7, day: 2, hour: 1 }[question.dimension] * DAY_MS;
  const spans = spansOf({
    ...question,
    from: question.from - back,
    to: question.from + QUARTER_MS,
  });
  return spans.at(-1)![0];
}

/** The calendar's unit before a span. */
export function spanBefore(question: Question, [from]: Span): Span {
  const back = { year: 800, month: 62, week: 14, day: 3, hour: 1 }[question.dimension];
  const spans = spansOf({ ...question, from: from - back * DAY_MS, to: from + QUARTER_MS });
  return spans[spans.findIndex(([, to]) => to > from) - 1]!;
}

/** The first quarter-hour, going back from `from`, at which the clock shows as much less as the range is long. */
export function startBefore({ from, to, timezone }: Question): number {
  const length = localOf(to, timezone) - localOf(from, timezone);
  const wanted = localOf(from, timezone) - length;
  let at = from - length - 2 * DAY_MS;
  while (localOf(at, timezone) < wanted) at += QUARTER_MS;
  return Math.min(at, from);
}

// ---- filters -----------------------------------------------------------------------------------

const SOURCES: Readonly<Record<string, string>> = {
  facebook: 'messenger',
  webchat: 'widget',
  directline: 'widget',
  slack: 'slack',
  app: 'app',
  livechat: 'livechat',
  livechat3: 'livechat3',
};

export function partOf(segment: Segment, name: (typeof FILTERS)[number]): string {
  if (name === 'source') return SOURCES[segment.channel] ?? 'custom';
  return segment[name === 'storyId' ? 'bot' : name];
}

function fits(segment: Segment, question: Question): boolean {
  return FILTERS.every((name) => {
    const wanted = question[name];
    if (wanted === undefined) return true;
    const values = typeof wanted === 'string' ? [wanted] : wanted;
    const isChannel = name === 'source' && values.includes(segment.channel);
    return isChannel || values.includes(partOf(segment, name));
  });
}

/** What the filters of a question let through; `all` is everything. */
export interface View extends Played {
  readonly question: Question;
  readonly whole: Span;
  readonly all: Played;
  /** Messages of test traffic that the filters take in and that are left out. */
  readonly hidden: number;
}

/**
 * With `dialog`, only sessions in which it was opened, what was recorded in them, and the users who
 * were in one of them.
 */
export function viewOf(all: Played, question: Question): View {
  const { dialog, includeTest, from, to } = question;
  const takesIn = ({ segment }: { readonly segment: Segment }): boolean =>
    (includeTest || !segment.test) && fits(segment, question);
  const hasDialog = (session: PlainSession | undefined): boolean =>
    dialog === undefined || session?.opened.has(dialog) === true;
  const counts = <T extends Happened>(of: readonly T[]): T[] => of.filter(takesIn);
  const inDialog = <T extends Happened & { readonly session: PlainSession | undefined }>(
    of: readonly T[],
  ): T[] => of.filter((each) => takesIn(each) && hasDialog(each.session));
  const hidden = [...all.received, ...all.sent].filter(
    ({ segment, at }) =>
      !includeTest && segment.test && fits(segment, question) && within(at, [from, to]),
  );
  return {
    question,
    whole: [from, to],
    all,
    acts: counts(all.acts),
    received: counts(all.received),
    sent: counts(all.sent),
    signals: counts(all.signals),
    clicks: counts(all.clicks),
    labels: inDialog(all.labels),
    pairs: inDialog(all.pairs),
    handovers: inDialog(all.handovers),
    sessions: all.sessions.filter((each) => takesIn(each) && hasDialog(each)),
    hidden: hidden.length,
  };
}

export function activeSessions({ sessions }: View, span: Span): PlainSession[] {
  return sessions.filter(({ activities }) => activities.some((at) => within(at, span)));
}

export function startedSessions({ sessions }: View, span: Span): PlainSession[] {
  return sessions.filter(({ activities }) => within(Math.min(...activities), span));
}

/** Who acted in a span; with `dialog`, who was in one of its sessions. */
export function activePeople(view: View, span: Span): string[] {
  if (view.question.dialog !== undefined) {
    return distinct(activeSessions(view, span).map(({ person }) => person));
  }
  return distinct(view.acts.filter(({ at }) => within(at, span)).map(({ person }) => person));
}

/** First act of a person ever, whatever the filters say. */
export function firstActOf({ all, question }: View, person: string): number {
  const acts = all.acts.filter(
    (act) => act.person === person && (question.includeTest || !act.segment.test),
  );
  return Math.min(...acts.map(({ at }) => at));
}
