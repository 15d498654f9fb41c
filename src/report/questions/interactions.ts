/** Report `interactions`: which parts of the bot are used most (R3). */

import type * as z from 'zod';

import type { LabelRow, ReportReads } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import type { LabelTotals } from './label-totals.ts';
import { labelTotals } from './label-totals.ts';
import type { RangeOptions } from '../options.ts';
import { rangeSchema } from '../options.ts';
import { compareTexts } from '../order.ts';
import { reportOf } from '../question.ts';
import { ratio, sum } from '../rate.ts';
import type { Scope } from '../scope.ts';
import { wholeSpanOf } from '../scope.ts';

/** Options of `interactions`. */
export interface InteractionsOptions extends Omit<RangeOptions, 'group' | 'compare'> {}

/**
 * How often an interaction was used.
 *
 * Without a `type` it is a dialog, counted when it is started. `contextFallback`: messages that were
 * not understood while the dialog `parentId` was open. `fallback`: those that were not understood
 * with no dialog open. `welcome`: users who were added, once each per conversation.
 */
export interface InteractionRow {
  /** Dialog that was open; with `contextFallback` alone. */
  readonly parentId?: string;
  readonly type?: 'contextFallback' | 'fallback' | 'welcome';
  /** Of a dialog its id. */
  readonly name: string;
  /** Of a dialog the same as `name`, by which it is known. */
  readonly id?: string;
  /** `100 × value / Σ value`, with 2 decimals; `null` if nothing was used at all. */
  readonly usage: number | null;
  readonly value: number;
}

/**
 * Interactions in R3's own bare shape, most used first; of those used equally often the dialogs by
 * name, then the context fallbacks by parent, the fallback, the welcome. Dialogs that were started
 * before or after the range are there with 0; `fallback` and `welcome` always are.
 */
export type InteractionsReport = readonly InteractionRow[];

/** @internal */
export const interactionsSchema = rangeSchema.omit({
  group: true,
  compare: true,
}) satisfies z.ZodType<unknown, InteractionsOptions>;

/** @internal */
export const interactions = reportOf({
  name: 'interactions',
  schema: interactionsSchema,
  dimension: 'range',
  bare: 'data',
  load,
  answer: (rows: InteractionRows) => {
    const used = interactionsOf(rows);
    const total = sum(used.map(({ value }) => value));
    return { data: used.sort(mostUsedFirst).map((one) => rowOf(one, total)), summary: { total } };
  },
});

const KINDS = ['dialog', 'context_fallback', 'fallback', 'welcome'] as const;

type InteractionRows = {
  readonly labels: Rows<LabelRow>;
  readonly known: readonly { readonly segment: number; readonly dialog: string }[];
};

async function load(reads: ReportReads, scope: Scope): Promise<InteractionRows> {
  const span = wholeSpanOf(scope);
  return {
    labels: await reads.labels({ ...span, kinds: KINDS }),
    known: await reads.knownDialogs({ segments: span.segments }),
  };
}

/** Label and kind of what was used, and how often. */
interface Used {
  readonly kind: (typeof KINDS)[number];
  readonly label: string;
  readonly value: number;
}

function interactionsOf({ labels, known }: InteractionRows): Used[] {
  const totals = labelTotals(labels, KINDS);
  const valueOf = (label: string, kind: Used['kind']): number => totals.get(label)?.[kind] ?? 0;
  const parents = labelsOf(totals, 'context_fallback');
  const names = new Set([...known.map(({ dialog }) => dialog), ...labelsOf(totals, 'dialog')]);
  const usedAs = (kind: Used['kind'], some: Iterable<string>): Used[] =>
    [...some].map((label) => ({ kind, label, value: valueOf(label, kind) }));
  return [
    ...usedAs('dialog', names),
    ...usedAs('context_fallback', parents),
    ...usedAs('fallback', ['']),
    ...usedAs('welcome', ['']),
  ];
}

function labelsOf(
  totals: ReadonlyMap<string, LabelTotals<Used['kind']>>,
  kind: Used['kind'],
): readonly string[] {
  return [...totals].flatMap(([label, values]) => (values[kind] === 0 ? [] : [label]));
}

function mostUsedFirst(a: Used, b: Used): number {
  return (
    b.value - a.value ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    compareTexts(a.label, b.label)
  );
}

function rowOf({ kind, label, value }: Used, total: number): InteractionRow {
  const numbers = { usage: ratio(value * 100, total), value };
  switch (kind) {
    case 'dialog':
      return { name: label, id: label, ...numbers };
    case 'context_fallback':
      return { parentId: label, type: 'contextFallback', name: 'Fallback Interaction', ...numbers };
    case 'fallback':
      return { type: 'fallback', name: 'Fallback Interaction', ...numbers };
    case 'welcome':
      return { type: 'welcome', name: 'Welcome Interaction', ...numbers };
  }
}
