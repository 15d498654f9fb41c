/**
 * Finds the turn that some code runs in, by three ways: its context, the state of its turn (for a
 * copy of the context), and AsyncLocalStorage (for code that was handed no context).
 *
 * After the turn `turnState` throws in both SDKs while the map by context still answers;
 * AsyncLocalStorage is empty in `onTurnError`, which is given the context.
 */

import { ownedContext } from '../model/owned-context.ts';
import type { Emit } from './emit.ts';
import { takerAfter } from './open-turn.ts';
import type { FactTaker, OpenTurn, TurnMark } from './open-turn.ts';
import { turnsByContext } from './registry.ts';
import type { TurnContextLike } from './sdk.ts';

export interface Finding {
  /** A middleware with the same key has this turn already. */
  isTaken(context: TurnContextLike): boolean;
  /** Lets the turn be found by its context. */
  remember(context: TurnContextLike, turn: OpenTurn): void;
  /** Runs the rest of the turn so that code in it finds the turn without a context. */
  run<T>(turn: OpenTurn, rest: () => T): T;
  find(context: unknown): FactTaker | undefined;
  /** The turn is over: what finds it now gets a taker of amendments. */
  forget(turn: OpenTurn): void;
  /** No turn is run any more: the runtime need not carry marks from promise to promise. */
  close(): void;
}

export interface FindingDeps {
  readonly emit: Emit;
  readonly registryKey: string;
}

/** It holds marks, from which turns are taken when they are over. */
const running = ownedContext<TurnMark>();

/** Those that may still run turns. */
const open = new Set<object>();

export function createFinding({ registryKey, emit }: FindingDeps): Finding {
  const byContext = turnsByContext(registryKey);
  const stateKey = Symbol('botbuilder-analytics.turn');
  const owner = {};
  open.add(owner);

  const findByState = (context: object): FactTaker | undefined => {
    try {
      return (context as TurnContextLike).turnState.get(stateKey) as FactTaker | undefined;
    } catch {
      return undefined; // the turn is over, or it is no context at all
    }
  };

  const findByStorage = (): FactTaker | undefined => {
    const mark = running.get(owner);
    return mark && (mark.turn ?? takerAfter(mark, emit));
  };

  return {
    isTaken: (context) => byContext.has(context),
    remember(context, turn) {
      turn.mark.turn = turn;
      try {
        context.turnState.set(stateKey, turn);
      } catch {
        // A context without state: only its copies are not found.
      }
      byContext.set(context, turn);
    },
    run: (turn, rest) => run(owner, turn.mark, rest),
    find(context) {
      if (typeof context === 'object' && context !== null) {
        const taker = byContext.get(context) ?? findByState(context);
        if (taker) return taker;
      }
      return findByStorage();
    },
    forget: (turn) => void (turn.mark.turn = undefined),
    close: () => close(owner),
  };
}

function run<T>(owner: object, mark: TurnMark, rest: () => T): T {
  let entry: ReturnType<typeof running.with> | undefined;
  try {
    entry = running.with(owner, mark);
  } catch {
    // the bot's turn runs all the same
  }
  return entry ? running.run(entry, rest) : rest();
}

function close(owner: object): void {
  open.delete(owner);
  if (open.size === 0) running.disable();
}
