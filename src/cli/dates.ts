/** The dates of rows as the clocks of the report's zone show them. */

import type { Zone } from '../report/time/zone.ts';
import { localOf } from '../report/time/zone.ts';
import { kindOf } from '../export/columns.ts';
import type { Cell, Row } from '../export/rows.ts';

/**
 * Replaces the begins of buckets by their days, with the time of day where a day has several, and other
 * instants by day and time.
 */
export function showDates(rows: readonly Row[], zone: Zone): readonly Row[] {
  const show = dateShower(rows, zone);
  const shown = (column: string, cell: Cell): Cell => {
    const kind = kindOf(column);
    if (typeof cell !== 'string' || (kind !== 'date' && kind !== 'instant')) return cell;
    return kind === 'date' ? show(Date.parse(cell), zone) : showTime(Date.parse(cell), zone);
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, shown(column, cell)])),
  );
}

function dateShower(rows: readonly Row[], zone: Zone): typeof showDay {
  const instants = [...new Set(rows.map(({ date }) => date))].filter((date) => date !== undefined);
  const days = new Set(instants.map((date) => showDay(Date.parse(String(date)), zone)));
  return days.size < instants.length ? showTime : showDay;
}

/** `2026-10-25` */
export function showDay(at: number, zone: Zone): string {
  return showTime(at, zone).slice(0, 10);
}

/** `2026-10-25 02:15` */
export function showTime(at: number, zone: Zone): string {
  return new Date(localOf(zone, at)).toISOString().slice(0, 16).replace('T', ' ');
}
