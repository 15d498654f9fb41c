/** Which destinations are switched on, as far as the environment says: the command line does not see the bot's code. */

import type { DestinationHealth } from '../model/health.ts';
import { readFlag } from '../model/environment.ts';

/** Events and profiles: switched on together, unless the bot's code leaves the profiles out. */
const MIXPANEL: readonly string[] = ['mixpanel', 'mixpanel_profiles'];

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the names of the destinations that `BOT_ANALYTICS_…` describes and switches on, without
 * those that the store holds events of.
 *
 * @param held names as the store has them: `ga4#1f0c9a3b`, with a fingerprint of bot and account
 */
export function activeDestinations(env: Variables, held: readonly string[]): readonly string[] {
  const google = googleName(env);
  const active = [
    ...(google !== undefined && switchOf('GA', env) ? [google] : []),
    ...(switchOf('MIXPANEL', env) && env['BOT_ANALYTICS_MIXPANEL_TOKEN'] ? ['mixpanel'] : []),
  ];
  return active.filter((name) => !held.some((key) => kindOf(key) === name));
}

/** Replaces what was taken for switched off by what is known: `null` if no variable says so. */
export function withSwitches(
  destinations: Readonly<Record<string, DestinationHealth>>,
  env: Variables,
): Record<string, DestinationHealth> {
  const names = Object.keys(destinations);
  return Object.fromEntries(
    Object.entries(destinations).map(([name, health]) => {
      const kind = kindOf(name);
      const isAlone = names.filter((each) => kindOf(each) === kind).length === 1;
      const active = isActive(kind, isAlone, env);
      if (active === null) return [name, { ...health, active, state: 'unknown' }];
      return [name, { ...health, active, state: active ? 'ok' : 'inactive' }];
    }),
  );
}

/** On is the one destination that the variables describe: which of several, they do not say. Off are all. */
function isActive(kind: string, isAlone: boolean, env: Variables): boolean | null {
  const isMixpanel = MIXPANEL.includes(kind);
  const active = switchOf(isMixpanel ? 'MIXPANEL' : 'GA', env);
  if (active !== true) return active;
  return isAlone && (isMixpanel || googleName(env) === kind) ? true : null;
}

function kindOf(name: string): string {
  return name.replace(/#.*/, '');
}

function googleName(env: Variables): string | undefined {
  const trackingId = env['BOT_ANALYTICS_GA_TRACKING_ID'];
  if (!trackingId) return undefined;
  return trackingId.startsWith('UA-') ? 'ua' : 'ga4';
}

function switchOf(destination: 'GA' | 'MIXPANEL', env: Variables): boolean | null {
  return readFlag(env[`BOT_ANALYTICS_${destination}_ACTIVE`] ?? '') ?? null;
}
