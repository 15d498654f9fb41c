/** The reports of an export, one after the other: each with its first answer and the pages that follow. */

import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import type { Ask } from './pages.ts';
import { answersOf } from './pages.ts';
import type { Planned } from './plan.ts';
import { groupOf, reportColumns } from './report-columns.ts';
import type { Row, Table } from './rows.ts';
import { dataRows } from './rows.ts';

/** A report that has answered. */
export interface Source {
  readonly planned: Planned;
  /** The answer; of a report with pages the first of them. */
  readonly first: unknown;
  /** All answers, the first included; to be read once. */
  readonly answers: AsyncIterable<unknown>;
}

/** A report that cannot answer these options, in an export that takes what there is. */
export interface Unanswered {
  readonly planned: Planned;
  readonly problem: string;
}

/**
 * Asks report by report.
 * @param isAll every report is meant, so that one that cannot answer is left out
 * @throws AnalyticsError what is wrong, if no report can answer
 */
export async function* sourcesOf(
  ask: Ask,
  reports: readonly Planned[],
  isAll: boolean,
): AsyncGenerator<Source | Unanswered> {
  const failures: Failure[] = [];
  for (const planned of reports) {
    const source = await openOr(ask, planned, (error) => {
      if (!isAll || !isAboutOptions(error)) throw error;
      return { planned, error };
    });
    if ('error' in source) failures.push(source);
    else yield source;
  }
  const [first] = failures;
  if (first && failures.length === reports.length) throw first.error;
  for (const { planned, error } of failures) {
    yield { planned, problem: errorToRecord(error).problem };
  }
}

/** Returns the rows of a source, page by page, each told to `look` first. */
export async function* rowPages(
  { answers, planned }: Source,
  look: (rows: readonly Row[]) => void,
): AsyncGenerator<Table> {
  const { report, options } = planned;
  for await (const answer of answers) {
    const rows = dataRows(answer, groupOf(options));
    look(rows);
    yield { columns: reportColumns(report, options, rows), rows };
  }
}

interface Failure {
  readonly planned: Planned;
  readonly error: unknown;
}

async function openOr(
  ask: Ask,
  planned: Planned,
  failed: (error: unknown) => Failure,
): Promise<Source | Failure> {
  try {
    return await open(ask, planned);
  } catch (error) {
    return failed(error);
  }
}

async function open(ask: Ask, planned: Planned): Promise<Source> {
  const answers = answersOf(ask, planned);
  const { value: first } = (await answers.next()) as { readonly value: unknown };
  return { planned, first, answers: startingWith(first, answers) };
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

function isAboutOptions(error: unknown): boolean {
  return AnalyticsError.is(error) && error.code === 'INVALID_REPORT_OPTIONS';
}
