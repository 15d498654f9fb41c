/** Numbers, shares, durations and dates, as the language of the pages writes them. */

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { Dimension } from '../../report/time/calendar.ts';

/** Of all pages. */
const LANGUAGE = 'en';

/** Stands for what there is nothing to divide by for. */
const NONE = '–';

const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const signedPercent = new Intl.NumberFormat(LANGUAGE, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

/** `1,234.5`; `–` for nothing. */
export function number(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : whole.format(value);
}

/** `1.2K`: for axes. */
export function shortNumber(value: number): string {
  return short.format(value);
}

/** `12.5 %`, of a percentage. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${whole.format(value)} %`;
}

/** `+12.5%`, of a change in percent. */
export function changed(value: number): string {
  return signedPercent.format(value / 100);
}

/** `1 h 12 min`, `3.4 s`, `120 ms`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NONE;
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${whole.format(Math.round(ms / 100) / 10)} s`;
  if (ms < HOUR_MS) return parts(ms, [MINUTE_MS, 'min'], [SECOND_MS, 's']);
  return ms < DAY_MS
    ? parts(ms, [HOUR_MS, 'h'], [MINUTE_MS, 'min'])
    : parts(ms, [DAY_MS, 'd'], [HOUR_MS, 'h']);
}

type Unit = readonly [ms: number, name: string];

function parts(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((ms % large) / small);
  const first = `${whole.format(Math.floor(ms / large))} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}

const FORMS: Readonly<Record<Dimension, Intl.DateTimeFormatOptions>> = {
  hour: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'short', day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
};

/** Name of a bucket: its begin, on the clock of the report. */
export function bucketName(date: string, dimension: Dimension, timezone: string): string {
  const form = formatter(JSON.stringify([FORMS[dimension], timezone]), FORMS[dimension], timezone);
  const name = form.format(new Date(date));
  return dimension === 'week' ? `Week of ${name}` : name;
}

/** A day, or an instant within one. */
export function dateTime(date: string | number, timezone: string): string {
  const form = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' } as const;
  return formatter(JSON.stringify(['at', timezone]), form, timezone).format(new Date(date));
}

/** `5 Oct 2026 – 12 Oct 2026`; the end is the last instant that counts. */
export function rangeName(from: string, to: string, timezone: string): string {
  const form = formatter(JSON.stringify(['on', timezone]), { dateStyle: 'medium' }, timezone);
  const last = Math.max(Date.parse(from), Date.parse(to) - 1);
  return form.formatRange(new Date(from), new Date(last));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** At most as many as there are zones, in a few forms. */
function formatter(
  key: string,
  form: Intl.DateTimeFormatOptions,
  timezone: string,
): Intl.DateTimeFormat {
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(LANGUAGE, { ...form, timeZone: timezone });
  formatters.set(key, made);
  return made;
}
