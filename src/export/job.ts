/** What is to be exported, and what became of it. */

import type { EpochMs } from '../model/time.ts';
import { cutOf } from './cut.ts';
import type { Source, Unanswered } from './source.ts';

export const EXPORT_FORMATS = ['json', 'csv', 'xlsx'] as const;

/** How reports are written. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  /** Absent = all. */
  readonly reports?: readonly string[] | undefined;
  readonly format: ExportFormat;
  /** File, or folder of several CSV files. */
  readonly path: string;
  /** Options of the reports. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What became of a report in an export. */
export interface ExportedReport {
  readonly report: string;
  /** Absent if the report could not answer. */
  readonly file?: string;
  /** Data rows. */
  readonly rows: number;
  /** Rows that the list has beyond these, because of `limit` or because no list is longer; absent if it is complete. */
  readonly cut?: number;
  /** Names of the options that it was not asked with, because it does not take them (with this value). */
  readonly leftOut: readonly string[];
  /** Why it could not answer; only where all reports were meant, else it is an error. */
  readonly problem?: string;
}

/** What an export wrote. */
export interface ExportResult {
  /** Paths of the files. */
  readonly files: readonly string[];
  /** Data rows of all reports. */
  readonly rows: number;
  readonly reports: readonly ExportedReport[];
}

/** What a writer of one format works on. */
export interface Job {
  readonly now: EpochMs;
  /** Path of the store, which is never written over. */
  readonly store?: string | undefined;
  readonly request: ExportRequest;
  readonly sources: AsyncIterable<Source | Unanswered>;
}

export type Written = Omit<ExportResult, 'rows'>;

/** Tells whether one report is asked for by name, so that there is no list of reports around it. */
export function isOne({ reports }: ExportRequest): boolean {
  return reports !== undefined && new Set(reports).size === 1;
}

export function written({ planned, first }: Source, file: string, rows: number): ExportedReport {
  const { report, leftOut } = planned;
  const cut = cutOf(first);
  return { report, file, rows, ...(cut > 0 && { cut }), leftOut };
}

export function unanswered({ planned, problem }: Unanswered): ExportedReport {
  return { report: planned.report, rows: 0, leftOut: planned.leftOut, problem };
}
