/** Events as a bot records them, made up: one of every kind that destinations are given. */

import { destinationEvent } from '../forward/destinations/custom.ts';
import { pseudonyms } from '../forward/destinations/pseudonym.ts';
import { sampleEvents as outboxEvents } from '../forward/sample-events.ts';
import type { DestinationEvent } from '../model/custom-destination.ts';
import type { EventKind } from '../model/event.ts';

/** Makes events that no receiver has seen before. */
export interface SampleEvents {
  /** One of every kind that is wanted, all of one session. */
  ofEveryKind(): readonly DestinationEvent[];
  /** So many events, of the kinds that are wanted; none if no kind is. */
  some(count: number): readonly DestinationEvent[];
  /** Events that say no more than they must: no user, no conversation, no session. */
  minimal(): readonly DestinationEvent[];
}

/**
 * @param prefix of ids: 1 to 24 characters of `[0-9a-z-]`, another one each time
 * @param kinds that are wanted; absent = all
 * @param at time of the events
 */
export function sampleEvents(
  prefix: string,
  kinds: readonly EventKind[] | undefined,
  at: number,
): SampleEvents {
  const names = pseudonyms(prefix);
  const shape = {
    version: 1,
    kinds,
    userId: 'pseudonym',
    properties: { environment: 'conformance' },
  } as const;
  let count = 0;
  const ofEveryKind = (): readonly DestinationEvent[] =>
    outboxEvents(shape, at).map((event) => ({
      ...destinationEvent(event, names),
      id: `${prefix}-${(count++).toString(36)}`,
    }));
  return {
    ofEveryKind,
    some: (wanted) => {
      const events: DestinationEvent[] = [];
      while (events.length < wanted) {
        const more = ofEveryKind().slice(0, wanted - events.length);
        if (more.length === 0) break;
        events.push(...more);
      }
      return events;
    },
    minimal: () => ofEveryKind().map(withoutAnybody),
  };
}

/** Says no more of an event than every event says. */
function withoutAnybody(event: DestinationEvent): DestinationEvent {
  const { userKey: _, userId: __, conversationKey: ___, ...told } = event;
  const { sessionId: ____, sessionOpenedAt: _____, sincePreviousMs: ______, ...minimal } = told;
  return minimal as DestinationEvent;
}
