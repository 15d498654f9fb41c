/** What the environment adds to the options. */

import type { OptionIssue } from './option-issues.ts';
import { present } from './present.ts';

/** Where `BOT_ANALYTICS_…` is looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

const GOOGLE = {
  trackingId: 'BOT_ANALYTICS_GA_TRACKING_ID',
  apiSecret: 'BOT_ANALYTICS_GA_API_SECRET',
  active: 'BOT_ANALYTICS_GA_ACTIVE',
  region: 'BOT_ANALYTICS_GA_REGION',
  endpoint: 'BOT_ANALYTICS_GA_ENDPOINT',
  collectorUrl: 'BOT_ANALYTICS_GA_COLLECTOR_URL',
} as const;

const MIXPANEL = {
  token: 'BOT_ANALYTICS_MIXPANEL_TOKEN',
  active: 'BOT_ANALYTICS_MIXPANEL_ACTIVE',
  region: 'BOT_ANALYTICS_MIXPANEL_REGION',
  endpoint: 'BOT_ANALYTICS_MIXPANEL_ENDPOINT',
  gdprToken: 'BOT_ANALYTICS_MIXPANEL_GDPR_TOKEN',
} as const;

const TOP = {
  store: 'BOT_ANALYTICS_STORE',
  idKey: 'BOT_ANALYTICS_ID_KEY',
  captureText: 'BOT_ANALYTICS_CAPTURE_TEXT',
  captureNames: 'BOT_ANALYTICS_CAPTURE_NAMES',
} as const;

/** Fields that are on or off. */
const FLAGS: ReadonlySet<string> = new Set(['active', 'captureNames']);

/** The variables, by the path of the field that each stands in for, e.g. `mixpanel.token`. */
export const VARIABLES: Readonly<Record<string, string>> = {
  ...TOP,
  ...below('googleAnalytics', GOOGLE),
  ...below('mixpanel', MIXPANEL),
};

/**
 * Returns the options with what the environment says where the code says nothing, field by field.
 * A variable that is set and fits nowhere is added to `issues`. What is no object is returned as it is.
 */
export function withEnvironment(
  input: unknown,
  environment: Environment,
  issues: OptionIssue[],
): unknown {
  if (!isRecord(input)) return input;
  const { googleAnalytics, mixpanel } = input;
  return {
    ...read(TOP, environment),
    ...present(input),
    ...present({
      googleAnalytics: mergeGoogle(googleAnalytics, environment, issues),
      mixpanel: merge(mixpanel, read(MIXPANEL, environment)),
    }),
  };
}

/** A list of one is that one. The variables are one destination: which of several, nobody said. */
function mergeGoogle(options: unknown, environment: Environment, issues: OptionIssue[]): unknown {
  const variables = read(GOOGLE, environment);
  if (!Array.isArray(options)) return merge(options, variables);
  if (options.length <= 1) return merge(options[0], variables);
  const [name] = Object.values(GOOGLE).filter((variable) => environment[variable]);
  if (name !== undefined) {
    issues.push({
      path: 'googleAnalytics',
      problem: `lists ${options.length} destinations, but ${name} is set, and the variables BOT_ANALYTICS_GA_… fit one destination only: unset them, or list one`,
    });
  }
  return options;
}

function merge(options: unknown, variables: object): unknown {
  if (options === undefined) return Object.keys(variables).length > 0 ? variables : undefined;
  return isRecord(options) ? { ...variables, ...present(options) } : options;
}

function read(variables: Readonly<Record<string, string>>, environment: Environment): object {
  const fields = Object.entries(variables).map(([field, variable]) => {
    const word = environment[variable] || undefined;
    return [field, FLAGS.has(field) ? flag(word) : word];
  });
  return present(Object.fromEntries(fields) as Record<string, unknown>);
}

/** Unreadable words stay words, so that the schema complains about them. */
function flag(word: string | undefined): unknown {
  if (word === undefined) return undefined;
  return readFlag(word) ?? word;
}

/** Reads a variable that switches something: `undefined` is neither on nor off. */
export function readFlag(word: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(word)) return true;
  return /^(false|0|no|off)$/i.test(word) ? false : undefined;
}

function below(path: string, fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, variable]) => [`${path}.${field}`, variable]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
