/** When a thread that died is started again: soon at first, and if it dies time and again after a while. */

/** Pauses before it is started again; after {@link MANY_DEATHS} within the longest of them that one. */
const RESTART_MS = { first: 50, longest: 60_000 } as const;
const MANY_DEATHS = 5;

export interface Deaths {
  /** Takes down a death; answers how long to wait before the thread is started again. */
  add(cause: unknown): number;
  /** What the last death was, in words. */
  problem(): string;
  /** It died so often that it is left alone for a while. */
  isPausing(): boolean;
}

/** @param now milliseconds, by a clock that cannot be set */
export function deathsOf(thread: string, now: () => number): Deaths {
  const times: number[] = [];
  let last = '';
  const isPausing = (): boolean => times.length >= MANY_DEATHS;
  return {
    add(cause) {
      last = cause instanceof Error ? cause.message : String(cause);
      const at = now();
      times.push(at);
      while ((times[0] ?? at) < at - RESTART_MS.longest) times.shift();
      return isPausing() ? RESTART_MS.longest : RESTART_MS.first * 2 ** (times.length - 1);
    },
    problem: () =>
      isPausing()
        ? `${thread} ended ${times.length} times within a minute, the last time of: ${last}. Turns are kept in memory while there is room, and it is started again in a minute`
        : `${thread} ended: ${last}`,
    isPausing,
  };
}
