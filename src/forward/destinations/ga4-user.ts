/** What GA4 is told about the user of a request: user-scoped custom dimensions. */

import { UNKNOWN } from '../../model/segment.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import type { Trim } from './fit.ts';
import { fitUserProperties } from './ga4-limits.ts';

/** As they are sent, and what was done to make them fit. */
export interface UserProperties {
  readonly properties: Readonly<Record<string, { readonly value: string | number }>> | undefined;
  readonly trimmed: readonly Trim[];
}

/** As of the latest of the events. */
export function userProperties(events: readonly OutboxEvent[]): UserProperties {
  const last = events.reduce<OutboxEvent | undefined>(
    (latest, each) => (latest && latest.event.at > each.event.at ? latest : each),
    undefined,
  );
  if (!last) return { properties: undefined, trimmed: [] };
  const { segment } = last.event;
  const { values, trimmed } = fitUserProperties({
    bot_channel: segment.channel,
    bot_locale: segment.locale === UNKNOWN ? undefined : segment.locale,
    ...last.userFacts?.traits,
  });
  const entries = Object.entries(values).map(([name, value]) => [name, { value }]);
  const properties = Object.fromEntries(entries) as UserProperties['properties'];
  return { properties, trimmed };
}
