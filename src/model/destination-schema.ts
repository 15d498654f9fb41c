/** The private schema behind the documented options of destinations. */

import * as z from 'zod';
import type { PropertyValue } from './call.ts';
import type { CustomDestination } from './custom-destination.ts';
import { either } from './either.ts';
import { FORWARDABLE_KINDS } from './event.ts';
import {
  callback,
  expectsObject,
  flag,
  isRecord,
  numberFrom,
  text,
  wholeFrom,
} from './schema-parts.ts';
import { DEFAULT_OUTBOX_LIMITS } from './settings.ts';
import { MINUTE_MS, SECOND_MS } from './time.ts';

const secret = text('must be a text: leave the field out if there is none');

const address = text(
  'must be an https:// address: leave the field out if there is none',
  () => true,
);

/** One of a few words, which the problem lists. */
const word = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, `must be ${words.map((each) => `'${each}'`).join(' or ')}`);

const userId = word(['none', 'pseudonym', 'raw']);

const onAmbiguous = word(['retry', 'drop']);

const MAX_NAMES = 20;

/** Names that a trait must not have, as what we tell ourselves has them. */
export const TAKEN_TRAITS = {
  ga4: ['bot_channel', 'bot_locale'],
  mixpanel: [
    'first_channel',
    'last_seen',
    'last_channel',
    'sessions_total',
    'messages_total',
    'channels',
    'locale',
    'intents_used',
    'topics',
    'last_result',
    'last_dialog',
    'last_csat',
    'last_nps',
    'last_vote',
  ],
} as const;

/** Of user properties: https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_user_property_names */
const RESERVED_TRAIT =
  /^(_|ga_|google_|firebase_|first_open_time$|first_visit_time$|last_deep_link_referrer$|user_id$|first_open_after_install$)/;

const listOfTraits = (isRight: (name: string) => boolean, problem: string) =>
  z
    .array(text(problem, isRight), "must be a list of names of traits: ['plan']")
    .max(MAX_NAMES, `must be at most ${MAX_NAMES} names`)
    .readonly();

const isFree = (name: string, taken: readonly string[]): boolean => !taken.includes(name);

const ga4Traits = listOfTraits(
  (name) =>
    /^[A-Za-z][A-Za-z0-9_]{0,23}$/.test(name) &&
    !RESERVED_TRAIT.test(name) &&
    isFree(name, TAKEN_TRAITS.ga4),
  'must be a name that GA4 takes for a user property: 1 to 24 characters of A-Z, a-z, 0-9 and _, a letter first, none of its own (user_id, ga_…) or ours (bot_channel, bot_locale)',
);

const mixpanelTraits = listOfTraits(
  (name) => /^[^$]/.test(name) && name.length <= 255 && isFree(name, TAKEN_TRAITS.mixpanel),
  `must be the name of a trait that does not begin with $ and that profiles do not have by themselves: ${TAKEN_TRAITS.mixpanel.join(', ')}`,
);

const granted = word(['granted', 'denied']);

const google = z.strictObject(
  {
    trackingId: text("must be an id such as 'G-XXXXXXXXXX'").optional(),
    apiSecret: secret.optional(),
    active: flag.default(false),
    region: z.enum(['us', 'eu'], "must be 'us' or 'eu'").default('us'),
    endpoint: address.optional(),
    collectorUrl: address.optional(),
    onAmbiguous: onAmbiguous.optional(),
    dialogs: word(['page_view', 'event']).optional(),
    consent: z
      .strictObject(
        { adUserData: granted.optional(), adPersonalization: granted.optional() },
        expectsObject("{ adUserData: 'denied', adPersonalization: 'denied' }"),
      )
      .optional(),
    userId: userId.default('pseudonym'),
    traits: ga4Traits.optional(),
  },
  expectsObject('{ trackingId, apiSecret, active }'),
);

const PROJECT_PROBLEM = "must be the number of the project: 1234567, or '1234567'";

const serviceAccount = z.strictObject(
  {
    username: secret,
    secret,
    projectId: z.custom<string | number>(
      (value) => /^\d+$/.test(String(value)) && ['string', 'number'].includes(typeof value),
      PROJECT_PROBLEM,
    ),
  },
  expectsObject('{ username, secret, projectId }'),
);

const mixpanel = z.strictObject(
  {
    token: secret.optional(),
    active: flag.default(false),
    region: z.enum(['us', 'eu', 'in'], "must be 'us', 'eu' or 'in'").default('us'),
    endpoint: address.optional(),
    serviceAccount: serviceAccount.optional(),
    gdprToken: secret.optional(),
    naming: word(['title', 'snake']).optional(),
    idMerge: word(['simplified', 'original']).optional(),
    profiles: flag.default(true),
    userId: userId.default('pseudonym'),
    traits: mixpanelTraits.optional(),
  },
  expectsObject('{ token, active }'),
);

/** Names that the built-in destinations have in the outbox. */
const BUILT_IN: ReadonlySet<string> = new Set(['ga4', 'ua', 'mixpanel', 'mixpanel_profiles']);

const custom = z.strictObject(
  {
    name: text(
      "must be a name of 1 to 32 characters of a-z, 0-9, _ and -, a letter first, other than 'ga4', 'ua', 'mixpanel' and 'mixpanel_profiles'",
      (name) => /^[a-z][a-z0-9_-]{0,31}$/.test(name) && !BUILT_IN.has(name),
    ),
    active: flag.default(true),
    deliver: callback<CustomDestination['deliver']>('async (events, { signal }) => result'),
    forget: callback<NonNullable<CustomDestination['forget']>>('async (user) => …').optional(),
    batchSize: wholeFrom(1, 1_000, 'a whole number from 1 to 1000').default(100),
    timeoutMs: numberFrom(
      100,
      MINUTE_MS,
      'a number of milliseconds from 100 to 60000 (1 minute)',
    ).default(10 * SECOND_MS),
    maxEventAgeMs: numberFrom(
      SECOND_MS,
      Infinity,
      'a number of milliseconds of at least 1000, or Infinity',
    ).default(Infinity),
    kinds: z
      .array(
        z.enum(FORWARDABLE_KINDS, `must be a kind of event: ${FORWARDABLE_KINDS.join(', ')}`),
        "must be a list of kinds of events: ['message_received']",
      )
      .min(1, 'must name a kind at least: leave the field out for all')
      .readonly()
      .optional(),
    userId: userId.default('pseudonym'),
    onAmbiguous: onAmbiguous.default('retry'),
  },
  expectsObject("{ name: 'webhook', deliver: async (events) => { … } }"),
);

/** Longest name and text of a property that goes with every event: what every destination takes. */
const MAX_PROPERTY_NAME = 40;
const MAX_PROPERTY_TEXT = 100;

const PROPERTY_NAME_PROBLEM = `must have a name of 1 to ${MAX_PROPERTY_NAME} characters of A-Z, a-z, 0-9 and _, a letter first`;
const PROPERTY_PROBLEM = `must be a text of 1 to ${MAX_PROPERTY_TEXT} characters, a number, true or false`;

const properties = z
  .custom<Readonly<Record<string, PropertyValue>>>(
    isRecord,
    "must be an object: { environment: 'production' }",
  )
  .superRefine((given, context) => {
    const entries = Object.entries(given);
    if (entries.length > MAX_NAMES) {
      context.addIssue({ code: 'custom', message: `must be at most ${MAX_NAMES} properties` });
    }
    for (const [name, value] of entries) {
      const problem = propertyProblem(name, value);
      // of a name that is wrong the value is not shown: it may be a secret
      const path = problem === PROPERTY_NAME_PROBLEM ? [] : [name];
      const message = path.length > 0 ? problem : `${JSON.stringify(name)} ${problem}`;
      if (problem) context.addIssue({ code: 'custom', path, message });
    }
  })
  .transform((given) => ({ ...given }));

function propertyProblem(name: string, value: unknown): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || name.length > MAX_PROPERTY_NAME) {
    return PROPERTY_NAME_PROBLEM;
  }
  if (typeof value === 'string') {
    return value !== '' && value.length <= MAX_PROPERTY_TEXT ? undefined : PROPERTY_PROBLEM;
  }
  return typeof value === 'boolean' || Number.isFinite(value) ? undefined : PROPERTY_PROBLEM;
}

const { maxEvents, maxBytes, maxAgeMs } = DEFAULT_OUTBOX_LIMITS;

const outbox = z.strictObject(
  {
    maxEvents: wholeFrom(
      1,
      Number.MAX_SAFE_INTEGER,
      'a whole number of events of at least 1',
    ).default(maxEvents),
    maxBytes: wholeFrom(
      1,
      Number.MAX_SAFE_INTEGER,
      'a whole number of bytes of at least 1',
    ).default(maxBytes),
    maxAgeMs: numberFrom(
      MINUTE_MS,
      Infinity,
      'a number of milliseconds of at least 60000 (1 minute), or Infinity',
    ).default(maxAgeMs),
  },
  expectsObject('{ maxEvents: 1_000_000 }'),
);

/** The options of destinations. */
export const destinationOptions = {
  googleAnalytics: either(Array.isArray, z.array(google).readonly(), google)
    .transform((value) => [value].flat())
    .default([]),
  mixpanel: mixpanel.optional(),
  destinations: z
    .array(custom, "must be a list of destinations: [{ name: 'webhook', deliver }]")
    .readonly()
    .default([]),
  properties: properties.default({}),
  outbox: outbox.default(DEFAULT_OUTBOX_LIMITS),
} as const;

/** One Google Analytics destination, checked. */
export type CheckedGoogle = z.output<typeof google>;

/** The Mixpanel destination, checked. */
export type CheckedMixpanel = z.output<typeof mixpanel>;

/** A destination of the developer's own, checked. */
export type CheckedCustom = z.output<typeof custom>;

/** The destinations that are built in, checked field by field. */
export interface CheckedDestinations {
  readonly googleAnalytics: readonly CheckedGoogle[];
  readonly mixpanel?: CheckedMixpanel | undefined;
}

/** Returns the destinations of options that the schema refuses, with those of their fields that are right, and defaults. */
export function soundDestinations(options: unknown): CheckedDestinations {
  const { googleAnalytics: one, mixpanel: other } = Object(options) as Record<string, unknown>;
  return {
    googleAnalytics: one === undefined ? [] : [one].flat().map((each) => soundFields(google, each)),
    ...(other !== undefined && { mixpanel: soundFields(mixpanel, other) }),
  };
}

function soundFields<Schema extends z.ZodObject>(
  { shape }: Schema,
  options: unknown,
): z.output<Schema> {
  const fields = Object.entries(shape).flatMap(([field, schema]) => {
    const given = z.safeParse(schema, (Object(options) as Record<string, unknown>)[field]);
    const parsed = given.success ? given : z.safeParse(schema, undefined);
    return parsed.success ? [[field, parsed.data]] : [];
  });
  return Object.fromEntries(fields) as z.output<Schema>;
}

/** Returns the names that an object at this path may have, if it is one of a destination. */
export function destinationFields(path: readonly PropertyKey[]): string[] | undefined {
  const names = path.filter((part) => typeof part === 'string').join('.');
  const shape = SHAPES[names];
  return shape && Object.keys(shape);
}

const SHAPES: Readonly<Record<string, object>> = {
  googleAnalytics: google.shape,
  'googleAnalytics.consent': { adUserData: 1, adPersonalization: 1 },
  mixpanel: mixpanel.shape,
  'mixpanel.serviceAccount': serviceAccount.shape,
  destinations: custom.shape,
  outbox: outbox.shape,
};
