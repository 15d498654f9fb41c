/** The events of the bot's own, which its code names. */

import { fitEventName } from '../destinations/ga4-limits.ts';
import type { Rows } from './property.ts';

export const CUSTOM: Rows<'custom'> = {
  custom: {
    means: "The bot's code calls `track`.",
    ga4: { given: ({ data }) => data.name },
    mixpanel: { given: ({ data }) => data.name },
    properties: [
      {
        name: { ga4: 'original_name' },
        means: 'The name that your code gave; only where GA4 does not take it as it is.',
        register: 'dimension',
        of: ({ data }) => (fitEventName(data.name) === data.name ? undefined : data.name),
      },
    ],
    given: ({ data }) => data.properties,
  },
};
