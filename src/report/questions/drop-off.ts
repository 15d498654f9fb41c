/** Report `dropOff`: where conversations end that came to nothing; no product of the documents has it. */

import type { LabelRow, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { GroupedListReport, ListReport, Series } from '../answer.ts';
import { groupBy } from '../../model/group-by.ts';
import { rangeSchema } from '../options.ts';
import { outcomeOf, sessionsWithMessages } from './outcome.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { ratio } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { spanOf, wholeSpanOf } from '../scope.ts';

/** A place where sessions ended. */
export interface DropOffRow {
  /** Innermost dialog that was open at the end; `null` = outside of dialogs. */
  readonly dialog: string | null;
  /** Its step, counted from 0; `null` where it has none, or none is known. */
  readonly step: number | null;
  /** Sessions that ended there. */
  readonly sessions: number;
  /** `sessions` / all that dropped off, in percent. */
  readonly share: number | null;
  /** How often the dialog was started in the range, by whatever session; `null` outside of dialogs. */
  readonly views: number | null;
}

export interface DropOffSummary {
  /**
   * Sessions with messages that began in the range and dropped off: neither open at its end (or
   * now), nor escalated, nor resolved. They are the `abandoned` and the `none` of `outcomes`.
   */
  readonly sessions: number;
}

/** The places by their sessions, most first. */
export interface DropOffReport extends ListReport<DropOffRow, DropOffSummary> {}
export interface GroupedDropOffReport extends GroupedListReport<DropOffRow, DropOffSummary> {}

/** @internal */
export const dropOff = reportOf({
  name: 'dropOff',
  schema: rangeSchema,
  dimension: 'range',
  names: ['step'],
  load,
  answer,
});

interface Dropped {
  readonly segment: number;
  readonly dialog: string | null;
  readonly step: number | null;
}

type DropOffRows = {
  readonly sessions: readonly Dropped[];
  /** Starts of dialogs. */
  readonly starts: Rows<LabelRow>;
};

async function load(reads: ReportReads, scope: Scope): Promise<DropOffRows> {
  const span = spanOf(scope);
  const sessions = await sessionsWithMessages(reads, {
    ...span,
    fields: ['lastDialog', 'lastStep'],
  });
  const dropped: Dropped[] = [];
  for (const session of sessions) {
    const outcome = outcomeOf(session, scope);
    if (outcome !== 'abandoned' && outcome !== 'none') continue;
    const { segment, lastDialog: dialog, lastStep: step } = session;
    dropped.push({ segment, dialog, step });
  }
  return {
    sessions: dropped,
    starts: await reads.labels({ ...wholeSpanOf(scope), kinds: ['dialog'] }),
  };
}

function answer({ sessions, starts }: DropOffRows): Series<DropOffRow, DropOffSummary> {
  const viewsOf = new Map<string, number>();
  for (const { label, value } of starts) viewsOf.set(label, (viewsOf.get(label) ?? 0) + value);
  const data = [...groupBy(sessions, ({ dialog }) => dialog)].flatMap(([dialog, ofDialog]) =>
    [...groupBy(ofDialog, ({ step }) => step)].map(([step, { length }]) => ({
      dialog,
      step,
      sessions: length,
      share: ratio(length * 100, sessions.length),
      views: dialog === null ? null : (viewsOf.get(dialog) ?? 0),
    })),
  );
  return { data: data.toSorted(inOrder), summary: { sessions: sessions.length } };
}

/** Most sessions first, then by dialog and step, outside of dialogs first. */
function inOrder(a: DropOffRow, b: DropOffRow): number {
  if (a.sessions !== b.sessions) return b.sessions - a.sessions;
  return compareTexts(a.dialog ?? '', b.dialog ?? '') || (a.step ?? -1) - (b.step ?? -1);
}
