/** Report `platforms`: on which channel people are, come and stay away (R4). */

import type { EpochMs, Quarter } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { bucketAt, byQuarter } from '../time/by-bucket.ts';
import { equallyLongBefore } from '../compare.ts';
import { seriesSchema } from '../options.ts';
import type { SeriesOptions } from '../options.ts';
import { partition } from '../partition.ts';
import type { PlatformCounts, PlatformInput } from './platform-counts.ts';
import { countPlatform, totalOf } from './platform-counts.ts';
import type { FirstActs, PlatformRows } from './platform-rows.ts';
import { earliestAct, isSeen, loadPlatforms, startBefore } from './platform-rows.ts';
import type { Scope } from '../scope.ts';
import { reportOf } from '../question.ts';

/** Counts of each base channel that was seen up to the end of the bucket. */
export interface PlatformsRow extends Dated {
  readonly platforms: Readonly<Record<string, PlatformCounts>>;
}

/** The range as one bucket; it is compared, for `churned`, with the equally long range before. */
export interface PlatformsSummary {
  readonly platforms: Readonly<Record<string, PlatformCounts>>;
  /** The sum of the platforms: who uses two is two (R4: 445 = 416 + 29). */
  readonly total: PlatformCounts;
}

export interface PlatformsReport extends SeriesReport<PlatformsRow, PlatformsSummary> {}
export interface GroupedPlatformsReport extends GroupedReport<PlatformsRow, PlatformsSummary> {}

/** @internal */
export const platforms = reportOf({
  name: 'platforms',
  schema: seriesSchema,
  dimension: 'month',
  // everybody who ever acted on a channel is no sign of a group that is made by something else
  names: ({ group }: SeriesOptions) => (isOfChannels(group) ? [] : ['accumulated']),
  load: loadPlatforms,
  answer,
});

function isOfChannels(group: SeriesOptions['group']): boolean {
  return group === 'channel' || group === 'source';
}

interface Channel {
  readonly name: string;
  /** By bucket; absent before it was first seen. */
  readonly counts: readonly (PlatformCounts | undefined)[];
  /** Absent if it was not seen up to the end of the range. */
  readonly summary: PlatformCounts | undefined;
}

function answer(rows: PlatformRows, scope: Scope): Series<PlatformsRow, PlatformsSummary> {
  const channels = partition(rows, scope.segments, ({ channel }) => channel).map((part) =>
    channelOf(part.key, part.rows, scope),
  );
  const seen = channels.flatMap(({ name, summary }) => (summary ? [[name, summary] as const] : []));
  return {
    data: scope.buckets.starts.map((start, i) => ({
      date: isoOf(start),
      platforms: Object.fromEntries(
        channels.flatMap(({ name, counts }) => (counts[i] ? [[name, counts[i]]] : [])),
      ),
    })),
    summary: {
      platforms: Object.fromEntries(seen),
      total: totalOf(seen.map(([, counts]) => counts)),
    },
  };
}

function channelOf(name: string, rows: PlatformRows, scope: Scope): Channel {
  const { starts, edges } = scope.buckets;
  const seenFrom = firstSeen(name, rows, edges);
  if (seenFrom === undefined) return { name, counts: [], summary: undefined };
  const accumulated = accumulate(name, rows, edges);
  const count = countsOf(name, rows);
  const active = byQuarter(rows.presence, edges);
  const counters = byQuarter(rows.counters, edges);
  const within = (from: EpochMs, to: EpochMs): PlatformRows['presence'] =>
    byQuarter(rows.presence, [from, to].map(quarterOf))[0] ?? [];
  const before = within(startBefore(scope), starts[0] ?? 0);
  const rangeBefore = equallyLongBefore(scope.range, scope.zone);
  return {
    name,
    counts: starts.map((_, i) =>
      i < seenFrom
        ? undefined
        : count({
            active: active[i] ?? [],
            before: i === 0 ? before : (active[i - 1] ?? []),
            counters: counters[i] ?? [],
            accumulated: accumulated[i + 1] ?? 0,
            span: { from: edges[i] ?? 0, to: edges[i + 1] ?? 0 },
          }),
    ),
    summary: count({
      active: within(scope.range.from, scope.range.to),
      before: within(rangeBefore.from, rangeBefore.to),
      counters: rows.counters,
      accumulated: accumulated.at(-1) ?? 0,
      span: { from: edges[0] ?? 0, to: edges.at(-1) ?? 0 },
    }),
  };
}

function countsOf(
  name: string,
  { firstActs }: PlatformRows,
): (input: Omit<PlatformInput, 'firstActs'>) => PlatformCounts {
  const onChannel = firstActs.get(name) ?? NOBODY;
  return (input) => countPlatform({ ...input, firstActs: onChannel });
}

/** The first bucket up to whose end the channel was seen: −1 = before the range; `undefined` = never. */
function firstSeen(
  name: string,
  { seen, areActsSigns, firstActs, counters, presence }: PlatformRows,
  edges: readonly Quarter[],
): number | undefined {
  const [begin = 0, end = 0] = [edges[0], edges.at(-1)];
  const acted = earliestAct(firstActs.get(name) ?? NOBODY);
  const first = Math.min(
    earliest(seen.filter(isSeen)),
    areActsSigns ? quarterOf(acted) : Infinity,
    earliest(counters.filter(isSeen)),
    earliest(presence.filter(({ quarter }) => quarter >= begin)),
  );
  return first < end ? bucketAt(first, edges) : undefined;
}

function earliest(rows: Iterable<{ readonly quarter: Quarter }>): Quarter {
  let first = Infinity;
  for (const { quarter } of rows) first = Math.min(first, quarter);
  return first;
}

/** Users whose first act on the channel lies before each edge. */
function accumulate(
  name: string,
  { firstActs }: PlatformRows,
  edges: readonly Quarter[],
): readonly number[] {
  const counts = edges.map(() => 0);
  for (const at of (firstActs.get(name) ?? NOBODY).values()) {
    const next = bucketAt(quarterOf(at), edges) + 1;
    counts[next] = (counts[next] ?? 0) + 1;
  }
  let total = 0;
  return edges.map((_, i) => (total += counts[i] ?? 0));
}

const NOBODY: FirstActs = new Map();
