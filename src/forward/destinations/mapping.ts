/** The shape of a destination's table: a decision for every kind of event, checked by the compiler. */

import type { AnalyticsEvent, AnalyticsEventOf, EventKind } from '../../model/event.ts';
import { UNKNOWN } from '../../model/segment.ts';

/** One row per kind; `'local'` for kinds that never leave the store. */
export type MappingTable<Row> = {
  readonly [K in EventKind]: ((event: AnalyticsEventOf<K>) => Row) | 'local';
};

/**
 * Looks an event up in a table.
 * @throws if its kind is local or not in the table (a newer release wrote it)
 */
export function mapEvent<Row>(table: MappingTable<Row>, event: AnalyticsEvent): Row {
  const row = table[event.kind] as ((event: AnalyticsEvent) => Row) | 'local' | undefined;
  if (typeof row !== 'function') throw new RangeError(`nothing to send for ${event.kind}`);
  return row(event);
}

/** Parameters or properties; a value that is `undefined` is left out. */
export type Values = Readonly<Record<string, string | number | boolean | undefined>>;

/** Whole seconds, as marketers read durations. */
export function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 1_000);
}

/** A part of a segment, or `undefined` if nobody told us. */
export function known(part: string): string | undefined {
  return part === UNKNOWN ? undefined : part;
}

const LENGTH_BUCKETS = [0, 20, 100, 500] as const;

/** `'0'`, `'1-20'`, `'21-100'`, `'101-500'`, `'501+'`: a dimension of few values. */
export function lengthBucket(length: number): string {
  const above = LENGTH_BUCKETS.findIndex((limit) => length <= limit);
  if (above === 0) return '0';
  const from = (LENGTH_BUCKETS[above === -1 ? LENGTH_BUCKETS.length - 1 : above - 1] ?? 0) + 1;
  return above === -1 ? `${from}+` : `${from}-${LENGTH_BUCKETS[above]}`;
}

/** Fifths of the recognizer's score, `'0.0-0.2'` … `'0.8-1.0'`; a score outside of 0…1 counts as its border. */
export function scoreBucket(score: number | undefined): string | undefined {
  if (score === undefined) return undefined;
  const fifth = Math.min(4, Math.max(0, Math.floor(score * 5)));
  return `${(fifth / 5).toFixed(1)}-${((fifth + 1) / 5).toFixed(1)}`;
}
