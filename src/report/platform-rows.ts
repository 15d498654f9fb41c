/** What `platforms` reads. */

import type { Quarter } from '../model/time.ts';
import { quarterOf } from '../model/time.ts';
import type { CounterRow, FirstActRow, PresenceRow, ReportReads } from '../record/store.ts';
import { unitBefore } from './buckets.ts';
import { equallyLongBefore } from './compare.ts';
import type { SeriesOptions } from './options.ts';
import { FILTERS } from './options.ts';
import type { Range } from './range.ts';
import type { Scope } from './scope.ts';
import { edgesOf, segmentIds } from './scope.ts';

export type PlatformRows = {
  /** By the buckets of the report. */
  readonly presence: readonly PresenceRow[];
  /** Bucket 0 = the whole calendar unit before the one that the range begins in. */
  readonly bucketBefore: readonly PresenceRow[];
  /** Bucket 0 = the equally long range before. */
  readonly rangeBefore: readonly PresenceRow[];
  readonly counters: readonly CounterRow[];
  /** Bucket −1 = before the range. By channel, whatever the filters. */
  readonly firstActs: readonly (FirstActRow & { readonly segment?: never })[];
  /** Signs, besides the rows above, that a channel had been seen up to the end of a bucket. */
  readonly seen: readonly SeenRow[];
};

/** Names the channel, or a segment of it; bucket −1 = before the range. */
interface SeenRow {
  readonly bucket: number;
  readonly channel?: string;
  readonly segment?: number;
}

/** Everything that makes a channel one that was seen. */
const SEEN_BY = ['received', 'sent', 'signals'] as const;

export async function loadPlatforms(
  reads: ReportReads,
  scope: Scope,
  options: SeriesOptions,
): Promise<PlatformRows> {
  const { buckets, range, zone, includeTest } = scope;
  const { starts, edges, dimension } = buckets;
  const segments = segmentIds(scope);
  const active = (some: readonly Quarter[]): Promise<readonly PresenceRow[]> =>
    reads.presence({ edges: some, segments, firstAct: 'channel', includeTest });
  const start = starts[0] ?? range.from;
  const firstActs = await reads.firstActs({ edges, includeTest });
  return {
    presence: await active(edges),
    bucketBefore: await active([unitBefore(start, dimension, zone), start].map(quarterOf)),
    rangeBefore: await active(edgesOf(equallyLongBefore(range, zone))),
    counters: await reads.counters({ edges, segments, measures: SEEN_BY }),
    firstActs,
    seen: isByChannelAlone(options)
      ? [...firstActs, ...(await readSilent(reads, scope, firstActs))]
      : await readEarlier(reads, range, segments),
  };
}

/** Tells whether filters and groups ask for whole channels, so that first acts say which were seen. */
function isByChannelAlone(options: SeriesOptions): boolean {
  const { group = 'channel' } = options;
  const others = FILTERS.filter((name) => name !== 'channel' && name !== 'source');
  return (
    (group === 'channel' || group === 'source') &&
    others.every((name) => options[name] === undefined)
  );
}

/** Channels on which nobody had acted before the range: campaigns alone tell that they were there. */
function readSilent(
  reads: ReportReads,
  { segments, range }: Scope,
  firstActs: readonly FirstActRow[],
): Promise<readonly SeenRow[]> {
  const acted = new Set(firstActs.filter(({ bucket }) => bucket < 0).map(({ channel }) => channel));
  const silent = segments.filter(({ channel }) => !acted.has(channel)).map(({ id }) => id);
  return readEarlier(reads, range, silent);
}

/** What happened before the range. */
async function readEarlier(
  reads: ReportReads,
  range: Range,
  segments: readonly number[],
): Promise<readonly SeenRow[]> {
  const begin = segments.length > 0 ? await reads.firstFactAt() : undefined;
  if (begin === undefined || begin >= range.from) return [];
  const edges = [quarterOf(begin), quarterOf(range.from)];
  const rows = await reads.counters({ edges, segments, measures: SEEN_BY });
  return rows.map(({ segment }) => ({ segment, bucket: -1 }));
}
