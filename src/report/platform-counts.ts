/** The six numbers of a platform, for a bucket or a range. */

import type { Quarter } from '../model/time.ts';
import { quarterOf } from '../model/time.ts';
import type { CounterRow, PresenceRow } from '../record/store.ts';
import { sum } from './rate.ts';

/** Users are counted per channel: the same person on two channels is two. */
export interface PlatformCounts {
  readonly active: number;
  /** Active, and never before on this channel. */
  readonly new: number;
  /** All who have ever acted on this channel, up to the end; filters do not restrict them. */
  readonly accumulated: number;
  /** Active in the bucket (of a range: in the equally long range) before, and not in this one. */
  readonly churned: number;
  readonly received: number;
  readonly sent: number;
}

/** Rows of one channel. */
export interface PlatformInput {
  /** First acts are those on the channel. */
  readonly active: readonly PresenceRow[];
  readonly before: readonly PresenceRow[];
  readonly counters: readonly CounterRow[];
  readonly accumulated: number;
  readonly span: { readonly from: Quarter; readonly to: Quarter };
}

export function countPlatform(input: PlatformInput): PlatformCounts {
  const { active, before, counters, accumulated, span } = input;
  const users = new Set(active.map(({ user }) => user));
  const newcomers = active.filter(({ firstActAt }) => {
    const quarter = quarterOf(firstActAt);
    return quarter >= span.from && quarter < span.to;
  });
  const gone = new Set(before.map(({ user }) => user).filter((user) => !users.has(user)));
  const count = (wanted: CounterRow['measure']): number =>
    sum(counters.map(({ measure, value }) => (measure === wanted ? value : 0)));
  return {
    active: users.size,
    new: new Set(newcomers.map(({ user }) => user)).size,
    accumulated,
    churned: gone.size,
    received: count('received'),
    sent: count('sent'),
  };
}

/** Adds platforms up. */
export function totalOf(platforms: readonly PlatformCounts[]): PlatformCounts {
  const total = (field: keyof PlatformCounts): number =>
    sum(platforms.map((counts) => counts[field]));
  return {
    active: total('active'),
    new: total('new'),
    accumulated: total('accumulated'),
    churned: total('churned'),
    received: total('received'),
    sent: total('sent'),
  };
}
