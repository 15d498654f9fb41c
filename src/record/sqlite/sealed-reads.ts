/** Reads sealed days, as they are packed: of each row the columns that are needed. */

import type { Measure } from '../measures.ts';
import type { PresenceField } from '../reads.ts';
import type { PackedCounterRow } from '../sealing/counters.ts';
import type { DayRun } from '../sealing/cuts.ts';
import type { PackedLabelRow } from '../sealing/labels.ts';
import type { PackedPresenceRow } from '../sealing/presence-sets.ts';
import { counterColumns, labelColumns, presenceColumns } from '../sealing/reading.ts';
import type { DatabaseLike, NamedValues, StatementLike } from './driver.ts';
import * as queries from './sql/reads.ts';

export type SealedReads = ReturnType<typeof sealedReadsOn>;

/** Prepares the reads; each statement once. */
export function sealedReadsOn(db: DatabaseLike) {
  const prepared = new Map<string, StatementLike>();
  const rows = <Row>(
    columns: readonly string[],
    from: string,
    run: DayRun,
    more: NamedValues = {},
  ): readonly Row[] => {
    const sql = `SELECT ${columns.join(', ')} ${from}`;
    const statement = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, statement);
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
