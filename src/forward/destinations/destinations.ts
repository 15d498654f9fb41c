/** From settings to destinations: the list of those that are built in. */

import type { DestinationSettings } from '../../model/settings.ts';
import type { Destination } from '../destination.ts';
import { ga4 } from './ga4.ts';
import { mixpanel } from './mixpanel.ts';
import { universalAnalytics } from './ua.ts';

export interface DestinationDeps {
  /** A secret of its own for a purpose, from the key of the pseudonyms (`Store.deriveKey`). */
  readonly deriveKey: (purpose: string) => string;
}

/** Makes the destination that the settings describe, whether or not it is active. */
export function destination(
  settings: DestinationSettings,
  { deriveKey }: DestinationDeps,
): Destination {
  const key = deriveKey(settings.name);
  switch (settings.name) {
    case 'ga4':
      return ga4(settings, key);
    case 'mixpanel':
      return mixpanel(settings, key);
    case 'ua':
      return universalAnalytics(settings, key);
  }
}
