/** What is asked of a history, and the part of it that a question looks at. */

import type { Segment } from '../../../src/model/segment.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, QUARTER_MS } from '../../../src/model/time.ts';
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
const shifts = new Map<string, number | undefined>();

/** How far the clocks of a zone are ahead of UTC; seconds are not told. */
function shiftAt(at: number, timezone: string): number {
  const clock =
    clocks.get(timezone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
  clocks.set(timezone, clock);
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) - (at - (at % MINUTE_MS));
}

/** The same for all of a day of UTC; none if the clocks are put forward or back on it. */
function shiftOn(day: number, timezone: string): number | undefined {
  const key = `${timezone} ${day}`;
  if (shifts.has(key)) return shifts.get(key);
  const [first, last] = [shiftAt(day, timezone), shiftAt(day + DAY_MS, timezone)];
  const shift = first === last ? first : undefined;
  shifts.set(key, shift);
  return shift;
}

/** What a clock shows, as if it showed UTC. */
export function localOf(at: number, timezone: string): number {
  const shift = shiftOn(at - (at % DAY_MS), timezone) ?? shiftAt(at, timezone);
  return at - (at % MINUTE_MS) + shift;
}

/** `2026-10-25`, on the calendars of the zone. */
export function dayOf(at: number, timezone: string): string {
  return new Date(localOf(at, timezone)).toISOString().slice(0, 10);
}

type Calendar = Pick<Question, 'timezone' | 'dimension'>;

/** When the calendar's unit began that a clock shows; both as if it showed UTC. */
function unitOf(local: number, dimension: Dimension): number {
  if (dimension === 'hour') return local - (local % HOUR_MS);
  const day = local - (local % DAY_MS);
  const date = new Date(day);
  if (dimension === 'week') return day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
  if (dimension === 'month') return date.setUTCDate(1);
  return dimension === 'year' ? date.setUTCMonth(0, 1) : day;
}

/** Spans of the last questions: several tests ask the same, in several ways. */
const walks = new Map<string, Span[]>();
const MAX_WALKS = 1_000;

/** The units of the calendar in a range, the first and the last cut off by it. */
export function spansOf(question: Calendar & Pick<Question, 'from' | 'to'>): readonly Span[] {
  const { timezone, dimension, from, to } = question;
  const key = `${timezone} ${dimension} ${from} ${to}`;
  const known = walks.get(key);
  if (known) return known;
  if (walks.size === MAX_WALKS) walks.clear();
  const spans = walk(question);
  walks.set(key, spans);
  return spans;
}

/** Walks from quarter-hour to quarter-hour; a repeated hour begins anew when the clock strikes. */
function walk({ timezone, dimension, from, to }: Parameters<typeof spansOf>[0]): Span[] {
  const spans: [number, number][] = [];
  let unit = NaN;
  for (let at = from; at < to; at += QUARTER_MS) {
    const local = localOf(at, timezone);
    const next = unitOf(local, dimension);
    const strikes = dimension === 'hour' && local % HOUR_MS === 0;
    if (next !== unit || strikes) spans.push([at, at]);
    unit = next;
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
