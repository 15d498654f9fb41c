/**
 * What is kept for a limited time: when it is too old, and how it is removed, a little at a time.
 *
 * Nothing that is removed changes a number of a report, unless the developer asks for that
 * (`sessionsDays`, `rollupsDays`).
 */

import { setTimeout } from 'node:timers/promises';

import { EMPTY_CONVERSATION } from '../model/state.ts';
import type { RetentionSettings } from '../model/retention.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import { conversationFromText, conversationToText } from './conversation-text.ts';
import type { RetainQuery, RetainedCounts } from './maintenance.ts';
import { newestIn } from './recording/subject.ts';

// ---- how old is too old ------------------------------------------------------------------------

/** What is from before these instants goes; `-Infinity` = nothing. */
export type Cutoffs = Readonly<
  Record<
    'events' | 'seen' | 'conversations' | 'offers' | 'texts' | 'sessions' | 'rollups' | 'writers',
    EpochMs
  >
>;

/** A process that has written nothing for so long sends nothing again: its row is for that only. */
const WRITER_DAYS = 30;

/** Returns from when on things are kept. Those of days are whole days (UTC), so that a day is there or is not. */
export function cutoffsOf(now: EpochMs, retention: RetentionSettings): Cutoffs {
  const { eventsDays, conversationsDays, textsDays, sessionsDays, rollupsDays } = retention;
  const events = startOfDay(now, eventsDays);
  const conversations = startOfDay(now, conversationsDays);
  const rollups = startOfDay(now, rollupsDays);
  return {
    events,
    seen: now - retention.seenActivitiesHours * HOUR_MS,
    conversations,
    // they say on which days a vote counted, for as long as there is an event of it
    offers: Math.min(conversations, events),
    // nobody asks for the words of what is no longer counted
    texts: Math.max(startOfDay(now, textsDays), rollups),
    sessions: startOfDay(now, sessionsDays),
    rollups,
    writers: startOfDay(now, WRITER_DAYS),
  };
}

function startOfDay(now: EpochMs, daysAgo: number): EpochMs {
  return Math.floor((now - daysAgo * DAY_MS) / DAY_MS) * DAY_MS;
}

/** Clocks of several processes differ by less. */
const CLOCK_SKEW_MS = HOUR_MS;

/** Whether it was done too short a while ago; what a clock wrote that was ahead says nothing. */
export function isRecent(
  last: EpochMs | undefined,
  { now, unlessWithinMs = 0 }: RetainQuery,
): boolean {
  return last !== undefined && last <= now + CLOCK_SKEW_MS && now - last < unlessWithinMs;
}

// ---- step by step ------------------------------------------------------------------------------

/** One short transaction; answers how many rows it removed, or `undefined` if it has seen them all. */
export type Step = () => Promise<number | undefined>;

/** What a store does for it. */
export interface RetentionStore {
  /**
   * Claims the work, unless somebody has done it a short while ago: the instant that decides.
   * Of several processes that ask at the same time one gets it.
   */
  claim(query: RetainQuery): Promise<EpochMs | undefined>;
  /** Notes from when on everything is kept, before anything is removed. */
  keepFrom(cutoffs: Cutoffs): Promise<void>;
  /** The steps that remove what is older. */
  steps(cutoffs: Cutoffs): Readonly<Record<keyof RetainedCounts, readonly Step[]>>;
}

/** Others write meanwhile. Long enough for a recorder that waits for its turn. */
const PAUSE_MS = 20;

/** Removes what is too old, step by step; `undefined` if that was done a short while ago. */
export async function retain(
  store: RetentionStore,
  query: RetainQuery,
): Promise<RetainedCounts | undefined> {
  const now = await store.claim(query);
  if (now === undefined) return undefined;
  const cutoffs = cutoffsOf(now, query.retention);
  await store.keepFrom(cutoffs);
  const counts: [string, number][] = [];
  for (const [name, steps] of Object.entries(store.steps(cutoffs))) {
    let gone = 0;
    for (const step of steps) gone += await repeated(step, query);
    counts.push([name, gone]);
  }
  return Object.fromEntries(counts) as unknown as RetainedCounts;
}

async function repeated(step: Step, { isStopped }: RetainQuery): Promise<number> {
  let total = 0;
  while (!isStopped?.()) {
    const gone = await step();
    if (gone === undefined) break;
    total += gone;
    await setTimeout(PAUSE_MS, undefined, { ref: false });
  }
  return total;
}

// ---- events ------------------------------------------------------------------------------------

/** An event that may be too old. */
export interface OldEvent {
  readonly seq: number;
  readonly at: EpochMs;
  /** Of a vote: when the message was sent, which is where it counts. */
  readonly messageAt: EpochMs | null;
}

/** The events of a journal row that is not settled yet. */
export interface HeldRange {
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/**
 * Those events that may go: no destination waits for them, and no day that is kept is counted from them.
 */
export function removable(
  events: readonly OldEvent[],
  held: readonly HeldRange[],
  before: EpochMs,
): readonly number[] {
  const isHeld = holder(held);
  return events
    .filter(({ seq, messageAt }) => (messageAt ?? -Infinity) < before && !isHeld(seq))
    .map(({ seq }) => seq);
}

/** Ranges of one destination do not overlap, but those of several, and of what is sent again, do. */
function holder(held: readonly HeldRange[]): (seq: number) => boolean {
  const merged: { firstSeq: number; lastSeq: number }[] = [];
  for (const { firstSeq, lastSeq } of held.toSorted((a, b) => a.firstSeq - b.firstSeq)) {
    const last = merged.at(-1);
    if (last && firstSeq <= last.lastSeq) last.lastSeq = Math.max(last.lastSeq, lastSeq);
    else merged.push({ firstSeq, lastSeq });
  }
  return (seq) => {
    let [low, high] = [0, merged.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((merged[middle]?.firstSeq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return seq <= (merged[low - 1]?.lastSeq ?? -Infinity);
  };
}

// ---- conversations -----------------------------------------------------------------------------

/** How the text of a conversation begins of which nothing is remembered that goes by itself. */
export const QUIET_STATE = '[[],[],[],';

/**
 * The state of a conversation that is silent since `before`, less what was said last in it; `undefined`
 * if it is not. Kept is what may be needed at any time: who was welcomed, dialogs that wait, handovers.
 */
export function quietState(text: string, before: EpochMs): string | undefined {
  const state = conversationFromText(text);
  if (newestIn(state) >= before) return undefined;
  const { handovers, stack, welcomed } = state;
  return conversationToText({ ...EMPTY_CONVERSATION, handovers, stack, welcomed });
}
