/** The private schema behind the documented options. */

import { z } from 'zod';
import { either } from './either.ts';
import type { AnalyticsOptions } from './options.ts';
import type { CaptureText, Durability, StoreDescriptor } from './settings.ts';
import { ADDRESS_PROBLEM, isAddress } from './store-path.ts';
import { patternList } from './pattern-schema.ts';
import { DAY_MS, MINUTE_MS } from './time.ts';
import type { Recognizer } from './turn.ts';

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text without the white space around it. One issue at most, whatever is wrong. */
const text = (problem: string, isRight: (text: string) => boolean = isNotEmpty) =>
  z
    .custom<string>((value) => typeof value === 'string' && isRight(value.trim()), problem)
    .transform((value) => value.trim());

function isNotEmpty(value: string): boolean {
  return value !== '';
}

const name = text(
  "must be a name of 1 to 64 characters, such as 'support-bot'",
  (value) => value !== '' && value.length <= 64,
);

const secret = text('must be a text: leave the field out if there is none');

const address = text(
  'must be an https:// address: leave the field out if there is none',
  () => true,
);

const flag = z.boolean('must be true or false');

/** 1 minute to 24 hours, or for ever. */
const isTimeout = (value: unknown): value is number =>
  typeof value === 'number' && (value === Infinity || (value >= MINUTE_MS && value <= DAY_MS));

const timeout = z.custom<number>(
  isTimeout,
  'must be a number of milliseconds from 60000 (1 minute) to 86400000 (24 hours), or Infinity',
);

const DEFAULT_TIMEOUT_MS = 30 * MINUTE_MS;

const TIMEOUT_PROBLEM =
  'must be milliseconds from 60000 (1 minute) to 86400000 (24 hours) or Infinity, or such a number for each base channel';

const anyTimeout = z.custom<number>(isTimeout, TIMEOUT_PROBLEM);

const sessionTimeoutMs = either(
  isRecord,
  z.record(z.string(), timeout, TIMEOUT_PROBLEM),
  anyTimeout,
)
  .transform((value) => {
    if (typeof value === 'number') return { default: value, channels: {} };
    const { default: rest = DEFAULT_TIMEOUT_MS, ...channels } = value;
    return { default: rest, channels };
  })
  .default({ default: DEFAULT_TIMEOUT_MS, channels: {} });

const callback = <T>(what: string) =>
  z.custom<T>((value) => typeof value === 'function', `must be a function: ${what}`);

const google = z.strictObject(
  {
    trackingId: text("must be an id such as 'G-XXXXXXXXXX'").optional(),
    apiSecret: secret.optional(),
    active: flag.optional(),
    region: z.enum(['us', 'eu'], "must be 'us' or 'eu'").optional(),
    endpoint: address.optional(),
    collectorUrl: address.optional(),
  },
  expectsObject('{ trackingId, apiSecret, active }'),
);

const mixpanel = z.strictObject(
  {
    token: secret.optional(),
    active: flag.optional(),
    region: z.enum(['us', 'eu', 'in'], "must be 'us', 'eu' or 'in'").optional(),
    endpoint: address.optional(),
  },
  expectsObject('{ token, active }'),
);

const PATH_PROBLEM = "must be a path, or ':memory:'";

const descriptor: z.ZodType<StoreDescriptor, StoreDescriptor> = z.strictObject({
  kind: z.literal('sqlite'),
  options: z.strictObject(
    { path: z.string(PATH_PROBLEM).min(1, PATH_PROBLEM) },
    expectsObject("{ path: './bot-analytics.db' }"),
  ),
});

const STORE_PROBLEM = "must be a path, ':memory:', or what sqlite({ path }) returns";

const isDescriptor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'sqlite';

const store = either(isDescriptor, descriptor, z.string(STORE_PROBLEM).trim().min(1, STORE_PROBLEM))
  .refine(
    (value) => !isAddress(typeof value === 'string' ? value : value.options.path),
    ADDRESS_PROBLEM,
  )
  .default('./bot-analytics.db');

const googleAnalytics = either(Array.isArray, z.array(google).readonly(), google)
  .transform((value) => [value].flat())
  .default([]);

const threshold = z
  .custom<number>(
    (value) => typeof value === 'number' && value >= 0 && value <= 1,
    'must be a number from 0 to 1',
  )
  .optional();

const thresholds = z.strictObject(
  {
    luis: threshold,
    clu: threshold,
    qna: threshold,
    orchestrator: threshold,
    regex: threshold,
    adaptive: threshold,
    other: threshold,
  } satisfies Record<Recognizer, unknown>,
  expectsObject('{ luis: 0.6, qna: 0.4 }'),
);

/** Checks what the developer wrote; unknown names are errors. */
export const optionsSchema = z.strictObject(
  {
    store,
    googleAnalytics,
    mixpanel: mixpanel.optional(),
    botId: name.default('bot'),
    botVersion: name.optional(),
    sessionTimeoutMs,
    idKey: z
      .custom<string>(
        (value) => typeof value === 'string' && value.length >= 32,
        'must be a text of at least 32 characters: make one, and keep it for ever',
      )
      .optional(),
    systemCommands: z
      .array(
        text('must be one word, without spaces', (value) => /^\S+$/.test(value)),
        "must be a list of commands: ['/start']",
      )
      .readonly()
      .default(['/start']),
    fallbackTexts: patternList.default([]),
    handoverPhrases: patternList.default([]),
    captureText: z
      .enum(
        ['off', 'redacted', 'full'] satisfies CaptureText[],
        "must be 'off', 'redacted' or 'full'",
      )
      .default('off'),
    captureNames: flag.default(false),
    redact: callback<NonNullable<AnalyticsOptions['redact']>>('(text) => string').optional(),
    thresholds: thresholds.default({}),
    durability: z
      .enum(['balanced', 'strict'] satisfies Durability[], "must be 'balanced' or 'strict'")
      .default('balanced'),
    isTest: callback<NonNullable<AnalyticsOptions['isTest']>>('(activity) => boolean').optional(),
    identify: callback<NonNullable<AnalyticsOptions['identify']>>(
      '(activity) => string | undefined',
    ).optional(),
    clientInfo: callback<NonNullable<AnalyticsOptions['clientInfo']>>(
      '(activity) => { device, browser, locale } | undefined',
    ).optional(),
    handoverSign: callback<NonNullable<AnalyticsOptions['handoverSign']>>(
      "(activity) => 'requested' | 'accepted' | 'failed' | 'completed' | undefined",
    ).optional(),
    acknowledgeFeedback: flag.default(false),
    thread: flag.default(true),
    onError: callback<NonNullable<AnalyticsOptions['onError']>>('(error) => void').optional(),
    logger: z
      .custom<NonNullable<AnalyticsOptions['logger']>>(
        isLogger,
        'must have the methods warn and error, as console has',
      )
      .optional(),
    clock: callback<NonNullable<AnalyticsOptions['clock']>>('() => epoch milliseconds').optional(),
  },
  expectsObject('{ store, googleAnalytics, mixpanel }'),
);

/** What the schema makes of the options. */
export type CheckedOptions = z.output<typeof optionsSchema>;

/** What the schema accepts: held equal to the documented interface by a type test. */
export type AcceptedOptions = z.input<typeof optionsSchema>;

/** One Google Analytics destination, checked. */
export type CheckedGoogle = z.output<typeof google>;

/** The Mixpanel destination, checked. */
export type CheckedMixpanel = z.output<typeof mixpanel>;

/** The destinations, checked field by field. */
export type CheckedDestinations = Pick<CheckedOptions, 'googleAnalytics' | 'mixpanel'>;

/** Returns the destinations of options that the schema refuses, with those of their fields that are right. */
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
    const parsed = z.safeParse(schema, (Object(options) as Record<string, unknown>)[field]);
    return parsed.success ? [[field, parsed.data]] : [];
  });
  return Object.fromEntries(fields) as z.output<Schema>;
}

/** Returns the names that an object at this path may have. */
export function knownFields([option, ...rest]: readonly PropertyKey[]): string[] {
  if (option === 'mixpanel') return Object.keys(mixpanel.shape);
  if (option === 'googleAnalytics') return Object.keys(google.shape);
  if (option === 'thresholds') return Object.keys(thresholds.shape);
  if (option === 'store') return rest.length === 0 ? ['kind', 'options'] : ['path'];
  return Object.keys(optionsSchema.shape);
}

/** An object's own complaint; its fields and unknown names have theirs. */
function expectsObject(example: string) {
  return {
    error: ({ code }: { readonly code?: string | undefined }) =>
      code === 'invalid_type' ? `must be an object: ${example}` : undefined,
  };
}

function isLogger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { warn, error } = value as Record<string, unknown>;
  return typeof warn === 'function' && typeof error === 'function';
}
