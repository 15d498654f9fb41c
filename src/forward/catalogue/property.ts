/**
 * How the catalogue says what is sent: for each kind of event when that is, its names, and its
 * properties. Payloads and documentation are both made from it, so that they cannot disagree.
 */

import type { AnalyticsEvent, AnalyticsEventOf, EventKind } from '../../model/event.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { Values } from '../destinations/mapping.ts';

/** The part of a payload's shape that decides on names and properties. */
export type Shape = Pick<PayloadShape, 'dialogs' | 'naming' | 'properties'>;

/** Destinations whose events are told here. Universal Analytics has hits of its own. */
export type CatalogueDestination = 'ga4' | 'mixpanel';

/**
 * What to register a parameter as in GA4 so that its reports show it: a custom dimension of events or
 * of users, or a custom metric, which is summed (a number that counts on, like a session's, is no
 * metric). `built_in`: GA4 knows it by itself. `never`: another value in nearly every event, of which
 * GA4's reports make "(other)".
 */
export type Registration = 'dimension' | 'user_dimension' | 'metric' | 'built_in' | 'never';

/** Names of one property; a destination without one does not get it. */
interface Names {
  readonly ga4?: string;
  readonly mixpanel?: string;
}

/** A property as people read of it. */
export type PropertyDescription = {
  /** What it holds, its unit, its values; in words of somebody who reads reports. */
  readonly means: string;
} & (
  | {
      /** One for both destinations, or one for each. */
      readonly name: string | (Names & { readonly ga4: string });
      readonly register: Registration;
    }
  | { readonly name: { readonly mixpanel: string }; readonly register?: undefined }
);

/** A property of an event, and how it is read; what is `undefined` is left out. */
export type Property<Event> = PropertyDescription & {
  readonly of: (event: Event, shape: Shape) => string | number | boolean | undefined;
};

/** The name of an event: always the same, one of two, or the one that the bot's code gives. */
export type EventName<Event> =
  | string
  | {
      readonly when: (event: Event, shape: Shape) => boolean;
      readonly name: string;
      readonly otherwise: string;
    }
  | { readonly given: (event: Event) => string };

/** A kind of event as destinations get it. */
export interface EventRow<Event = AnalyticsEvent> {
  /** When it is sent: a sentence in words of somebody who reads reports. */
  readonly means: string;
  readonly ga4: EventName<Event>;
  /** In Title Case. */
  readonly mixpanel: EventName<Event>;
  /** Besides those of every event. */
  readonly properties: readonly Property<Event>[];
  /** Properties that the bot's code names. */
  readonly given?: (event: Event) => Values;
}

/** Rows of some kinds. */
export type Rows<Kind extends EventKind> = {
  readonly [K in Kind]: EventRow<AnalyticsEventOf<K>>;
};

/** A decision for every kind; `'local'` for those that never leave the store. */
export type Catalogue = {
  readonly [K in EventKind]: EventRow<AnalyticsEventOf<K>> | 'local';
};

/** Returns the name of a property in a destination; `undefined` if it does not get it. */
export function nameIn(
  { name }: { readonly name: string | Names },
  destination: CatalogueDestination,
): string | undefined {
  return typeof name === 'string' ? name : name[destination];
}
