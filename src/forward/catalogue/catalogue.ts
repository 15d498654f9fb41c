/** Everything that is sent to GA4 and Mixpanel: a decision for every kind of event, checked by the compiler. */

import type { AnalyticsEvent, EventKind } from '../../model/event.ts';
import { CUSTOM } from './custom.ts';
import { DIALOGS } from './dialogs.ts';
import { HANDOVERS } from './handovers.ts';
import { MARKS } from './marks.ts';
import { MESSAGES } from './messages.ts';
import { PEOPLE } from './people.ts';
import type { Catalogue, EventRow } from './property.ts';

/** In the order in which people read of them. */
export const CATALOGUE: Catalogue = {
  ...PEOPLE,
  ...MESSAGES,
  ...DIALOGS,
  ...MARKS,
  ...HANDOVERS,
  ...CUSTOM,
  message_updated: 'local',
  message_deleted: 'local',
  topic_replaced: 'local',
  result_replaced: 'local',
  signal_received: 'local',
};

/** Returns the row of an event's kind, for an event of that kind. */
export function rowOf(kind: EventKind): EventRow | 'local' | undefined {
  return CATALOGUE[kind] as EventRow | 'local' | undefined;
}

/**
 * Returns the row of an event that is to be sent.
 * @throws if its kind is local or not in the catalogue (a newer release wrote it)
 */
export function rowToSend({ kind }: AnalyticsEvent): EventRow {
  const row = rowOf(kind);
  if (row === undefined || row === 'local') throw new RangeError(`nothing to send for ${kind}`);
  return row;
}
