/** A workbook: what was exported, a sheet per report, and all summaries. */

import { isoOf } from '../report/answer.ts';
import type { EpochMs } from '../model/time.ts';
import type { Zone } from '../report/time/zone.ts';
import { zoneOf } from '../report/time/zone.ts';
import type { Row, Table } from './rows.ts';
import { columnsOf } from './rows.ts';
import type { Sheet } from './sheets.ts';
import { sheetOf, textCell } from './sheets.ts';
import { summaryRows } from './summary-rows.ts';

/** A report as the workbook has it. */
export interface Filled extends Table {
  readonly report: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly leftOut: readonly string[];
  /** Rows that the list has beyond these. */
  readonly cut?: number | undefined;
  /** Absent if the report could not answer; `problem` says why. */
  readonly answer?: unknown;
  readonly problem?: string | undefined;
}

interface Head {
  readonly from?: string;
  readonly to?: string;
  readonly timezone?: string;
  readonly hint?: string;
  readonly testHidden?: number;
}

/** Returns the sheets: `Export`, one per report under its name, `Summary`. */
export function sheetsOf(
  reports: readonly Filled[],
  { now, options }: { readonly now: EpochMs; readonly options: Readonly<Record<string, unknown>> },
): readonly Sheet[] {
  const zone = zoneOf(options);
  const answered = reports.filter(({ problem }) => problem === undefined);
  const summary = answered.flatMap(({ report, answer }) => summaryRows(report, answer));
  return [
    overview(reports, { now, options, zone }),
    ...answered.map(({ report, options: own, ...table }) => sheetOf(report, table, zoneOf(own))),
    ...(summary.length > 0 ? [sheetOf('Summary', tableOf(summary), zone)] : []),
  ];
}

function overview(
  reports: readonly Filled[],
  asked: {
    readonly now: EpochMs;
    readonly options: Readonly<Record<string, unknown>>;
    readonly zone: Zone;
  },
): Sheet {
  const { now, options, zone } = asked;
  const made = sheetOf('Export', tableOf([{ madeAt: isoOf(now) }]), zone).data[1] ?? [];
  const table = sheetOf('Export', tableOf(reports.map(overviewRow)), zone);
  // the instants of a report are those of its own clocks
  const lines = reports.flatMap((each) =>
    sheetOf('Export', tableOf([overviewRow(each)]), zoneOf(each.options)).data.slice(1),
  );
  const columns = (table.columns ?? []).map(({ width = 0 }, i) => ({
    width: i === 0 ? Math.max(width, 24) : width,
  }));
  return {
    sheet: 'Export',
    columns,
    data: [
      [textCell('botbuilder-analytics', { fontWeight: 'bold' })],
      [textCell('made at'), ...made],
      [textCell('time zone'), textCell(zone.name)],
      ...givenOptions(options).map(([option, value]) => [textCell(option), textCell(value)]),
      [],
      ...table.data.slice(0, 1),
      ...lines,
    ],
  };
}

function tableOf(rows: readonly Row[]): Table {
  return { columns: columnsOf(rows), rows };
}

/** What was asked for; of a range that was left to its default, the default. */
function givenOptions(
  options: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  const { timezone: _, offset: __, ...others } = options;
  const hasRange = ['period', 'from', 'to'].some((option) => others[option] !== undefined);
  const shown = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => [option, show(value)] as const);
  return [...(hasRange ? [] : [['period', 'last30days'] as const]), ...shown];
}

function overviewRow(filled: Filled): Row {
  const { report, rows, options, leftOut, answer, problem } = filled;
  const { from, to } = (answer ?? {}) as Head;
  return {
    report,
    rows: problem === undefined ? rows.length : null,
    from: from ?? null,
    to: to ?? null,
    'time zone': zoneOf(options).name,
    'options applied': showOptions(options),
    'options left out': leftOut.join(', ') || null,
    hint: notesOf(filled).join('; ') || null,
  };
}

function notesOf({ answer, problem, cut }: Filled): readonly string[] {
  const { hint, testHidden } = (answer ?? {}) as Head;
  return [
    ...(problem ? [problem] : []),
    ...(hint ? [hint] : []),
    ...(cut === undefined ? [] : [`${cut.toLocaleString('en')} more rows are not in it`]),
    ...(testHidden === undefined ? [] : [`${testHidden} of test traffic hidden`]),
  ];
}

function showOptions(options: Readonly<Record<string, unknown>>): string | null {
  const shown = Object.entries(options).map(([option, value]) => `${option}: ${show(value)}`);
  return shown.join('; ') || null;
}

function show(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.join(', ') : String(value);
}
