/**
 * Names that GA4 keeps for itself.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_names
 */

import { unless, type Ga4Finding } from './ga4-finding.ts';

/** What a kind of name may be. */
interface NameRules {
  readonly maxLength: number;
  readonly reserved: ReadonlySet<string>;
}

/** `firebase_in_app_message_*` and `firebase_campaign` fall under the prefixes. */
export const EVENT_NAMES: NameRules = {
  maxLength: 40,
  reserved: new Set([
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
  ]),
};

/** `firebase_conversion` falls under the prefixes. */
export const PARAM_NAMES: NameRules = { maxLength: 40, reserved: new Set() };

export const USER_PROPERTY_NAMES: NameRules = {
  maxLength: 24,
  reserved: new Set([
    'first_open_after_install',
    'first_open_time',
    'first_visit_time',
    'last_deep_link_referrer',
    'user_id',
  ]),
};

const RESERVED_PREFIX = /^(_|firebase_|ga_|google_|gtag\.)/;
const PATTERN = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Judges a name; of several mistakes it tells one. */
export function nameFindings(
  name: unknown,
  { maxLength, reserved }: NameRules,
  path: string,
): readonly Ga4Finding[] {
  if (typeof name !== 'string') return unless(false, 'VALUE_REQUIRED', path, 'a name');
  if (RESERVED_PREFIX.test(name)) return unless(false, 'NAME_RESERVED', path, 'a reserved prefix');
  if (reserved.has(name)) return unless(false, 'NAME_RESERVED', path, 'a reserved name');
  if (!PATTERN.test(name)) {
    return unless(false, 'NAME_INVALID', path, 'a letter, then letters, digits and _');
  }
  return unless(name.length <= maxLength, 'NAME_INVALID', path, `at most ${maxLength} characters`);
}
