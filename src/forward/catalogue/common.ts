/** What every event says, whatever its kind. */

import type { AnalyticsEvent } from '../../model/event.ts';
import { known } from '../destinations/mapping.ts';
import { nameIn } from './property.ts';
import type { CatalogueDestination, Property, PropertyDescription } from './property.ts';

/** Which event it is, and of which session. */
const IDS: readonly Property<AnalyticsEvent>[] = [
  {
    name: { ga4: 'session_id' },
    means: 'When the session began, in whole seconds since 1970. GA4 counts sessions by it.',
    register: 'built_in',
    of: ({ sessionOpenedAt }) =>
      sessionOpenedAt === undefined ? undefined : String(Math.floor(sessionOpenedAt / 1_000)),
  },
  {
    name: { mixpanel: 'session_id' },
    means: 'The session. Choose it as the property that sessions are made by.',
    of: ({ sessionId }) => sessionId,
  },
  {
    name: { ga4: 'event_id' },
    means: 'The event, to tell copies in an export.',
    register: 'never',
    of: ({ id }) => id,
  },
];

/** Where it happened. */
const SEGMENT: readonly Property<AnalyticsEvent>[] = [
  {
    name: 'channel',
    means: 'Where people talk to the bot, e.g. `msteams` or `webchat`.',
    register: 'dimension',
    of: ({ segment }) => segment.channel,
  },
  {
    name: 'bot_id',
    means: 'The bot: your option `botId`.',
    register: 'dimension',
    of: ({ segment }) => segment.bot,
  },
  {
    name: 'bot_version',
    means: 'Its version: your option `botVersion`.',
    register: 'dimension',
    of: ({ segment }) => known(segment.botVersion),
  },
  {
    name: 'locale',
    means: 'Language and country of the user, e.g. `de-AT`.',
    register: 'dimension',
    of: ({ segment }) => known(segment.locale),
  },
  {
    name: 'device',
    means: 'Kind of device, where the channel tells.',
    register: 'dimension',
    of: ({ segment }) => known(segment.device),
  },
  {
    name: 'browser',
    means: 'Browser or app, where the channel tells.',
    register: 'dimension',
    of: ({ segment }) => known(segment.browser),
  },
];

/** Properties of every event. */
export const COMMON: readonly Property<AnalyticsEvent>[] = [...IDS, ...SEGMENT];

/** What a destination's own code adds to every event: who, when, and for whom. */
export const ENVELOPE: readonly PropertyDescription[] = [
  {
    name: { ga4: 'engagement_time_msec' },
    means:
      'Milliseconds since the event before it in the session, 1 to 300,000; only of what the user did. GA4 counts active users by it.',
    register: 'built_in',
  },
  { name: { mixpanel: 'time' }, means: 'When it happened, in milliseconds since 1970.' },
  {
    name: { mixpanel: 'distinct_id' },
    means: 'The user: whom your code named, else the user of the channel.',
  },
  { name: { mixpanel: '$device_id' }, means: 'The user of the channel, under a pseudonym.' },
  { name: { mixpanel: '$user_id' }, means: 'The user whom your code named, if they agreed.' },
  {
    name: { mixpanel: '$identified_id' },
    means:
      "The same; only of `$identify`, which takes the place of User Identified with `idMerge: 'original'`.",
  },
  {
    name: { mixpanel: '$anon_id' },
    means: 'The user of the channel, under a pseudonym; only of `$identify`.',
  },
  { name: { mixpanel: '$insert_id' }, means: 'The event: Mixpanel counts copies of it once.' },
  {
    name: { mixpanel: 'ip' },
    means: 'Always 0, so that nobody is taken to be where your server is.',
  },
  { name: { mixpanel: 'token' }, means: 'Your project.' },
  { name: { mixpanel: 'mp_lib' }, means: "The name of Mixpanel's package." },
  { name: { mixpanel: '$lib_version' }, means: 'Its version.' },
];

/** What GA4 is told of the user of an event, not as parameters of it. */
export const USER_PROPERTIES: readonly PropertyDescription[] = [
  {
    name: { ga4: 'bot_channel' },
    means: 'Where the user talked to the bot last.',
    register: 'user_dimension',
  },
  {
    name: { ga4: 'bot_locale' },
    means: 'The language and country that the user had last.',
    register: 'user_dimension',
  },
];

/** Names that nothing else may have, even in an event that is without them. */
export const PROTECTED_NAMES = namesOf([...IDS, ...ENVELOPE]);

/** The names of all that every event says. */
export const COMMON_NAMES = namesOf([...COMMON, ...ENVELOPE]);

function namesOf(
  properties: readonly PropertyDescription[],
): Readonly<Record<CatalogueDestination, ReadonlySet<string>>> {
  const namesFor = (destination: CatalogueDestination): ReadonlySet<string> =>
    new Set(properties.flatMap((property) => nameIn(property, destination) ?? []));
  return { ga4: namesFor('ga4'), mixpanel: namesFor('mixpanel') };
}
