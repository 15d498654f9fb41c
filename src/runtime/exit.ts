/** What has to happen before the process ends, whoever ends it. One listener for all instances. */

/** Longest time that the end of the process waits for SQLite to be let go of. */
export const PARK_MS = 500;

const parts = new Set<() => void>();

/**
 * Registers something to be done at once when the process ends (`process.exit`, or nothing left to
 * do). It must not wait for promises. Returns a function that takes it back.
 */
export function beforeExit(run: () => void): () => void {
  if (parts.size === 0) process.on('exit', runAll);
  parts.add(run);
  return () => {
    parts.delete(run);
    if (parts.size === 0) process.off('exit', runAll);
  };
}

function runAll(): void {
  for (const run of parts) run();
}
