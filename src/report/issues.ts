/** What is wrong with the options of a report, in words that say how to mend it. */

import type * as z from 'zod';

import { AnalyticsError } from '../model/errors.ts';
import { present } from '../model/present.ts';
import { closest } from './closest.ts';

/** One wrong option; an error lists all of them in `details.issues`. */
export interface OptionIssue {
  /** Name of the option; with the place in it, if it is a list: `channel.1`. */
  readonly path: string;
  /** What was given, where it is a text, a number or the like. */
  readonly value?: unknown;
  readonly problem: string;
  readonly allowed?: readonly string[] | undefined;
}

/** Options that some reports take: what to say where they make no sense. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['offset', 'is an option of busiestPeriod and traffic; here `timezone` names the zone'],
  [
    'dialog',
    'is a filter of sessions, automation, evaluation, topics, results, actions, handover, feedback and outcomes',
  ],
  ['count', 'is an option of sessions'],
  ['dimension', 'is an option of reports that have buckets; this one is about the whole range'],
  ['formula', 'is an option of automation'],
  ['chats', 'is an option of feedback'],
  ['value', 'is an option of topics, results and actions'],
  ['measure', 'is an option of conversationMessages and traffic'],
  ['by', 'is an option of responseTimes'],
  ['class', 'is an option of phrases'],
  ['limit', 'is an option of phrases, audience, and of feedback with `chats`'],
  ['search', 'is an option of phrases and audience'],
  ['type', 'is an option of clicks'],
  ['title', 'is an option of clicks'],
  ['destination', 'is an option of clicks'],
  ['tag', 'is an option of audience'],
  ['role', 'is an option of audience'],
  ['subscriber', 'is an option of audience'],
  ['order', 'is an option of audience'],
  ['cursor', 'is an option of audience'],
]);

/** Returns the error that a report rejects wrong options with. */
export function invalidOptions(issues: readonly OptionIssue[]): AnalyticsError {
  const problem = issues.map(describe).join('; ');
  return new AnalyticsError('INVALID_REPORT_OPTIONS', problem, { details: { issues } });
}

/** Translates what a schema found. `allowed` = names of the report's options. */
export function issuesOf(
  error: z.ZodError,
  input: unknown,
  allowed: readonly string[],
): readonly OptionIssue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownOption(key, input, allowed));
    }
    const value = valueAt(input, issue.path);
    if (issue.code === 'invalid_value') return [wrongWord(issue.path, value, issue.values)];
    return [
      { path: nameOf(issue.path), ...present({ value }), problem: lowerFirst(issue.message) },
    ];
  });
}

function describe({ path, value, problem }: OptionIssue): string {
  const given = value === undefined ? '' : ` ${JSON.stringify(value)}`;
  return `\`${path}\`${given} ${problem}`;
}

function unknownOption(key: string, input: unknown, allowed: readonly string[]): OptionIssue {
  const value = valueAt(input, [key]);
  const nearest = closest(key, allowed);
  const unknown = nearest ? `is no option (did you mean \`${nearest}\`?)` : 'is no option';
  return { path: key, ...present({ value }), problem: ELSEWHERE.get(key) ?? unknown, allowed };
}

function wrongWord(
  path: readonly PropertyKey[],
  value: unknown,
  values: readonly unknown[],
): OptionIssue {
  const allowed = values.map(String);
  const nearest = typeof value === 'string' ? closest(value, allowed) : undefined;
  const hint = nearest ? ` (did you mean "${nearest}"?)` : '';
  const problem = `is none of ${allowed.join(', ')}${hint}`;
  return { path: nameOf(path), ...present({ value }), problem, allowed };
}

/** Only what can be shown: an object or a function in place of a value stays out. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  return ['string', 'number', 'boolean'].includes(typeof value) ? value : undefined;
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'options' : path.map(String).join('.');
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
