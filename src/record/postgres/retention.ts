/**
 * Removes what is too old, in transactions of a few milliseconds. What somebody else is about to change
 * is left for the next time, so that nobody waits for the other; the room is used again once the server
 * has vacuumed.
 */

import { quarterOf } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import { trustedNow } from '../../model/trusted-clock.ts';
import {
  EVENTS_KEPT_FROM,
  RETAINED_AT,
  ROLLUPS_KEPT_FROM,
  SESSIONS_KEPT_FROM,
} from '../maintenance.ts';
import type { Maintenance, RetainQuery } from '../maintenance.ts';
import { dayOf } from '../recounting.ts';
import { QUIET_STATE, isRecent, quietState, removable, retain } from '../retaining.ts';
import type { Cutoffs, HeldRange, OldEvent, RetentionStore, Step } from '../retaining.ts';
import type { Server, Sql } from './connection.ts';
import type { SqlValue } from './driver.ts';
import {
  DEAD_LETTERS,
  HANDOVERS,
  HELD,
  LABELS,
  LAST_CONVERSATION,
  OFFERS,
  OLD_EVENTS,
  PAGES,
  PHRASE_USES,
  QUARTERLY,
  SEALED,
  SEEN,
  SESSIONS,
  SESSION_QUARTERS,
  SET_STATES,
  SILENT,
  UNUSED_TEXTS,
} from './sql/retention.ts';
import type { PageRemoval } from './sql/retention.ts';
import { jsonText } from './text.ts';

/** Rows that one transaction removes, and pages of a table that one looks through. */
const REMOVED_AT_ONCE = 2_000;
const PAGES_AT_ONCE = 100;

/** All words are looked through at once. */
const TEXTS_TIMEOUT_MS = 120_000;

/** Makes the removal on a server. */
export function retentionOn(server: Server): Maintenance['retain'] {
  const store: RetentionStore = {
    claim: (query) => server.transaction((sql) => claim(sql, query)),
    keepFrom: (cutoffs) => server.transaction((sql) => keepFrom(sql, cutoffs)),
    steps: (cutoffs) => stepsOf(server, cutoffs),
  };
  return (query) => retain(store, query);
}

async function claim(sql: Sql, query: RetainQuery): Promise<EpochMs | undefined> {
  await sql.run('INSERT INTO totals (name, value) VALUES ($1, 0) ON CONFLICT DO NOTHING', [
    RETAINED_AT,
  ]);
  const [row] = await sql.query<{ readonly value: number }>(
    'SELECT value FROM totals WHERE name = $1 FOR UPDATE',
    [RETAINED_AT],
  );
  const last = row?.value === 0 ? undefined : row?.value;
  if (isRecent(last, query)) return undefined;
  await sql.run('UPDATE totals SET value = $2 WHERE name = $1', [RETAINED_AT, query.now]);
  return trustedNow(last, query.now);
}

async function keepFrom(sql: Sql, { events, sessions, rollups }: Cutoffs): Promise<void> {
  const kept = [
    [EVENTS_KEPT_FROM, events],
    [SESSIONS_KEPT_FROM, sessions],
    [ROLLUPS_KEPT_FROM, rollups],
  ] as const;
  for (const [name, at] of kept) {
    if (at === -Infinity) continue;
    await sql.run(
      `INSERT INTO totals (name, value) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET value = greatest(totals.value, excluded.value)`,
      [name, at],
    );
  }
  if (events > -Infinity) {
    await sql.run('DELETE FROM partial_days WHERE day < $1::bigint / 86400000', [events]);
  }
}

function stepsOf(server: Server, cutoffs: Cutoffs): ReturnType<RetentionStore['steps']> {
  const since = (before: EpochMs, make: (before: EpochMs) => readonly Step[]): readonly Step[] =>
    before === -Infinity ? [] : make(before);
  const untilNone = (text: string, ...values: readonly SqlValue[]) => removal(server, text, values);
  return {
    events: since(cutoffs.events, (before) => [oldEvents(server, before)]),
    deadLetters: since(cutoffs.events, (before) => [untilNone(DEAD_LETTERS, before)]),
    seenActivities: since(cutoffs.seen, (before) => [byPage(server, SEEN, before)]),
    votes: since(cutoffs.offers, (before) => [byPage(server, OFFERS, before)]),
    conversations: since(cutoffs.conversations, (before) => [silent(server, before)]),
    texts: since(cutoffs.texts, (before) => [unusedTexts(server, before)]),
    sessions: since(cutoffs.sessions, (before) => [
      oldSessions(server, before),
      uncounted(untilNone(SESSION_QUARTERS, quarterOf(before))),
      uncounted(untilNone(HANDOVERS, before)),
    ]),
    rollups: since(cutoffs.rollups, (before) => [
      ...QUARTERLY.map((text) => untilNone(text, quarterOf(before))),
      untilNone(LABELS.text, quarterOf(before), LABELS.kinds),
      ...SEALED.map((text) => untilNone(text, dayOf(before))),
      untilNone(PHRASE_USES, before),
    ]),
    writers: [once(server, 'DELETE FROM writers WHERE updated_at < $1', cutoffs.writers)],
  };
}

/** A statement that removes a limited number, again and again until there is none. `$1` is how many. */
function removal(server: Server, text: string, values: readonly SqlValue[]): Step {
  return async () => {
    const gone = await server.transaction((sql) => sql.run(text, [REMOVED_AT_ONCE, ...values]));
    return gone || undefined;
  };
}

function once(server: Server, text: string, before: EpochMs): Step {
  let isDone = false;
  return async () => {
    if (isDone) return undefined;
    const gone = await server.transaction((sql) => sql.run(text, [before]), {
      timeoutMs: TEXTS_TIMEOUT_MS,
    });
    isDone = true;
    return gone;
  };
}

function unusedTexts(server: Server, before: EpochMs): Step {
  return once(server, UNUSED_TEXTS, before);
}

/** Goes through a table as it lies on the disk: what has no order by age has no index by it either. */
function byPage(server: Server, { table, remove }: PageRemoval, before: EpochMs): Step {
  let page = 0;
  return async () => {
    const next = page + PAGES_AT_ONCE;
    const gone = await server.transaction(async (sql) => {
      const [row] = await sql.query<{ readonly pages: number }>(PAGES, [table]);
      if (page >= (row?.pages ?? 0)) return undefined;
      return sql.run(remove, [`(${page},0)`, `(${next},0)`, before]);
    });
    page = next;
    return gone;
  };
}

function oldEvents(server: Server, before: EpochMs): Step {
  let [at, seq] = [Number.MIN_SAFE_INTEGER, 0];
  return async () => {
    const done = await server.transaction(async (sql) => {
      const values = [before, at, seq, REMOVED_AT_ONCE];
      const events = await sql.query<OldEvent>(OLD_EVENTS, values);
      // after the events: what is recorded together with one of them is seen together with it
      const held = await sql.query<HeldRange>(HELD, [before]);
      const going = removable(events, held, before);
      if (going.length > 0) await sql.run('DELETE FROM events WHERE seq = ANY($1)', [going]);
      return { last: events.at(-1), gone: going.length };
    });
    if (!done.last) return undefined;
    ({ at, seq } = done.last);
    return done.gone;
  };
}

function silent(server: Server, before: EpochMs): Step {
  let number = 0;
  return async () => {
    const changed = await server.transaction(async (sql) => {
      const [row] = await sql.query<{ readonly last: number | null }>(LAST_CONVERSATION);
      if (number >= (row?.last ?? 0)) return undefined;
      const found = await sql.query<{ readonly number: number; readonly state: string }>(SILENT, [
        number,
        number + REMOVED_AT_ONCE,
        QUIET_STATE,
        before,
      ]);
      const states = found.flatMap((each) => {
        const state = quietState(each.state, before);
        return state === undefined ? [] : [{ number: each.number, state }];
      });
      if (states.length > 0) await sql.run(SET_STATES, [jsonText(states)]);
      return states.length;
    });
    number += REMOVED_AT_ONCE;
    return changed;
  };
}

function oldSessions(server: Server, before: EpochMs): Step {
  const quarter = quarterOf(before);
  let [firstQuarter, number] = [-1, 0];
  return async () => {
    const done = await server.transaction(async (sql) => {
      const sessions = await sql.query<{
        readonly number: number;
        readonly firstQuarter: number;
        readonly isOver: boolean;
      }>(SESSIONS, [quarter, before, firstQuarter, number, REMOVED_AT_ONCE]);
      const over = sessions.filter(({ isOver }) => isOver).map((session) => session.number);
      if (over.length > 0) {
        await sql.run('DELETE FROM marks WHERE session = ANY($1)', [over]);
        await sql.run('DELETE FROM sessions WHERE number = ANY($1)', [over]);
      }
      return { last: sessions.at(-1), gone: over.length };
    });
    if (!done.last) return undefined;
    ({ firstQuarter, number } = done.last);
    return done.gone;
  };
}

/** Parts of sessions are no sessions. */
function uncounted(step: Step): Step {
  return async () => ((await step()) === undefined ? undefined : 0);
}
