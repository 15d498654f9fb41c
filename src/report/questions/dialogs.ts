/** Report `dialogs`: which dialogs run, how they end and what users say of them (R2). */

import type { LabelRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import type { LabelTotals } from './label-totals.ts';
import { labelTotals } from './label-totals.ts';
import { rangeSchema } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { sum } from '../rate.ts';
import { wholeSpanOf } from '../scope.ts';

export interface DialogCounts {
  /** How often it was started. */
  readonly views: number;
  /** How often it ended, each at its own time: also where it was started before the range. */
  readonly completed: number;
  readonly cancelled: number;
  /** Votes on messages of the bot that were sent within it, by the time of the message; the last vote of a user on a message counts. */
  readonly positive: number;
  readonly negative: number;
}

/** A dialog, by its id. */
export interface DialogsRow extends DialogCounts {
  readonly dialog: string;
}

/** Dialogs of which anything was recorded in the range, most viewed first, then by id; `summary` = the sums of the rows. */
export interface DialogsReport extends ListReport<DialogsRow, DialogCounts> {}
export interface GroupedDialogsReport extends GroupedListReport<DialogsRow, DialogCounts> {}

/** @internal */
export const dialogs = reportOf({
  name: 'dialogs',
  schema: rangeSchema,
  dimension: 'range',
  load: async (reads, scope) => ({
    labels: await reads.labels({ ...wholeSpanOf(scope), kinds: KINDS }),
  }),
  answer,
});

const KINDS = [
  'dialog',
  'dialog_completed',
  'dialog_cancelled',
  'dialog_positive',
  'dialog_negative',
] as const;

function answer({ labels }: { readonly labels: Rows<LabelRow> }): Series<DialogsRow, DialogCounts> {
  const data = [...labelTotals(labels, KINDS)]
    .filter(([, totals]) => Object.values(totals).some((count) => count !== 0))
    .map(([dialog, totals]) => ({ dialog, ...countsOf(totals) }))
    .sort((a, b) => b.views - a.views || compareTexts(a.dialog, b.dialog));
  const total = (of: keyof DialogCounts): number => sum(data.map((row) => row[of]));
  return {
    data,
    summary: {
      views: total('views'),
      completed: total('completed'),
      cancelled: total('cancelled'),
      positive: total('positive'),
      negative: total('negative'),
    },
  };
}

function countsOf(totals: LabelTotals<(typeof KINDS)[number]>): DialogCounts {
  return {
    views: totals.dialog,
    completed: totals.dialog_completed,
    cancelled: totals.dialog_cancelled,
    positive: totals.dialog_positive,
    negative: totals.dialog_negative,
  };
}
