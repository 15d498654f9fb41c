/** The quarter-hours of sessions: a first one each, and those that came after it. */

import type { Quarter } from '../../model/time.ts';
import type { Columns } from '../rows.ts';

/** A quarter-hour of a session besides its first. */
export interface Later {
  readonly session: number;
  readonly quarter: Quarter;
}

const NONE: readonly Quarter[] = [];

/**
 * Gives each session the quarter-hours after its first; that of one which started before the span lies
 * in it.
 * @param columns `number` and `quarter` of the sessions among them
 * @param all     ascending by quarter-hour
 * @param from    where the span begins
 */
export function withLater(columns: Columns, all: Iterable<Later>, from = -Infinity): Columns {
  const quarters = [...((columns['quarter'] ?? []) as readonly Quarter[])];
  const bySession = new Map<number, Quarter[]>();
  for (const { session, quarter } of all) {
    const own = bySession.get(session);
    if (own) own.push(quarter);
    else bySession.set(session, [quarter]);
  }
  const later = ((columns['number'] ?? []) as readonly number[]).map((number, place) => {
    const own = bySession.get(number) ?? NONE;
    if ((quarters[place] ?? 0) >= from) return own;
    quarters[place] = own[0] ?? 0;
    return own.slice(1);
  });
  return { ...columns, quarter: quarters, later };
}
