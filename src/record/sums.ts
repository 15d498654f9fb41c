/** How an event adds to the sums of a batch: what the rules of `rollup.ts` are made of. */

import type { AnalyticsEventOf, EventKind } from '../model/event.ts';
import type { Segment } from '../model/segment.ts';
import { quarterOf } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { entryOf } from './deltas.ts';
import type { Deltas, LabelKind, SessionLabelKind, UserDelta } from './deltas.ts';
import type { Measure } from './store.ts';

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

/** Adds to a counter. */
export function count(
  { deltas, segment, event }: Place,
  measure: Measure,
  amount: Amount = {},
): void {
  const quarter = quarterOf(amount.at ?? event.at);
  const delta = entryOf(deltas.counters, `${quarter} ${segment} ${measure}`, () => ({
    quarter,
    segment,
    measure,
    value: 0,
  }));
  delta.value += amount.by ?? 1;
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

/** Counts a label, and puts it on the session. */
export function mark(
  place: Place,
  kind: SessionLabelKind,
  words: string,
  amount: Amount = {},
): void {
  label(place, kind, words, amount);
  const { deltas, event } = place;
  const session = event.sessionId;
  if (session === undefined) return;
  const text = storable(words);
  const delta = entryOf(deltas.sessionLabels, JSON.stringify([session, kind, text]), () => ({
    session,
    kind,
    label: text,
    value: 0,
  }));
  delta.value += amount.by ?? 1;
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
