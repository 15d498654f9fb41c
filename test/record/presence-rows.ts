/** Sets of presence as rows: one per user, as they were recorded. */

import type { PresenceField, PresenceSet } from '../../src/record/reads.ts';

type PresenceRow = { readonly quarter: number; readonly segment: number; readonly user: number } & {
  readonly [F in PresenceField]?: number;
};

/** Rows ascend by quarter-hour, segment and user; `fields` are those that were asked for. */
export function presenceRows<F extends PresenceField = never>(
  sets: readonly PresenceSet<F>[],
  fields: readonly F[] = [],
): readonly PresenceRow[] {
  const rows = sets.flatMap((set) =>
    Array.from(set.users, (user, i) => ({
      quarter: set.quarter,
      segment: set.segment,
      user,
      ...Object.fromEntries(fields.map((field) => [field, set[field][i]])),
    })),
  );
  return rows.toSorted((a, b) => a.quarter - b.quarter || a.segment - b.segment || a.user - b.user);
}
