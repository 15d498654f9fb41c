/** An event of the catalogue, as GA4 takes it. */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { Trim } from '../destinations/fit.ts';
import { fitEventName, fitParamName } from '../destinations/ga4-limits.ts';
import type { Values } from '../destinations/mapping.ts';
import { assemble } from './assemble.ts';
import type { Dialect } from './assemble.ts';
import type { Shape } from './property.ts';

/** An event as GA4 names it, without the engagement; its values are yet to be made to fit. */
export interface Ga4Event {
  readonly name: string;
  /** In the order in which they are kept, if they are too many. */
  readonly params: Values;
  /** `name_changed`, once for each name of the bot's code or the settings that GA4 does not take. */
  readonly trimmed: readonly Trim[];
}

const GA4: Dialect = {
  destination: 'ga4',
  ownName: (name) => name,
  givenName: fitEventName,
  propertyName({ name, value }, taken) {
    // GA4 sums `value` up: what is no number cannot be called so
    const isTextValue = name === 'value' && typeof value !== 'number';
    return isTextValue ? 'custom_value' : fitParamName(name, taken);
  },
};

/**
 * Returns the event's name and parameters.
 * @throws if nothing is to be sent for its kind
 */
export function ga4Event(event: AnalyticsEvent, shape: Shape): Ga4Event {
  const { name, values, trimmed } = assemble(event, shape, GA4);
  return { name, params: values, trimmed };
}
