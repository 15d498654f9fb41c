/** What is wrong with an argument of a function, in words: the field by its name, or the argument itself. */

import type * as z from 'zod';

import { describeIssue } from '../model/describe-issue.ts';
import type { OptionIssue } from '../model/option-issues.ts';

export interface Argument {
  /** What the function calls it. */
  readonly argument: string;
  readonly value: unknown;
  /** The schema that it was checked with. */
  readonly fields: z.ZodObject;
}

/** Describes the issues of a schema; several names that are unknown are told one by one. */
export function issuesOf(
  error: z.ZodError | undefined,
  { argument, value, fields }: Argument,
): readonly OptionIssue[] {
  const known = Object.keys(fields.shape).join(', ');
  return (error?.issues ?? []).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const problem = `there is no field of this name; known are ${known}`;
      return issue.keys.map((key) => ({ path: key, problem }));
    }
    const described = describeIssue(issue, value);
    return issue.path.length > 0
      ? described
      : described.map((each) => ({ ...each, path: argument }));
  });
}
