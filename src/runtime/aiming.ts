/** What a recorder knows of its destinations: which they are now, and which a batch is for. */

import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { RecordDeps } from '../record/store.ts';
import { addressing } from './addressing.ts';
import type { Addressing } from './addressing.ts';
import { targeting } from './targeting.ts';
import type { Targeting, TargetingDeps } from './targeting.ts';
import { targetsOf } from './targets.ts';

export type Aiming = Targeting & Pick<Addressing, 'now' | 'of'>;

export interface AimingDeps extends TargetingDeps {
  /** What is recorded by, with the destinations that the bot was started with. */
  readonly recordDeps: RecordDeps;
  /** The bot's clock. */
  readonly now: () => EpochMs;
}

/** Knows what the bot was started with; nothing is read before `follow`. */
export function aiming({ recordDeps, now, onChange, ...deps }: AimingDeps): Aiming {
  const to = addressing(recordDeps);
  let isKnown = false;
  const change = (settings: RecorderSettings): void => {
    // what was set before the store was open for the first time has been so all along
    to.change({ ...recordDeps, ...targetsOf(settings) }, isKnown ? now() : undefined);
    onChange(settings);
  };
  const targets = targeting({ ...deps, onChange: change });
  return {
    ...targets,
    now: to.now,
    of: to.of,
    async follow(store) {
      await targets.follow(store);
      isKnown = true;
    },
  };
}
