/**
 * The frame of every series: one question says what it reads and how it answers; ranges, filters,
 * groups, comparison and hidden test traffic are the same for all.
 */

import type { z } from 'zod';

import { present } from '../model/present.ts';
import type { EpochMs } from '../model/time.ts';
import type { ReportReads } from '../record/store.ts';
import type { Extras, ReportHead, Series } from './answer.ts';
import { isoOf } from './answer.ts';
import type { Dimension } from './calendar.ts';
import { changeOf, previousRange } from './compare.ts';
import { groupKey } from './filters.ts';
import type { ReportGroup, SessionSeriesOptions } from './options.ts';
import type { RowSets } from './partition.ts';
import { partition } from './partition.ts';
import type { Scope } from './scope.ts';
import { rescope, resolveScope } from './scope.ts';
import { testHidden } from './test-hidden.ts';

/** One question. */
export interface SeriesQuestion<
  Options extends SessionSeriesOptions,
  Rows extends RowSets,
  Row,
  Summary,
> {
  readonly name: string;
  readonly schema: z.ZodObject;
  /** @defaultValue `'day'` */
  readonly dimension?: Dimension;
  /** Options that the head repeats besides range, zone and filters. */
  readonly head?: (options: Options) => object;
  /** Answers without a head (R3's shape). */
  readonly isBare?: true;
  /** Reads what the answer is made of, for all groups at once. */
  readonly load: (reads: ReportReads, scope: Scope, options: Options) => Promise<Rows>;
  /** Answers from rows alone: all of them, or those of one group, whose segments `scope` then has. */
  readonly answer: (rows: Rows, scope: Scope, options: Options) => Series<Row, Summary>;
}

/** A report as the table of reports has it; `options` have passed the schema. */
export interface Report {
  readonly schema: z.ZodObject;
  readonly run: (reads: ReportReads, options: never, now: EpochMs) => Promise<object>;
}

/** Makes a report out of a question. */
export function seriesReport<
  Options extends SessionSeriesOptions,
  Rows extends RowSets,
  Row,
  Summary extends object,
>(question: SeriesQuestion<Options, Rows, Row, Summary>): Report {
  const run = async (reads: ReportReads, options: Options, now: EpochMs): Promise<object> => {
    const scope = await resolveScope(reads, options, now, question.dimension ?? 'day');
    const rows = await question.load(reads, scope, options);
    const whole = question.answer(rows, scope, options);
    const { group } = options;
    return {
      ...(question.isBare ? {} : headOf(question, scope, options)),
      ...(await extrasOf(question, reads, scope, { options, summary: whole.summary })),
      ...(group
        ? { groups: groupsOf(question, rows, scope, { ...options, group }), summary: whole.summary }
        : whole),
    };
  };
  return { schema: question.schema, run };
}

function headOf<Options extends SessionSeriesOptions, Rows extends RowSets, Row, Summary>(
  question: SeriesQuestion<Options, Rows, Row, Summary>,
  { range, zone, buckets, filters }: Scope,
  options: Options,
): ReportHead {
  return {
    report: question.name,
    from: isoOf(range.from),
    to: isoOf(range.to),
    timezone: zone.name,
    dimension: buckets.dimension,
    ...present({ group: options.group }),
    ...question.head?.(options),
    filters,
  };
}

async function extrasOf<
  Options extends SessionSeriesOptions,
  Rows extends RowSets,
  Row,
  Summary extends object,
>(
  question: SeriesQuestion<Options, Rows, Row, Summary>,
  reads: ReportReads,
  scope: Scope,
  { options, summary }: { readonly options: Options; readonly summary: Summary },
): Promise<Extras<Summary>> {
  const hidden = await testHidden(reads, scope);
  const extras = hidden > 0 ? { testHidden: hidden } : {};
  if (options.compare === undefined) return extras;
  const before = rescope(scope, previousRange(scope.range, options.period, scope.zone));
  const rows = await question.load(reads, before, options);
  const previous = question.answer(rows, before, options).summary;
  const { from, to } = before.range;
  return {
    ...extras,
    previous: { from: isoOf(from), to: isoOf(to), summary: previous },
    change: changeOf(summary, previous),
  };
}

function groupsOf<Options extends SessionSeriesOptions, Rows extends RowSets, Row, Summary>(
  question: SeriesQuestion<Options, Rows, Row, Summary>,
  rows: Rows,
  scope: Scope,
  options: Options & { readonly group: ReportGroup },
): readonly ({ readonly key: string } & Series<Row, Summary>)[] {
  return partition(rows, scope.segments, (segment) => groupKey(segment, options.group))
    .map((part) => ({
      key: part.key,
      ...question.answer(part.rows, { ...scope, segments: part.segments }, options),
    }))
    .filter(({ data, summary }) => hasNumber(data) || hasNumber(summary));
}

/** Tells whether any number in an answer is other than 0. */
function hasNumber(value: unknown): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasNumber);
}
