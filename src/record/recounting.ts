/**
 * Recounting: what the kept events add up to, against what was counted when they came in.
 *
 * A day (UTC) is compared in all that its events determine completely: counters, labels, presence,
 * response times, phrases and the marks of sessions. Events count at their own time, but votes at that
 * of the message that they are on: both belong to a day. What sums up more than a day is not compared:
 * users and their first acts, sessions as a whole, handovers, which go on from day to day. Nor are days
 * of which anything may be missing.
 */

import { setImmediate } from 'node:timers/promises';

import { AnalyticsError } from '../model/errors.ts';
import type { AnalyticsEvent } from '../model/event.ts';
import { UNKNOWN } from '../model/segment.ts';
import { DAY_MS, QUARTER_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { Deltas } from './deltas.ts';
import type { Recount, RecountQuery, RecountedTable } from './maintenance.ts';
import { fold } from './rollup.ts';
import type { DaySpan, TableDifference } from './rollup-rows.ts';

// ---- days --------------------------------------------------------------------------------------

/** Number of a UTC day since 1970. */
export type Day = number;

/** Returns the day of an instant. */
export function dayOf(at: EpochMs): Day {
  return Math.floor(at / DAY_MS);
}

export const QUARTERS_A_DAY = DAY_MS / QUARTER_MS;

/** Returns the span of a day. */
export function spanOf(day: Day): DaySpan {
  return {
    from: day * DAY_MS,
    to: (day + 1) * DAY_MS,
    fromQuarter: day * QUARTERS_A_DAY,
    toQuarter: (day + 1) * QUARTERS_A_DAY,
  };
}

/** `2026-10-01` */
function nameOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

// ---- what the events add up to -----------------------------------------------------------------

/** A kept event that counts in reports, as far as it counts; `session` is the id of one that is kept. */
export interface KeptEventRow {
  readonly seq: number;
  readonly kind: string;
  readonly at: number;
  readonly act: number;
  readonly segment: number;
  readonly user: number | null;
  readonly session: string | null;
  /** JSON. */
  readonly data: string;
}

/** Adds kept events to the sums. */
export function foldKept(rows: readonly KeptEventRow[], deltas: Deltas): void {
  fold(
    rows.map((row) => ({ event: eventOf(row), segment: row.segment })),
    deltas,
  );
}

/** The numbers of users are summed up by segment, which nobody reads here. */
const NO_SEGMENT: AnalyticsEvent['segment'] = {
  bot: UNKNOWN,
  channel: UNKNOWN,
  locale: UNKNOWN,
  botVersion: UNKNOWN,
  device: UNKNOWN,
  browser: UNKNOWN,
  test: false,
};

function eventOf({ kind, at, act, user, session, data }: KeptEventRow): AnalyticsEvent {
  return {
    id: '',
    kind,
    at,
    turnId: '',
    segment: NO_SEGMENT,
    act: act === 1,
    data: JSON.parse(data) as unknown,
    ...(user !== null && { user }),
    ...(session !== null && { sessionId: session }),
  } as AnalyticsEvent;
}

// ---- day by day --------------------------------------------------------------------------------

/** What a store does for it: each day is looked at as it is at one moment. */
export interface DayStore {
  /** The first day of which all is kept, as far as its age goes; `undefined` if there is no event. */
  firstDay(): Promise<Day | undefined>;
  /** The first day from `day` on of which anything is kept or counted. */
  nextDay(day: Day): Promise<Day | undefined>;
  /**
   * Compares a day, and with `repair` puts the rows of the tables that differ right, in one transaction.
   * `undefined` if something of the day is not kept.
   */
  recount(
    day: Day,
    options: Pick<RecountQuery, 'repair' | 'isStopped'>,
  ): Promise<readonly RecountedTable[] | undefined>;
}

/** Recounts one day after the other, and lets others in between. */
export async function recountDays(store: DayStore, query: RecountQuery): Promise<Recount> {
  const { from = -Infinity, to = Infinity, repair } = query;
  const complete = await store.firstDay();
  if (complete === undefined) return { compared: 0, partial: [], different: [] };
  const found: Omit<Mutable<Recount>, 'completeFrom'> = {
    compared: 0,
    partial: [],
    different: [],
  };
  const isIn = (day: Day | undefined): day is Day => day !== undefined && day * DAY_MS < to;
  let day = await store.nextDay(from === -Infinity ? complete : Math.max(dayOf(from), complete));
  while (isIn(day)) {
    stopIf(query);
    const tables = await store.recount(day, query);
    if (!tables) found.partial.push(nameOf(day));
    else found.compared++;
    if (tables && tables.length > 0) {
      found.different.push({ day: nameOf(day), repaired: repair, tables });
    }
    await setImmediate();
    day = await store.nextDay(day + 1);
  }
  return { completeFrom: nameOf(complete), ...found };
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K];
};

/** @throws AnalyticsError `CLOSED` if whoever asked has no time any more */
export function stopIf({ isStopped }: Pick<RecountQuery, 'isStopped'>): void {
  if (isStopped?.()) {
    throw new AnalyticsError('CLOSED', 'the analytics were closed before all days were recounted');
  }
}

/** What is told of a table, without its rows. */
export function toldOf({ table, expected, found, different }: TableDifference): RecountedTable {
  return { table, expected, found, different };
}
