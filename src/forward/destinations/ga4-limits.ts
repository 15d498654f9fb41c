/**
 * What GA4's Measurement Protocol takes, and how a name or value is made to fit.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_names
 */

import { HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { clipUnits } from './clip.ts';
import type { Values } from './mapping.ts';

/** Events of a request; its bytes, with room for the envelope below the published 130 kB. */
export const GA4_REQUEST = {
  maxCount: 25,
  maxBytes: 128_000,
  maxPieceBytes: 128_000,
} as const;

const MAX_PARAMS = 25;
const MAX_NAME_LENGTH = 40;

/** Google re-stamps what is older than 72 h; an hour is kept for the way. */
export const GA4_MAX_AGE_MS = 71 * HOUR_MS;

/** `engagement_time_msec` of a silence that is longer than anybody looks at a chat. */
export const MAX_ENGAGEMENT_MS = 5 * MINUTE_MS;

const MAX_VALUE_LENGTH = 100;
const LONG_VALUES: Readonly<Record<string, number>> = {
  page_title: 300,
  page_referrer: 420,
  page_location: 1_000,
};

const RESERVED_PREFIX = /^(_|firebase_|ga_|google_|gtag\.)/i;

const RESERVED_EVENTS: ReadonlySet<string> = new Set([
  'ad_activeview',
  'ad_click',
  'ad_exposure',
  'ad_impression',
  'ad_query',
  'ad_reward',
  'adunit_exposure',
  'app_clear_data',
  'app_exception',
  'app_install',
  'app_remove',
  'app_store_refund',
  'app_update',
  'app_upgrade',
  'dynamic_link_app_open',
  'dynamic_link_app_update',
  'dynamic_link_first_open',
  'error',
  'firebase_campaign',
  'first_open',
  'first_visit',
  'in_app_purchase',
  'notification_dismiss',
  'notification_foreground',
  'notification_open',
  'notification_receive',
  'notification_send',
  'os_update',
  'screen_view',
  'session_start',
  'user_engagement',
]);

/** Returns an event name that GA4 takes: the same where it may, else with `custom_` before it. */
export function fitEventName(name: string): string {
  return fitName(name, RESERVED_EVENTS);
}

/** Returns a parameter name that GA4 takes and that is none of `taken`. */
export function fitParamName(name: string, taken: ReadonlySet<string>): string {
  return fitName(name, taken);
}

function fitName(name: string, reserved: ReadonlySet<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, '_');
  const isFine = /^[A-Za-z]/.test(plain) && !RESERVED_PREFIX.test(plain) && !reserved.has(plain);
  return (isFine ? plain : `custom_${plain}`).slice(0, MAX_NAME_LENGTH);
}

/**
 * Clips texts and drops what GA4 cannot hold: `undefined`, infinite numbers, and parameters beyond
 * the 25th. Booleans travel as words, since parameters are texts or numbers.
 */
export function fitParams(params: Values): Readonly<Record<string, string | number>> {
  const fitted: [string, string | number][] = [];
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'number' && Number.isFinite(value)) fitted.push([name, value]);
    if (typeof value === 'boolean') fitted.push([name, String(value)]);
    if (typeof value === 'string' && value !== '') {
      fitted.push([name, clipUnits(value, LONG_VALUES[name] ?? MAX_VALUE_LENGTH)]);
    }
  }
  return Object.fromEntries(fitted.slice(0, MAX_PARAMS));
}
