/** Errors in the words of the command line. */

import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import type { OptionIssue } from '../report/issues.ts';
import { flagOf, withFlags } from './report-options.ts';

/** Returns the lines that explain an error; wrong options are named as they are typed. */
export function describeError(error: unknown): string {
  if (!AnalyticsError.is(error)) {
    return `error: ${error instanceof Error ? error.message : String(error)}\n`;
  }
  // its problem lists the names already
  if (error.code === 'UNKNOWN_REPORT') return `error: ${errorToRecord(error).problem}\n`;
  const { issues } = error.details;
  if (!Array.isArray(issues)) return `error: ${withFlags(error.message)}\n`;
  return (issues as readonly OptionIssue[]).map(describeIssue).join('');
}

function describeIssue({ path, value, problem }: OptionIssue): string {
  const given = value === undefined ? '' : ` ${JSON.stringify(value)}`;
  const [option = path] = path.split('.', 1);
  return `error: ${flagOf(option)}${given} ${withFlags(problem)}\n`;
}
