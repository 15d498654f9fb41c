/** What a batch adds to the rollups: sums by key, kept in maps because a key may be `__proto__`. */

import type { HandoverReason, HandoverVia } from '../model/call.ts';
import type { EpochMs, Quarter } from '../model/time.ts';
import type { Measure } from './store.ts';

/** Labels that are counted per quarter-hour and segment; what the label says is in brackets. */
export type LabelKind =
  | 'intent'
  | 'topic'
  | 'result'
  | 'action'
  | 'dialog'
  | 'dialog_completed'
  | 'dialog_cancelled'
  /** Votes on bot messages that were sent within [the dialog]. */
  | 'dialog_positive'
  | 'dialog_negative'
  /** Unrecognized with no dialog open [empty]. */
  | 'fallback'
  /** Unrecognized inside of [the dialog]. */
  | 'context_fallback'
  /** [JSON array of type, title and destination or null]; `click_certain` counts those of them that are certain. */
  | 'click'
  | 'click_certain';

/** Labels that a session is filtered by and grouped under. */
export type SessionLabelKind = 'topic' | 'result' | 'action' | 'dialog';

export interface CounterDelta {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly measure: Measure;
  value: number;
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

export interface SessionLabelDelta {
  readonly session: string;
  readonly kind: SessionLabelKind;
  readonly label: string;
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
  readonly sessionLabels: Map<string, SessionLabelDelta>;
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
    sessionLabels: new Map(),
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
