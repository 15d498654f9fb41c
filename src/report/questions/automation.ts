/** Report `automation`: how many sessions the bot settled on its own (R0). */

import * as z from 'zod';

import type { ReportReads, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { Dated, GroupedReport, Series, SeriesReport } from '../answer.ts';
import { isoOf } from '../answer.ts';
import { byActivity } from '../time/by-bucket.ts';
import type { SessionSeriesOptions } from '../options.ts';
import { sessionSeriesShape } from '../options.ts';
import { reportOf } from '../question.ts';
import type { Rate } from '../rate.ts';
import { rate } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf } from '../scope.ts';

const FORMULAS = ['corrected', 'documented'] as const;

/**
 * How the rate is calculated where no session says `false` and some say `true`; elsewhere both are
 * the same (see {@link AutomationSummary.rate}).
 *
 * `corrected`: automated / sessions. `documented`: (sessions − automated) / sessions, which is what
 * R0 prints, and which gives 0 % to a bot that automated everything.
 */
export type AutomationFormula = (typeof FORMULAS)[number];

/** Options of `automation`. */
export interface AutomationOptions extends SessionSeriesOptions {
  /** @defaultValue `'corrected'` */
  readonly formula?: AutomationFormula | undefined;
}

/** Sessions by their last automation status, also where that was set outside of the range (R0). */
export interface AutomationCounts {
  /** The last `setAutomated` of the session said `true`. */
  readonly automated: number;
  /** It said `false`. */
  readonly notAutomated: number;
  /** There was none. */
  readonly unmarked: number;
  /** Their sum. */
  readonly sessions: number;
}

/** Sessions that were active in the bucket. */
export interface AutomationRow extends Dated, AutomationCounts {}

/** Each session once. */
export interface AutomationSummary extends AutomationCounts {
  /**
   * Sessions that were automated, in percent (R0):
   *
   * - with `true` and `false` in the range: automated / (automated + notAutomated)
   * - with `false` alone: (sessions − notAutomated) / sessions
   * - with `true` alone: automated / sessions; as documented (sessions − automated) / sessions
   * - with neither: 100 %
   *
   * Without a session its value is `null`.
   */
  readonly rate: Rate;
  readonly formula: AutomationFormula;
}

export interface AutomationReport extends SeriesReport<AutomationRow, AutomationSummary> {}
export interface GroupedAutomationReport extends GroupedReport<AutomationRow, AutomationSummary> {}

const automationSchema = z.strictObject({
  ...sessionSeriesShape,
  formula: z.enum(FORMULAS).optional(),
}) satisfies z.ZodType<unknown, AutomationOptions>;

/** @internal */
export const automation = reportOf({ name: 'automation', schema: automationSchema, load, answer });

type AutomationRows = { readonly sessions: Rows<SessionRow<'automated'>> };

async function load(reads: ReportReads, scope: Scope): Promise<AutomationRows> {
  const span = dialogSpanOf(scope);
  return { sessions: await reads.sessions({ ...span, by: 'activity', fields: ['automated'] }) };
}

function answer(
  { sessions }: AutomationRows,
  { buckets: { starts, edges } }: Scope,
  { formula = 'corrected' }: AutomationOptions,
): Series<AutomationRow, AutomationSummary> {
  const buckets = byActivity(sessions, edges);
  const counts = countStatus(sessions);
  return {
    data: starts.map((start, i) => ({ date: isoOf(start), ...countStatus(buckets[i] ?? []) })),
    summary: { ...counts, rate: automationRate(counts, formula), formula },
  };
}

function countStatus(some: AutomationRows['sessions']): AutomationCounts {
  const automated = some.filter((session) => session.automated === 1).length;
  const notAutomated = some.filter((session) => session.automated === 0).length;
  const unmarked = some.length - automated - notAutomated;
  return { automated, notAutomated, unmarked, sessions: some.length };
}

function automationRate(counts: AutomationCounts, formula: AutomationFormula): Rate {
  const { automated, notAutomated, sessions } = counts;
  if (automated > 0 && notAutomated > 0) return rate(automated, automated + notAutomated);
  if (automated === 0) return rate(sessions - notAutomated, sessions); // all of them without a mark
  return rate(formula === 'corrected' ? automated : sessions - automated, sessions);
}
