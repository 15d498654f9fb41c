/**
 * Who an event is of, in the words of Mixpanel's two ways to join what somebody did before and after
 * they were named: https://docs.mixpanel.com/docs/tracking-methods/id-management
 */

import type { OutboxEvent } from '../../record/outbox.ts';
import type { Trim } from './fit.ts';
import type { Values } from './mapping.ts';
import { isForbiddenId } from './mixpanel-limits.ts';
import { deviceId, uuidV4 } from './pseudonym.ts';
import type { Belonging, Pseudonyms } from './pseudonym.ts';

export interface MixpanelIdentity {
  /** Of the channel's user. */
  readonly device: string;
  /** The user, where the bot's code named them. */
  readonly userId?: string | undefined;
  /** By which profiles are found. */
  readonly distinctId: string;
  /** What goes with an event. */
  readonly properties: Values;
  readonly trimmed: readonly Trim[];
}

/**
 * Returns the identity behind an event. Simplified merge wants the device and the user, and joins
 * them by itself; the original one knows a single id, and is told of two that are one by `$identify`.
 */
export function identityOf(event: Belonging, names: Pseudonyms): MixpanelIdentity {
  const given = names.userId(event);
  // an id that Mixpanel refuses would take the whole event with it: it is nobody's
  const isRefused = given !== undefined && isForbiddenId(given);
  const userId = isRefused ? undefined : given;
  const known = { userId, trimmed: isRefused ? (['id_refused'] as const) : [] };
  const digest = names.device(event);
  if (event.shape.idMerge === 'original') {
    const device = uuidV4(digest); // `$identify` takes no other anonymous ids
    const distinctId = userId ?? device;
    return { ...known, device, distinctId, properties: { distinct_id: distinctId } };
  }
  const device = deviceId(digest);
  const distinctId = userId ?? `$device:${device}`;
  const properties = { distinct_id: distinctId, $device_id: device, $user_id: userId };
  return { ...known, device, distinctId, properties };
}

/** What `$identify` says, in place of the event that tells that somebody was named; original merge only. */
export function identifyProperties(
  { event, shape }: OutboxEvent,
  { device, userId }: MixpanelIdentity,
): Values | undefined {
  if (event.kind !== 'user_identified' || shape.idMerge !== 'original') return undefined;
  return userId === undefined ? undefined : { $identified_id: userId, $anon_id: device };
}
