/** `analytics.recount()`: what may be asked for, and how that is checked. */

import * as z from 'zod';

import { invalid } from '../model/option-issues.ts';
import { expectsObject, flag } from '../model/schema-parts.ts';
import { DAY_MS } from '../model/time.ts';
import type { RecountQuery } from '../record/maintenance.ts';
import { issuesOf } from './argument-issues.ts';

export interface RecountOptions {
  /** First day (UTC): `2026-10-01`. Absent = the first of which all events are kept. */
  readonly from?: string | undefined;
  /** Last day. Absent = the latest. */
  readonly to?: string | undefined;
  /**
   * Puts right what differs: recording waits while a day is replaced.
   * @defaultValue false
   */
  readonly repair?: boolean | undefined;
}

/** What is asked of a store; plain data. */
export type RecountSpan = Omit<RecountQuery, 'isStopped'>;

const DAY_PROBLEM = "must be a day (UTC): '2026-10-01'";

/** A day that the calendar has, as it is written in ISO 8601. */
const day = z
  .custom<string>((value) => typeof value === 'string' && isDay(value), DAY_PROBLEM)
  .transform((value) => Date.parse(value));

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  // some engines take the 30th of February for the 2nd of March
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

const schema = z
  .strictObject(
    { from: day.optional(), to: day.optional(), repair: flag.default(false) },
    expectsObject("{ from: '2026-10-01', to: '2026-10-31', repair: true }"),
  )
  .refine(({ from = -Infinity, to = Infinity }) => from <= to, {
    path: ['from'],
    message: 'must not be later than to',
  });

/**
 * Checks the options.
 * @throws AnalyticsError `INVALID_OPTIONS`; `details.issues` lists every wrong field
 */
export function recountSpan(options: RecountOptions = {}): RecountSpan {
  const { data, error } = schema.safeParse(options);
  if (!data)
    throw invalid(issuesOf(error, { argument: 'options', value: options, fields: schema }));
  const { from, to, repair } = data;
  return {
    repair,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to: to + DAY_MS }),
  };
}
