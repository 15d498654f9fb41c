/** Which destinations are switched on, as far as the environment says: the command line does not see the bot's code. */

import type { DestinationHealth } from '../model/health.ts';
import { readFlag } from '../model/environment.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Returns the names of the destinations that `BOT_ANALYTICS_…` describes and switches on. */
export function activeDestinations(env: Variables): readonly string[] {
  const google = googleName(env);
  return [
    ...(google !== undefined && switchOf('GA', env) ? [google] : []),
    ...(switchOf('MIXPANEL', env) && env['BOT_ANALYTICS_MIXPANEL_TOKEN'] ? ['mixpanel'] : []),
  ];
}

/** Replaces what was taken for switched off by what is known: `null` if no variable says so. */
export function withSwitches(
  destinations: Readonly<Record<string, DestinationHealth>>,
  env: Variables,
): Record<string, DestinationHealth> {
  return Object.fromEntries(
    Object.entries(destinations).map(([name, health]) => {
      const active = isActive(name, env);
      if (active === null) return [name, { ...health, active, state: 'unknown' }];
      return [name, { ...health, active, state: active ? 'ok' : 'inactive' }];
    }),
  );
}

/** `BOT_ANALYTICS_GA_ACTIVE=true` is of the one destination that the tracking id names; false is of both. */
function isActive(name: string, env: Variables): boolean | null {
  if (name === 'mixpanel') return switchOf('MIXPANEL', env);
  const active = switchOf('GA', env);
  return active === true && googleName(env) !== name ? null : active;
}

function googleName(env: Variables): string | undefined {
  const trackingId = env['BOT_ANALYTICS_GA_TRACKING_ID'];
  if (!trackingId) return undefined;
  return trackingId.startsWith('UA-') ? 'ua' : 'ga4';
}

function switchOf(destination: 'GA' | 'MIXPANEL', env: Variables): boolean | null {
  return readFlag(env[`BOT_ANALYTICS_${destination}_ACTIVE`] ?? '') ?? null;
}
