/** The segments of a schema: remembered, as they never change. */

import type { Segment } from '../../model/segment.ts';
import { segmentIndex, segmentNumbers } from '../recording/segments.ts';
import type { SegmentIndex, SegmentNumbers } from '../recording/segments.ts';
import type { StoredSegment } from '../reads.ts';
import type { Sql } from './connection.ts';

/** Whoever adds segments does it alone, so that there are never too many. `BABB`. */
const LOCK = 0x42_41_42_42;

interface SegmentRow extends Omit<StoredSegment, 'test'> {
  readonly test: number;
}

/** Reads all segments, by their order of arrival. */
export async function readSegments(sql: Pick<Sql, 'query'>): Promise<readonly StoredSegment[]> {
  const rows = await sql.query<SegmentRow>(
    `SELECT id, bot, channel, locale, bot_version AS "botVersion", device, browser, test
     FROM segments ORDER BY id`,
  );
  return rows.map((row) => ({ ...row, test: row.test === 1 }));
}

/** Segments as one run over a batch sees them. */
export interface RunSegments {
  readonly numbers: SegmentNumbers;
  /** Those that the store does not have: their numbers in this run mean nothing. */
  readonly missing: readonly Segment[];
}

/** Begins a run. */
export function segmentsIn(index: SegmentIndex): RunSegments {
  const missing: Segment[] = [];
  // below zero, so that it is nobody's
  const numbers = segmentNumbers(index, (segment) => -missing.push(segment));
  return { numbers, missing };
}

/**
 * Adds segments, folded where there are too many; returns the index with them. To be run in the
 * batch's transaction, whose commit ends the lock.
 */
export async function addSegments(sql: Sql, segments: readonly Segment[]): Promise<SegmentIndex> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const known = await readSegments(sql);
  let last = known.at(-1)?.id ?? 0;
  const added: { readonly id: number; readonly segment: Segment }[] = [];
  const numbers = segmentNumbers(segmentIndex(known), (segment) => {
    added.push({ id: ++last, segment });
    return last;
  });
  for (const segment of segments) numbers.numberOf(segment);
  for (const { id, segment } of added) {
    const { bot, channel, locale, botVersion, device, browser, test } = segment;
    const values = [id, bot, channel, locale, botVersion, device, browser, test ? 1 : 0];
    await sql.query('INSERT INTO segments VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', values);
  }
  return numbers.index();
}

/** Reads the index anew where a number is not in it. */
export async function indexWith(
  sql: Pick<Sql, 'query'>,
  index: SegmentIndex | undefined,
  numbers: Iterable<number>,
): Promise<SegmentIndex> {
  if (index && [...numbers].every((number) => index.byId.has(number))) return index;
  return segmentIndex(await readSegments(sql));
}
