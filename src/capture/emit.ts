/** The way from capture to the sink: open until `close()`, then everything is counted `closed`. */

import type { CapturedTurn, Fact, TurnOrigin } from '../model/turn.ts';
import type { Guarded } from './guard.ts';

export interface Emit {
  turn(turn: CapturedTurn): void;
  /** Makes an amendment, with an id of its own, of facts that came after their turn. */
  amendment(origin: TurnOrigin, facts: readonly Fact[]): void;
  dropped(reason: string, facts: number): void;
  isClosed(): boolean;
  /** Idempotent. */
  close(): void;
}

export function createEmit({ sink, dropped, attempt, newId }: Guarded): Emit {
  let closed = false;
  return {
    turn(turn) {
      if (closed) dropped('closed', turn.facts.length);
      else sink(turn);
    },
    amendment(origin, facts) {
      if (closed) return dropped('closed', facts.length);
      const id = attempt(facts.length, newId);
      if (id !== undefined) sink({ type: 'amendment', id, origin, facts });
    },
    dropped,
    isClosed: () => closed,
    close() {
      closed = true;
    },
  };
}
