/** What is wrong with the options, in words: field, remedy, and the value where it is no secret. */

import { types } from 'node:util';
import { AnalyticsError } from './errors.ts';

/** One wrong field. `value` is absent where it could be a secret. */
export interface OptionIssue {
  readonly path: string;
  readonly problem: string;
  readonly value?: unknown;
  /** What a value that is absent here is: `a list`. */
  readonly kind?: string;
}

/** Longest part of a value that is told. */
const MAX_SHOWN_LENGTH = 80;

/** Returns the error that tells all issues. */
export function invalid(issues: readonly OptionIssue[]): AnalyticsError {
  const text = issues
    .map(({ path, problem, value, kind }) => {
      const got = value === undefined ? kind : show(value);
      return got === undefined ? `${path}: ${problem}` : `${path}: ${problem}, got ${got}`;
    })
    .join('; ');
  return new AnalyticsError('INVALID_OPTIONS', text, { details: { issues } });
}

/** `NaN` and `Infinity` have no JSON. */
function show(value: unknown): string {
  if (types.isRegExp(value)) return clipped(String(value));
  return typeof value === 'string' ? JSON.stringify(clipped(value)) : String(value);
}

function clipped(text: string): string {
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}
