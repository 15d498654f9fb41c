/** What Mixpanel's profiles are told, from which events, and how. */

import type { AnalyticsEvent, AnalyticsEventOf, EventKind } from '../../model/event.ts';
import type { EpochMs } from '../../model/time.ts';
import type { UserFacts } from '../../record/outbox.ts';
import { known } from './mapping.ts';
import type { ProfileChange } from './mixpanel-builder.ts';

type Value = string | number | undefined;

/** A property of a profile, as people read of it. */
export interface ProfileProperty {
  readonly name: string;
  readonly means: string;
  readonly change: ProfileChange;
}

/** Read from what the store knows of the user when the profile is sent. */
interface FactProperty extends ProfileProperty {
  readonly of: (facts: UserFacts) => Value;
}

/** Read from an event of a kind. */
type EventProperty<K extends EventKind> = ProfileProperty & {
  readonly kind: K;
  readonly of: (event: AnalyticsEventOf<K>) => Value;
};

/** To be asked about events of its kind only. */
type AnyEventProperty = ProfileProperty & {
  readonly kind: EventKind;
  readonly of: (event: AnalyticsEvent) => Value;
};

export const FACT_PROPERTIES: readonly FactProperty[] = [
  {
    name: '$created',
    means: 'When the user first did something.',
    change: '$set_once',
    of: ({ firstActAt }) => dateOf(firstActAt),
  },
  {
    name: 'first_channel',
    means: 'Channel on which they were first.',
    change: '$set_once',
    of: ({ firstChannel }) => firstChannel,
  },
  {
    name: 'last_seen',
    means: 'When they last did something, as of their latest session.',
    change: '$set',
    of: ({ lastActAt }) => dateOf(lastActAt),
  },
  {
    name: 'last_channel',
    means: 'Channel on which they were last.',
    change: '$set',
    of: ({ lastChannel }) => lastChannel,
  },
  {
    name: 'sessions_total',
    means: 'Sessions so far.',
    change: '$set',
    of: ({ sessions }) => sessions,
  },
  {
    name: 'messages_total',
    means: 'Messages that they sent so far.',
    change: '$set',
    of: ({ received }) => received,
  },
];

/** Forgets the kind, which {@link EventProperty.kind} still tells. */
function property<K extends EventKind>(property: EventProperty<K>): AnyEventProperty {
  return property as unknown as AnyEventProperty;
}

export const EVENT_PROPERTIES: readonly AnyEventProperty[] = [
  property({
    kind: 'session_started',
    name: 'channels',
    means: 'Channels on which they were.',
    change: '$union',
    of: ({ segment }) => segment.channel,
  }),
  property({
    kind: 'session_started',
    name: 'locale',
    means: 'Language and country, as of the latest session.',
    change: '$set',
    of: ({ segment }) => known(segment.locale),
  }),
  property({
    kind: 'message_recognized',
    name: 'intents_used',
    means: 'Intents of their messages.',
    change: '$union',
    of: ({ data }) => data.intent,
  }),
  property({
    kind: 'topic_set',
    name: 'topics',
    means: 'Topics of their sessions.',
    change: '$union',
    of: ({ data }) => data.topic,
  }),
  property({
    kind: 'result_set',
    name: 'last_result',
    means: 'Result of the session that had one last.',
    change: '$set',
    of: ({ data }) => data.result,
  }),
  property({
    kind: 'dialog_started',
    name: 'last_dialog',
    means: 'Dialog that they began last.',
    change: '$set',
    of: ({ data }) => data.dialog,
  }),
  property({
    kind: 'csat_rated',
    name: 'last_csat',
    means: 'Their last rating, 1 to 5.',
    change: '$set',
    of: ({ data }) => data.score,
  }),
  property({
    kind: 'nps_rated',
    name: 'last_nps',
    means: 'Their last answer to whether they would recommend it, 0 to 10.',
    change: '$set',
    of: ({ data }) => data.score,
  }),
  property({
    kind: 'feedback_given',
    name: 'last_vote',
    means: 'Their last vote on a message of the bot: positive, negative, neutral or none.',
    change: '$set',
    of: ({ data }) => data.vote,
  }),
];

/** Kinds of events by which a profile may change. */
export const PROFILE_KINDS: readonly EventKind[] = [
  'user_first_seen',
  'user_identified',
  'session_ended',
  ...new Set(EVENT_PROPERTIES.map(({ kind }) => kind)),
];

/** As Mixpanel takes dates: UTC, without a zone. */
function dateOf(at: EpochMs | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 19);
}
