/** What `platforms` reads. */

import type { EpochMs } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type { CounterRow, FirstActRow, PresenceSet, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import { unitBefore } from '../time/buckets.ts';
import { allEdges } from '../time/days.ts';
import { equallyLongBefore } from '../compare.ts';
import type { SeriesOptions } from '../options.ts';
import { FILTERS } from '../options.ts';
import type { Range } from '../time/range.ts';
import type { Scope } from '../scope.ts';
import { cutSpanOf, spanOf } from '../scope.ts';

/** First acts by user. */
export type FirstActs = ReadonlyMap<number, EpochMs>;

export type PlatformRows = {
  /** From the whole calendar unit before the range, or the equally long range before, on. */
  readonly presence: readonly PresenceSet[];
  readonly counters: Rows<CounterRow<(typeof SEEN_BY)[number]>>;
  /** Of all who have ever acted, by channel, whatever the filters. */
  readonly firstActs: ReadonlyMap<string, FirstActs>;
  /** What tells that a channel had been seen before the range. */
  readonly seen: Rows<CounterRow<(typeof SEEN_BY)[number]>>;
  /** Whether first acts tell it as well. */
  readonly areActsSigns: boolean;
};

/** Everything that makes a channel one that was seen. */
const SEEN_BY = ['received', 'sent', 'signals'] as const;

export async function loadPlatforms(
  reads: ReportReads,
  scope: Scope,
  options: SeriesOptions,
): Promise<PlatformRows> {
  const { range, buckets, includeTest } = scope;
  const before = equallyLongBefore(range, scope.zone);
  const begins = [startBefore(scope), buckets.starts[0] ?? range.from, before.from, before.to];
  const from = Math.min(startBefore(scope), before.from);
  const presence = await reads.presence({
    ...spanOf(scope, { from, to: range.to }),
    edges: allEdges(begins.map(quarterOf), buckets.edges),
  });
  const firstActs = byChannel(await reads.firstActsOnChannels({ includeTest }));
  const isByChannel = isByChannelAlone(options);
  return {
    presence,
    counters: await reads.counters({ ...cutSpanOf(scope), measures: SEEN_BY }),
    firstActs,
    areActsSigns: isByChannel,
    seen: isByChannel ? await readSilent(reads, scope, firstActs) : await readEarlier(reads, scope),
  };
}

function byChannel(rows: Rows<FirstActRow>): ReadonlyMap<string, FirstActs> {
  const channels = new Map<string, Map<number, EpochMs>>();
  for (const { user, channel, at } of rows) {
    const known = channels.get(channel);
    if (known) known.set(user, at);
    else channels.set(channel, new Map([[user, at]]));
  }
  return channels;
}

/** Begin of the calendar unit before the one that the range begins in. */
export function startBefore({ buckets, range, zone }: Scope): number {
  const start = buckets.starts[0] ?? range.from;
  return buckets.dimension ? unitBefore(start, buckets.dimension, zone) : start;
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
  scope: Scope,
  firstActs: ReadonlyMap<string, FirstActs>,
): Promise<PlatformRows['seen']> {
  const acted = new Set<string>();
  for (const [channel, users] of firstActs) {
    if (earliestAct(users) < scope.range.from) acted.add(channel);
  }
  const silent = scope.segments.filter(({ channel }) => !acted.has(channel));
  return readEarlier(reads, { ...scope, segments: silent, isEverything: false });
}

/** When the first of all acted; `Infinity` if nobody has. */
export function earliestAct(users: FirstActs): EpochMs {
  let first = Infinity;
  for (const at of users.values()) first = Math.min(first, at);
  return first;
}

/** What happened before the range. */
async function readEarlier(reads: ReportReads, scope: Scope): Promise<PlatformRows['seen']> {
  const begin = scope.segments.length > 0 ? await reads.firstFactAt() : undefined;
  if (begin === undefined || begin >= scope.range.from) return [];
  const before: Range = { from: begin, to: scope.range.from };
  const span = spanOf(scope, before);
  return reads.counters({ ...span, edges: [span.from, span.to], measures: SEEN_BY });
}

/** Tells whether something was counted that makes the channel one that was seen. */
export function isSeen(row: CounterRow<(typeof SEEN_BY)[number]>): boolean {
  return SEEN_BY.some((measure) => row[measure] !== 0);
}
