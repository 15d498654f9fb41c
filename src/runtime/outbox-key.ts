/**
 * Under which name a destination's events wait in the outbox: its own, and a fingerprint of the bot
 * and of the account that they are for. Bots that share a store never send each other's events, and
 * what was meant for one account is never sent to another.
 */

import { createHash } from 'node:crypto';
import type { DestinationSettings, RecorderSettings } from '../model/settings.ts';
import type { DestinationCounts } from '../record/store.ts';

const FINGERPRINT_DIGITS = 8;

/** Returns the name of a destination in the outbox, e.g. `ga4#1f0c9a3b`. */
export function outboxKey(destination: DestinationSettings, botId: string): string {
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([botId, accountOf(destination)]))
    .digest('hex');
  return `${destination.name}#${fingerprint.slice(0, FINGERPRINT_DIGITS)}`;
}

function accountOf(destination: DestinationSettings): string {
  if ('isCustom' in destination) return ''; // its name is all there is
  switch (destination.name) {
    case 'ga4':
      return destination.measurementId;
    case 'ua':
      return destination.trackingId;
    case 'mixpanel':
    case 'mixpanel_profiles':
      return destination.token;
    default:
      return destination satisfies never;
  }
}

/** Says what waits under the names of the bot's own destinations; others keep theirs. */
export function byOwnName<T>(
  byKey: Readonly<Record<string, T>>,
  { destinations, interpret }: RecorderSettings,
): Record<string, T> {
  const names = new Map(destinations.map((each) => [outboxKey(each, interpret.botId), each.name]));
  return Object.fromEntries(
    Object.entries(byKey).map(([key, value]) => [names.get(key) ?? key, value]),
  );
}

/** Events that wait, of the bot's own destinations. */
export function ownPending(
  byKey: Readonly<Record<string, DestinationCounts>>,
  { destinations, interpret }: RecorderSettings,
): Record<string, number> {
  const waiting = destinations.flatMap((each): [string, number][] => {
    const counts = byKey[outboxKey(each, interpret.botId)];
    return counts ? [[each.name, counts.pending]] : [];
  });
  return Object.fromEntries(waiting);
}
