/** What makes up the payload of an event for a destination, besides the event itself. */

import type { PropertyValue } from './call.ts';
import type { EventKind } from './event.ts';

/**
 * How a user whom the bot's code named, and who agreed, is known to a destination: not at all, by a
 * pseudonym of the destination's own, or by the very id that the bot's code gave.
 */
export type UserIdMode = 'none' | 'pseudonym' | 'raw';

/** How Mixpanel joins what somebody did before and after they were named. */
export type IdMerge = 'simplified' | 'original';

/** Names of Mixpanel's events: `Message Received`, or `message_received`. */
export type EventNaming = 'title' | 'snake';

/** What the start of a dialog is in GA4: a page view, or an event of its own. */
export type DialogForm = 'page_view' | 'event';

/**
 * Frozen with the events of a batch when it is recorded: a copy that is sent again after a restart,
 * with other settings or by another release, is the same to the last byte that counts.
 */
export interface PayloadShape {
  /** Of the mapping. A release that maps otherwise raises it, and still knows how it was before. */
  readonly version: 1;
  /** Only events of these kinds are for the destination; absent = all that are for any. */
  readonly kinds?: readonly EventKind[] | undefined;
  /** Sent with every event: the `properties` option. */
  readonly properties?: Readonly<Record<string, PropertyValue>> | undefined;
  readonly userId?: UserIdMode | undefined;
  readonly idMerge?: IdMerge | undefined;
  readonly naming?: EventNaming | undefined;
  readonly dialogs?: DialogForm | undefined;
  /** Traits of the audience's profiles that may be told. */
  readonly traits?: readonly string[] | undefined;
}

/** Of what was recorded before shapes were kept. */
export const FIRST_SHAPE: PayloadShape = { version: 1 };
