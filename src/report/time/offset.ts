/** The option `offset`: R3's way to say which clocks are meant. */

import * as z from 'zod';

/** Which clocks are meant: those of a zone, or those that are a fixed time ahead of UTC. */
export interface OffsetOptions {
  /**
   * Minutes to add to UTC, a multiple of 15 from −720 to 720: clocks without daylight saving. Not
   * together with `timezone`.
   * @defaultValue 0
   */
  readonly offset?: number | undefined;
  /**
   * IANA name of the zone whose clocks are meant. Not together with `offset`.
   * @defaultValue `'UTC'`
   */
  readonly timezone?: string | undefined;
}

/** Everything is recorded by quarter-hours. */
const STEP = 15;
const MOST = 720;

/** @internal */
export const offset = z
  .number({ error: 'is no number of minutes' })
  .refine(
    (minutes) => minutes % STEP === 0 && Math.abs(minutes) <= MOST,
    `is no multiple of ${STEP} from -${MOST} to ${MOST}`,
  );

/** Tells whether at most one of the two was given. */
export function hasOneClock({ offset: minutes, timezone }: OffsetOptions): boolean {
  return minutes === undefined || timezone === undefined;
}

/** @internal What is wrong with both. */
export const twoClocks = {
  path: ['offset'],
  error: 'stands beside `timezone`: give one or the other',
};
