/** What must hold of a destination's options before a single event is sent, and why. */

import type { CheckedGoogle, CheckedMixpanel } from './options-schema.ts';
import type { DestinationSettings } from './settings.ts';

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

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Google's own hosts: they answer Universal Analytics hits and store nothing since July 2024. */
const GOOGLE_HOST = /(^|\.)google-analytics\.com$/;

/** Returns the destination that a tracking id names, or `undefined` if none is meant or something is wrong. */
export function googleDestination(
  options: CheckedGoogle,
  problems: Problems,
): DestinationSettings | undefined {
  const { trackingId, active = false } = options;
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
    value: trackingId,
  });
  return undefined;
}

function ga4(
  { apiSecret, active = false, region = 'us', endpoint, collectorUrl }: CheckedGoogle,
  measurementId: string,
  problems: Problems,
): DestinationSettings | undefined {
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
    : { name: 'ga4', active, measurementId, apiSecret, endpoint: address };
}

function universal(
  { active = false, collectorUrl, endpoint }: CheckedGoogle,
  trackingId: string,
  problems: Problems,
): DestinationSettings | undefined {
  if (endpoint !== undefined) {
    complain(problems, 'endpoint', 'is for G- ids; a UA- id needs collectorUrl');
  }
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
  if (address !== undefined && GOOGLE_HOST.test(new URL(address).hostname)) {
    complain(
      problems,
      'collectorUrl',
      'is a host of Google, which has stored no Universal Analytics hits since July 2024: use a G- id, or another collector',
    );
    return undefined;
  }
  return address === undefined
    ? undefined
    : { name: 'ua', active, trackingId, collectorUrl: address };
}

/** Returns the Mixpanel destination, or `undefined` if none is meant or something is wrong. */
export function mixpanelDestination(
  { token, active = false, region = 'us', endpoint }: CheckedMixpanel,
  problems: Problems,
): DestinationSettings | undefined {
  const address = baseAddress(endpoint ?? MIXPANEL_ENDPOINTS[region], 'endpoint', problems);
  if (token === undefined) {
    if (active)
      complain(problems, 'token', 'is missing, but active is true: set it, or active to false');
    return undefined;
  }
  return address === undefined ? undefined : { name: 'mixpanel', active, token, endpoint: address };
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
