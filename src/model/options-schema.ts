/** The private schema behind the documented options. */

import { z } from 'zod';
import { either } from './either.ts';
import type { AnalyticsOptions } from './options.ts';
import type { Durability, StoreDescriptor } from './settings.ts';
import { ADDRESS_PROBLEM, isAddress } from './store-path.ts';
import { DAY_MS, MINUTE_MS } from './time.ts';

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const name = z.string().trim().min(1).max(64);

/** 1 minute to 24 hours, or for ever. */
const isTimeout = (value: unknown): value is number =>
  typeof value === 'number' && (value === Infinity || (value >= MINUTE_MS && value <= DAY_MS));

const timeout = z.custom<number>(
  isTimeout,
  'must be a number of milliseconds from 60000 (1 minute) to 86400000 (24 hours), or Infinity',
);

const DEFAULT_TIMEOUT_MS = 30 * MINUTE_MS;

const anyTimeout = z.custom<number>(
  isTimeout,
  'must be milliseconds from 60000 (1 minute) to 86400000 (24 hours) or Infinity, or such a number for each base channel',
);

const sessionTimeoutMs = either(isRecord, z.record(z.string(), timeout), anyTimeout)
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
    trackingId: z.string().trim().min(1).optional(),
    apiSecret: z.string().trim().min(1).optional(),
    active: z.boolean('must be true or false').optional(),
    region: z.enum(['us', 'eu']).optional(),
    endpoint: z.string().trim().optional(),
    collectorUrl: z.string().trim().optional(),
  },
  expectsObject('{ trackingId, apiSecret, active }'),
);

const mixpanel = z.strictObject(
  {
    token: z.string().trim().min(1).optional(),
    active: z.boolean('must be true or false').optional(),
    region: z.enum(['us', 'eu', 'in']).optional(),
    endpoint: z.string().trim().optional(),
  },
  expectsObject('{ token, active }'),
);

const PATH_PROBLEM = "must be a path, or ':memory:'";

const descriptor: z.ZodType<StoreDescriptor, StoreDescriptor> = z.strictObject({
  kind: z.literal('sqlite'),
  options: z.strictObject({ path: z.string(PATH_PROBLEM).min(1, PATH_PROBLEM) }),
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

/** Checks what the developer wrote; unknown names are errors. */
export const optionsSchema = z.strictObject({
  store,
  googleAnalytics,
  mixpanel: mixpanel.optional(),
  botId: name.default('bot'),
  botVersion: name.optional(),
  sessionTimeoutMs,
  idKey: z.string().min(32, 'must have at least 32 characters').optional(),
  systemCommands: z
    .array(z.string().trim().min(1).regex(/^\S+$/, 'must be one word, without spaces'))
    .readonly()
    .default(['/start']),
  durability: z.enum(['balanced', 'strict'] satisfies Durability[]).default('balanced'),
  isTest: callback<NonNullable<AnalyticsOptions['isTest']>>('(activity) => boolean').optional(),
  identify: callback<NonNullable<AnalyticsOptions['identify']>>(
    '(activity) => string | undefined',
  ).optional(),
  thread: z.boolean('must be true or false').default(true),
  onError: callback<NonNullable<AnalyticsOptions['onError']>>('(error) => void').optional(),
  logger: z
    .custom<NonNullable<AnalyticsOptions['logger']>>(
      isLogger,
      'must have the methods warn and error, as console has',
    )
    .optional(),
  clock: callback<NonNullable<AnalyticsOptions['clock']>>('() => epoch milliseconds').optional(),
});

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
