/** A series of a report as a section of a page: cards, and a chart; with groups a chart and a table of these. */

import type { Child } from 'hono/jsx';

import type { Dimension } from '../../report/time/calendar.ts';
import { Chart } from './chart.tsx';
import type { ChartProps } from './chart.tsx';
import { number } from './format.ts';
import { GROUP_NAMES, byGroup } from './group-names.ts';
import { Table, Words } from './table.tsx';

/** A number of the report, by its name there. */
export interface Field<Row> {
  readonly name: keyof Row & string;
  readonly label: string;
}

/** A column of the table of groups. */
export interface GroupColumn<Summary> {
  readonly title: Child;
  readonly value: (summary: Summary) => string;
}

/** Groups that have a line of their own. */
const MAX_LINES = 6;

interface Plain<Row> {
  readonly dimension: Dimension;
  readonly timezone: string;
  readonly data: readonly (Row & { readonly date: string })[];
}

interface Grouped<Row, Summary> {
  readonly dimension: Dimension;
  readonly timezone: string;
  readonly group: string;
  readonly groups: readonly {
    readonly key: string;
    readonly data: readonly (Row & { readonly date: string })[];
    readonly summary: Summary;
  }[];
}

export interface SeriesProps<
  Row extends object,
  Summary extends object = object,
> extends SeriesChartLook {
  readonly report: Plain<Row> | Grouped<Row, Summary>;
  /** What the chart shows; with groups it shows the first of them. */
  readonly fields: readonly [Field<Row>, ...Field<Row>[]];
  /** What the table of groups shows; else the fields, as the summaries have them. */
  readonly groupColumns?: readonly GroupColumn<Summary>[];
}

type SeriesChartLook = Pick<ChartProps, 'title' | 'kind' | 'format' | 'top'>;

/** Draws a report's buckets. Where all of them are empty it says so. */
export function SeriesChart<Row extends object, Summary extends object = object>(
  props: SeriesProps<Row, Summary>,
): Child {
  const { report, fields, title, kind, format, top } = props;
  if ('groups' in report) return <GroupedChart {...props} report={report} />;
  const { dimension, timezone, data } = report;
  const series = fields.map(({ name, label }) => ({
    label,
    values: data.map((row) => numberOf(row, name)),
  }));
  if (series.every(({ values }) => values.every((value) => !value))) return <Nothing of={title} />;
  const dates = data.map(({ date }) => date);
  return <Chart {...{ title, kind, format, top, dates, series, dimension, timezone }} />;
}

function GroupedChart<Row extends object, Summary extends object>({
  title,
  report,
  fields,
  ...look
}: SeriesProps<Row, Summary> & { readonly report: Grouped<Row, Summary> }) {
  const { dimension, timezone, group, groups } = report;
  if (groups.length === 0) return <Nothing of={title} />;
  const [main] = fields;
  const shownField = fields.length === 1 ? '' : `: ${main.label.toLowerCase()}`;
  const {
    format = number,
    top,
    groupColumns = fields.map(({ name, label }) => ({
      title: label,
      value: (summary: Summary) => number(numberOf(summary, name)),
    })),
  } = look;
  const shown = groups.slice(0, MAX_LINES);
  const dates = shown[0]?.data.map(({ date }) => date) ?? [];
  const series = shown.map(({ key, data }) => ({
    label: key,
    values: data.map((row) => numberOf(row, main.name)),
  }));
  return (
    <>
      <Chart
        title={`${title}${shownField} ${byGroup(group)}`}
        kind="lines"
        {...{ dates, series, dimension, timezone, format, top }}
      />
      {groups.length > MAX_LINES && (
        <p class="help">{`The chart shows ${MAX_LINES} of ${number(groups.length)} groups.`}</p>
      )}
      <GroupTable title={title} report={report} columns={groupColumns} />
    </>
  );
}

/** The groups of a report, a row each. */
export function GroupTable<Summary>({
  title,
  report: { group, groups },
  columns,
}: {
  readonly title: string;
  readonly report: {
    readonly group: string;
    readonly groups: readonly { readonly key: string; readonly summary: Summary }[];
  };
  readonly columns: readonly GroupColumn<Summary>[];
}) {
  return (
    <Table
      caption={`${title} ${byGroup(group)}`}
      columns={[
        { title: GROUP_NAMES[group] ?? group },
        ...columns.map((column) => ({ title: column.title, isNumber: true })),
      ]}
      rows={groups.map(({ key, summary }) => [
        <Words text={key} />,
        ...columns.map(({ value }) => value(summary)),
      ])}
    />
  );
}

function Nothing({ of }: { readonly of: string }) {
  return <p class="empty">{`${of}: nothing in this period.`}</p>;
}

function numberOf(row: object, name: string): number | null {
  const value: unknown = Object.entries(row).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : null;
}

/** A change of a summary's field, by the way that leads to it, for a card; absent where nothing was compared. */
export function changeIn(
  report: { readonly change?: unknown },
  ...path: readonly string[]
): number | null | undefined {
  if (report.change === undefined) return undefined;
  const change = path.reduce<unknown>(
    (part, field) =>
      typeof part === 'object' && part !== null
        ? Object.entries(part).find(([key]) => key === field)?.[1]
        : undefined,
    report.change,
  );
  return typeof change === 'number' ? change : null;
}
