/** Segments as numbers: at most 1,000 are kept apart, what comes later is folded. */

import { MAX_SEGMENTS, foldSegment, isSameSegment, segmentKey } from '../../model/segment.ts';
import type { Segment } from '../../model/segment.ts';
import { storable } from '../sums.ts';
import type { StoredSegment } from '../reads.ts';

/** What is known of the segments: never edited, replaced after a commit. */
export interface SegmentIndex {
  readonly byKey: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<number, Segment>;
}

/** Gives numbers to the segments of a batch. */
export interface SegmentNumbers {
  /** Number of a segment; a new one is inserted, or folded beyond the limit. */
  numberOf(segment: Segment): number;
  /** Of a number that is in the store. */
  segmentOf(number: number): Segment;
  /** How often a segment had to be folded. */
  folded(): number;
  /** What is known now; to be kept only if the batch is committed. */
  index(): SegmentIndex;
}

/** Makes the index of what a store holds. */
export function segmentIndex(segments: readonly StoredSegment[]): SegmentIndex {
  return {
    byKey: new Map(segments.map((segment) => [segmentKey(segment), segment.id])),
    byId: new Map(segments.map(({ id, ...segment }) => [id, segment])),
  };
}

/** A segment, its number, and whether it is kept apart under that. */
interface Found {
  readonly segment: Segment;
  readonly number: number;
  readonly isKept: boolean;
}

/** Gives numbers over an index; `insert` adds a new segment and returns its number. */
export function segmentNumbers(
  known: SegmentIndex,
  insert: (segment: Segment) => number,
): SegmentNumbers {
  let { byKey, byId } = known;
  let foldedSegments = 0;
  // The events of a turn share one object, and most turns one segment: its key is seldom made.
  let latest: Found | undefined;

  const intern = (segment: Segment): number => {
    const key = segmentKey(segment);
    const number = byKey.get(key);
    if (number !== undefined) return number;
    const inserted = insert(segment);
    byKey = new Map(byKey).set(key, inserted);
    byId = new Map(byId).set(inserted, segment);
    return inserted;
  };

  const find = (segment: Segment): Found => {
    const number = byKey.get(segmentKey(segment));
    if (number !== undefined) return { segment, number, isKept: true };
    const clean = storableSegment(segment);
    const isKept = byKey.size < MAX_SEGMENTS || byKey.has(segmentKey(clean));
    if (!isKept) foldedSegments++;
    return { segment, number: intern(isKept ? clean : foldSegment(clean)), isKept };
  };

  return {
    numberOf: (segment) => {
      if (latest?.segment === segment) return latest.number;
      // one that is folded is counted each time
      if (latest?.isKept && isSameSegment(latest.segment, segment)) return latest.number;
      latest = find(segment);
      return latest.number;
    },
    segmentOf: (number) => {
      const segment = byId.get(number);
      if (!segment) throw new Error(`segment ${number} is missing`);
      return segment;
    },
    folded: () => foldedSegments,
    index: () => ({ byKey, byId }),
  };
}

function storableSegment(segment: Segment): Segment {
  return {
    bot: storable(segment.bot),
    channel: storable(segment.channel),
    locale: storable(segment.locale),
    botVersion: storable(segment.botVersion),
    device: storable(segment.device),
    browser: storable(segment.browser),
    test: segment.test,
  };
}
