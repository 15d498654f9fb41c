/** Options of reports out of a query string: the same names, all of them texts. */

import { kindOfOption, numberOrText, optionsOf } from '../../export/option-kinds.ts';
import { WITH_COMMAS } from '../../export/option-words.ts';
import type { ReportName } from '../../report/registry.ts';

/**
 * Reads the options of a report. What is none of them, or makes no sense, is handed on as it is: the
 * report says what is wrong with it, in the same words as everywhere.
 */
export function optionsFrom(report: ReportName, query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(names.map((name) => [name, valueOf(report, name, query.getAll(name))]));
}

function valueOf(report: ReportName, name: string, given: readonly string[]): unknown {
  if (!Object.hasOwn(optionsOf(report), name)) return given.length === 1 ? given[0] : given;
  const { type, many } = kindOfOption(report, name);
  if (many) return WITH_COMMAS.has(name) ? given : given.flatMap(parts);
  const [only = ''] = given;
  if (given.length > 1) return given;
  if (type === 'number') return numberOrText(only);
  return type === 'boolean' ? booleanOrText(only) : only;
}

function parts(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function booleanOrText(text: string): boolean | string {
  if (text === 'true' || text === '1' || text === '') return true;
  return text === 'false' || text === '0' ? false : text;
}
