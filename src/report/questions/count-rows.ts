/** Messages and started sessions as one kind of row: how many, when and in which segment. */

import type { CounterQuery, Placed, ReportReads } from '../../record/reads.ts';
import { bucketAt } from '../time/by-bucket.ts';
import { loadStarted } from './conversations.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

export interface CountRow extends Placed {
  readonly value: number;
}

/** The two directions of messages. */
export const DIRECTIONS = ['received', 'sent'] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** Which messages: of one direction, or of both; and what of the range is answered as one. */
export type MessageCountQuery = Pick<CounterQuery, 'edges' | 'answeredAt'> & {
  readonly direction?: Direction | undefined;
};

/** Reads how many messages there were. */
export async function messageCounts(
  reads: ReportReads,
  scope: Scope,
  { direction, ...cut }: MessageCountQuery,
): Promise<readonly CountRow[]> {
  const measures: readonly Direction[] = direction ? [direction] : DIRECTIONS;
  const rows = await reads.counters({ ...spanOf(scope), ...cut, measures });
  return rows.map((row) => ({
    quarter: row.quarter,
    segment: row.segment,
    value: measures.reduce((total, measure) => total + row[measure], 0),
  }));
}

/** Reads the sessions that were started, each as a row. */
export async function sessionStarts(
  reads: ReportReads,
  scope: Scope,
): Promise<readonly CountRow[]> {
  const rows = await loadStarted(reads, scope);
  return rows.map(({ quarter, segment }) => ({ quarter, segment, value: 1 }));
}

/** Adds the rows of a range up, bucket by bucket. */
export function countsByBucket(
  rows: readonly CountRow[],
  { buckets: { edges } }: Scope,
): readonly number[] {
  const counts = edges.slice(1).map(() => 0);
  for (const { quarter, value } of rows) {
    const bucket = bucketAt(quarter, edges);
    counts[bucket] = (counts[bucket] ?? 0) + value;
  }
  return counts;
}
