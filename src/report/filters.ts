/** Which segments a report looks at, and how they are grouped. */

import { present } from '../model/present.ts';
import type { Segment } from '../model/segment.ts';
import type { StoredSegment } from '../record/reads.ts';
import type { FilterName, ReportGroup, SeriesOptions } from './options.ts';
import { FILTERS, listOf } from './options.ts';
import { isFromSource, sourceOf } from './sources.ts';

/** The filters of an answer, each as a list; those not given are absent. */
export type ReportFilters = {
  readonly [name in FilterName]?: readonly string[];
} & {
  readonly dialog?: string;
};

/** Returns the filters that were given. */
export function filtersOf(options: SeriesOptions & { dialog?: string | undefined }): ReportFilters {
  const given = FILTERS.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, listOf(value)]];
  });
  return { ...Object.fromEntries(given), ...present({ dialog: options.dialog }) };
}

/** Keeps the segments that every filter lets through. */
export function filterSegments(
  segments: readonly StoredSegment[],
  filters: ReportFilters,
): readonly StoredSegment[] {
  return segments.filter((segment) =>
    FILTERS.every((name) => {
      const wanted = filters[name];
      return wanted === undefined || wanted.some((value) => fits(segment, name, value));
    }),
  );
}

/** Returns the name of the group that a segment belongs to. */
export function groupKey(segment: Segment, group: ReportGroup): string {
  if (group === 'source') return sourceOf(segment.channel);
  return segment[group === 'storyId' ? 'bot' : group];
}

function fits(segment: Segment, name: FilterName, value: string): boolean {
  return name === 'source'
    ? isFromSource(segment.channel, value)
    : groupKey(segment, name) === value;
}
