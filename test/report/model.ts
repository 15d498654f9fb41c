/**
 * The definitions of the reports as plain loops over a history: slow, obvious, and without a
 * line in common with the reports. Days come from `Intl`, quarter-hour by quarter-hour.
 */

import { MINUTE_MS, QUARTER_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Moment } from './history.ts';
import { channelOf, repliesOf } from './history.ts';

const TIMEOUT_MS = 30 * MINUTE_MS;

/** What is asked: a range in whole quarter-hours, and filters. */
export interface Question {
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  readonly dimension: 'month' | 'week' | 'day' | 'hour';
  readonly channel?: readonly string[];
  readonly locale?: string;
  readonly bot?: string;
  readonly includeTest: boolean;
}

type Span = readonly [from: number, to: number];

export interface PlainSession {
  readonly user: string;
  readonly opening: Moment;
  readonly moments: Moment[];
  readonly activities: number[];
}

function isAct({ kind }: Moment): boolean {
  return kind !== 'signal' && kind !== 'campaign';
}

function isReceived({ kind }: Moment): boolean {
  return kind === 'message' || kind === 'command' || kind === 'empty';
}

/** The bot said so, or said nothing: neither a message nor that it asks for a human, nor that it understood. */
function isUnrecognized(moment: Moment): boolean {
  if (moment.unrecognized === true) return true;
  const isAnswered =
    repliesOf(moment) > 0 || moment.calls?.some(({ name }) => ANSWERS.has(name)) === true;
  return moment.kind === 'message' && !isAnswered;
}

const ANSWERS: ReadonlySet<string> = new Set(['recognized', 'requestHandover']);

/** R4: a user is a pair of channel and id. */
function personOf(moment: Moment): string {
  return `${channelOf(moment)}/${moment.user}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** `2026-10-25 02:15`, on the clocks of the zone. */
export function clockOf(at: number, timezone: string): string {
  const known = clocks.get(timezone);
  const clock =
    known ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    });
  clocks.set(timezone, clock);
  return clock.format(at);
}

function dayOf(at: number, timezone: string): string {
  return clockOf(at, timezone).slice(0, 10);
}

function labelOf(at: number, { timezone, dimension }: Question): string {
  const clock = clockOf(at, timezone);
  if (dimension === 'month') return clock.slice(0, 7);
  if (dimension === 'hour') return clock.slice(0, 13);
  const day = Date.parse(`${clock.slice(0, 10)}T00:00Z`);
  const sinceMonday = dimension === 'week' ? (new Date(day).getUTCDay() + 6) % 7 : 0;
  return new Date(day - sinceMonday * 24 * 60 * MINUTE_MS).toISOString().slice(0, 10);
}

/** Walks from quarter-hour to quarter-hour; a repeated hour begins anew when the clock strikes. */
export function spansOf(question: Question): Span[] {
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

/** Acts that count under the filters. */
function passes(moment: Moment, question: Question): boolean {
  if (moment.test === true && !question.includeTest) return false;
  return passesFilters(moment, question);
}

function passesFilters(moment: Moment, { channel, locale, bot }: Question): boolean {
  if (channel && !channel.includes(channelOf(moment))) return false;
  if (locale !== undefined && (moment.locale ?? 'unknown') !== locale) return false;
  return bot === undefined || (moment.bot ?? 'bot') === bot;
}

const within = (at: number, [from, to]: Span): boolean => at >= from && at < to;
const round = (value: number): number => Math.round(value * 100) / 100;
const share = (part: number, whole: number) => ({
  value: whole === 0 ? null : Math.round((part * 10_000) / whole) / 100,
  numerator: part,
  denominator: whole,
});
const distinct = (values: readonly string[]): number => new Set(values).size;

function middle(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(half)]!
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

function firstActOf(history: readonly Moment[], person: string, includeTest: boolean): number {
  const acts = history.filter(
    (moment) =>
      personOf(moment) === person && isAct(moment) && (includeTest || moment.test !== true),
  );
  return Math.min(...acts.map(({ at }) => at));
}

/** Acts under the filters in a span. */
function actsIn(history: readonly Moment[], question: Question, span: Span): Moment[] {
  return history.filter(
    (moment) => isAct(moment) && passes(moment, question) && within(moment.at, span),
  );
}

export function plainUsers(history: readonly Moment[], question: Question, span: Span) {
  const acts = actsIn(history, question, span);
  const people = [...new Set(acts.map(personOf))];
  const first = new Map(
    people.map((person) => [person, firstActOf(history, person, question.includeTest)]),
  );
  const isBack = (person: string): boolean =>
    acts.some(
      (act) =>
        personOf(act) === person &&
        dayOf(act.at, question.timezone) > dayOf(first.get(person)!, question.timezone),
    );
  return {
    new: people.filter((person) => within(first.get(person)!, span)).length,
    returning: people.filter(isBack).length,
    total: people.length,
  };
}

/** Mean over the days of the range of the users active on each. */
export function plainDau(history: readonly Moment[], question: Question): number | null {
  const days = spansOf({ ...question, dimension: 'day' });
  if (days.length === 0) return null;
  const users = days.map((day) => distinct(actsIn(history, question, day).map(personOf)));
  return round(users.reduce((a, b) => a + b, 0) / days.length);
}

/** Users of the last `days` days that end with the last day of the range. */
export function plainRecent(history: readonly Moment[], question: Question, days: number): number {
  const last = Date.parse(`${dayOf(question.to - 1, question.timezone)}T00:00Z`);
  const wanted = new Set(
    Array.from({ length: days }, (_, i) =>
      new Date(last - i * 24 * 60 * MINUTE_MS).toISOString().slice(0, 10),
    ),
  );
  const acts = history.filter(
    (moment) =>
      isAct(moment) && passes(moment, question) && wanted.has(dayOf(moment.at, question.timezone)),
  );
  return distinct(acts.map(personOf));
}

export function plainMessages(history: readonly Moment[], question: Question, span: Span) {
  const counted = history.filter((moment) => passes(moment, question));
  const here = counted.filter(({ at }) => within(at, span));
  const received = here.filter(isReceived);
  const isSystem = ({ kind }: Moment): boolean => kind !== 'message';
  const unrecognized = received.filter(isUnrecognized);
  const system = received.filter((moment) => isSystem(moment) && !isUnrecognized(moment));
  return {
    received: received.length,
    recognized: received.length - unrecognized.length - system.length,
    unrecognized: unrecognized.length,
    system: system.length,
    sent: sentAt(counted).filter((at) => within(at, span)).length,
    sentByAgent: 0,
    signals: here.filter(({ kind }) => kind === 'signal' || kind === 'click').length,
  };
}

export function plainPerUser(history: readonly Moment[], question: Question, span: Span) {
  const acts = actsIn(history, question, span);
  const people = [...new Set(acts.map(personOf))];
  const perUser = (wanted: (moment: Moment) => boolean) => {
    const counts = people.map(
      (person) => acts.filter((act) => personOf(act) === person && wanted(act)).length,
    );
    const total = counts.reduce((a, b) => a + b, 0);
    return {
      mean: counts.length === 0 ? null : round(total / counts.length),
      median: middle(counts),
    };
  };
  return {
    receivedPerUser: perUser(isReceived),
    unrecognizedPerUser: perUser((act) => isReceived(act) && isUnrecognized(act)),
  };
}

/** When the messages of the bot were sent. */
function sentAt(moments: readonly Moment[]): number[] {
  return moments.flatMap((moment) =>
    Array.from({ length: repliesOf(moment) }, () =>
      moment.kind === 'campaign' ? moment.at : moment.at + SECOND_MS,
    ),
  );
}

/** Cuts each conversation where it was silent for longer than the timeout. */
function plainSessions(history: readonly Moment[]): PlainSession[] {
  const sessions: PlainSession[] = [];
  const open = new Map<string, PlainSession>();
  for (const moment of history) {
    const activities = [...(isAct(moment) ? [moment.at] : []), ...sentAt([moment])];
    const begin = activities[0];
    if (begin === undefined) continue;
    const key = JSON.stringify([personOf(moment), moment.conversation ?? '']);
    const latest = open.get(key);
    if (latest && begin - Math.max(...latest.activities) <= TIMEOUT_MS) {
      latest.moments.push(moment);
      latest.activities.push(...activities);
      continue;
    }
    const session = { user: personOf(moment), opening: moment, moments: [moment], activities };
    open.set(key, session);
    sessions.push(session);
  }
  return sessions;
}

/** Sessions under the filters (those of the fact that opened them) that were active in a span. */
export function sessionsIn(history: readonly Moment[], question: Question, span: Span) {
  return plainSessions(history).filter(
    ({ opening, activities }) =>
      passes(opening, question) && activities.some((at) => within(at, span)),
  );
}

export function startedIn(history: readonly Moment[], question: Question, span: Span) {
  return plainSessions(history).filter(
    ({ opening, activities }) => passes(opening, question) && within(Math.min(...activities), span),
  );
}

export function countPlain(sessions: readonly PlainSession[]) {
  const withMessages = sessions.filter((session) => wordsOf(session) > 0).length;
  return { withMessages, withoutMessages: sessions.length - withMessages, total: sessions.length };
}

/** Messages that are neither empty nor a command. */
function wordsOf({ moments }: PlainSession): number {
  return moments.filter(({ kind }) => kind === 'message').length;
}

export function plainSessionSummary(
  history: readonly Moment[],
  question: Question,
  sessions: readonly PlainSession[],
) {
  const counts = countPlain(sessions);
  const lengths = sessions.map(
    ({ activities }) => Math.max(...activities) - Math.min(...activities),
  );
  const received = sessions.flatMap(({ moments }) => moments).filter(isReceived).length;
  const users = distinct(actsIn(history, question, [question.from, question.to]).map(personOf));
  const median = middle(lengths);
  const per = (a: number, b: number) => (b === 0 ? null : round(a / b));
  return {
    ...counts,
    meanDurationMs:
      lengths.length === 0 ? null : Math.round(lengths.reduce((a, b) => a + b, 0) / lengths.length),
    medianDurationMs: median === null ? null : Math.round(median),
    messagesPerSession: per(received, sessions.length),
    sessionsPerUser: per(sessions.length, users),
    bounceRate: share(
      sessions.filter((session) => wordsOf(session) === 1).length,
      counts.withMessages,
    ),
  };
}

/** One request per conversation: `requestHandover`, perhaps accepted, perhaps failed or completed. */
function plainHandovers(history: readonly Moment[]) {
  const at = (moment: Moment, name: string): number | undefined => {
    const later = history.filter(
      (other) =>
        other.conversation === moment.conversation &&
        other.at >= moment.at &&
        other.calls?.some((call) => call.name === name),
    );
    return later[0]?.at;
  };
  return history.flatMap((moment) => {
    const request = moment.calls?.find((call) => call.name === 'requestHandover');
    if (!request) return [];
    return [
      {
        moment,
        reason: request.reason,
        via: request.via,
        acceptedAt: at(moment, 'acceptHandover'),
        failedAt: at(moment, 'failHandover'),
        completedAt: at(moment, 'completeHandover'),
      },
    ];
  });
}

export function plainHandoverSummary(history: readonly Moment[], question: Question) {
  const span: Span = [question.from, question.to];
  const all = plainHandovers(history).filter(({ moment }) => passes(moment, question));
  const requests = all.filter(({ moment }) => within(moment.at, span));
  const during = (of: 'acceptedAt' | 'failedAt' | 'completedAt') =>
    all.filter((handover) => handover[of] !== undefined && within(handover[of], span));
  const count = (of: 'reason' | 'via', value: string) =>
    requests.filter((handover) => handover[of] === value).length;
  const sessions = sessionsIn(history, question, span);
  const asking = sessions.filter(hasRequest).length;
  const users = distinct(actsIn(history, question, span).map(personOf));
  const waits = during('acceptedAt').map(({ moment, acceptedAt }) => acceptedAt! - moment.at);
  const median = middle(waits);
  return {
    requests: requests.length,
    chatsWithRequests: asking,
    chatsWithoutRequests: sessions.length - asking,
    byReason: {
      direct: count('reason', 'direct'),
      after_fallback: count('reason', 'after_fallback'),
      operator_button: count('reason', 'operator_button'),
    },
    byVia: { takeover: count('via', 'takeover'), ticket: count('via', 'ticket') },
    accepted: during('acceptedAt').length,
    failed: during('failedAt').length,
    completed: during('completedAt').length,
    handoverRate: share(distinct(requests.map(({ moment }) => personOf(moment))), users),
    chatHandoverRate: share(asking, sessions.length),
    medianTimeToAcceptMs: median === null ? null : Math.round(median),
  };
}

export function plainHandoverRow(history: readonly Moment[], question: Question, span: Span) {
  const requests = plainHandovers(history).filter(
    ({ moment }) => passes(moment, question) && within(moment.at, span),
  );
  const sessions = sessionsIn(history, question, span);
  const asking = sessions.filter(hasRequest).length;
  return {
    requests: requests.length,
    chatsWithRequests: asking,
    chatsWithoutRequests: sessions.length - asking,
  };
}

function hasRequest({ moments }: PlainSession): boolean {
  return moments.some(({ calls }) => calls?.some(({ name }) => name === 'requestHandover'));
}

/** The platforms that were seen up to the end of a span, with the users of the span before. */
export function plainPlatforms(
  history: readonly Moment[],
  question: Question,
  { span, before }: { readonly span: Span; readonly before: Span },
) {
  const seen = history.filter((moment) => passes(moment, question) && moment.at < span[1]);
  const channels = [...new Set(seen.map(channelOf))].toSorted();
  const rows = channels.map((channel) => {
    const only = { ...question, channel: [channel] };
    const users = new Set(actsIn(history, only, span).map(personOf));
    const earlier = new Set(actsIn(history, only, before).map(personOf));
    const everybody = [...new Set(history.filter(isAct).map(personOf))]
      .filter((person) => person.startsWith(`${channel}/`))
      .map((person) => firstActOf(history, person, question.includeTest))
      .filter((first) => first < span[1]);
    const isNew = (person: string): boolean =>
      within(firstActOf(history, person, question.includeTest), span);
    const { received, sent } = plainMessages(history, only, span);
    const counts = {
      active: users.size,
      new: [...users].filter(isNew).length,
      accumulated: everybody.length,
      churned: [...earlier].filter((person) => !users.has(person)).length,
      received,
      sent,
    };
    return [channel, counts] as const;
  });
  return Object.fromEntries(rows);
}

/** The calendar unit before a span. */
export function spanBefore(question: Question, [from]: Span): Span {
  const back = { month: 62, week: 14, day: 3, hour: 1 }[question.dimension];
  const spans = spansOf({
    ...question,
    from: from - back * 24 * 60 * MINUTE_MS,
    to: question.to,
  });
  return spans[spans.findIndex(([, to]) => to > from) - 1]!;
}

export function plainHidden(history: readonly Moment[], question: Question): number {
  if (question.includeTest) return 0;
  const hidden = history.filter(
    (moment) => moment.test === true && passesFilters(moment, question),
  );
  const span: Span = [question.from, question.to];
  const received = hidden.filter((moment) => isReceived(moment) && within(moment.at, span));
  return received.length + sentAt(hidden).filter((at) => within(at, span)).length;
}
