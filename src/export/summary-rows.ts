/** Summaries of any reports as rows: a row per number, all in one table. */

import type { ColumnKind } from './columns.ts';
import { kindOf } from './columns.ts';
import type { Field } from './fields.ts';
import { fieldsOf, isRate } from './fields.ts';
import type { Cell, Row } from './rows.ts';

interface Answer {
  readonly groups?: readonly { readonly key: string; readonly summary?: object }[];
  readonly summary?: object;
  readonly previous?: { readonly summary: object };
  readonly change?: object;
}

/** Every column in its place, whichever rows come first. */
const EMPTY: Row = {
  report: null,
  group: null,
  field: null,
  value: null,
  unit: null,
  numerator: null,
  denominator: null,
  previous: null,
  change: null,
};

/**
 * Returns a row per number. Of a rate, `value` is the percentage; `unit` is `%` or `ms` where the
 * number has one; what is compared has `previous` and `change` (in percent).
 */
export function summaryRows(report: string, answer: unknown): readonly Row[] {
  if (Array.isArray(answer)) return [];
  const { groups = [], summary = {}, previous, change = {} } = answer as Answer;
  const before = new Map(fieldsOf(previous?.summary ?? {}));
  const changes = new Map(fieldsOf(change));
  const ofGroups = groups.flatMap(({ key, summary: own = {} }) =>
    fieldsOf(own).map((field) => ({ ...rowOf(field), report, group: key })),
  );
  const whole = fieldsOf(summary).map((field) => ({
    ...rowOf(field),
    report,
    previous: numberOf(before.get(field[0])),
    change: numberOf(changes.get(field[0])),
  }));
  return [...ofGroups, ...whole];
}

function rowOf([field, value]: Field): Row {
  const { numerator = null, denominator = null } = isRate(value) ? value : {};
  const unit = isRate(value) ? '%' : (UNITS[kindOf(field)] ?? null);
  return { ...EMPTY, field, value: numberOf(value), unit, numerator, denominator };
}

const UNITS: Readonly<Partial<Record<ColumnKind, string>>> = { duration: 'ms', percent: '%' };

function numberOf(value: unknown): Cell {
  return ((isRate(value) ? value.value : value) ?? null) as Cell;
}
