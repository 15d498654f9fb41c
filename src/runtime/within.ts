/** Waiting with an end to it. */

import { MAX_TIMER_MS } from '../forward/sleeper.ts';

/** Waits for a promise, at most so long; keeps the process alive meanwhile. */
export async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitable(timeoutMs));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A time that can be waited for: none for what is no time. */
function waitable(timeoutMs: number): number {
  return timeoutMs > 0 ? Math.min(timeoutMs, MAX_TIMER_MS) : 0;
}
