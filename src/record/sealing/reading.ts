/** What reports read of a cut span: packed days and open rows, put together. */

import type { Quarter } from '../../model/time.ts';
import { COLUMN_OF_MEASURE } from '../measures.ts';
import type { Measure } from '../measures.ts';
import type { LabelRow, PresenceField, PresenceSet } from '../reads.ts';
import { joined } from '../reading/slices.ts';
import { QUARTERS_A_DAY } from '../recounting.ts';
import type { Day } from '../recounting.ts';
import { rowsOf } from '../rows.ts';
import type { Columns } from '../rows.ts';
import { countSums } from './counters.ts';
import type { PackedCounterRow } from './counters.ts';
import { cutsOf } from './cuts.ts';
import type { CutAsked, Cuts, DayRun, Wanted } from './cuts.ts';
import { labelSumsOf, mergedLabels } from './labels.ts';
import type { PackedLabelRow } from './labels.ts';
import { dividedDaySets, inOrder, setBuilder, wholeDaySets } from './presence-sets.ts';
import type { PackedPresenceRow } from './presence-sets.ts';

/** Days that were read in the same way. */
export interface ReadRun<Row> {
  readonly run: DayRun;
  readonly rows: readonly Row[];
}

/** How what was read is to be put together. */
export interface Assembly {
  readonly cuts: Cuts;
  readonly wanted: Wanted;
}

export function assemblyOf(query: CutAsked): Assembly {
  return { cuts: cutsOf(query), wanted: query.segments && new Set(query.segments) };
}

/** Columns of a packed day that are needed: less of one that is not divided. */
export function presenceColumns(run: DayRun, fields: readonly PresenceField[]): readonly string[] {
  return ['day', 'directory', 'users', ...(run.areWhole ? [] : ['quarters']), ...fields];
}

/** Each measure by its own name. */
export function counterColumns(measures: readonly Measure[]): readonly string[] {
  const named = measures.map((measure) => `${COLUMN_OF_MEASURE[measure]} AS "${measure}"`);
  return ['day', 'segments', 'quarters', ...named];
}

const OF_WHOLE = {
  totalSegments: 'total_segments',
  totalPlaces: 'total_places',
  totals: 'totals',
} as const;

const OF_DIVIDED = ['segments', 'places', 'quarters', 'counts'] as const;

export function labelColumns({ areWhole }: DayRun): readonly string[] {
  const more = areWhole
    ? Object.entries(OF_WHOLE).map(([name, column]) => `${column} AS "${name}"`)
    : OF_DIVIDED;
  return ['day', 'kind', 'labels', ...more];
}

/** @param open columns of the open rows */
export function presenceSets<F extends PresenceField>(
  packed: readonly ReadRun<PackedPresenceRow>[],
  open: Columns,
  { cuts, wanted }: Assembly,
  fields: readonly F[],
): readonly PresenceSet<F>[] {
  const sets: PresenceSet<F>[] = [];
  for (const { run, rows } of packed) {
    for (const row of rows) {
      const own = run.areWhole
        ? wholeDaySets(row, cuts.startAt(row.day * QUARTERS_A_DAY), fields, wanted)
        : dividedDaySets(row, cuts, fields, wanted);
      for (const set of own) sets.push(set);
    }
  }
  const builder = setBuilder(fields);
  for (const row of rowsOf<OpenPresence<F>>(open)) builder.add(cuts.startAt(row.quarter), row);
  return inOrder([...sets, ...builder.built()]);
}

type OpenPresence<F extends PresenceField> = {
  readonly quarter: Quarter;
  readonly segment: number;
  readonly user: number;
} & Readonly<Record<F, number>>;

/** Where the part is answered that a day lies in; absent = it lies in several. */
function wholeAt(
  { areWhole }: DayRun,
  { day }: { readonly day: Day },
  { startAt }: Cuts,
): Quarter | undefined {
  return areWhole ? startAt(day * QUARTERS_A_DAY) : undefined;
}

/** @param open columns of the open rows */
export function counterSums(
  packed: readonly ReadRun<PackedCounterRow>[],
  open: Columns,
  { cuts, wanted }: Assembly,
  measures: readonly Measure[],
): Columns {
  const sums = countSums(measures, cuts);
  for (const { run, rows } of packed) {
    for (const row of rows) sums.addDay(row, wanted, wholeAt(run, row, cuts));
  }
  sums.addRows(open);
  return sums.columns;
}

const LABEL_COLUMNS = ['quarter', 'segment', 'kind', 'label', 'value'] as const;

/**
 * @param open  columns of the open rows
 * @param label only this one; absent = all
 */
export function labelSums(
  packed: readonly ReadRun<PackedLabelRow>[],
  open: Columns,
  { cuts, wanted }: Assembly,
  label: string | undefined,
): Columns {
  const sums = labelSumsOf(cuts);
  for (const { run, rows } of packed) {
    for (const row of rows) {
      sums.addDay(row, wanted, wholeAt(run, row, cuts));
    }
  }
  const quarters = (open['quarter'] ?? []) as readonly Quarter[];
  const late = { ...open, quarter: quarters.map((quarter) => cuts.startAt(quarter)) };
  const together = joined(LABEL_COLUMNS, [sums.columns, late]);
  const all = label === undefined ? together : ofLabel(together, label);
  const values = (open['value'] ?? []) as readonly number[];
  return values.some((value) => value < 0) ? withoutTakenBack(all) : all;
}

function ofLabel(columns: Columns, label: string): Columns {
  const labels = columns['label'] ?? [];
  const places = [...labels.keys()].filter((place) => labels[place] === label);
  return Object.fromEntries(
    LABEL_COLUMNS.map((name) => [name, places.map((place) => columns[name]?.[place])]),
  );
}

/** What was taken back after its day was sealed is not there: rows are added up, and those go that say nothing. */
function withoutTakenBack(columns: Columns): Columns {
  const left = mergedLabels(
    rowsOf<LabelRow>(columns).map((row) => ({
      quarter: row.quarter,
      segment: row.segment,
      kind: row.kind,
      label: row.label,
      value: row.value,
    })),
  );
  return Object.fromEntries(LABEL_COLUMNS.map((name) => [name, left.map((row) => row[name])]));
}
