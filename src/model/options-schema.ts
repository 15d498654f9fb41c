/** The private schema behind the documented options. */

import { z } from 'zod';
import type { AnalyticsOptions } from './options.ts';
import type { Durability, StoreDescriptor } from './settings.ts';
import { DAY_MS, MINUTE_MS } from './time.ts';

const name = z.string().trim().min(1).max(64);

/** 1 minute to 24 hours, or for ever. */
const isTimeout = (value: unknown): value is number =>
  typeof value === 'number' && (value === Infinity || (value >= MINUTE_MS && value <= DAY_MS));

const timeout = z.custom<number>(
  isTimeout,
  'must be a number of milliseconds from 60000 (1 minute) to 86400000 (24 hours), or Infinity',
);

const DEFAULT_TIMEOUT_MS = 30 * MINUTE_MS;

const sessionTimeoutMs = z
  .union(
    [timeout, z.record(z.string(), timeout)],
    'must be milliseconds from 60000 (1 minute) to 86400000 (24 hours) or Infinity, or such a number for each base channel',
  )
  .default(DEFAULT_TIMEOUT_MS)
  .transform((value) => {
    if (typeof value === 'number') return { default: value, channels: {} };
    const { default: rest = DEFAULT_TIMEOUT_MS, ...channels } = value;
    return { default: rest, channels };
  });

const callback = <T>(what: string) =>
  z.custom<T>((value) => typeof value === 'function', `must be a function: ${what}`);

const google = z.strictObject({
  trackingId: z.string().trim().min(1).optional(),
  apiSecret: z.string().trim().min(1).optional(),
  active: z.boolean('must be true or false').optional(),
  region: z.enum(['us', 'eu']).optional(),
  endpoint: z.string().trim().optional(),
  collectorUrl: z.string().trim().optional(),
});

const mixpanel = z.strictObject({
  token: z.string().trim().min(1).optional(),
  active: z.boolean('must be true or false').optional(),
  region: z.enum(['us', 'eu', 'in']).optional(),
  endpoint: z.string().trim().optional(),
});

const descriptor: z.ZodType<StoreDescriptor, StoreDescriptor> = z.strictObject({
  kind: z.literal('sqlite'),
  options: z.strictObject({ path: z.string().min(1) }),
});

/** Checks what the developer wrote; unknown names are errors. */
export const optionsSchema = z.strictObject({
  store: z
    .union(
      [z.string().trim().min(1), descriptor],
      "must be a path, ':memory:', or what sqlite({ path }) returns",
    )
    .default('./bot-analytics.db'),
  googleAnalytics: z
    .union([google, z.array(google).readonly()])
    .optional()
    .transform((value) => (value === undefined ? [] : [value].flat())),
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

function isLogger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { warn, error } = value as Record<string, unknown>;
  return typeof warn === 'function' && typeof error === 'function';
}
