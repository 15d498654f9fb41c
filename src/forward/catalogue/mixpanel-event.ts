/** An event of the catalogue, as Mixpanel takes it. */

import type { AnalyticsEvent } from '../../model/event.ts';
import { clipUnits } from '../destinations/clip.ts';
import type { Trim } from '../destinations/fit.ts';
import type { Values } from '../destinations/mapping.ts';
import { fitPropertyName, MAX_TEXT } from '../destinations/mixpanel-limits.ts';
import { assemble } from './assemble.ts';
import type { Dialect } from './assemble.ts';
import type { Shape } from './property.ts';

/** An event as Mixpanel names it, without time and identity; its values are yet to be made to fit. */
export interface MixpanelEvent {
  readonly name: string;
  /** In the order in which they are kept, if they are too many. */
  readonly properties: Values;
  /** `name_changed`, once for each name of the bot's code or the settings that Mixpanel does not take. */
  readonly trimmed: readonly Trim[];
}

const MIXPANEL: Dialect = {
  destination: 'mixpanel',
  ownName: (name, { naming }) =>
    naming === 'snake' ? name.toLowerCase().replaceAll(' ', '_') : name,
  givenName: (name) => clipUnits(name, MAX_TEXT),
  propertyName: ({ name }, taken) => fitPropertyName(name, taken),
};

/**
 * Returns the event's name and properties.
 * @throws if nothing is to be sent for its kind
 */
export function mixpanelEvent(event: AnalyticsEvent, shape: Shape): MixpanelEvent {
  const { name, values, trimmed } = assemble(event, shape, MIXPANEL);
  return { name, properties: values, trimmed };
}
