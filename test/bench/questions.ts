/**
 * The questions that reports are measured by, each with the same question in SQL over raw events. What both
 * answer is compared before anything is measured.
 */

import type { ReportReads } from '../../src/record/reads.ts';
import { labelTotals } from '../../src/report/questions/label-totals.ts';
import { runReport } from '../../src/report/run.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, quarterOf } from '../../src/model/time.ts';
import { YEAR_END } from './data/year.ts';

/** What differs between the dialects of SQL. */
export type Dialect = 'sqlite' | 'duckdb';

/** How a question is asked. */
export interface Variant {
  readonly timezone: 'UTC' | 'Asia/Kathmandu';
  readonly channel?: string;
}

/** Days of Kathmandu begin at a quarter past: no hour of UTC is one of its hours. */
export const VARIANTS: readonly Variant[] = [
  { timezone: 'UTC' },
  { timezone: 'UTC', channel: 'webchat' },
  { timezone: 'Asia/Kathmandu' },
  { timezone: 'Asia/Kathmandu', channel: 'webchat' },
];

const OFFSET_MS = { UTC: 0, 'Asia/Kathmandu': 345 * MINUTE_MS } as const;

/** Numbers of an answer, or a row that SQL has found. */
export type Numbers = readonly (string | number | null)[];

export interface Question {
  readonly name: string;
  /** What it is made of: users are counted once, however often they come; messages are added up. */
  readonly counts: 'users' | 'messages' | 'labels';
  ask(reads: ReportReads, variant: Variant): Promise<unknown>;
  sql(variant: Variant, dialect: Dialect): string;
  /** What is compared of either: the same numbers in the same order. */
  numbersOf(answer: never): Numbers;
  numbersOfRows(rows: readonly Numbers[]): Numbers;
}

/** When the reports are asked. */
const NOW = YEAR_END + DAY_MS;

const YEAR = { from: '2025-01-01', to: '2025-12-31' };
const DAY = { from: '2025-06-17', to: '2025-06-17' };

type Span = typeof YEAR;

function report(name: string, options: object): Question['ask'] {
  return (reads, variant) => runReport(reads, name, { ...options, ...variant }, NOW);
}

interface Answer {
  readonly data: readonly Readonly<Record<string, number>>[];
  readonly summary: Readonly<Record<string, number>>;
  readonly groups: readonly { readonly key: string; readonly data: Answer['data'] }[];
}

// ---- SQL ---------------------------------------------------------------------------------------

const DIVIDED = { sqlite: '/', duckdb: '//' } as const;

function beginOf(day: string, { timezone }: Variant): number {
  return Date.parse(day) - OFFSET_MS[timezone];
}

function within(span: Span, variant: Variant): string {
  const [from, to] = [beginOf(span.from, variant), beginOf(span.to, variant) + DAY_MS];
  const channel = variant.channel === undefined ? '' : ` AND channel = '${variant.channel}'`;
  return `"at" >= ${from} AND "at" < ${to}${channel}`;
}

/** Number of the day or hour on the clocks of the variant. */
function numberOf(ms: number, { timezone }: Variant, dialect: Dialect, at = '"at"'): string {
  return `((${at} + ${OFFSET_MS[timezone]}) ${DIVIDED[dialect]} ${ms})`;
}

function usersBy(ms: number, span: Span): Question['sql'] {
  return (variant, dialect) => `
    SELECT ${numberOf(ms, variant, dialect)} AS bucket, count(DISTINCT "user") FROM events
    WHERE kind = 'received' AND ${within(span, variant)} GROUP BY bucket ORDER BY bucket`;
}

function messagesBy(ms: number, span: Span): Question['sql'] {
  return (variant, dialect) => `
    SELECT ${numberOf(ms, variant, dialect)} AS bucket,
      count(*) FILTER (WHERE kind = 'received'), count(*) FILTER (WHERE class = 'recognized'),
      count(*) FILTER (WHERE class = 'unrecognized'), count(*) FILTER (WHERE kind = 'sent')
    FROM events WHERE kind IN ('received', 'sent') AND ${within(span, variant)}
    GROUP BY bucket ORDER BY bucket`;
}

/** Months as ranges of an index where there is one, and by the calendar where all is scanned anyway. */
function byMonth(variant: Variant, dialect: Dialect): string {
  const months = Array.from({ length: 12 }, (_, month) => {
    const [from, to] = [month, month + 1].map(
      (each) => Date.UTC(2025, each) - OFFSET_MS[variant.timezone],
    );
    return `(${month}, ${from}, ${to})`;
  });
  const last = numberOf(DAY_MS, variant, dialect, 'last_at');
  const isWanted = `kind = 'received' AND ${within(YEAR, variant)}`;
  const monthOf = `month(make_timestamp(("at" + ${OFFSET_MS[variant.timezone]}) * 1000)) - 1`;
  const from = {
    sqlite: `SELECT number, channel, "user", max("at") AS last_at FROM months CROSS JOIN events
      ON "at" >= begin_at AND "at" < end_at WHERE ${isWanted} GROUP BY number, channel, "user"`,
    duckdb: `SELECT ${monthOf} AS number, channel, "user", max("at") AS last_at FROM events
      WHERE ${isWanted} GROUP BY 1, 2, 3`,
  };
  return `
    WITH months (number, begin_at, end_at) AS (VALUES ${months.join(', ')}),
      first_acts AS (SELECT "user", min("at") AS first_at FROM events WHERE kind = 'received' GROUP BY "user"),
      active AS (${from[dialect]})
    SELECT channel, number, count(*),
      count(*) FILTER (WHERE first_at >= begin_at AND first_at < end_at),
      count(*) FILTER (WHERE first_at < ${last} * ${DAY_MS} - ${OFFSET_MS[variant.timezone]})
    FROM active JOIN first_acts USING ("user") JOIN months USING (number)
    GROUP BY channel, number ORDER BY channel, number`;
}

// ---- the questions -----------------------------------------------------------------------------

function allOf(rows: readonly Numbers[]): Numbers {
  return rows.flat();
}

/** Without the numbers of the buckets, which are in none of the answers. */
function countsOf(rows: readonly Numbers[]): Numbers {
  return rows.flatMap(([, ...counts]) => counts);
}

/** Totals of buckets, without their dates; where nothing happened SQL has no row. */
function bucketsOf(fields: readonly string[]): (answer: Answer) => Numbers {
  return ({ data }) =>
    data
      .filter((row) => fields.some((field) => row[field] !== 0))
      .flatMap((row) => fields.map((field) => row[field] ?? 0));
}

const USERS = ['total', 'new', 'returning'];
const MESSAGES = ['received', 'recognized', 'unrecognized', 'sent'];

export const QUESTIONS: readonly Question[] = [
  {
    name: 'distinct users of the year',
    counts: 'users',
    ask: report('conversationUsers', { ...YEAR, dimension: 'year' }),
    numbersOf: ({ summary }: Answer) => [summary['total'] ?? 0],
    sql: (variant) =>
      `SELECT count(DISTINCT "user") FROM events WHERE kind = 'received' AND ${within(YEAR, variant)}`,
    numbersOfRows: allOf,
  },
  {
    name: 'daily users',
    counts: 'users',
    ask: report('users', { ...YEAR, dimension: 'day' }),
    numbersOf: bucketsOf(['total']),
    sql: usersBy(DAY_MS, YEAR),
    numbersOfRows: countsOf,
  },
  {
    name: 'new, returning, active per month and channel',
    counts: 'users',
    ask: report('users', { ...YEAR, dimension: 'month', group: 'channel' }),
    numbersOf: ({ groups }: Answer) =>
      groups
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .flatMap(({ key, data }) =>
          data.flatMap((row, month) => [key, month, ...USERS.map((field) => row[field] ?? 0)]),
        ),
    sql: byMonth,
    numbersOfRows: allOf,
  },
  {
    name: 'messages per day by class',
    counts: 'messages',
    ask: report('messages', { ...YEAR, dimension: 'day' }),
    numbersOf: bucketsOf(MESSAGES),
    sql: messagesBy(DAY_MS, YEAR),
    numbersOfRows: countsOf,
  },
  {
    name: 'traffic, 7 × 24',
    counts: 'messages',
    ask: report('traffic', YEAR),
    numbersOf: ({ data }: { readonly data: readonly (readonly { readonly value: number }[])[] }) =>
      data.flat().map(({ value }) => value),
    // the first hour of 1970 was one of a Thursday
    sql: (variant, dialect) => `
      SELECT (${numberOf(HOUR_MS, variant, dialect)} + 96) % 168 AS bucket, count(*) FROM events
      WHERE kind IN ('received', 'sent') AND ${within(YEAR, variant)} GROUP BY bucket ORDER BY bucket`,
    numbersOfRows: countsOf,
  },
  {
    name: 'top 20 intents',
    counts: 'labels',
    ask: topIntents,
    numbersOf: (top: readonly (readonly [string, number])[]) => top.flat(),
    sql: (variant) => `
      SELECT intent, count(*) AS uses FROM events
      WHERE kind = 'received' AND class = 'recognized' AND ${within(YEAR, variant)}
      GROUP BY intent ORDER BY uses DESC, intent LIMIT 20`,
    numbersOfRows: allOf,
  },
  {
    name: 'users of a day by hour',
    counts: 'users',
    ask: report('users', { ...DAY, dimension: 'hour' }),
    numbersOf: bucketsOf(['total']),
    sql: usersBy(HOUR_MS, DAY),
    numbersOfRows: countsOf,
  },
  {
    name: 'messages of a day by hour',
    counts: 'messages',
    ask: report('messages', { ...DAY, dimension: 'hour' }),
    numbersOf: bucketsOf(MESSAGES),
    sql: messagesBy(HOUR_MS, DAY),
    numbersOfRows: countsOf,
  },
];

/** No report tells intents as such; this is how reports of other labels are answered. */
async function topIntents(
  reads: ReportReads,
  variant: Variant,
): Promise<readonly (readonly [string, number])[]> {
  const { channel } = variant;
  const segments = (await reads.segments()).filter((each) => each.channel === channel);
  const kinds = ['intent'] as const;
  const from = quarterOf(beginOf(YEAR.from, variant));
  const to = quarterOf(beginOf(YEAR.to, variant) + DAY_MS);
  const rows = await reads.labels({
    from,
    to,
    edges: [from, to],
    ...(channel !== undefined && { segments: segments.map(({ id }) => id) }),
    kinds,
  });
  return [...labelTotals(rows, kinds)]
    .map(([label, { intent }]) => [label, intent] as const)
    .sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1))
    .slice(0, 20);
}
