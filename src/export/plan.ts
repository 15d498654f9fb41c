/** Which report of an export is asked with which options. */

import { closest } from '../report/closest.ts';
import type { OptionIssue } from '../report/issues.ts';
import { invalidOptions, issuesOf } from '../report/issues.ts';
import type { ReportName } from '../report/registry.ts';
import { largest, optionsOf, schemaOf, withoutLists } from './option-kinds.ts';

type Options = Readonly<Record<string, unknown>>;

/** One report of an export. */
export interface Planned {
  readonly report: ReportName;
  /** Options that were given and that the report takes. */
  readonly options: Options;
  /** The same as the report is asked with: the longest list, if nothing else was said. */
  readonly query: Options;
  /** Names of options that were given and that this report does not take, or not with this value. */
  readonly leftOut: readonly string[];
  /** Most rows that are wanted of a report that answers page by page. */
  readonly limit?: number | undefined;
}

/**
 * Distributes options over reports. One report takes all of them or fails; of several each takes what it
 * knows, and what none of them takes is an error.
 * @throws AnalyticsError `INVALID_REPORT_OPTIONS`
 */
export function planExport(reports: readonly ReportName[], given: Options): readonly Planned[] {
  const options = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const [only] = reports;
  if (only !== undefined && reports.length === 1) return [planOne(only, options)];
  const fitted = reports.map((report) => fit(report, options));
  const issues = Object.keys(options).flatMap((option) => unused(option, options, fitted));
  if (issues.length > 0) throw invalidOptions(issues);
  return fitted.map(({ planned }) => planned);
}

/** Tells whether a report answers page by page. */
export function isPaged(report: ReportName): boolean {
  return 'cursor' in optionsOf(report);
}

function planOne(report: ReportName, options: Options): Planned {
  const { rest, limit } = withoutTotal(report, options);
  const issues = check(report, rest, options);
  if (issues.length > 0) throw invalidOptions(issues);
  return { report, options, query: everything(report, rest, limit), leftOut: [], limit };
}

interface Fitted {
  readonly planned: Planned;
  /** Why options that the report knows were left out. */
  readonly refused: readonly OptionIssue[];
}

function fit(report: ReportName, given: Options): Fitted {
  const { rest, limit } = withoutTotal(report, given);
  const known = keep(rest, (option) => Object.hasOwn(optionsOf(report), option));
  const refused = check(report, known, given);
  const names = new Set(refused.map(({ path }) => rootOf(path)));
  const taken = keep(known, (option) => !names.has(option));
  // what is left without them may still not go together, and then nothing of it can be meant
  const still = check(report, taken, given);
  if (still.length > 0) throw invalidOptions(still);
  const options = keep(given, (option) => option in taken || isTotal(option, limit));
  const leftOut = Object.keys(given).filter((option) => !(option in options));
  const query = everything(report, taken, limit);
  return { planned: { report, options, query, leftOut, limit }, refused };
}

function isTotal(option: string, limit: number | undefined): boolean {
  return option === 'limit' && limit !== undefined;
}

/** In an export, `limit` of a report with pages is that of all pages. */
function withoutTotal(
  report: ReportName,
  options: Options,
): { readonly rest: Options; readonly limit?: number } {
  const { limit, ...rest } = options;
  const isWhole = typeof limit === 'number' && Number.isInteger(limit);
  const isTotalOf = isPaged(report) && isWhole && limit > 0;
  return isTotalOf
    ? { rest: withoutLists(report, rest), limit }
    : { rest: withoutLists(report, options) };
}

/**
 * A file has the whole list, as far as the report goes at once. Pages that are to have everybody go by the
 * order that nobody's acts change; `limit` and `cursor` mean a part of the usual one.
 */
function everything(report: ReportName, options: Options, total: number | undefined): Options {
  if ('limit' in options) return options;
  const limit = largest(report, 'limit');
  if (limit === undefined) return options;
  const isPart = total !== undefined || 'cursor' in options || 'order' in options;
  const order = isPaged(report) && !isPart ? { order: 'stable' } : {};
  const whole = { ...options, ...order, limit };
  return check(report, whole, whole).length === 0 ? whole : options;
}

function check(report: ReportName, options: Options, given: Options): readonly OptionIssue[] {
  const parsed = schemaOf(report).safeParse(options);
  return parsed.success ? [] : issuesOf(parsed.error, given, Object.keys(optionsOf(report)));
}

/** What is wrong with an option that no report took. */
function unused(option: string, given: Options, fitted: readonly Fitted[]): readonly OptionIssue[] {
  if (fitted.some(({ planned }) => !planned.leftOut.includes(option))) return [];
  const refusals = fitted
    .flatMap(({ refused }) => refused)
    .filter(({ path }) => rootOf(path) === option);
  const [refusal] = refusals;
  return [refusal ?? unknownOption(option, given[option], fitted)];
}

function unknownOption(path: string, value: unknown, fitted: readonly Fitted[]): OptionIssue {
  const allowed = [
    ...new Set(fitted.flatMap(({ planned }) => Object.keys(optionsOf(planned.report)))),
  ];
  const nearest = closest(path, allowed);
  const hint = nearest ? ` (did you mean \`${nearest}\`?)` : '';
  const problem = `is an option of none of these reports${hint}`;
  const shown = ['string', 'number', 'boolean'].includes(typeof value) ? { value } : {};
  return { path, ...shown, problem, allowed };
}

function keep(options: Options, isKept: (option: string) => boolean): Options {
  return Object.fromEntries(Object.entries(options).filter(([option]) => isKept(option)));
}

function rootOf(path: string): string {
  return path.split('.', 1)[0] ?? path;
}
