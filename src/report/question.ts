/**
 * The frame of every report about a range: one question says what it reads and how it answers;
 * ranges, filters, groups, comparison and hidden test traffic are the same for all.
 */

import type * as z from 'zod';

import { present } from '../model/present.ts';
import type { EpochMs } from '../model/time.ts';
import type { ReportReads } from '../record/reads.ts';
import type { Extras, ReportHead, Series } from './answer.ts';
import { isoOf } from './answer.ts';
import type { Dimension } from './time/calendar.ts';
import { changeOf, previousRange } from './compare.ts';
import { groupKey } from './filters.ts';
import type { ReportGroup, ScopeOptions } from './options.ts';
import type { RowSets } from './partition.ts';
import { partition } from './partition.ts';
import type { Scope } from './scope.ts';
import { rescope, resolveScope } from './scope.ts';
import { testHidden } from './test-hidden.ts';

/** One question. */
export interface Question<Options extends ScopeOptions, Rows extends RowSets, Row, Summary> {
  readonly name: string;
  readonly schema: z.ZodObject;
  /**
   * What a bucket is if the options do not say; `range` = the whole range is the only one.
   * @defaultValue `'day'`
   */
  readonly dimension?: Dimension | 'range' | ((options: Options) => Dimension | 'range');
  /** Fields whose numbers name something (the hour of a cell) and do not count: a group has to have others. */
  readonly names?: readonly string[] | ((options: Options) => readonly string[]);
  /** Options that the head repeats besides range, zone and filters. */
  readonly head?: (options: Options) => object;
  /** Answers in R3's own shape: without a head, or with nothing but its data. */
  readonly bare?: 'series' | 'data';
  /** Reads what the answer is made of, for all groups at once. */
  readonly load: (reads: ReportReads, scope: Scope, options: Options) => Promise<Rows>;
  /** Answers from rows alone: all of them, or those of one group, whose segments `scope` then has. */
  readonly answer: (
    rows: Rows,
    scope: Scope,
    options: Options,
  ) => Series<Row, Summary> | Promise<Series<Row, Summary>>;
  /** What the answer says besides its data and its summary. */
  readonly extras?: (rows: Rows, scope: Scope, options: Options) => object;
}

/** A report as the table of reports has it; `options` have passed the schema. */
export interface Report {
  readonly schema: z.ZodObject;
  readonly run: (reads: ReportReads, options: never, now: EpochMs) => Promise<object>;
}

/** Makes a report out of a question. */
export function reportOf<
  Options extends ScopeOptions,
  Rows extends RowSets,
  Row,
  Summary extends object,
>(question: Question<Options, Rows, Row, Summary>): Report {
  const run = async (reads: ReportReads, options: Options, now: EpochMs): Promise<object> => {
    const { dimension = 'day' } = question;
    const byDefault = typeof dimension === 'function' ? dimension(options) : dimension;
    const scope = await resolveScope(reads, options, now, byDefault);
    const rows = await question.load(reads, scope, options);
    const whole = await question.answer(rows, scope, options);
    if (question.bare === 'data') return whole.data;
    const { group } = options;
    return {
      ...(question.bare ? {} : headOf(question, scope, options)),
      ...(await extrasOf(question, reads, scope, { options, summary: whole.summary })),
      ...question.extras?.(rows, scope, options),
      ...(group
        ? {
            groups: await groupsOf(question, rows, scope, { ...options, group }),
            summary: whole.summary,
          }
        : whole),
    };
  };
  return { schema: question.schema, run };
}

function headOf<Options extends ScopeOptions, Rows extends RowSets, Row, Summary>(
  question: Question<Options, Rows, Row, Summary>,
  { range, zone, buckets, filters }: Scope,
  options: Options,
): ReportHead {
  return {
    report: question.name,
    from: isoOf(range.from),
    to: isoOf(range.to),
    timezone: zone.name,
    ...present({ dimension: buckets.dimension, group: options.group }),
    ...question.head?.(options),
    filters,
  };
}

async function extrasOf<
  Options extends ScopeOptions,
  Rows extends RowSets,
  Row,
  Summary extends object,
>(
  question: Question<Options, Rows, Row, Summary>,
  reads: ReportReads,
  scope: Scope,
  { options, summary }: { readonly options: Options; readonly summary: Summary },
): Promise<Extras<Summary>> {
  const hidden = await testHidden(reads, scope);
  const extras = hidden > 0 ? { testHidden: hidden } : {};
  if (options.compare === undefined) return extras;
  const before = rescope(scope, previousRange(scope.range, options.period, scope.zone));
  const rows = await question.load(reads, before, options);
  const { summary: previous } = await question.answer(rows, before, options);
  const { from, to } = before.range;
  return {
    ...extras,
    previous: { from: isoOf(from), to: isoOf(to), summary: previous },
    change: changeOf(summary, previous),
  };
}

async function groupsOf<Options extends ScopeOptions, Rows extends RowSets, Row, Summary>(
  question: Question<Options, Rows, Row, Summary>,
  rows: Rows,
  scope: Scope,
  options: Options & { readonly group: ReportGroup },
): Promise<readonly ({ readonly key: string } & Series<Row, Summary>)[]> {
  const parts = partition(rows, scope.segments, (segment) => groupKey(segment, options.group));
  const answers = await Promise.all(
    parts.map(async ({ key, rows: own, segments }) => ({
      key,
      ...(await question.answer(own, { ...scope, segments }, options)),
    })),
  );
  const { names = [] } = question;
  const ignored = typeof names === 'function' ? names(options) : names;
  return answers.filter(({ data, summary }) => hasNumber([data, summary], ignored));
}

/** Tells whether any number in an answer is other than 0, those aside that name something. */
function hasNumber(value: unknown, names: readonly string[]): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([field, each]) => !names.includes(field) && hasNumber(each, names),
  );
}
