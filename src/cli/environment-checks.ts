/** What the environment says that sets nothing up: half of a destination, or a name that nobody reads. */

import type { ValidationCheck } from '../forward/validate/check.ts';
import { VARIABLES } from '../model/environment.ts';
import type { Environment } from '../model/environment.ts';
import type { RecorderSettings } from '../model/settings.ts';
import { closest } from '../report/closest.ts';

const PREFIX = 'BOT_ANALYTICS_';

/** Says of destinations that are begun, and not active, what they lack. */
export function unfinishedDestinations(
  env: Environment,
  { destinations }: Pick<RecorderSettings, 'destinations'>,
): readonly ValidationCheck[] {
  const isSetUp = (...names: readonly string[]): boolean =>
    destinations.some(({ name }) => names.includes(name));
  return [
    ...(isSetUp('ga4', 'ua') ? [] : unfinishedGoogle(env)),
    ...(isSetUp('mixpanel') ? [] : unfinishedMixpanel(env)),
  ];
}

function unfinishedGoogle(env: Environment): readonly ValidationCheck[] {
  const [id, secret, collector, endpoint] = [
    'BOT_ANALYTICS_GA_TRACKING_ID',
    'BOT_ANALYTICS_GA_API_SECRET',
    'BOT_ANALYTICS_GA_COLLECTOR_URL',
    'BOT_ANALYTICS_GA_ENDPOINT',
  ];
  if (env[id]?.startsWith('UA-')) {
    return [
      lacking('ua', `${collector} is missing: Google stores no Universal Analytics hits any more`),
    ];
  }
  const isBegun = [id, secret, collector, endpoint].some((name) => env[name]);
  const missing = [id, secret].filter((name) => !env[name]);
  return isBegun ? [lacking('ga4', `${missing.join(' and ')} ${isAre(missing)} missing`)] : [];
}

function unfinishedMixpanel(env: Environment): readonly ValidationCheck[] {
  const isBegun = Boolean(env['BOT_ANALYTICS_MIXPANEL_ENDPOINT']);
  return isBegun ? [lacking('mixpanel', 'BOT_ANALYTICS_MIXPANEL_TOKEN is missing')] : [];
}

function isAre({ length }: readonly string[]): string {
  return length === 1 ? 'is' : 'are';
}

function lacking(name: string, what: string): ValidationCheck {
  return { name, status: 'warning', findings: [`not active; ${what}`] };
}

/** Warns of variables that look like ours and are none, since a typing error would go unnoticed. */
export function unknownVariables(env: Environment): readonly ValidationCheck[] {
  const known = Object.values(VARIABLES);
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && env[name] && !known.includes(name),
  );
  if (unknown.length === 0) return [];
  const findings = unknown.map((name) => `${name} is read by nobody: ${hint(name, known)}`);
  return [{ name: 'environment', status: 'warning', findings }];
}

function hint(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  return nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
}
