/**
 * The port to settings that were made while bots run: a part of every store, so that every instance goes
 * by them. Values may hold secrets: they come here sealed, and nobody reads them but who has the `idKey`.
 */

import type { EpochMs } from '../model/time.ts';

/** A setting as it is kept. */
export interface KeptSetting {
  /** E.g. `destination.mixpanel pizza`: of a bot. */
  readonly name: string;
  /** Sealed. */
  readonly value: Uint8Array;
  readonly changedAt: EpochMs;
}

/** All methods: @throws AnalyticsError `STORE_UNAVAILABLE` */
export interface RunTimeSettings {
  /** Grows with each change: who has read a version need not read it again. One indexed row. */
  version(): Promise<number>;
  /** All, with the version that they are of. */
  read(): Promise<{ readonly version: number; readonly settings: readonly KeptSetting[] }>;
  /** Sets one, or takes it away. Returns the new version. */
  set(name: string, value: Uint8Array | undefined, now: EpochMs): Promise<number>;
}
