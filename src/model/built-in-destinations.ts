/**
 * Puts together what is said of the built-in destinations: by the code, by the environment, and by whoever
 * has set something while bots run. What code and environment say wins, field by field.
 */

import { describeIssue } from './describe-issue.ts';
import type { CheckedDestinations } from './destination-schema.ts';
import { googleDestination, mixpanelDestinations } from './destination-settings.ts';
import { VARIABLES, withEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import type { OptionIssue } from './option-issues.ts';
import { optionsSchema } from './options-schema.ts';
import { present } from './present.ts';
import { SETTABLE } from './settings.ts';
import type {
  DestinationSettings,
  FixedDestinations,
  FixedFields,
  OptionFields,
  SettableName,
} from './settings.ts';

/** Makes destinations of options that were checked field by field, and complains of what does not fit. */
export function resolveDestinations(
  { googleAnalytics, mixpanel }: CheckedDestinations,
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
  if (mixpanel) found.push(...mixpanelDestinations(mixpanel, { path: 'mixpanel', issues }));
  return found;
}

/** Notes what code and environment say, of options that were checked. */
export function fixedBy(input: object, environment: Environment): FixedDestinations {
  const merged = Object(withEnvironment(input, environment, [])) as Record<string, unknown>;
  const written = input as Record<string, unknown>;
  return Object.fromEntries(
    SETTABLE.map((name) => {
      const own = listOf(written[name]);
      const all = listOf(merged[name]);
      return [name, all.map((fields, i) => ({ fields, variables: from(name, fields, own[i]) }))];
    }),
  );
}

function listOf(given: unknown): readonly OptionFields[] {
  return given === undefined
    ? []
    : [given].flat().map((each) => present(Object(each) as Record<string, unknown>));
}

/** Of each field that the code leaves out, the variable. */
function from(
  name: SettableName,
  fields: OptionFields,
  code: OptionFields = {},
): FixedFields['variables'] {
  const names = Object.keys(fields).filter((field) => !(field in code));
  const pairs = names.map((field) => [field, VARIABLES[`${name}.${field}`]] as const);
  return Object.fromEntries(
    pairs.filter(([, variable]) => variable !== undefined),
  ) as FixedFields['variables'];
}

/** What a destination is, set up in part while bots run, and what is wrong with that. */
export interface Merged {
  readonly destinations: readonly DestinationSettings[];
  readonly issues: readonly OptionIssue[];
}

/** Puts what was set under what is fixed, and checks both together as the options of a bot are. */
export function mergedDestinations(
  name: SettableName,
  fixed: readonly FixedFields[],
  kept: OptionFields,
): Merged {
  if (fixed.length > 1) return { destinations: [], issues: [severalIssue(name, fixed)] };
  const input = { [name]: { ...kept, ...fixed[0]?.fields } };
  const { data, error } = optionsSchema.safeParse(input);
  const issues = (error?.issues ?? []).flatMap((issue) => describeIssue(issue, input));
  const destinations = data ? resolveDestinations(data, issues) : [];
  return { destinations, issues };
}

function severalIssue(path: SettableName, fixed: readonly FixedFields[]): OptionIssue {
  const problem = `lists ${fixed.length} destinations in the code, and what is set here fits one only: change them there`;
  return { path, problem };
}

/** Complains of fields that are fixed: to set them would change nothing. */
export function fixedIssues(
  name: SettableName,
  fixed: readonly FixedFields[],
  given: OptionFields,
): readonly OptionIssue[] {
  const [own, second] = fixed;
  if (second) return [severalIssue(name, fixed)];
  const taken = Object.keys(given).filter((field) => own && field in own.fields);
  return taken.map((field) => {
    const variable = own?.variables[field];
    const where = variable === undefined ? 'set in the code' : `set by ${variable}`;
    return { path: `${name}.${field}`, problem: `is ${where}, which wins: change it there` };
  });
}
