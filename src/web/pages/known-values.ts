/** What there is to be filtered by: the channels, bots, languages … that the store has seen. */

import type { StoredSegment } from '../../record/reads.ts';

export const FILTER_FIELDS = [
  { name: 'channel', label: 'Channel' },
  { name: 'bot', label: 'Bot' },
  { name: 'locale', label: 'Language' },
  { name: 'botVersion', label: 'Version of the bot' },
  { name: 'device', label: 'Device' },
  { name: 'browser', label: 'Browser' },
] as const;

type FilterField = (typeof FILTER_FIELDS)[number]['name'];

export type StoredFilters = Readonly<Record<FilterField, readonly string[]>>;

/** Boxes of one filter; what is beyond can be asked for in the address. */
const MAX_VALUES = 40;

export function storedFilters(segments: readonly StoredSegment[]): StoredFilters {
  const entries = FILTER_FIELDS.map(({ name }): [FilterField, readonly string[]] => {
    const values = new Set(segments.map((segment) => segment[name]));
    return [name, [...values].sort().slice(0, MAX_VALUES)];
  });
  return Object.fromEntries(entries) as Record<FilterField, readonly string[]>;
}
