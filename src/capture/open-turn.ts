/**
 * A turn while it is open, and the door for what comes after it.
 *
 * While it is open its facts gather here; when it closes they go to the sink in one piece, and
 * everything later becomes an amendment of its own.
 */

import { MAX_FACTS_PER_TURN } from '../model/turn.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedTurn, Fact, TurnOrigin } from '../model/turn.ts';
import type { Emit } from './emit.ts';
import { turnNow } from './timestamp.ts';
import type { Stopwatch } from './timestamp.ts';

/** Takes facts, now or later: an open turn, or what stands for one that is over. */
export interface FactTaker {
  /** The present as the turn counts it: facts get their time from here. */
  now(): EpochMs;
  add(fact: Fact): void;
}

/** Room kept for activities that are being sent, so that facts stay in the order they happened. */
interface Room {
  readonly first: number;
  readonly count: number;
  /** The turn was over already: what settles here is an amendment. */
  readonly late: boolean;
}

/** What is left of a turn for code that runs on after it: whose it was, and how it counts time. */
export interface TurnMark {
  readonly origin: TurnOrigin;
  /** Time since its receipt. */
  readonly passed: Stopwatch;
}

/** How a turn ended. */
export type TurnEnd = Pick<CapturedTurn, 'typeAtEnd' | 'error' | 'recognitions' | 'stack'>;

export interface OpenTurn extends FactTaker {
  readonly mark: TurnMark;
  /** Keeps room for up to `count` facts; what is over {@link MAX_FACTS_PER_TURN} is dropped. */
  reserve(count: number): Room;
  /** Fills the room. If the turn has closed meanwhile the facts are an amendment. */
  fill(room: Room, facts: readonly Fact[]): void;
  /** Hands the turn to the sink, without the sends that have not settled. */
  close(end: TurnEnd): void;
}

export function openTurn(mark: TurnMark, emit: Emit): OpenTurn {
  const { origin, passed } = mark;
  let facts: (Fact | undefined)[] = [];
  let unsettled = 0;
  let open = true;

  return {
    mark,
    now: () => turnNow(origin, passed),
    add(fact) {
      if (!open) emit.amendment(origin, [fact]);
      else if (facts.length < MAX_FACTS_PER_TURN) facts.push(fact);
      else emit.dropped('turn_limit', 1);
    },
    reserve(wanted) {
      const first = open ? facts.length : 0;
      const count = Math.min(wanted, MAX_FACTS_PER_TURN - first);
      if (count < wanted) emit.dropped('turn_limit', wanted - count);
      if (!open) return { first, count, late: true };
      for (let i = 0; i < count; i++) facts.push(undefined);
      unsettled += count;
      return { first, count, late: false };
    },
    fill(room, settled) {
      const kept = settled.length > room.count ? settled.slice(0, room.count) : settled;
      if (kept.length === 0) return;
      if (!open || room.late) return emit.amendment(origin, kept);
      for (const [i, fact] of kept.entries()) facts[room.first + i] = fact;
      unsettled -= kept.length;
    },
    close(end) {
      open = false;
      const settled =
        unsettled === 0 ? (facts as Fact[]) : facts.filter((fact) => fact !== undefined);
      facts = [];
      emit.turn({ type: 'turn', origin, facts: settled, ...end });
    },
  };
}

/** Stands for a turn that is over and forgotten: what it takes is an amendment each. */
export function takerAfter({ origin, passed }: TurnMark, emit: Emit): FactTaker {
  return {
    now: () => turnNow(origin, passed),
    add: (fact) => emit.amendment(origin, [fact]),
  };
}
