/** What must hold of a destination's options before a single event is sent, and why. */

import type { CheckedCustom, CheckedGoogle, CheckedMixpanel } from './destination-schema.ts';
import type {
  BuiltInSettings,
  CustomSettings,
  DestinationSettings,
  MixpanelSettings,
} from './settings.ts';
import { present } from './present.ts';

interface Problems {
  readonly path: string;
  readonly issues: {
    push(issue: {
      readonly path: string;
      readonly problem: string;
      readonly value?: unknown;
    }): void;
  };
}

const GA4_ENDPOINTS = {
  us: 'https://www.google-analytics.com',
  eu: 'https://region1.google-analytics.com',
} as const;

const MIXPANEL_ENDPOINTS = {
  us: 'https://api.mixpanel.com',
  eu: 'https://api-eu.mixpanel.com',
  in: 'https://api-in.mixpanel.com',
} as const;

/** Where people ask Mixpanel for what is no event: that users be deleted. */
const MIXPANEL_APPS = {
  us: 'https://mixpanel.com',
  eu: 'https://eu.mixpanel.com',
  in: 'https://in.mixpanel.com',
} as const;

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Google's own hosts: they answer Universal Analytics hits and store nothing since July 2024. */
const GOOGLE_HOST = /(^|\.)google-analytics\.com$/;

/** Returns the destination that a tracking id names, or `undefined` if none is meant or something is wrong. */
export function googleDestination(
  options: CheckedGoogle,
  problems: Problems,
): BuiltInSettings | undefined {
  const { trackingId, active } = options;
  if (trackingId === undefined) {
    if (active)
      complain(
        problems,
        'trackingId',
        'is missing, but active is true: set it, or active to false',
      );
    return undefined;
  }
  if (trackingId.startsWith('G-')) return ga4(options, trackingId, problems);
  if (trackingId.startsWith('UA-')) return universal(options, trackingId, problems);
  problems.issues.push({
    path: `${problems.path}.trackingId`,
    problem: 'must begin with G- (a GA4 data stream) or UA- (a Universal Analytics property)',
    // what does not look like an id may be the secret, put into the wrong field
    ...(/^[A-Z]{1,4}-[\w-]{1,20}$/.test(trackingId) && { value: trackingId }),
  });
  return undefined;
}

function ga4(
  options: CheckedGoogle,
  measurementId: string,
  problems: Problems,
): BuiltInSettings | undefined {
  const { apiSecret, active, region, endpoint, collectorUrl, userId, dialogs, traits } = options;
  if (collectorUrl !== undefined) {
    complain(problems, 'collectorUrl', 'is for UA- ids; use endpoint to send GA4 events elsewhere');
  }
  const address = baseAddress(endpoint ?? GA4_ENDPOINTS[region], 'endpoint', problems);
  if (apiSecret === undefined) {
    if (!active) return undefined;
    complain(
      problems,
      'apiSecret',
      'is missing, but active is true: create one in Google Analytics under Admin > Data streams > Measurement Protocol API secrets',
    );
    return undefined;
  }
  return address === undefined
    ? undefined
    : {
        name: 'ga4',
        active,
        measurementId,
        apiSecret,
        endpoint: address,
        onAmbiguous: options.onAmbiguous,
        consent: options.consent,
        shape: present({ userId, dialogs, traits }),
      };
}

function universal(
  options: CheckedGoogle,
  trackingId: string,
  problems: Problems,
): BuiltInSettings | undefined {
  const { active, collectorUrl, endpoint, onAmbiguous, userId } = options;
  for (const field of ['apiSecret', 'dialogs', 'consent', 'traits'] as const) {
    if (options[field] !== undefined) complain(problems, field, 'is for G- ids');
  }
  if (endpoint !== undefined) {
    complain(problems, 'endpoint', 'is for G- ids; a UA- id needs collectorUrl');
  }
  const address = collectorAddress(collectorUrl, active, problems);
  if (address === undefined) return undefined;
  const shape = { userId };
  return { name: 'ua', active, trackingId, collectorUrl: address, onAmbiguous, shape };
}

function collectorAddress(
  collectorUrl: string | undefined,
  active: boolean,
  problems: Problems,
): string | undefined {
  if (collectorUrl === undefined) {
    if (!active) return undefined;
    complain(
      problems,
      'collectorUrl',
      'is missing: Google has stored no Universal Analytics hits since July 2024. Use a G- id for Google Analytics, or name a collector that still accepts them (Snowplow: https://<host>/com.google.analytics/v1)',
    );
    return undefined;
  }
  const address = fullAddress(collectorUrl, 'collectorUrl', problems);
  if (address === undefined || !GOOGLE_HOST.test(new URL(address).hostname)) return address;
  complain(
    problems,
    'collectorUrl',
    'is a host of Google, which has stored no Universal Analytics hits since July 2024: use a G- id, or another collector',
  );
  return undefined;
}

/**
 * Returns the destinations that the options of Mixpanel mean: one for events, one for profiles;
 * none if none is meant or something is wrong.
 */
export function mixpanelDestinations(
  options: CheckedMixpanel,
  problems: Problems,
): readonly MixpanelSettings[] {
  const { token, active, region, endpoint, profiles, gdprToken } = options;
  const address = baseAddress(endpoint ?? MIXPANEL_ENDPOINTS[region], 'endpoint', problems);
  if (token === undefined) {
    if (active)
      complain(problems, 'token', 'is missing, but active is true: set it, or active to false');
    return [];
  }
  if (address === undefined) return [];
  const { serviceAccount: account, idMerge, userId, naming, traits } = options;
  const events = {
    name: 'mixpanel',
    active,
    token,
    endpoint: address,
    ...(account && { serviceAccount: { ...account, projectId: String(account.projectId) } }),
    ...(gdprToken !== undefined && {
      gdpr: {
        token: gdprToken,
        endpoint: endpoint === undefined ? MIXPANEL_APPS[region] : address,
      },
    }),
    shape: present({ userId, idMerge, naming }),
  } as const;
  if (!profiles) return [events];
  const shape = present({ userId, idMerge, traits });
  return [events, { ...events, name: 'mixpanel_profiles', shape }];
}

/** Returns the settings of a destination of the developer's own, and complains of a name that is taken. */
export function customDestination(
  checked: CheckedCustom,
  taken: readonly DestinationSettings[],
  problems: Problems,
): CustomSettings {
  const { deliver: _, forget, userId, kinds, ...options } = checked;
  const { name } = options;
  if (taken.some((other) => other.name === name)) {
    complain(problems, 'name', `there is a second destination of the name ${name}: one is allowed`);
  }
  return {
    ...options,
    isCustom: true,
    ...(forget && { forgets: true }),
    shape: present({ userId, kinds }),
  };
}

function baseAddress(text: string, field: string, problems: Problems): string | undefined {
  return fullAddress(text, field, problems)?.replace(/\/+$/, '');
}

function fullAddress(text: string, field: string, problems: Problems): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isSafe(url) && isBare(url)) return url.href;
  complain(
    problems,
    field,
    'must be an https:// address without credentials, query or fragment; http:// is accepted for loopback only',
  );
  return undefined;
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

function isBare({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].every((part) => part === '');
}

function complain({ path, issues }: Problems, field: string, problem: string): void {
  issues.push({ path: `${path}.${field}`, problem });
}
