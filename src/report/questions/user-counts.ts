/**
 * Users out of sets of presence: distinct, new and returning, by bucket and by day, all in one pass. A million
 * entries lie in memory one after another, but what is known of their users does not: so it is one number a
 * user, and nothing depends on a guess of the processor.
 */

import type { Quarter } from '../../model/time.ts';
import { NEVER } from '../../record/reads.ts';
import type { FirstQuarters } from '../../record/reads.ts';
import { bucketAt } from '../time/by-bucket.ts';
import { partsOf } from '../time/parts.ts';
import type { Parts } from '../time/parts.ts';
import { highestOf } from './active-users.ts';
import type { Active } from './active-users.ts';

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

/** Where it counts when a user was active. No set is of two buckets, days or spans. */
export interface UserSpans {
  /** Of the buckets of the range. */
  readonly buckets: readonly Quarter[];
  /** Of its days. */
  readonly days: readonly Quarter[];
  /** When the day began that holds a quarter-hour of the range. */
  readonly dayStartOf: (quarter: Quarter) => Quarter;
  /** Begins of the last weeks and months that are counted, which end with the range. */
  readonly recent: readonly [month: Quarter, week: Quarter];
}

/** Users of each bucket, and of all of them together. */
export interface CountedUsers {
  readonly buckets: readonly UserCounts[];
  readonly whole: UserCounts;
  /** Sum of the users of each day. */
  readonly userDays: number;
  /** Users since the begins of {@link UserSpans.recent}. */
  readonly monthly: number;
  readonly weekly: number;
}

/** What is known of users before they are counted, and after it again. */
export interface KnownUsers {
  readonly parts: Parts;
  /** By user: the part of the first act, and in the lower half, while they are counted, that in which it was active last; 0 = in none yet. */
  readonly words: Int32Array;
}

/** An act lies in a part of so many, of which there are fewer: each is of a day or a bucket. */
const PART_BITS = 16;
const PART = (1 << PART_BITS) - 1;

/**
 * Notes when the users of sets have acted first.
 * @param edges where buckets, days and spans begin and end
 */
export function knownUsers(
  sets: Active,
  firstQuarters: FirstQuarters,
  edges: readonly Quarter[],
): KnownUsers {
  const parts = partsOf(edges);
  const words = new Int32Array(highestOf(sets) + 1);
  for (let user = 0; user < words.length; user++) {
    words[user] = parts.at(firstQuarters[user] ?? NEVER) << PART_BITS;
  }
  return { parts, words };
}

/** Counts users, however many sets each is in. The sets ascend. */
export function countUsers(sets: Active, known: KnownUsers, spans: UserSpans): CountedUsers {
  const { words, parts } = known;
  const returnsBefore = new Uint16Array(parts.count + 1);
  const buckets = spans.buckets.slice(1).map(noUsers);
  let userDays = 0;
  let latest: Part | undefined;
  for (const { quarter, users } of sets) {
    const number = parts.at(quarter);
    const part = latest?.number === number ? latest : partAt(quarter, number, parts, spans);
    latest = part;
    returnsBefore[number] = part.returnBefore;
    userDays += addActive(users, part, { words, returnsBefore, count: buckets[part.bucket] });
  }
  return { buckets, userDays, ...countLast(known, spans, returnsBefore) };
}

type Counts = { -readonly [name in keyof UserCounts]: number };

function noUsers(): Counts {
  return { new: 0, returning: 0, total: 0 };
}

/** A part of the span, and what it is a part of, by the numbers of parts: 0 where it is a part of nothing. */
interface Part {
  readonly number: number;
  /** Place of the bucket; there may be none. */
  readonly bucket: number;
  readonly bucketFrom: number;
  /** Exclusive. */
  readonly bucketTo: number;
  readonly dayFrom: number;
  /** Whose first act lies in an earlier part is returning. */
  readonly returnBefore: number;
}

function partAt(quarter: Quarter, number: number, { at }: Parts, spans: UserSpans): Part {
  const { buckets, days, dayStartOf } = spans;
  const bucket = bucketAt(quarter, buckets);
  const [from, to] = [buckets[bucket], buckets[bucket + 1]];
  if (from === undefined || to === undefined) {
    return { number, bucket, bucketFrom: 0, bucketTo: 0, dayFrom: 0, returnBefore: 0 };
  }
  return {
    number,
    bucket,
    bucketFrom: at(from),
    bucketTo: at(to),
    dayFrom: at(days[bucketAt(quarter, days)] ?? from),
    returnBefore: at(dayStartOf(quarter)),
  };
}

interface Counting {
  readonly words: Int32Array;
  /** By the numbers of parts. */
  readonly returnsBefore: Uint16Array;
  readonly count: Counts | undefined;
}

/** Counts whoever was not active before in the bucket; returns how many were not on the day. */
function addActive(users: Uint32Array, part: Part, counting: Counting): number {
  const { words, returnsBefore, count } = counting;
  const { number, bucketFrom, bucketTo, dayFrom, returnBefore } = part;
  let [seen, fresh, back, ofDay] = [0, 0, 0, 0];
  for (let i = 0; i < users.length; i++) {
    const user = users[i] ?? 0;
    const word = words[user] ?? 0;
    const first = word >>> PART_BITS;
    const last = word & PART;
    words[user] = (word & ~PART) | number;
    const isSeen = Number(last < bucketFrom);
    // who has returned is returning on each day after that
    const isBack = Number(first < returnBefore);
    const wasNotBack = Number(first >= (returnsBefore[last] ?? 0));
    seen = (seen + isSeen) | 0;
    fresh = (fresh + (isSeen & Number(first >= bucketFrom) & Number(first < bucketTo))) | 0;
    back = (back + (isBack & (isSeen | wasNotBack))) | 0;
    ofDay = (ofDay + Number(last < dayFrom)) | 0;
  }
  if (!count) return 0;
  count.total += seen;
  count.new += fresh;
  count.returning += back;
  return ofDay;
}

/** Counts users of spans that end with the range, whoever was active last within; forgets when that was. */
function countLast(
  { words, parts: { at } }: KnownUsers,
  { buckets, recent }: UserSpans,
  returnsBefore: Uint16Array,
): Pick<CountedUsers, 'whole' | 'monthly' | 'weekly'> {
  const [from, to] = [at(buckets[0] ?? 0), at(buckets.at(-1) ?? 0)];
  const [month, week] = [at(recent[0]), at(recent[1])];
  let [seen, fresh, back, monthly, weekly] = [0, 0, 0, 0, 0];
  for (let user = 0; user < words.length; user++) {
    const word = words[user] ?? 0;
    const first = word >>> PART_BITS;
    const last = word & PART;
    words[user] = word & ~PART;
    const isSeen = Number(last >= from);
    monthly = (monthly + Number(last >= month)) | 0;
    weekly = (weekly + Number(last >= week)) | 0;
    seen = (seen + isSeen) | 0;
    fresh = (fresh + (isSeen & Number(first >= from) & Number(first < to))) | 0;
    back = (back + Number(first < (returnsBefore[last] ?? 0))) | 0;
  }
  return { whole: { new: fresh, returning: back, total: seen }, monthly, weekly };
}
