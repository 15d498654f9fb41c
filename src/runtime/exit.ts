/** What has to happen before the process ends, whoever ends it. One listener each for all instances. */

import type { Problems } from './problems.ts';
import type { Sender } from './sender.ts';

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

/** What nobody can record any more is counted, and said while there is somebody to hear it. */
export function loseAll(sending: Sender, problems: Problems): void {
  const { inMemory } = sending.health();
  if (inMemory === 0) return;
  sending.close('not_recorded_at_close');
  problems.warn(
    `the process ended before ${inMemory} facts could be recorded: await analytics.close() before process.exit(), or leave the recorder its thread`,
  );
}

function registry(event: 'exit' | 'beforeExit'): (run: () => void) => () => void {
  const parts = new Set<() => void>();
  const runAll = (): void => {
    for (const run of parts) quietly(run);
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

/** What fails at the end of a process must not change how it ends, nor keep others from ending well. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // there is nobody left to tell
  }
}
