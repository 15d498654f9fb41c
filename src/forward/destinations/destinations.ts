/** From settings to destinations: the list of those that are built in. */

import type { BuiltInSettings } from '../../model/settings.ts';
import type { HttpDestination } from '../http-destination.ts';
import { ga4 } from './ga4.ts';
import { mixpanelProfiles } from './mixpanel-profiles.ts';
import { mixpanel } from './mixpanel.ts';
import { universalAnalytics } from './ua.ts';

export interface DestinationDeps {
  /** A secret of its own for a purpose, from the key of the pseudonyms (`Store.deriveKey`). */
  readonly deriveKey: (purpose: string) => string;
}

/** Makes the destination that the settings describe, whether or not it is active. */
export function destination(
  settings: BuiltInSettings,
  { deriveKey }: DestinationDeps,
): HttpDestination {
  switch (settings.name) {
    case 'ga4':
      return ga4(settings, deriveKey('ga4'));
    case 'mixpanel':
      return mixpanel(settings, deriveKey('mixpanel'));
    case 'mixpanel_profiles':
      return mixpanelProfiles(settings, deriveKey('mixpanel'));
    case 'ua':
      return universalAnalytics(settings, deriveKey('ua'));
  }
}
