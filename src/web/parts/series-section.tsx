/** A series of a report as a section of a page: cards, and a chart; with groups a chart and a table of these. */

import type { Child } from 'hono/jsx';

import type { Dimension } from '../../report/time/calendar.ts';
import { Chart } from './chart.tsx';
import type { ChartProps } from './chart.tsx';
import { number } from './format.ts';
import { Table, Words } from './table.tsx';

/** A number of the report, by its name there. */
export interface Field<Row> {
  readonly name: keyof Row & string;
  readonly label: string;
}

/** Groups that have a line of their own. */
const MAX_LINES = 6;

interface Plain<Row> {
  readonly dimension: Dimension;
  readonly timezone: string;
  readonly data: readonly (Row & { readonly date: string })[];
}

interface Grouped<Row> {
  readonly dimension: Dimension;
  readonly timezone: string;
  readonly group: string;
  readonly groups: readonly {
    readonly key: string;
    readonly data: readonly (Row & { readonly date: string })[];
    readonly summary: object;
  }[];
}

export interface SeriesProps<Row extends object> {
  readonly title: string;
  readonly report: Plain<Row> | Grouped<Row>;
  /** What the chart shows; with groups it shows the first of them. */
  readonly fields: readonly [Field<Row>, ...Field<Row>[]];
  readonly kind: ChartProps['kind'];
}

/** Draws a report's buckets. */
export function SeriesChart<Row extends object>({
  title,
  report,
  fields,
  kind,
}: SeriesProps<Row>): Child {
  const { dimension, timezone } = report;
  if (!('groups' in report)) {
    const series = fields.map(({ name, label }) => ({
      label,
      values: report.data.map((row) => numberOf(row, name)),
    }));
    const dates = report.data.map(({ date }) => date);
    return <Chart title={title} dates={dates} series={series} {...{ dimension, timezone, kind }} />;
  }
  const [main] = fields;
  const shown = report.groups.slice(0, MAX_LINES);
  const dates = shown[0]?.data.map(({ date }) => date) ?? [];
  const series = shown.map(({ key, data }) => ({
    label: key,
    values: data.map((row) => numberOf(row, main.name)),
  }));
  const name = `${title}: ${main.label.toLowerCase()} by ${report.group}`;
  return (
    <>
      {shown.length > 0 && (
        <Chart
          title={name}
          dates={dates}
          series={series}
          {...{ dimension, timezone }}
          kind="lines"
        />
      )}
      <Table
        caption={`${title} by ${report.group}`}
        columns={[
          { title: report.group },
          ...fields.map(({ label }) => ({ title: label, isNumber: true })),
        ]}
        rows={report.groups.map(({ key, summary }) => [
          <Words text={key} />,
          ...fields.map((field) => number(numberOf(summary, field.name))),
        ])}
      />
    </>
  );
}

function numberOf(row: object, name: string): number | null {
  const value: unknown = Object.entries(row).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : null;
}

/** A change of a summary's field, for a card; absent where nothing was compared. */
export function changeIn(
  report: { readonly change?: Readonly<Record<string, unknown>> },
  field: string,
): number | null | undefined {
  const change = report.change?.[field];
  if (report.change === undefined) return undefined;
  return typeof change === 'number' ? change : null;
}
