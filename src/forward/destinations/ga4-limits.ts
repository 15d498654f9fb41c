/**
 * What GA4's Measurement Protocol takes, and how a name or value is made to fit.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_names
 */

import { HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { fitText, fitValues } from './fit.ts';
import type { Fitted, FittedValues, Trim } from './fit.ts';
import type { Values } from './mapping.ts';

/** Events of a request; its bytes, with room for the envelope below the published 130 kB. */
export const GA4_REQUEST = {
  maxCount: 25,
  maxBytes: 128_000,
  maxPieceBytes: 128_000,
} as const;

/** Parameters of an event, the common ones included; letters of a name of an event or a parameter. */
const MAX_PARAMS = 25;
const MAX_NAME_LENGTH = 40;

/** User properties of a request; letters of a name, and of a value. */
const MAX_USER_PROPERTIES = 25;
const MAX_USER_PROPERTY_NAME_LENGTH = 24;
const MAX_USER_PROPERTY_LENGTH = 36;

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

/** Of events, parameters and user properties alike; the parameter `firebase_conversion` is one of these. */
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

const RESERVED_USER_PROPERTIES: ReadonlySet<string> = new Set([
  'first_open_after_install',
  'first_open_time',
  'first_visit_time',
  'last_deep_link_referrer',
  'user_id',
]);

const NONE: ReadonlySet<string> = new Set();

/** Returns an event name that GA4 takes: the same where it may, else with `custom_` before it. */
export function fitEventName(name: string): string {
  return fitName(name, RESERVED_EVENTS, MAX_NAME_LENGTH);
}

/** Returns a parameter name that GA4 takes and that is none of `taken`. */
export function fitParamName(name: string, taken: ReadonlySet<string>): string {
  return fitName(name, taken, MAX_NAME_LENGTH);
}

function fitName(name: string, reserved: ReadonlySet<string>, maxLength: number): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, '_');
  const isFine = /^[A-Za-z]/.test(plain) && !RESERVED_PREFIX.test(plain) && !reserved.has(plain);
  return (isFine ? plain : `custom_${plain}`).slice(0, maxLength);
}

/** Parameters as they are sent, and what was done to them. */
export interface FittedParams {
  readonly params: Readonly<Record<string, string | number>>;
  readonly trimmed: readonly Trim[];
}

/** Makes the parameters of an event fit; those that come first are kept. */
export function fitParams(params: Values): FittedParams {
  const { values, trimmed } = fitValues(params, {
    fitName: (name) => fitParamName(name, NONE),
    fitValue: (name, value) => fitValue(value, LONG_VALUES[name] ?? MAX_VALUE_LENGTH),
    maxCount: MAX_PARAMS,
    overLimit: 'params_over_limit',
  });
  return { params: values, trimmed };
}

/** Makes user properties fit; those that come first are kept. On the wire each is a `{ value }`. */
export function fitUserProperties(properties: Values): FittedValues<string | number> {
  return fitValues(properties, {
    fitName: (name) => fitName(name, RESERVED_USER_PROPERTIES, MAX_USER_PROPERTY_NAME_LENGTH),
    fitValue: (_name, value) => fitValue(value, MAX_USER_PROPERTY_LENGTH),
    maxCount: MAX_USER_PROPERTIES,
    overLimit: 'properties_over_limit',
  });
}

/** Booleans travel as words, since GA4's values are texts or numbers. An empty text says nothing. */
function fitValue(
  value: string | number | boolean,
  maxLength: number,
): Fitted<string | number> | Trim | undefined {
  if (value === '') return undefined;
  if (typeof value === 'string') return fitText(value, maxLength);
  if (typeof value === 'boolean') return { value: String(value) };
  return Number.isFinite(value) ? { value } : 'value_unusable';
}
