/** Labels of several kinds, added up over the range. */

import type { LabelKind } from '../../record/measures.ts';
import type { LabelRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';

/** How often a label was recorded, as each kind; 0 as kinds that it was not. */
export type LabelTotals<Kind extends LabelKind> = Readonly<Record<Kind, number>>;

/** Adds rows up: one entry per label. */
export function labelTotals<Kind extends LabelKind>(
  rows: Rows<LabelRow>,
  kinds: readonly Kind[],
): ReadonlyMap<string, LabelTotals<Kind>> {
  const totals = new Map<string, Record<LabelKind, number>>();
  const none = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<LabelKind, number>;
  for (const { label, kind, value } of rows) {
    const known = totals.get(label) ?? { ...none };
    known[kind] += value;
    totals.set(label, known);
  }
  return totals;
}
