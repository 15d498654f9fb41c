/** Checks the options once, at the door, and fills in the defaults and the environment. */

import { durabilityIssues, storeFor } from './durability.ts';
import type { Environment } from './environment.ts';
import { withEnvironment } from './environment.ts';
import { describeIssue } from './describe-issue.ts';
import type { OptionIssue } from './option-issues.ts';
import { invalid } from './option-issues.ts';
import type { AnalyticsOptions } from './options.ts';
import type { PasswordFunction } from './postgres-options.ts';
import { toTextPattern } from './pattern-schema.ts';
import { present } from './present.ts';
import type {
  Clock,
  DestinationSettings,
  InterpretSettings,
  RecorderSettings,
  StoreDescriptor,
} from './settings.ts';
import type { CustomDestination } from './custom-destination.ts';
import { customDestination } from './destination-settings.ts';
import { soundDestinations } from './destination-schema.ts';
import type { CheckedCustom } from './destination-schema.ts';
import { fixedBy, resolveDestinations } from './built-in-destinations.ts';
import { optionsSchema } from './options-schema.ts';
import type { CheckedOptions } from './options-schema.ts';
import { UNKNOWN } from './segment.ts';

/** Options after checking: what crosses into threads, and what stays on the bot's. */
export interface ResolvedOptions {
  readonly recorder: RecorderSettings;
  readonly thread: boolean;
  readonly hooks: Pick<
    AnalyticsOptions,
    'isTest' | 'identify' | 'consent' | 'clientInfo' | 'handoverSign' | 'onError' | 'logger'
  >;
  /** Copy the names of users. */
  readonly captureNames: boolean;
  /** The developer's own redaction, where texts are kept redacted. */
  readonly redact: AnalyticsOptions['redact'];
  /** Answer votes that the bot leaves unanswered. */
  readonly acknowledgeFeedback: boolean;
  /** The developer's clock, guarded, or the system's. */
  readonly clock: Clock;
  readonly ownClock: boolean;
  /** What sends for the developer's own destinations, by their names. */
  readonly deliver: ReadonlyMap<string, CustomDestination['deliver']>;
  /** What removes users from them, of those that have such a function. */
  readonly forget: ReadonlyMap<string, NonNullable<CustomDestination['forget']>>;
  /** What tells the password of the store, where it is asked for. */
  readonly askPassword: PasswordFunction | undefined;
}

/**
 * Checks the options of `createBotAnalytics`.
 * @throws {@link AnalyticsError} `INVALID_OPTIONS`; `details.issues` lists `{ path, problem, value? }`
 */
export function resolveOptions(
  input: AnalyticsOptions = {},
  environment: Environment = {},
): ResolvedOptions {
  const { options, destinations } = check(input, environment);
  return {
    recorder: {
      store: storeFor({ ...options, store: descriptorOf(options.store) }),
      durability: options.durability,
      interpret: interpretSettings(options),
      patterns: {
        fallbackTexts: options.fallbackTexts.map(toTextPattern),
        handoverPhrases: options.handoverPhrases.map(toTextPattern),
      },
      destinations,
      fixed: fixedBy(input, environment),
      properties: options.properties,
      outbox: options.outbox,
      retention: options.retention,
      ...present({ idKey: options.idKey }),
    },
    thread: options.thread,
    hooks: input,
    captureNames: options.captureNames,
    redact: options.captureText === 'redacted' ? input.redact : undefined,
    acknowledgeFeedback: options.acknowledgeFeedback,
    clock: guarded(options.clock),
    ownClock: options.clock !== undefined,
    deliver: new Map(options.destinations.map(({ name, deliver }) => [name, deliver])),
    forget: new Map(
      options.destinations.flatMap(({ name, forget }) => (forget ? [[name, forget] as const] : [])),
    ),
    askPassword: 'askPassword' in options.store ? options.store.askPassword : undefined,
  };
}

/** Tells all that is wrong at once: what a destination lacks also when other fields are wrong. */
function check(
  input: AnalyticsOptions,
  environment: Environment,
): { readonly options: CheckedOptions; readonly destinations: readonly DestinationSettings[] } {
  const issues: OptionIssue[] = [];
  const merged = withEnvironment(input, environment, issues);
  const parsed = optionsSchema.safeParse(merged);
  for (const issue of parsed.error?.issues ?? []) issues.push(...describeIssue(issue, merged));
  const known = new Set(issues.map(({ path }) => path));
  const lacks: OptionIssue[] = [];
  const { data } = parsed;
  const destinations = [
    ...resolveDestinations(data ?? soundDestinations(merged), lacks),
    ...resolveCustom(data?.destinations ?? [], lacks),
  ];
  if (data) issues.push(...durabilityIssues(data));
  // a field that is wrong is not missing as well
  issues.push(...lacks.filter(({ path }) => !known.has(path)));
  if (!parsed.success || issues.length > 0) throw invalid(issues);
  return { options: parsed.data, destinations };
}

/** A clock that fails or tells no time is the system's. */
function guarded(clock: Clock | undefined): Clock {
  if (!clock) return Date.now;
  return () => {
    try {
      const at = clock();
      if (Number.isFinite(at)) return Math.trunc(at);
    } catch {
      // a turn has to have a time
    }
    return Date.now();
  };
}

function interpretSettings(options: CheckedOptions): InterpretSettings {
  return {
    botId: options.botId,
    botVersion: options.botVersion ?? UNKNOWN,
    sessionTimeoutMs: options.sessionTimeoutMs,
    systemCommands: options.systemCommands.map((command) => command.toLowerCase()),
    thresholds: present(options.thresholds),
    captureText: options.captureText,
  };
}

/** Leaves what no thread can be given. */
function descriptorOf(store: CheckedOptions['store']): StoreDescriptor {
  return store.kind === 'postgres' ? { kind: store.kind, options: store.options } : store;
}

function resolveCustom(
  destinations: readonly CheckedCustom[],
  issues: OptionIssue[],
): readonly DestinationSettings[] {
  const found: DestinationSettings[] = [];
  for (const [i, options] of destinations.entries()) {
    found.push(customDestination(options, found, { path: `destinations[${i}]`, issues }));
  }
  return found;
}
