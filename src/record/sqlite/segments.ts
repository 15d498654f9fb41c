/** The table of segments. */

import type { Segment } from '../../model/segment.ts';
import type { StoredSegment } from '../reads.ts';
import { segmentIndex, segmentNumbers } from '../recording/segments.ts';
import type { SegmentIndex, SegmentNumbers } from '../recording/segments.ts';
import type { DatabaseLike } from './driver.ts';

interface SegmentRow extends Omit<StoredSegment, 'test'> {
  readonly test: number;
}

/** All segments of a store, by their order of arrival. */
export function segmentReader(db: DatabaseLike): () => readonly StoredSegment[] {
  const select = db.prepare(
    'SELECT id, bot, channel, locale, bot_version AS botVersion, device, browser, test FROM segments ORDER BY id',
  );
  return () => (select.all() as SegmentRow[]).map((row) => ({ ...row, test: row.test === 1 }));
}

/** Prepares the numbering of segments. */
export function segmentStatements(db: DatabaseLike) {
  const read = segmentReader(db);
  const insert = db.prepare(
    `INSERT INTO segments (bot, channel, locale, bot_version, device, browser, test)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertSegment = (segment: Segment): number => {
    const { bot, channel, locale, botVersion, device, browser, test } = segment;
    const row = insert.run(bot, channel, locale, botVersion, device, browser, test ? 1 : 0);
    return Number(row.lastInsertRowid);
  };
  return {
    load: (): SegmentIndex => segmentIndex(read()),
    begin: (known: SegmentIndex): SegmentNumbers => segmentNumbers(known, insertSegment),
  };
}
