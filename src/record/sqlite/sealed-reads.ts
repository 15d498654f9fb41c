/** Reads sealed days, as they are packed: of each row the columns that are needed. */

import type { Measure } from '../measures.ts';
import type { PresenceField } from '../reads.ts';
import type { PackedCounterRow } from '../sealing/counters.ts';
import type { DayRun } from '../sealing/cuts.ts';
import type { PackedLabelRow } from '../sealing/labels.ts';
import type { PackedPresenceRow } from '../sealing/presence-sets.ts';
import { counterColumns, labelColumns, presenceColumns } from '../sealing/reading.ts';
import { preparedOn } from './columns.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import * as queries from './sql/reads.ts';

export type SealedReads = ReturnType<typeof sealedReadsOn>;

/** Prepares the reads; each statement once. */
export function sealedReadsOn(db: DatabaseLike) {
  const statementOf = preparedOn(db);
  const rows = <Row>(
    columns: readonly string[],
    from: string,
    run: DayRun,
    more: NamedValues = {},
  ): readonly Row[] => {
    const statement = statementOf(`SELECT ${columns.join(', ')} ${from}`);
    return statement.all({ from: run.from, to: run.to, ...more }) as Row[];
  };
  return {
    presence: (run: DayRun, fields: readonly PresenceField[]) =>
      rows<PackedPresenceRow>(presenceColumns(run, fields), queries.SEALED_PRESENCE, run),
    counters: (run: DayRun, measures: readonly Measure[]) =>
      rows<PackedCounterRow>(counterColumns(measures), queries.SEALED_COUNTERS, run),
    labels: (run: DayRun, kinds: readonly string[]) =>
      rows<PackedLabelRow>(labelColumns(run), queries.SEALED_LABELS, run, {
        kinds: JSON.stringify(kinds),
      }),
  };
}
