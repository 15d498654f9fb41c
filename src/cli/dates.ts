/** The dates of rows as the clocks of the report's zone show them. */

import type { Zone } from '../report/zone.ts';
import { localOf } from '../report/zone.ts';
import type { Row } from './data-rows.ts';

/** Replaces each row's instant by its day, with the time of day where a day has several. */
export function showDates(rows: readonly Row[], zone: Zone): readonly Row[] {
  const instants = [...new Set(rows.map(({ date }) => date))].filter((date) => date !== undefined);
  const days = new Set(instants.map((date) => showDay(Date.parse(String(date)), zone)));
  const show = days.size < instants.length ? showTime : showDay;
  return rows.map((row) =>
    'date' in row ? { ...row, date: show(Date.parse(String(row['date'])), zone) } : row,
  );
}

/** `2026-10-25` */
export function showDay(at: number, zone: Zone): string {
  return showTime(at, zone).slice(0, 10);
}

/** `2026-10-25 02:15` */
export function showTime(at: number, zone: Zone): string {
  return new Date(localOf(zone, at)).toISOString().slice(0, 16).replace('T', ' ');
}
