/** What has to happen before the process ends, whoever ends it. One listener each for all instances. */

/** Longest time that the end of the process waits for SQLite to be let go of. */
export const PARK_MS = 500;

/**
 * Registers something to be done at once when the process ends (`process.exit`, or nothing left to
 * do). It must not wait for promises. Returns a function that takes it back.
 */
export const beforeExit = registry('exit');

/**
 * Registers something to be done when the process has nothing left to do, which may give it more:
 * it goes on until that is done, and asks again. Returns a function that takes it back.
 */
export const whenIdle = registry('beforeExit');

function registry(event: 'exit' | 'beforeExit'): (run: () => void) => () => void {
  const parts = new Set<() => void>();
  const runAll = (): void => {
    for (const run of parts) run();
  };
  return (run) => {
    if (parts.size === 0) process.on(event, runAll);
    parts.add(run);
    return () => {
      parts.delete(run);
      if (parts.size === 0) process.off(event, runAll);
    };
  };
}
