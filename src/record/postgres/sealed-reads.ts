/** Reads sealed days, as they are packed: of each row the columns that are needed. */

import type { Measure } from '../measures.ts';
import type { PresenceField } from '../reads.ts';
import type { PackedCounterRow } from '../sealing/counters.ts';
import type { DayRun } from '../sealing/cuts.ts';
import type { PackedLabelRow } from '../sealing/labels.ts';
import type { PackedPresenceRow } from '../sealing/presence-sets.ts';
import { counterColumns, labelColumns, presenceColumns } from '../sealing/reading.ts';
import { named } from './columns.ts';
import type { NamedValues, Query } from './columns.ts';
import * as queries from './sql/reads.ts';

export type SealedReads = ReturnType<typeof sealedReadsOn>;

/** Prepares the reads. */
export function sealedReadsOn(query: Query) {
  const rows = <Row>(
    columns: readonly string[],
    from: string,
    run: DayRun,
    more: NamedValues = {},
  ): Promise<readonly Row[]> =>
    named<Row>(query, `SELECT ${columns.join(', ')} ${from}`, {
      from: run.from,
      to: run.to,
      ...more,
    });
  return {
    presence: (run: DayRun, fields: readonly PresenceField[]) =>
      rows<PackedPresenceRow>(presenceColumns(run, fields), queries.SEALED_PRESENCE, run),
    counters: (run: DayRun, measures: readonly Measure[]) =>
      rows<PackedCounterRow>(counterColumns(measures), queries.SEALED_COUNTERS, run),
    labels: (run: DayRun, kinds: readonly string[]) =>
      rows<PackedLabelRow>(labelColumns(run), queries.SEALED_LABELS, run, {
        kinds,
      }),
  };
}
