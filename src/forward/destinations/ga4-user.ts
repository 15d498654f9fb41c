/** What GA4 is told about the user of a request: user-scoped custom dimensions. */

import { UNKNOWN } from '../../model/segment.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import { fitUserProperties } from './ga4-limits.ts';

type UserProperties = Readonly<Record<string, { readonly value: string | number }>>;

/** As of the latest of the events; absent if nothing is known. */
export function userProperties(events: readonly OutboxEvent[]): UserProperties | undefined {
  const last = events.reduce<OutboxEvent | undefined>(
    (latest, each) => (latest && latest.event.at > each.event.at ? latest : each),
    undefined,
  );
  if (!last) return undefined;
  const { segment } = last.event;
  const { values } = fitUserProperties({
    bot_channel: segment.channel,
    bot_locale: segment.locale === UNKNOWN ? undefined : segment.locale,
    ...last.userFacts?.traits,
  });
  const entries = Object.entries(values).map(([name, value]) => [name, { value }]);
  return Object.fromEntries(entries) as UserProperties;
}
