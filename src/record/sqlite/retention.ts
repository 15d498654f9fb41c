/**
 * Removes what is too old, in transactions of a few milliseconds. The pages that become free are used
 * again by what is recorded next: the file stops growing, and need not be rewritten (`VACUUM`).
 */

import { DAY_MS, quarterOf } from '../../model/time.ts';
import type { EpochMs } from '../../model/time.ts';
import { trustedNow } from '../../model/trusted-clock.ts';
import { emptyBitmap, isSet, setBit } from '../bitmap.ts';
import type { Maintenance, RetainQuery } from '../maintenance.ts';
import { dayOf } from '../recounting.ts';
import { QUIET_STATE, isRecent, quietState, removable, retain } from '../retaining.ts';
import type { Cutoffs, RetentionStore, Step } from '../retaining.ts';
import type { DatabaseLike } from './driver.ts';
import { retentionStatements } from './sql/retention.ts';
import type { RetentionStatements } from './sql/retention.ts';
import { rollupRemovals } from './sql/rollup-retention.ts';
import { transactionOn } from './transaction.ts';
import { removeOldCopies } from './upgrade-copy.ts';

/** Rows that one transaction removes, and that one look goes through: some 10 ms each. */
const REMOVED_AT_ONCE = 1_000;
const SEEN_AT_ONCE = 4_000;

/** Makes the removal of a connection; its statements are prepared when it is asked for. */
export function retentionOn(db: DatabaseLike, path: string): Maintenance['retain'] {
  let store: RetentionStore | undefined;
  return async (query) => {
    const counts = await retain((store ??= storeOn(db)), query);
    if (counts) removeOldCopies(path);
    return counts;
  };
}

function storeOn(db: DatabaseLike): RetentionStore {
  const sql = retentionStatements(db);
  const rollups = rollupRemovals(db);
  const inTransaction = transactionOn(db);
  const work: Work = {
    sql,
    rollups,
    step: (run) => async () => inTransaction(run),
  };
  return {
    claim: async (query) => inTransaction(() => claim(sql, query)),
    keepFrom: async (cutoffs) => inTransaction(() => keepFrom(sql, cutoffs)),
    steps: (cutoffs) => stepsOf(work, cutoffs),
  };
}

function claim(sql: RetentionStatements, query: RetainQuery): EpochMs | undefined {
  const last = sql.retainedAt();
  if (isRecent(last, query)) return undefined;
  sql.setRetainedAt(query.now);
  return trustedNow(last, query.now);
}

function keepFrom(sql: RetentionStatements, { events, sessions, rollups }: Cutoffs): void {
  if (events > -Infinity) sql.keepEventsFrom(events);
  if (sessions > -Infinity) sql.keepSessionsFrom(sessions);
  if (rollups > -Infinity) sql.keepRollupsFrom(rollups);
}

interface Work {
  readonly sql: RetentionStatements;
  readonly rollups: ReturnType<typeof rollupRemovals>;
  /** Makes a step of what is to be run in a transaction. */
  readonly step: (run: () => number | undefined) => Step;
}

function stepsOf(work: Work, cutoffs: Cutoffs): ReturnType<RetentionStore['steps']> {
  const { sql, step } = work;
  const since = (before: EpochMs, make: (before: EpochMs) => readonly Step[]): readonly Step[] =>
    before === -Infinity ? [] : make(before);
  return {
    events: since(cutoffs.events, (before) => [step(oldEvents(sql, before))]),
    deadLetters: since(cutoffs.events, (before) => [
      step(untilNone((limit) => sql.removeDeadLetters(before, limit))),
    ]),
    seenActivities: since(cutoffs.seen, (before) => [step(oldActivities(sql, before))]),
    votes: since(cutoffs.offers, (before) => [step(oldOffers(sql, before))]),
    conversations: since(cutoffs.conversations, (before) => [step(silent(sql, before))]),
    texts: since(cutoffs.texts, (before) => [step(unusedTexts(sql, before))]),
    sessions: since(cutoffs.sessions, (before) => oldSessions(work, before)),
    rollups: since(cutoffs.rollups, (before) => oldRollups(work, before)),
    writers: [step(once(() => sql.removeWriters(cutoffs.writers)))],
  };
}

type Run = () => number | undefined;

/** Removes a limited number again and again until there is none. */
function untilNone(remove: (limit: number) => number): Run {
  return () => remove(REMOVED_AT_ONCE) || undefined;
}

function once(remove: () => number): Run {
  let isDone = false;
  return () => {
    if (isDone) return undefined;
    isDone = true;
    return remove();
  };
}

// ---- events and the memory of activities -------------------------------------------------------

function oldEvents(sql: RetentionStatements, before: EpochMs): Run {
  let [at, seq] = [Number.MIN_SAFE_INTEGER, 0];
  return () => {
    const events = sql.oldEvents(before, at, seq, REMOVED_AT_ONCE);
    const last = events.at(-1);
    if (!last) return undefined;
    const going = removable(events, sql.heldRanges(before), before);
    for (const each of going) sql.removeEvent(each);
    ({ at, seq } = last);
    return going.length;
  };
}

function oldActivities(sql: RetentionStatements, before: EpochMs): Run {
  let after: Uint8Array = new Uint8Array();
  return () => {
    const rows = sql.seen(after, SEEN_AT_ONCE);
    const last = rows.at(-1);
    if (!last) return undefined;
    after = last.key;
    let gone = 0;
    for (const { key, at, imported } of rows) {
      if (imported === 0 && at < before) gone += sql.removeSeen(key, before);
    }
    return gone;
  };
}

// ---- conversations and texts -------------------------------------------------------------------

/** Offers to vote that nobody has taken up; a vote that was given may yet be changed. */
function oldOffers(sql: RetentionStatements, before: EpochMs): Run {
  let [participant, message] = [0, ''];
  return () => {
    const rows = sql.votes(participant, message, SEEN_AT_ONCE);
    const last = rows.at(-1);
    if (!last) return undefined;
    ({ participant, message } = last);
    const going = rows.filter(({ vote, messageAt }) => vote === 'none' && messageAt < before);
    for (const row of going) sql.removeVote(row.participant, row.message);
    return going.length;
  };
}

function silent(sql: RetentionStatements, before: EpochMs): Run {
  let number = 0;
  return () => {
    if (number >= sql.lastConversation()) return undefined;
    const rows = sql.silent(number, number + REMOVED_AT_ONCE, QUIET_STATE, before);
    number += REMOVED_AT_ONCE;
    let changed = 0;
    for (const row of rows) {
      const state = quietState(row.state, before);
      if (state === undefined) continue;
      sql.setState(row.number, state);
      changed++;
    }
    return changed;
  };
}

/** First which phrases were sent lately, a day at a time; then the others lose their words. */
function unusedTexts(sql: RetentionStatements, before: EpochMs): Run {
  const used = emptyBitmap(sql.lastPhrase() + 1);
  let seenUntil = before;
  let number = 0;
  return () => {
    const next = sql.nextUse(seenUntil);
    if (next !== null && number === 0) {
      for (const { phrase } of sql.phrasesUsed(next, next + DAY_MS)) setBit(used, phrase);
      seenUntil = next + DAY_MS;
      return 0;
    }
    if (number / 8 >= used.length) return undefined;
    const texts = sql.texts(number, number + SEEN_AT_ONCE, before);
    number += SEEN_AT_ONCE;
    let gone = 0;
    for (const text of texts) {
      if (!isSet(used, text.number)) gone += sql.removeWords(text.number, seenUntil);
    }
    return gone;
  };
}

// ---- what reports are answered from ------------------------------------------------------------

function oldSessions({ sql, rollups, step }: Work, before: EpochMs): readonly Step[] {
  const quarter = quarterOf(before);
  let [firstQuarter, number] = [Number.MIN_SAFE_INTEGER, 0];
  return [
    step(() => {
      const sessions = sql.sessions(quarter, firstQuarter, number, REMOVED_AT_ONCE);
      const last = sessions.at(-1);
      if (!last) return undefined;
      ({ firstQuarter, number } = last);
      const over = sessions.filter(
        ({ lastAt, closesAt }) => lastAt < before && closesAt !== null && closesAt < before,
      );
      for (const session of over) {
        sql.removeMarks(session.number);
        sql.removeSession(session.number);
      }
      return over.length;
    }),
    uncounted(step(untilNone((limit) => rollups.sessionQuarters(quarter, limit)))),
    uncounted(step(untilNone((limit) => sql.removeHandovers(before, limit)))),
  ];
}

/** Parts of sessions are no sessions. */
function uncounted(step: Step): Step {
  return async () => ((await step()) === undefined ? undefined : 0);
}

function oldRollups({ rollups, step }: Work, before: EpochMs): readonly Step[] {
  const quarter = quarterOf(before);
  return [
    ...rollups.byQuarter.map((remove) => step(untilNone((limit) => remove(quarter, limit)))),
    ...rollups.byDay.map((remove) => step(untilNone((limit) => remove(dayOf(before), limit)))),
    step(untilNone((limit) => rollups.phraseUses(before, limit))),
  ];
}
