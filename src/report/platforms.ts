/** Report `platforms`: on which channel people are, come and stay away (R4). */

import type { FirstActRow } from '../record/store.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from './answer.ts';
import { isoOf } from './answer.ts';
import { byBucket } from './by-bucket.ts';
import { seriesSchema } from './options.ts';
import { partition } from './partition.ts';
import type { PlatformCounts } from './platform-counts.ts';
import { countPlatform, totalOf } from './platform-counts.ts';
import type { PlatformRows } from './platform-rows.ts';
import { loadPlatforms } from './platform-rows.ts';
import { sum } from './rate.ts';
import type { Scope } from './scope.ts';
import { seriesReport } from './series.ts';

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
export const platforms = seriesReport({
  name: 'platforms',
  schema: seriesSchema,
  dimension: 'month',
  load: loadPlatforms,
  answer,
});

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

function channelOf(name: string, rows: PlatformRows, { buckets }: Scope): Channel {
  const { starts, edges } = buckets;
  const ofChannel = rows.firstActs.filter(({ channel }) => channel === name);
  const seenFrom = firstSeen(name, rows);
  if (seenFrom === Infinity) return { name, counts: [], summary: undefined };
  const accumulated = accumulate(ofChannel, starts.length);
  const active = byBucket(rows.presence, starts.length);
  const counters = byBucket(rows.counters, starts.length);
  const count = (i: number): PlatformCounts =>
    countPlatform({
      active: active[i] ?? [],
      before: i === 0 ? rows.bucketBefore : (active[i - 1] ?? []),
      counters: counters[i] ?? [],
      accumulated: accumulated[i] ?? 0,
      span: { from: edges[i] ?? 0, to: edges[i + 1] ?? 0 },
    });
  return {
    name,
    counts: starts.map((_, i) => (i < seenFrom ? undefined : count(i))),
    summary: countPlatform({
      active: rows.presence,
      before: rows.rangeBefore,
      counters: rows.counters,
      accumulated: sum(ofChannel.map(({ users }) => users)),
      span: { from: edges[0] ?? 0, to: edges.at(-1) ?? 0 },
    }),
  };
}

/** The first bucket up to whose end the channel was seen: −1 = before the range, `Infinity` = never. */
function firstSeen(name: string, { seen, counters, presence }: PlatformRows): number {
  const signs = seen.filter(({ channel = name }) => channel === name);
  return [...signs, ...counters, ...presence].reduce(
    (first, { bucket }) => Math.min(first, bucket),
    Infinity,
  );
}

/** Users whose first act on the channel lies before the end of each bucket. */
function accumulate(firstActs: readonly FirstActRow[], length: number): readonly number[] {
  const usersOf = (some: readonly FirstActRow[]): number => sum(some.map(({ users }) => users));
  let total = usersOf(firstActs.filter(({ bucket }) => bucket < 0));
  return byBucket(firstActs, length).map((some) => (total += usersOf(some)));
}
