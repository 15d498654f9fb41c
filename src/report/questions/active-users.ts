/**
 * Users out of sets of presence: distinct, new and returning. Users are numbers, so that what is known of
 * each is kept in a list by its number.
 */

import type { Quarter } from '../../model/time.ts';
import { NEVER } from '../../record/reads.ts';
import type { FirstQuarters, PresenceSet } from '../../record/reads.ts';
import { bucketAt } from '../time/by-bucket.ts';

/**
 * Distinct users of a bucket or a range.
 *
 * `new`: their first act ever lies in it. `returning`: active in it on a day, of the report's zone,
 * later than that of their first act. A user can be both, or neither: in an hour after the first, on
 * the first day.
 */
export interface UserCounts {
  readonly new: number;
  readonly returning: number;
  /** Active. Not `new + returning`. */
  readonly total: number;
}

/** Sets of users that were active. */
export type Active = readonly PresenceSet[];

/** What is known of users besides. */
export interface KnownUsers {
  readonly firstQuarters: FirstQuarters;
  /** When the day began that holds a quarter-hour. No set is of several days. */
  readonly dayStartOf: (quarter: Quarter) => Quarter;
}

/** Users of each bucket, and of all of them together. */
export interface CountedUsers {
  readonly buckets: readonly UserCounts[];
  readonly whole: UserCounts;
}

/**
 * Counts users, however many sets each is in, in one pass.
 * @param edges of the buckets, which divide no set
 */
export function countUsers(
  sets: Active,
  edges: readonly Quarter[],
  known: KnownUsers,
): CountedUsers {
  const buckets = edges.slice(1).map(noUsers);
  const counting: Counting = {
    whole: noUsers(),
    span: { from: edges[0] ?? 0, to: edges.at(-1) ?? 0 },
    seenIn: bucketsByUser(sets),
    returnedIn: bucketsByUser(sets),
    known,
  };
  for (const set of sets) {
    const bucket = bucketAt(set.quarter, edges);
    const count = buckets[bucket];
    const [from = 0, to = 0] = [edges[bucket], edges[bucket + 1]];
    if (count) addUsers(set, { number: bucket + 1, count, from, to }, counting);
  }
  return { buckets, whole: counting.whole };
}

type Counts = { -readonly [name in keyof UserCounts]: number };

function noUsers(): Counts {
  return { new: 0, returning: 0, total: 0 };
}

interface Span {
  readonly from: Quarter;
  readonly to: Quarter;
}

interface Bucket extends Span {
  /** From 1 on. */
  readonly number: number;
  readonly count: Counts;
}

interface Counting {
  readonly whole: Counts;
  readonly span: Span;
  /** Of each user: the bucket in which it was counted last, 0 = in none yet. */
  readonly seenIn: Uint16Array;
  readonly returnedIn: Uint16Array;
  readonly known: KnownUsers;
}

function addUsers(set: PresenceSet, bucket: Bucket, counting: Counting): void {
  addSeen(set, bucket, counting);
  addReturning(set, bucket, counting);
}

/** Counts who is active, and who of them is new. */
function addSeen(
  { users }: PresenceSet,
  bucket: Bucket,
  { whole, span, seenIn, known }: Counting,
): void {
  const { firstQuarters } = known;
  let [seen, isNew, seenEver, newEver] = [0, 0, 0, 0];
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    const before = seenIn[user];
    if (before === bucket.number) continue;
    seenIn[user] = bucket.number;
    const first = firstQuarters[user] ?? NEVER;
    seen++;
    isNew += Number(first >= bucket.from && first < bucket.to);
    if (before !== 0) continue;
    seenEver++;
    newEver += Number(first >= span.from && first < span.to);
  }
  bucket.count.total += seen;
  bucket.count.new += isNew;
  whole.total += seenEver;
  whole.new += newEver;
}

/** Counts who was here on an earlier day for the first time. */
function addReturning(
  { quarter, users }: PresenceSet,
  bucket: Bucket,
  { whole, returnedIn, known }: Counting,
): void {
  const { firstQuarters } = known;
  const dayStart = known.dayStartOf(quarter);
  let [returning, everReturning] = [0, 0];
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    const before = returnedIn[user];
    if (before === bucket.number || (firstQuarters[user] ?? NEVER) >= dayStart) continue;
    returnedIn[user] = bucket.number;
    returning++;
    everReturning += Number(before === 0);
  }
  bucket.count.returning += returning;
  whole.returning += everReturning;
}

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
