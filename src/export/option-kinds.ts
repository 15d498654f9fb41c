/** What the options of reports are, as their schemas say. */

import * as z from 'zod';

import type { Report } from '../report/question.ts';
import { REPORTS } from '../report/registry.ts';
import type { ReportName } from '../report/registry.ts';

/** How an option is given as text. */
export interface OptionKind {
  readonly type: 'text' | 'number' | 'boolean';
  /** A list is accepted as well. */
  readonly many: boolean;
}

/** Returns the options of a report by name. */
export function optionsOf(report: ReportName): Readonly<Record<string, unknown>> {
  return schemaOf(report).shape;
}

export function schemaOf(report: ReportName): z.ZodObject {
  const { schema }: Report = REPORTS[report];
  return schema;
}

/** Tells what an option of a report is. */
export function kindOfOption(report: ReportName, option: string): OptionKind {
  const kinds = alternatives(optionsOf(report)[option]);
  const has = (type: string): boolean => kinds.some((kind) => kind.def.type === type);
  const many = has('array');
  if (has('number')) return { type: 'number', many };
  return { type: has('boolean') ? 'boolean' : 'text', many };
}

/** Reads a number out of a text. What is none the report's schema refuses, in its own words. */
export function numberOrText(value: string): number | string {
  return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value);
}

/** Returns options as a report takes them: a list of one where it takes no list is that one. */
export function withoutLists(
  report: ReportName,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(options).map(([option, value]): [string, unknown] => {
    const isList = Array.isArray(value) && value.length === 1;
    return [option, isList && !kindOfOption(report, option).many ? value[0] : value];
  });
  return Object.fromEntries(entries);
}

/** Returns the largest number that an option may be, if it has a limit. */
export function largest(report: ReportName, option: string): number | undefined {
  const number = alternatives(optionsOf(report)[option]).find(
    (kind) => kind instanceof z.ZodNumber,
  );
  return number?.maxValue ?? undefined;
}

/** What is left of a schema without `optional` and the like; of a union each part. */
function alternatives(schema: unknown): readonly z.ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  if (schema instanceof z.ZodPipe) return alternatives(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  ) {
    return alternatives(schema.unwrap());
  }
  return schema instanceof z.ZodType ? [schema] : [];
}
