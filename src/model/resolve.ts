/** Checks the options once, at the door, and fills in the defaults and the environment. */

import type { z } from 'zod';
import { AnalyticsError } from './errors.ts';
import type { AnalyticsOptions, GoogleAnalyticsOptions } from './options.ts';
import { present } from './present.ts';
import type { Clock, DestinationSettings, RecorderSettings } from './settings.ts';
import { googleDestination, mixpanelDestination } from './destination-settings.ts';
import { optionsSchema } from './options-schema.ts';
import type { CheckedOptions } from './options-schema.ts';
import { UNKNOWN } from './segment.ts';

/** Where `BOT_ANALYTICS_…` is looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Options after checking: what crosses into threads, and what stays on the bot's. */
export interface ResolvedOptions {
  readonly recorder: RecorderSettings;
  readonly thread: boolean;
  readonly hooks: Pick<AnalyticsOptions, 'isTest' | 'identify' | 'onError' | 'logger'>;
  /** The developer's clock, guarded, or the system's. */
  readonly clock: Clock;
  readonly ownClock: boolean;
}

/** One wrong field. `value` is absent where it could be a secret. */
export interface OptionIssue {
  readonly path: string;
  readonly problem: string;
  readonly value?: unknown;
}

/**
 * Checks the options of `createBotAnalytics`.
 * @throws {@link AnalyticsError} `INVALID_OPTIONS`; `details.issues` lists `{ path, problem, value? }`
 */
export function resolveOptions(
  input: AnalyticsOptions = {},
  environment: Environment = {},
): ResolvedOptions {
  const parsed = optionsSchema.safeParse(withEnvironment(input, environment));
  if (!parsed.success)
    throw invalid(parsed.error.issues.flatMap((issue) => describe(issue, input)));
  const options = parsed.data;
  const issues: OptionIssue[] = [];
  const destinations = resolveDestinations(options, issues);
  if (issues.length > 0) throw invalid(issues);
  return {
    recorder: {
      store: typeof options.store === 'string' ? sqliteAt(options.store) : options.store,
      durability: options.durability,
      interpret: {
        botId: options.botId,
        botVersion: options.botVersion ?? UNKNOWN,
        sessionTimeoutMs: options.sessionTimeoutMs,
        systemCommands: options.systemCommands.map((command) => command.toLowerCase()),
      },
      destinations,
      ...present({ idKey: options.idKey }),
    },
    thread: options.thread,
    hooks: input,
    clock: guarded(options.clock),
    ownClock: options.clock !== undefined,
  };
}

/** A clock that fails or tells no time is the system's. */
function guarded(clock: Clock | undefined): Clock {
  if (!clock) return Date.now;
  return () => {
    try {
      const at = clock();
      if (Number.isFinite(at)) return at;
    } catch {
      // a turn has to have a time
    }
    return Date.now();
  };
}

function sqliteAt(path: string): RecorderSettings['store'] {
  return { kind: 'sqlite', options: { path } };
}

function resolveDestinations(
  { googleAnalytics, mixpanel }: CheckedOptions,
  issues: OptionIssue[],
): DestinationSettings[] {
  const found: DestinationSettings[] = [];
  const add = (path: string, settings: DestinationSettings | undefined): void => {
    if (!settings) return;
    if (found.some(({ name }) => name === settings.name)) {
      issues.push({
        path,
        problem: `there is a second ${settings.name} destination: one is allowed`,
      });
    } else found.push(settings);
  };
  googleAnalytics.forEach((options, i) => {
    const path = googleAnalytics.length > 1 ? `googleAnalytics[${i}]` : 'googleAnalytics';
    add(path, googleDestination(options, { path, issues }));
  });
  if (mixpanel) add('mixpanel', mixpanelDestination(mixpanel, { path: 'mixpanel', issues }));
  return found;
}

/** What the code says wins over the environment, field by field. */
function withEnvironment(input: AnalyticsOptions, environment: Environment): unknown {
  const read = (name: string): string | undefined =>
    environment[`BOT_ANALYTICS_${name}`] || undefined;
  const google = present({
    trackingId: read('GA_TRACKING_ID'),
    apiSecret: read('GA_API_SECRET'),
    active: flag(read('GA_ACTIVE')),
  });
  const mixpanel = present({
    token: read('MIXPANEL_TOKEN'),
    active: flag(read('MIXPANEL_ACTIVE')),
  });
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return {
    ...present({ store: read('STORE'), idKey: read('ID_KEY') }),
    ...present(input),
    ...present({
      googleAnalytics: mergeGoogle(google, input.googleAnalytics),
      mixpanel: merge(mixpanel, input.mixpanel),
    }),
  };
}

function mergeGoogle(
  fromEnvironment: object,
  options: AnalyticsOptions['googleAnalytics'],
): unknown {
  if (Array.isArray(options)) return options;
  return merge(fromEnvironment, options as GoogleAnalyticsOptions | undefined);
}

function merge(fromEnvironment: object, options: object | undefined): unknown {
  if (options === undefined && Object.keys(fromEnvironment).length === 0) return undefined;
  if (options !== undefined && (typeof options !== 'object' || options === null)) return options;
  return { ...fromEnvironment, ...present(options ?? {}) };
}

/** Unreadable words stay words, so that the schema complains about them. */
function flag(word: string | undefined): unknown {
  if (word === undefined) return undefined;
  if (/^(true|1|yes|on)$/i.test(word)) return true;
  return /^(false|0|no|off)$/i.test(word) ? false : word;
}

const SECRET = /secret|token|key/i;

function describe(issue: z.core.$ZodIssue, input: unknown): OptionIssue[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === 'options' ? key : `${path}.${key}`,
      problem: `there is no option of this name; known are ${knownKeys(issue.path).join(', ')}`,
    }));
  }
  const value = valueAt(input, issue.path);
  const isSecret = SECRET.test(path);
  const shown = !isSecret && ['string', 'number', 'boolean'].includes(typeof value);
  return [{ path, problem: issue.message, ...(shown && { value }) }];
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path[0] === 'mixpanel') return ['token', 'active', 'region', 'endpoint'];
  if (path[0] === 'googleAnalytics') {
    return ['trackingId', 'apiSecret', 'active', 'region', 'endpoint', 'collectorUrl'];
  }
  return path.length === 0 ? Object.keys(optionsSchema.shape) : ['path'];
}

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'options';
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function invalid(issues: readonly OptionIssue[]): AnalyticsError {
  const text = issues
    .map(({ path, problem, value }) =>
      value === undefined
        ? `${path}: ${problem}`
        : `${path}: ${problem}, got ${JSON.stringify(value)}`,
    )
    .join('; ');
  return new AnalyticsError('INVALID_OPTIONS', text, { details: { issues } });
}
