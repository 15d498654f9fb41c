/** A sleep that can be cut short, and that a wake-up just before it is not lost on. */

export interface Sleeper {
  /** Ends the sleep; if nobody sleeps, the next {@link until} returns at once. */
  readonly wake: () => void;
  /** Forgets earlier wake-ups. */
  readonly reset: () => void;
  /** Sleeps until woken, at most `ms`. */
  readonly until: (ms: number) => Promise<void>;
  /** Lets whatever else waits in this thread have its turn. */
  readonly breathe: () => Promise<void>;
  /** Sleeps `ms`, or until woken if that comes first, whatever woke it before. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Longest delay that `setTimeout` takes; beyond, it fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Makes a sleeper. Its timers do not keep a process alive. */
export function sleeper(): Sleeper {
  let woken = false;
  let end: (() => void) | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => end?.(), Math.min(ms, MAX_TIMER_MS)).unref();
      end = () => {
        clearTimeout(timer);
        end = undefined;
        resolve();
      };
    });

  return {
    pause,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    until: (ms) => (woken ? Promise.resolve() : pause(ms)),
    reset: () => {
      woken = false;
    },
    wake: () => {
      woken = true;
      end?.();
    },
  };
}
