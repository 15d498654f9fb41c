/** Who came back soon after a session. */

import type { EpochMs } from '../../model/time.ts';
import { DAY_MS, quarterOf } from '../../model/time.ts';
import type { ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Scope } from '../scope.ts';

/** How soon after the end of a session another one means that the first did not help. */
const SOON_MS = DAY_MS;

/** A session with messages. */
interface Visit {
  readonly user: number;
  readonly startedAt: EpochMs;
  readonly lastAt: EpochMs;
}

/** When visits of each user began, ascending. */
type Starts = ReadonlyMap<number, readonly EpochMs[]>;

/**
 * Returns a function that tells whether the user of a visit began another one within 24 h after its
 * end (both ends included). Any other will do: on another channel, outside of the filters.
 * `undefined` where the 24 h have not passed.
 *
 * @param visits all that began in the range, under the filters
 */
export async function returnVisits(
  reads: ReportReads,
  scope: Scope,
  visits: Rows<Visit>,
): Promise<(visit: Visit) => boolean | undefined> {
  let until = scope.range.to;
  for (const { lastAt } of visits) {
    if (isTold(lastAt, scope)) until = Math.max(until, lastAt + SOON_MS);
  }
  const starts = await startsUntil(until, reads, scope, visits);
  return ({ user, startedAt, lastAt }) => {
    if (!isTold(lastAt, scope)) return undefined;
    const ofUser = starts.get(user) ?? [];
    const soon = countBefore(ofUser, lastAt + SOON_MS + 1) - countBefore(ofUser, lastAt);
    return soon > Number(startedAt >= lastAt); // one that lasted no time began at its own end
  };
}

function isTold(endedAt: EpochMs, { now }: Scope): boolean {
  return endedAt + SOON_MS <= now;
}

async function startsUntil(
  until: EpochMs,
  reads: ReportReads,
  scope: Scope,
  visits: Rows<Visit>,
): Promise<Starts> {
  const isFiltered = Object.keys(scope.filters).length > 0;
  const counted = (await reads.segments()).filter(({ test }) => scope.includeTest || !test);
  const more = await reads.sessions({
    from: quarterOf(isFiltered ? scope.range.from : scope.range.to),
    to: quarterOf(until) + 1,
    segments: counted.map(({ id }) => id),
    by: 'start',
    fields: ['user', 'startedAt', 'messages'],
  });
  const starts = new Map<number, EpochMs[]>();
  if (!isFiltered) for (const { user, startedAt } of visits) add(starts, user, startedAt);
  for (const { user, startedAt, messages } of more) {
    if (messages > 0) add(starts, user, startedAt);
  }
  for (const ofUser of starts.values()) if (ofUser.length > 1) ofUser.sort((a, b) => a - b);
  return starts;
}

function add(starts: Map<number, EpochMs[]>, user: number, at: EpochMs): void {
  const ofUser = starts.get(user);
  if (ofUser) ofUser.push(at);
  else starts.set(user, [at]);
}

/** Counts those of ascending instants that lie before one. */
function countBefore(ascending: readonly EpochMs[], at: EpochMs): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
