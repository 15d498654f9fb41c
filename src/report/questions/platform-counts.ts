/** The six numbers of a platform, for a bucket or a range. */

import type { Quarter } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { CounterRow, PresenceSet } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import { activeOf } from './active-users.ts';
import type { FirstActs } from './platform-rows.ts';
import { sum } from '../rate.ts';

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
  readonly active: readonly PresenceSet[];
  readonly before: readonly PresenceSet[];
  /** On the channel. */
  readonly firstActs: FirstActs;
  readonly counters: Rows<CounterRow<'received' | 'sent'>>;
  readonly accumulated: number;
  readonly span: { readonly from: Quarter; readonly to: Quarter };
}

export function countPlatform(input: PlatformInput): PlatformCounts {
  const { active, before, counters, accumulated, span, firstActs } = input;
  const users = activeOf(active);
  const isHere = new Set(users);
  const isNew = (user: number): boolean => {
    const quarter = quarterOf(firstActs.get(user) ?? -1);
    return quarter >= span.from && quarter < span.to;
  };
  return {
    active: users.length,
    new: users.filter(isNew).length,
    accumulated,
    churned: activeOf(before).filter((user) => !isHere.has(user)).length,
    received: sum(counters.map(({ received }) => received)),
    sent: sum(counters.map(({ sent }) => sent)),
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
