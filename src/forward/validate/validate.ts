/** Looks at every destination of the settings, active or not; nothing of it reaches anybody's books. */

import type { PayloadShape } from '../../model/payload-shape.ts';
import type { ValidationCheck } from './check.ts';
import { checkCustom } from './custom.ts';
import { checkGa4 } from './ga4.ts';
import { checkMixpanel } from './mixpanel.ts';
import type { CheckDeps, Target } from './target.ts';
import { checkUa } from './ua.ts';

/** Checks destinations, all at once; Mixpanel's events and profiles are one. Never rejects. */
export async function checkDestinations(
  targets: readonly Target[],
  deps: CheckDeps,
): Promise<readonly ValidationCheck[]> {
  const profiles = targets.find(({ settings }) => settings.name === 'mixpanel_profiles')?.shape;
  const checks = targets.map((target) => checkTarget(target, profiles, deps));
  return (await Promise.all(checks)).filter((check) => check !== undefined);
}

/** What is said if there is none at all. */
export const NO_DESTINATION: ValidationCheck = {
  name: 'destinations',
  status: 'skipped',
  findings: ['none is set up: events stay in the store'],
};

async function checkTarget(
  { settings, shape }: Target,
  profiles: PayloadShape | undefined,
  deps: CheckDeps,
): Promise<ValidationCheck | undefined> {
  if ('isCustom' in settings) return checkCustom({ settings, shape });
  switch (settings.name) {
    case 'ga4':
      return checkGa4({ settings, shape }, deps);
    case 'mixpanel':
      return checkMixpanel({ settings, shape }, profiles, deps);
    case 'mixpanel_profiles':
      return undefined;
    case 'ua':
      return checkUa({ settings, shape }, deps);
  }
}
