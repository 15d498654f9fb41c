/** A report that is a list, as a table of its first rows; with groups under the name of each. */

import type { Child } from 'hono/jsx';

import { number } from './format.ts';
import { GROUP_NAMES, byGroup } from './group-names.ts';
import { Table, Words } from './table.tsx';

export interface ListColumn<Row> {
  readonly title: Child;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => Child;
}

interface Plain<Row> {
  readonly data: readonly Row[];
}

interface Grouped<Row> {
  readonly group: string;
  readonly groups: readonly (Plain<Row> & { readonly key: string })[];
}

export interface ListProps<Row> {
  readonly caption: string;
  readonly report: Plain<Row> | Grouped<Row>;
  readonly columns: readonly ListColumn<Row>[];
  /** Rows that are shown, of each group if there are groups. */
  readonly limit?: number;
  readonly empty?: string;
}

const LIMIT = 20;
const GROUP_LIMIT = 10;

export function ListTable<Row>(props: ListProps<Row>) {
  const { caption, report, columns, empty } = props;
  const isGrouped = 'groups' in report;
  const { limit = isGrouped ? GROUP_LIMIT : LIMIT } = props;
  const lists = isGrouped ? report.groups : [{ key: '', data: report.data }];
  const rows = lists.flatMap(({ key, data }) =>
    data.slice(0, limit).map((row) => {
      const cells = columns.map(({ cell }) => cell(row));
      return isGrouped ? [<Words text={key} />, ...cells] : cells;
    }),
  );
  const count = lists.reduce((sum, { data }) => sum + data.length, 0);
  const heads = columns.map(({ title, isNumber = false }) => ({ title, isNumber }));
  return (
    <>
      <Table
        caption={isGrouped ? `${caption} ${byGroup(report.group)}` : caption}
        columns={
          isGrouped ? [{ title: GROUP_NAMES[report.group] ?? report.group }, ...heads] : heads
        }
        rows={rows}
        {...(empty !== undefined && { empty })}
      />
      {rows.length < count && (
        <p class="help">{`${number(rows.length)} of ${number(count)} rows. The export has all of them.`}</p>
      )}
    </>
  );
}
