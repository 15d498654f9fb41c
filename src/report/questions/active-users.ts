/**
 * Distinct users out of sets of presence. Users are numbers, so that what is known of each is kept in a list
 * by its number.
 */

import type { Quarter } from '../../model/time.ts';
import type { PresenceSet } from '../../record/reads.ts';
import { bucketAt } from '../time/by-bucket.ts';

/** Sets of users that were active. */
export type Active = readonly PresenceSet[];

/** Counts the distinct users of each bucket. The sets ascend, and the edges divide none. */
export function countDistinct(sets: Active, edges: readonly Quarter[]): readonly number[] {
  const counts = edges.slice(1).map(() => 0);
  const seenIn = bucketsByUser(sets);
  for (const { quarter, users } of sets) {
    const bucket = bucketAt(quarter, edges);
    if (bucket < 0 || bucket >= counts.length) continue;
    let more = 0;
    for (let i = 0; i < users.length; i++) {
      const user = users[i] ?? 0;
      if (seenIn[user] === bucket + 1) continue;
      seenIn[user] = bucket + 1;
      more++;
    }
    counts[bucket] = (counts[bucket] ?? 0) + more;
  }
  return counts;
}

/** Counts the distinct users of all sets. */
export function countActive(sets: Active): number {
  const [count = 0] = countDistinct(sets, [-Infinity, Infinity]);
  return count;
}

/** Returns the distinct users of all sets. */
export function activeOf(sets: Active): readonly number[] {
  const isActive = new Uint8Array(highestOf(sets) + 1);
  for (const { users } of sets) {
    for (let i = 0; i < users.length; i++) isActive[users[i] ?? 0] = 1;
  }
  const active: number[] = [];
  for (let user = 0; user < isActive.length; user++) if (isActive[user] === 1) active.push(user);
  return active;
}

/** The highest number of a user in sets; −1 = there is none. */
export function highestOf(sets: Active): number {
  return sets.reduce((highest, set) => Math.max(highest, set.highest), -1);
}

/** There are never as many buckets as fit into two bytes: days since 1970 are a third of that. */
function bucketsByUser(sets: Active): Uint16Array {
  return new Uint16Array(highestOf(sets) + 1);
}

/** Users of whom more is to be known, if they are few: of many it is faster to know it of all. */
export function fewOf(sets: Active): readonly number[] | undefined {
  const entries = sets.reduce((total, { users }) => total + users.length, 0);
  return entries > FEW ? undefined : activeOf(sets);
}

const FEW = 5_000;

// ---- rows --------------------------------------------------------------------------------------

/** Counts the distinct users of rows. */
export function distinctUsers(rows: Iterable<{ readonly user: number | null }>): number {
  return usersOf(rows).size;
}

/** Returns the distinct users of rows. */
export function usersOf(rows: Iterable<{ readonly user: number | null }>): ReadonlySet<number> {
  const users = new Set<number>();
  for (const { user } of rows) if (user !== null) users.add(user);
  return users;
}
