/** What a batch adds to the rollups: sums by key, kept in maps because a key may be `__proto__`. */

import type { HandoverReason, HandoverVia } from '../model/call.ts';
import type { EpochMs, Quarter } from '../model/time.ts';
import type { MessageClass } from '../model/event.ts';
import type { LabelKind, MarkKind, Measure } from './measures.ts';

export interface CounterDelta {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly values: Record<Measure, number>;
}

export interface LabelDelta {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly kind: LabelKind;
  readonly label: string;
  value: number;
}

/** A user was active; also where only the class of a message changed. */
export interface PresenceDelta {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly user: number;
  received: number;
  unrecognized: number;
}

/** A user on a channel, test traffic apart. */
export interface UserDelta {
  readonly user: number;
  readonly channel: string;
  readonly test: boolean;
  /** Absent for one who has only received so far. */
  firstActAt?: EpochMs;
  lastActAt?: EpochMs;
  received: number;
  sent: number;
  sessions: number;
}

/** A label on a session, where and when it was recorded. */
export interface MarkDelta {
  readonly session: string;
  readonly kind: MarkKind;
  readonly label: string;
  readonly quarter: Quarter;
  readonly segment: number;
  value: number;
}

export interface ResponseTimeDelta {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly dialog: string;
  readonly bucket: number;
  count: number;
  totalMs: number;
}

/** Messages with one phrase: a text by its key, or an intent by its name. */
export interface PhraseDelta {
  readonly at: EpochMs;
  readonly segment: number;
  readonly kind: 'text' | 'intent';
  readonly key: string;
  readonly class: MessageClass;
  readonly user: number | undefined;
  value: number;
}

/** What became known of a request for a human; `request` is there if it was made in this batch. */
export interface HandoverDelta {
  readonly id: string;
  request?: {
    readonly at: EpochMs;
    readonly segment: number;
    readonly user: number | undefined;
    readonly session: string | undefined;
    readonly reason: HandoverReason;
    readonly via: HandoverVia;
  };
  acceptedAt?: EpochMs;
  failedAt?: EpochMs;
  completedAt?: EpochMs;
}

/** Sums of one batch. Every map's value names its own key. */
export interface Deltas {
  readonly counters: Map<string, CounterDelta>;
  readonly labels: Map<string, LabelDelta>;
  readonly presence: Map<string, PresenceDelta>;
  readonly users: Map<string, UserDelta>;
  /** Quarter-hours in which a session was active. */
  readonly sessionQuarters: Map<string, Set<Quarter>>;
  readonly marks: Map<string, MarkDelta>;
  readonly responseTimes: Map<string, ResponseTimeDelta>;
  readonly phrases: Map<string, PhraseDelta>;
  readonly handovers: Map<string, HandoverDelta>;
}

/** Returns sums to which nothing was added yet. */
export function emptyDeltas(): Deltas {
  return {
    counters: new Map(),
    labels: new Map(),
    presence: new Map(),
    users: new Map(),
    sessionQuarters: new Map(),
    marks: new Map(),
    responseTimes: new Map(),
    phrases: new Map(),
    handovers: new Map(),
  };
}

/** Returns what a map holds under a key, after putting there what `make` returns if it held nothing. */
export function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
