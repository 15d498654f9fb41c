/**
 * How often labels of a kind were recorded on a day, packed: the labels; how often each was in each segment;
 * then of each segment and quarter-hour in which one was, which, when and how often.
 */

import type { Quarter } from '../../model/time.ts';
import type { Day } from '../recounting.ts';
import { OUTSIDE, QUARTERS, isWanted } from './cuts.ts';
import type { Cuts, Wanted } from './cuts.ts';
import { packList, packNumbers, unpackList, unpackNumbers } from './numbers.ts';

export interface LabelCount {
  readonly kind: string;
  readonly quarter: Quarter;
  readonly segment: number;
  readonly label: string;
  readonly value: number;
}

export interface PackedLabels {
  /** JSON list, each once. */
  readonly labels: string;
  /** Of each label in each segment: the segment, with the width before it; the place of the label; how often in all. */
  readonly totalSegments: Uint8Array;
  readonly totalPlaces: Uint8Array;
  readonly totals: Uint8Array;
  /** The same of each quarter-hour, which is a byte. */
  readonly segments: Uint8Array;
  readonly places: Uint8Array;
  readonly quarters: Uint8Array;
  readonly counts: Uint8Array;
}

/** Adds rows up that are of the same place and label, in the order in which they are packed; those go that say nothing. */
export function mergedLabels(rows: readonly LabelCount[]): readonly LabelCount[] {
  const merged = new Map<string, LabelCount>();
  for (const row of rows) {
    const key = `${row.segment} ${row.quarter} ${row.kind} ${row.label}`;
    const before = merged.get(key)?.value ?? 0;
    merged.set(key, { ...row, value: before + row.value });
  }
  return [...merged.values()].filter(({ value }) => value !== 0).toSorted(inOrder);
}

function inOrder(a: LabelCount, b: LabelCount): number {
  if (a.segment !== b.segment) return a.segment - b.segment;
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return a.quarter - b.quarter;
}

/** Packs merged rows of a day and kind. */
export function packLabels(rows: readonly LabelCount[]): PackedLabels {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  const places = rows.map(({ label }) => placeOf.get(label) ?? 0);
  const totals: { segment: number; place: number; total: number }[] = [];
  for (const [i, { segment, value }] of rows.entries()) {
    const last = totals.at(-1);
    const place = places[i] ?? 0;
    if (last?.segment === segment && last.place === place) last.total += value;
    else totals.push({ segment, place, total: value });
  }
  return {
    labels: JSON.stringify(labels),
    totalSegments: packList(totals.map(({ segment }) => segment)),
    totalPlaces: packNumbers(totals.map(({ place }) => place)),
    totals: packNumbers(totals.map(({ total }) => total)),
    segments: packNumbers(rows.map(({ segment }) => segment)),
    places: packNumbers(places),
    quarters: Uint8Array.from(rows, ({ quarter }) => quarter % QUARTERS),
    counts: packNumbers(rows.map(({ value }) => value)),
  };
}

/** Returns the rows that were packed. */
export function unpackLabels(
  packed: Omit<PackedLabels, 'totalSegments' | 'totalPlaces' | 'totals'> & {
    readonly kind: string;
  },
  day: Day,
): readonly LabelCount[] {
  const { kind, quarters } = packed;
  const labels = JSON.parse(packed.labels) as readonly string[];
  const segments = unpackNumbers(packed.segments, quarters.length);
  const places = unpackNumbers(packed.places, quarters.length);
  const counts = unpackNumbers(packed.counts, quarters.length);
  return Array.from(quarters, (ofDay, i) => ({
    kind,
    quarter: day * QUARTERS + ofDay,
    segment: segments[i] ?? 0,
    label: labels[places[i] ?? 0] ?? '',
    value: counts[i] ?? 0,
  }));
}

// ---- sums --------------------------------------------------------------------------------------

/** What is read of a packed day: of one that is divided the rows, else the totals. */
export type PackedLabelRow = { readonly day: Day; readonly kind: string } & Pick<
  PackedLabels,
  'labels'
> &
  Partial<PackedLabels>;

/** Takes a sum of a label. */
export type AddLabel = (start: Quarter, segment: number, label: string, value: number) => void;

/** Adds the sums of the wanted segments of a day that is not divided. */
export function addWholeDay(
  row: PackedLabelRow,
  start: Quarter,
  wanted: Wanted,
  add: AddLabel,
): void {
  const { totalSegments = NOTHING, totalPlaces = NOTHING, totals = NOTHING } = row;
  const labels = JSON.parse(row.labels) as readonly string[];
  const segments = unpackList(totalSegments);
  const places = unpackNumbers(totalPlaces, segments.length);
  const values = unpackNumbers(totals, segments.length);
  for (const [i, segment] of Array.from(segments).entries()) {
    if (isWanted(wanted, segment)) {
      add(start, segment, labels[places[i] ?? 0] ?? '', values[i] ?? 0);
    }
  }
}

/** Adds the sums of the wanted segments in each part of a day. */
export function addDividedDay(
  row: PackedLabelRow,
  cuts: Cuts,
  wanted: Wanted,
  add: AddLabel,
): void {
  const { segments = NOTHING, places = NOTHING, quarters = NOTHING, counts = NOTHING } = row;
  const starts = cuts.startsOf(row.day);
  const sums = followingSums(add);
  for (const each of unpackLabels({ ...row, segments, places, quarters, counts }, row.day)) {
    const start = starts[each.quarter - row.day * QUARTERS] ?? OUTSIDE;
    if (start !== OUTSIDE && isWanted(wanted, each.segment)) sums.add(start, each);
  }
  sums.end();
}

const NOTHING = new Uint8Array();

/** Adds up what follows each other in a part and is of one segment and label. */
function followingSums(give: AddLabel): {
  add(start: Quarter, count: LabelCount): void;
  end(): void;
} {
  const latest = new Map<Quarter, LabelCount>();
  const close = (start: Quarter, sum: LabelCount | undefined): void => {
    if (sum) give(start, sum.segment, sum.label, sum.value);
  };
  return {
    add(start, count) {
      const sum = latest.get(start);
      const isSame = sum?.segment === count.segment && sum.label === count.label;
      if (!isSame) close(start, sum);
      latest.set(start, isSame ? { ...sum, value: sum.value + count.value } : count);
    },
    end: () => {
      for (const [start, sum] of latest) close(start, sum);
    },
  };
}
