/**
 * How often labels of a kind were recorded on a day, packed: the labels; how often each was in each segment;
 * then of each segment and quarter-hour in which one was, which, when and how often.
 */

import type { Quarter } from '../../model/time.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import { OUTSIDE, isWanted } from './cuts.ts';
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
    quarters: Uint8Array.from(rows, ({ quarter }) => quarter % QUARTERS_A_DAY),
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
    quarter: day * QUARTERS_A_DAY + ofDay,
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

/** Sums of the parts of a span, as columns. */
export interface LabelSums {
  readonly columns: Readonly<Record<'quarter' | 'segment' | 'kind' | 'label' | 'value', unknown[]>>;
  /** Adds the wanted segments of a packed day, which is divided, or lies in the part that begins at `whole`. */
  addDay(row: PackedLabelRow, wanted: Wanted, whole: Quarter | undefined): void;
}

/** Makes sums to which nothing was added yet. */
export function labelSumsOf(cuts: Cuts): LabelSums {
  const sums: number[] = [];
  const places = labelPlaces(sums);
  const addDay = (row: PackedLabelRow, wanted: Wanted, whole: Quarter | undefined): void => {
    const labels = (JSON.parse(row.labels) as readonly string[]).map(places.numberOf);
    const { segments, labelAt, counts, startAt } =
      whole === undefined ? dividedEntries(row, cuts) : wholeEntries(row, whole);
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i] ?? 0;
      const start = startAt(i);
      if (start === OUTSIDE || !isWanted(wanted, segment)) continue;
      const place = places.placeFor(start, row.kind, segment, labels[labelAt[i] ?? 0] ?? 0);
      sums[place] = (sums[place] ?? 0) + (counts[i] ?? 0);
    }
  };
  return { columns: { ...places.columns, value: sums }, addDay };
}

/** What is counted of a day: its segments, the places of the labels, how often, and in which part. */
interface Entries {
  readonly segments: ArrayLike<number>;
  readonly labelAt: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
  readonly startAt: (i: number) => Quarter;
}

const NOTHING = new Uint8Array();

function wholeEntries(row: PackedLabelRow, start: Quarter): Entries {
  const segments = unpackList(row.totalSegments ?? NOTHING);
  return {
    segments,
    labelAt: unpackNumbers(row.totalPlaces ?? NOTHING, segments.length),
    counts: unpackNumbers(row.totals ?? NOTHING, segments.length),
    startAt: () => start,
  };
}

function dividedEntries(row: PackedLabelRow, cuts: Cuts): Entries {
  const { segments = NOTHING, places = NOTHING, quarters = NOTHING, counts = NOTHING } = row;
  const starts = cuts.startsOf(row.day);
  return {
    segments: unpackNumbers(segments, quarters.length),
    labelAt: unpackNumbers(places, quarters.length),
    counts: unpackNumbers(counts, quarters.length),
    startAt: (i) => starts[quarters[i] ?? 0] ?? OUTSIDE,
  };
}

/** More labels than these nobody has. */
const MOST_NUMBERS = 0x4_00_00_00;

/** Finds the place of a label in a part and segment, and makes one where there is none. */
function labelPlaces(sums: number[]) {
  const columns = {
    quarter: [] as Quarter[],
    segment: [] as number[],
    kind: [] as string[],
    label: [] as string[],
  };
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const parts = new Map<string, Map<number, number>>();
  let latest = { start: OUTSIDE, kind: '', places: new Map<number, number>() };
  const within = (start: Quarter, kind: string): Map<number, number> => {
    if (latest.start === start && latest.kind === kind) return latest.places;
    const key = `${kind} ${start}`;
    const places = parts.get(key) ?? new Map<number, number>();
    parts.set(key, places);
    latest = { start, kind, places };
    return places;
  };
  return {
    columns,
    numberOf: (label: string): number => {
      const number = numbers.get(label) ?? texts.push(label) - 1;
      numbers.set(label, number);
      return number;
    },
    placeFor: (start: Quarter, kind: string, segment: number, number: number): number => {
      const places = within(start, kind);
      const key = segment * MOST_NUMBERS + number;
      const known = places.get(key);
      if (known !== undefined) return known;
      columns.quarter.push(start);
      columns.segment.push(segment);
      columns.kind.push(kind);
      columns.label.push(texts[number] ?? '');
      places.set(key, sums.length);
      return sums.push(0) - 1;
    },
  };
}
