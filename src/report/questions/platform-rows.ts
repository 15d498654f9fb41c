/** What `platforms` reads. */

import type { EpochMs } from '../../model/time.ts';
import { quarterOf } from '../../model/time.ts';
import type {
  CounterRow,
  FirstActCount,
  FirstActRow,
  PresenceRow,
  ReportReads,
} from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import { usersOf } from './active-users.ts';
import type { FirstActs } from './active-users.ts';
import { unitBefore } from '../time/buckets.ts';
import { equallyLongBefore } from '../compare.ts';
import type { SeriesOptions } from '../options.ts';
import { FILTERS } from '../options.ts';
import type { Range } from '../time/range.ts';
import type { Scope } from '../scope.ts';
import { spanOf } from '../scope.ts';

/** Rows that belong to every group. */
type Everybodys = { readonly segment?: never };

export type PlatformRows = {
  /** From the whole calendar unit before the range, or the equally long range before, on. */
  readonly presence: Rows<PresenceRow>;
  readonly counters: Rows<CounterRow<(typeof SEEN_BY)[number]>>;
  /** Of those who were active, by channel; one, for all groups. */
  readonly firstActs: readonly (Everybodys & {
    readonly byChannel: ReadonlyMap<string, FirstActs>;
  })[];
  /** Of all who have ever acted, whatever the filters. */
  readonly firstActCounts: readonly (FirstActCount & Everybodys)[];
  /** What tells that a channel had been seen before the range. */
  readonly seen: Rows<CounterRow<(typeof SEEN_BY)[number]>>;
  /** First acts tell it as well. */
  readonly seenByActs: readonly (FirstActCount & Everybodys)[];
};

/** Everything that makes a channel one that was seen. */
const SEEN_BY = ['received', 'sent', 'signals'] as const;

export async function loadPlatforms(
  reads: ReportReads,
  scope: Scope,
  options: SeriesOptions,
): Promise<PlatformRows> {
  const { range, includeTest } = scope;
  const from = Math.min(startBefore(scope), equallyLongBefore(range, scope.zone).from);
  const presence = await reads.presence(spanOf(scope, { from, to: range.to }));
  const users = usersOf(presence);
  const firstActCounts = await reads.firstActCounts({ includeTest });
  const isByChannel = isByChannelAlone(options);
  return {
    presence,
    counters: await reads.counters({ ...spanOf(scope), measures: SEEN_BY }),
    firstActs: [
      { byChannel: byChannel(await reads.firstActs({ of: 'channel', users, includeTest })) },
    ],
    firstActCounts,
    seenByActs: isByChannel ? firstActCounts : [],
    seen: isByChannel
      ? await readSilent(reads, scope, firstActCounts)
      : await readEarlier(reads, scope),
  };
}

function byChannel(rows: Rows<FirstActRow>): ReadonlyMap<string, FirstActs> {
  const channels = new Map<string, Map<number, EpochMs>>();
  for (const { user, channel = '', at } of rows) {
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
  firstActs: readonly FirstActCount[],
): Promise<PlatformRows['seen']> {
  const begin = quarterOf(scope.range.from);
  const acted = new Set(
    firstActs.filter(({ quarter }) => quarter < begin).map(({ channel }) => channel),
  );
  const silent = scope.segments.filter(({ channel }) => !acted.has(channel));
  return readEarlier(reads, { ...scope, segments: silent, isEverything: false });
}

/** What happened before the range. */
async function readEarlier(reads: ReportReads, scope: Scope): Promise<PlatformRows['seen']> {
  const begin = scope.segments.length > 0 ? await reads.firstFactAt() : undefined;
  if (begin === undefined || begin >= scope.range.from) return [];
  const before: Range = { from: begin, to: scope.range.from };
  return reads.counters({ ...spanOf(scope, before), measures: SEEN_BY });
}

/** Tells whether something was counted that makes the channel one that was seen. */
export function isSeen(row: CounterRow<(typeof SEEN_BY)[number]>): boolean {
  return SEEN_BY.some((measure) => row[measure] !== 0);
}
