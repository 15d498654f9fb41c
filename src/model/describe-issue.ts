/** Describes what the schema of the options has found: apart from the words, as it loads the schema. */

import { types } from 'node:util';
import type * as z from 'zod';
import type { OptionIssue } from './option-issues.ts';
import { knownFields } from './options-schema.ts';
import { present } from './present.ts';

/** Fields that are secrets, or addresses, which may hold one. */
const SECRET_FIELD =
  /(^|\.)(idKey|apiSecret|token|gdprToken|username|secret|projectId|endpoint|collectorUrl|url|password|ca|cert|key)$/;

/** Where an object is expected, a text may be the secret that belongs into it, or an address. */
const SECRET_TEXT =
  /^(options|store(?!\.options\.(schema|port|connections)$)(\..*)?|mixpanel(\.serviceAccount)?|googleAnalytics(\[\d+\])?|destinations(\[\d+\])?)$/;

/** Describes one issue of the schema; several names that are unknown are told one by one. */
export function describeIssue(issue: z.core.$ZodIssue, input: unknown): OptionIssue[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: issue.path.length === 0 ? key : `${path}.${key}`,
      problem: `there is no option of this name; known are ${knownFields(issue.path, input).join(', ')}`,
    }));
  }
  const value = valueAt(input, issue.path);
  return [
    {
      path,
      problem: issue.message,
      ...(isShown(path, value) ? { value } : present({ kind: kindOf(value) })),
    },
  ];
}

function isShown(path: string, value: unknown): boolean {
  if (value === null) return true;
  if (SECRET_FIELD.test(path)) return false;
  if (typeof value === 'string' || types.isRegExp(value)) {
    return value === '' || !SECRET_TEXT.test(path);
  }
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Of a text that is not shown its kind is not what is wrong. */
function kindOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return undefined;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
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
