/**
 * The door out of capture: whatever is called here may throw (it is other people's code, or a
 * mistake of ours), and none of it may reach the bot's turn.
 */

import { AnalyticsError } from '../model/errors.ts';
import type { EpochMs } from '../model/time.ts';
import type { Captured } from '../model/turn.ts';
import { ignoreRejection } from './rejection.ts';
import { steadyStopwatch, stopwatchBy } from './timestamp.ts';
import type { Stopwatch } from './timestamp.ts';

/** What capture is given; none of it needs to be well-behaved, it is guarded here. */
export interface CaptureDeps {
  readonly clock: () => number;
  /** Ids of turns and amendments: unique over all processes, at most 24 characters of `[0-9a-z-]`. */
  readonly newId: () => string;
  /** Takes what was captured, and counts its facts as received. */
  readonly sink: (captured: Captured) => void;
  /** Counts facts that never get to the sink: received and dropped (`invalid_call`, `no_turn`, `turn_limit`, `closed`, `internal`). */
  readonly dropped: (reason: string, facts: number) => void;
  /** Counts what cost no fact: `unreadable_field`, `property_left_out`, `second_use`, `user_function_failed`, `user_function_slow`. */
  readonly notice: (reason: string) => void;
  readonly onError: (error: AnalyticsError) => void;
}

export interface Guarded extends CaptureDeps {
  readonly clock: () => EpochMs;
  /**
   * Starts to measure at `receivedAt` by the clock. The system's clock can be set, so in its place one
   * is used that cannot: a clock that is put back does not make an answer older than its message.
   */
  stopwatch(receivedAt: EpochMs): Stopwatch;
  /**
   * Runs an action of ours. If it throws, `facts` are counted dropped as `internal`, `onError` is
   * told, and the answer is `undefined`.
   */
  attempt<T>(facts: number, action: () => T): T | undefined;
  /** The same for what was thrown already, where a turn is not to make a function for each action. */
  failed(facts: number, cause: unknown): undefined;
}

/** Makes dependencies that never throw; a clock that fails, or is no number, is the system's. */
export function guard(deps: CaptureDeps): Guarded {
  const onError = (error: AnalyticsError): void => quietly(() => deps.onError(error));
  const dropped = (reason: string, facts: number): void =>
    quietly(() => deps.dropped(reason, facts));

  const failed = (facts: number, cause: unknown): undefined => {
    if (facts > 0) dropped('internal', facts);
    quietly(() => deps.onError(new AnalyticsError('INTERNAL', 'capture failed', { cause })));
    return undefined;
  };

  function attempt<T>(facts: number, action: () => T): T | undefined {
    try {
      return action();
    } catch (cause) {
      return failed(facts, cause);
    }
  }

  const clock = (): EpochMs => readClock(deps.clock);
  const isSystemClock = deps.clock === Date.now;

  return {
    attempt,
    failed,
    onError,
    dropped,
    notice: (reason) => quietly(() => deps.notice(reason)),
    clock,
    stopwatch: (receivedAt) => (isSystemClock ? steadyStopwatch() : stopwatchBy(clock, receivedAt)),
    newId: () => readId(deps.newId),
    sink(captured) {
      try {
        ignoreRejection(deps.sink(captured));
      } catch (cause) {
        failed(captured.facts.length, cause);
      }
    },
  };
}

function readClock(clock: () => number): EpochMs {
  try {
    const now = clock();
    if (Number.isFinite(now)) return Math.trunc(now);
    ignoreRejection(now);
  } catch {
    // The clock of the options is the developer's: theirs to mend, ours to survive.
  }
  return Date.now();
}

/** @throws TypeError if it is no id: nothing can be recorded under it */
function readId(newId: () => string): string {
  const id = newId();
  if (typeof id === 'string') return id;
  ignoreRejection(id);
  throw new TypeError('an id is a text');
}

function quietly(action: () => unknown): void {
  try {
    ignoreRejection(action());
  } catch {
    // Nobody is left to tell: this was the one who is told.
  }
}
