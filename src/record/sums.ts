/** How an event adds to the sums of a batch: what the rules of `rollup.ts` are made of. */

import type { AnalyticsEventOf, EventKind, MessageClass } from '../model/event.ts';
import { bucketOf } from '../model/histogram.ts';
import type { Segment } from '../model/segment.ts';
import { quarterOf } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { entryOf } from './deltas.ts';
import type { CounterDelta, Deltas, PhraseDelta, UserDelta } from './deltas.ts';
import type { LabelKind, MarkKind, Measure } from './measures.ts';

/** An event, the number of its segment, and the sums that it adds to. */
export interface Place<K extends EventKind = EventKind> {
  readonly deltas: Deltas;
  readonly segment: number;
  readonly event: AnalyticsEventOf<K>;
}

/** How much, and when; by default one, at the time of the event. */
export interface Amount {
  readonly by?: number;
  /** Where it counts, if not at the time of the event. */
  readonly at?: EpochMs | undefined;
}

/** Adds to a counter, at the time of the event. */
export function count({ deltas, segment, event }: Place, measure: Measure, by = 1): void {
  const quarter = quarterOf(event.at);
  const delta = entryOf(deltas.counters, `${quarter} ${segment}`, () => ({
    quarter,
    segment,
    values: noCounts(),
  }));
  delta.values[measure] += by;
}

function noCounts(): CounterDelta['values'] {
  return {
    received: 0,
    recognized: 0,
    unrecognized: 0,
    system: 0,
    sent: 0,
    sentByAgent: 0,
    signals: 0,
    turnsFailed: 0,
  };
}

/** Counts a label; nothing where there is none. */
export function label(
  { deltas, segment, event }: Place,
  kind: LabelKind,
  words: string | undefined,
  amount: Amount = {},
): void {
  if (words === undefined) return;
  const quarter = quarterOf(amount.at ?? event.at);
  const text = storable(words);
  const delta = entryOf(deltas.labels, `${quarter} ${segment} ${kind} ${text}`, () => ({
    quarter,
    segment,
    kind,
    label: text,
    value: 0,
  }));
  delta.value += amount.by ?? 1;
}

/** Counts a label, and puts it on the session: that of the event, if no other is named. */
export function mark(
  place: Place,
  kind: MarkKind,
  words: string,
  amount: Amount & { readonly session?: string | undefined } = {},
): void {
  label(place, kind, words, amount);
  const { deltas, event, segment } = place;
  const session = amount.session ?? event.sessionId;
  if (session === undefined) return;
  const quarter = quarterOf(amount.at ?? event.at);
  const text = storable(words);
  const key = JSON.stringify([session, kind, text, quarter, segment]);
  const delta = entryOf(deltas.marks, key, () => ({
    session,
    kind,
    label: text,
    quarter,
    segment,
    value: 0,
  }));
  delta.value += amount.by ?? 1;
}

/** Counts the time of a first answer. */
export function responseTime(
  { deltas, segment, event }: Place,
  ms: number,
  words: string | undefined,
): void {
  const quarter = quarterOf(event.at);
  const dialog = storable(words ?? '');
  const bucket = bucketOf(ms);
  const delta = entryOf(deltas.responseTimes, `${quarter} ${segment} ${bucket} ${dialog}`, () => ({
    quarter,
    segment,
    dialog,
    bucket,
    count: 0,
    totalMs: 0,
  }));
  delta.count += 1;
  delta.totalMs += ms;
}

/** What stands for the words of a message: its text where texts are kept, else the intent, if any. */
export type Words = Pick<PhraseDelta, 'kind' | 'key'>;

/** Counts a message with its words, its class and its user. */
export function phrase(
  { deltas, segment, event: { at, user } }: Place,
  ofClass: MessageClass,
  { kind, key: given }: Words,
  by = 1,
): void {
  const key = storable(given);
  const id = `${at} ${segment} ${ofClass} ${user ?? ''} ${kind} ${key}`;
  const delta = entryOf(deltas.phrases, id, () => ({
    at,
    segment,
    kind,
    key,
    class: ofClass,
    user,
    value: 0,
  }));
  delta.value += by;
}

const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Databases neither keep half a surrogate pair nor agree about NUL: both become U+FFFD. */
export function storable(text: string): string {
  return text.replaceAll(UNSTORABLE, '\uFFFD');
}

/** Notes that a user was active in the quarter-hour of the event, and adds to their messages. */
export function presence(
  { deltas, segment, event: { user, at } }: Place,
  change?: { readonly received?: number; readonly unrecognized?: number },
): void {
  if (user === undefined) return;
  const quarter = quarterOf(at);
  const delta = entryOf(deltas.presence, `${quarter} ${segment} ${user}`, () => ({
    quarter,
    segment,
    user,
    received: 0,
    unrecognized: 0,
  }));
  delta.received += change?.received ?? 0;
  delta.unrecognized += change?.unrecognized ?? 0;
}

/** Sums of the user of an event, if it has one. */
export function userDelta({ deltas, event }: Place): UserDelta | undefined {
  const { user, segment } = event;
  if (user === undefined) return undefined;
  const { channel, test } = segment;
  return entryOf(deltas.users, userDeltaKey(user, segment), () => ({
    user,
    channel,
    test,
    received: 0,
    sent: 0,
    sessions: 0,
  }));
}

/** Key of a user's sums among the deltas of a batch: by channel, test traffic apart. */
export function userDeltaKey(user: number, { channel, test }: Segment): string {
  return `${user} ${test ? 1 : 0} ${channel}`;
}

/** Adds one to a count of the user. */
export function addToUser(place: Place, field: 'received' | 'sent' | 'sessions'): void {
  const user = userDelta(place);
  if (user) user[field] += 1;
}
