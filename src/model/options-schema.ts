/** The private schema behind the documented options. */

import * as z from 'zod';
import { either } from './either.ts';
import type { AnalyticsOptions } from './options.ts';
import { postgresAddress, postgresFields, postgresStore } from './postgres-schema.ts';
import type { CaptureText, Durability, SqliteDescriptor } from './settings.ts';
import { ADDRESS_PROBLEM, isAddress, isPostgresAddress } from './store-path.ts';
import { destinationFields, destinationOptions } from './destination-schema.ts';
import { patternList } from './pattern-schema.ts';
import { DEFAULT_RETENTION } from './retention.ts';
import { retentionSchema } from './retention-schema.ts';
import { callback, expectsObject, flag, isRecord, text } from './schema-parts.ts';
import { DAY_MS, MINUTE_MS } from './time.ts';
import type { Recognizer } from './turn.ts';

const name = text(
  "must be a name of 1 to 64 characters, such as 'support-bot'",
  (value) => value !== '' && value.length <= 64,
);

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

const PATH_PROBLEM = "must be a path, or ':memory:'";

const sqliteStore: z.ZodType<SqliteDescriptor, SqliteDescriptor> = z.strictObject({
  kind: z.literal('sqlite'),
  options: z.strictObject(
    {
      path: z
        .string(PATH_PROBLEM)
        .min(1, PATH_PROBLEM)
        .refine(
          (path) => !isAddress(path),
          'is an address: a server is named by postgres({ url }), or by its address alone',
        ),
    },
    expectsObject("{ path: './bot-analytics.db' }"),
  ),
});

const STORE_PROBLEM =
  "must be a path, ':memory:', an address postgres://…, or what sqlite({ path }) or postgres({ url }) returns";

const path = z
  .string(STORE_PROBLEM)
  .trim()
  .min(1, STORE_PROBLEM)
  .refine((value) => !isAddress(value), ADDRESS_PROBLEM)
  .transform((value): SqliteDescriptor => ({ kind: 'sqlite', options: { path: value } }));

const isOfKind =
  (kind: string) =>
  (value: unknown): boolean =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;

const namesServer = (value: unknown): boolean =>
  typeof value === 'string' && isPostgresAddress(value);

const store = either(
  isOfKind('postgres'),
  postgresStore,
  either(isOfKind('sqlite'), sqliteStore, either(namesServer, postgresAddress, path)),
);

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
    store: store.default({ kind: 'sqlite', options: { path: './bot-analytics.db' } }),
    ...destinationOptions,
    retention: retentionSchema.default(DEFAULT_RETENTION),
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
      .enum(
        ['balanced', 'strict', 'memory'] satisfies Durability[],
        "must be 'balanced', 'strict' or 'memory'",
      )
      .default('balanced'),
    consent: callback<NonNullable<AnalyticsOptions['consent']>>(
      "(activity) => 'full' | 'anonymous' | 'none'",
    ).optional(),
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

/**
 * Returns the names that an object at this path may have.
 * @param input what was given: of the store it depends on its kind
 */
export function knownFields(path: readonly PropertyKey[], input: unknown): string[] {
  const [option, ...rest] = path;
  if (option === 'thresholds') return Object.keys(thresholds.shape);
  if (option === 'retention') return Object.keys(DEFAULT_RETENTION);
  if (option === 'store') {
    if (rest.length === 0) return ['kind', 'options'];
    const { store: given } = input as { readonly store?: unknown };
    return isOfKind('postgres')(given) ? postgresFields(rest.length > 1) : ['path'];
  }
  return destinationFields(path) ?? Object.keys(optionsSchema.shape);
}

function isLogger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { warn, error } = value as Record<string, unknown>;
  return typeof warn === 'function' && typeof error === 'function';
}
