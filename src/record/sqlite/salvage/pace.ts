/** How long salvaging may take, and how long others on the same thread wait for it. */

import { setImmediate } from 'node:timers/promises';

export interface SalvageLimits {
  /** The time that it may take; what is not read by then is left out. */
  readonly maxMs: number;
  /** Looked at now and then: there is no time at all any more. */
  readonly isStopping: () => boolean;
}

export interface Pace {
  /** It is time to rest. */
  isDue(): boolean;
  /** Lets others on the thread have their turn. */
  rest(): Promise<void>;
  isOver(): boolean;
}

/** Others on the same thread wait at most so long, in milliseconds. */
const SLICE_MS = 15;

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 64;

/** Begins to count the time. */
export function paceOf({ maxMs, isStopping }: SalvageLimits): Pace {
  const until = performance.now() + maxMs;
  let sliceUntil = performance.now() + SLICE_MS;
  let rows = 0;
  return {
    isDue: () => ++rows % ROWS_A_LOOK === 0 && performance.now() > sliceUntil,
    async rest() {
      await setImmediate();
      sliceUntil = performance.now() + SLICE_MS;
    },
    isOver: () => isStopping() || performance.now() > until,
  };
}

/** To be asked at each row or page: rests when it is time to, and tells whether the time was over then. */
export function isOverAt(pace: Pace): Promise<boolean> | false {
  return pace.isDue() && pace.rest().then(() => pace.isOver());
}
