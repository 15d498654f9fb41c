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
export interface Room {
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
  /** The turn itself, until it is over: code that runs on for hours keeps no facts in memory. */
  turn?: OpenTurn | undefined;
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
  return new Turn(mark, emit);
}

/** A class, not functions of its own for each turn: there is one of them for whatever the bot is told. */
class Turn implements OpenTurn {
  readonly mark: TurnMark;
  readonly #emit: Emit;
  #facts: (Fact | undefined)[] = [];
  #unsettled = 0;
  #isOpen = true;

  constructor(mark: TurnMark, emit: Emit) {
    this.mark = mark;
    this.#emit = emit;
  }

  now(): EpochMs {
    return turnNow(this.mark.origin, this.mark.passed);
  }

  add(fact: Fact): void {
    if (!this.#isOpen) this.#emit.amendment(this.mark.origin, [fact]);
    else if (this.#facts.length < MAX_FACTS_PER_TURN) this.#facts.push(fact);
    else this.#emit.dropped('turn_limit', 1);
  }

  reserve(wanted: number): Room {
    const first = this.#isOpen ? this.#facts.length : 0;
    const count = Math.min(wanted, MAX_FACTS_PER_TURN - first);
    if (count < wanted) this.#emit.dropped('turn_limit', wanted - count);
    if (!this.#isOpen) return { first, count, late: true };
    for (let i = 0; i < count; i++) this.#facts.push(undefined);
    this.#unsettled += count;
    return { first, count, late: false };
  }

  fill(room: Room, settled: readonly Fact[]): void {
    const kept = settled.length > room.count ? settled.slice(0, room.count) : settled;
    if (kept.length === 0) return;
    if (!this.#isOpen || room.late) return this.#emit.amendment(this.mark.origin, kept);
    for (const [i, fact] of kept.entries()) this.#facts[room.first + i] = fact;
    this.#unsettled -= kept.length;
  }

  close(end: TurnEnd): void {
    this.#isOpen = false;
    const facts = this.#unsettled === 0 ? (this.#facts as Fact[]) : this.#facts.filter(isSettled);
    this.#facts = NO_FACTS;
    this.#emit.turn({ type: 'turn', origin: this.mark.origin, facts, ...end });
  }
}

/** What a turn that is over holds: nothing is added to it. */
const NO_FACTS: (Fact | undefined)[] = [];

function isSettled(fact: Fact | undefined): fact is Fact {
  return fact !== undefined;
}

/** Stands for a turn that is over and forgotten: what it takes is an amendment each. */
export function takerAfter({ origin, passed }: TurnMark, emit: Emit): FactTaker {
  return {
    now: () => turnNow(origin, passed),
    add: (fact) => emit.amendment(origin, [fact]),
  };
}
