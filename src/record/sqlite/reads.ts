/** What reports read. Lists are bound as JSON. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
import type {
  CounterQuery,
  CounterRow,
  DialogQuery,
  FirstActRow,
  HandoverRow,
  LabelQuery,
  LabelRow,
  PresenceField,
  PresenceQuery,
  PresenceSet,
  ReportReads,
  SpanQuery,
} from '../reads.ts';
import { COLUMN_OF_MEASURE } from '../measures.ts';
import type { Measure } from '../measures.ts';
import { FIRST_QUARTERS, quartersOf } from '../reading/first-quarters.ts';
import { PLACE_OF_BUCKET, summedUp } from '../reading/response-times.ts';
import { rowsOf } from '../rows.ts';
import type { Columns, Rows } from '../rows.ts';
import type { DayRun } from '../sealing/cuts.ts';
import { assemblyOf, counterSums, labelSums, presenceSets } from '../sealing/reading.ts';
import type { Assembly, ReadRun } from '../sealing/reading.ts';
import { audienceReads } from './audience.ts';
import { columnReader, segmentsOf, sliceReader } from './columns.ts';
import type { ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import { FIRST_QUARTER } from '../recording/statements.ts';
import { metaStatements } from './meta.ts';
import { phraseReads } from './phrase-reads.ts';
import { firstQuartersOn } from './sealed-users.ts';
import { segmentReader } from './segments.ts';
import { sealedReadsOn } from './sealed-reads.ts';
import type { SealedReads } from './sealed-reads.ts';
import { sessionReads } from './session-reads.ts';
import * as queries from './sql/reads.ts';

/** Prepares the reads on a connection. */
export function readsOn(db: DatabaseLike): ReportReads {
  const segments = segmentReader(db);
  const read = columnReader(db);
  const firstQuarter = firstQuarterOn(db);
  const inSlices = sliceReader(read, firstQuarter);
  return {
    ...rollupReads({ sealed: sealedReadsOn(db), inSlices, firstQuarter }),
    ...sessionReads(read, inSlices),
    ...firstActReads(db, read),
    ...phraseReads(read, inSlices),
    segments: async () => segments(),
    firstFactAt: async () => {
      const quarter = firstQuarter();
      return quarter === undefined ? undefined : quarterStart(quarter);
    },
    handovers: handoverReader(db),
    knownDialogs: knownDialogReader(db),
    audience: audienceReads(db),
  };
}

function firstQuarterOn(db: DatabaseLike): () => Quarter | undefined {
  const meta = metaStatements(db);
  return () => {
    const quarter = meta.get(FIRST_QUARTER);
    return quarter === undefined ? undefined : Number(quarter);
  };
}

// ---- rollups -----------------------------------------------------------------------------------

const PLACE = { quarter: 'quarter', segment: 'segment' };

const RESPONSE_TIMES = { count: 'count', totalMs: 'total_ms' };

const LABEL_COLUMNS = {
  quarter: 'l.quarter',
  segment: 'l.segment',
  kind: 'l.kind',
  label: 'l.label',
};

const LABELS: ColumnQuery = {
  from: queries.LABELS,
  columns: { ...LABEL_COLUMNS, value: 'l.value' },
};

const LABELS_OF_DIALOG: ColumnQuery = {
  from: queries.LABELS_OF_DIALOG,
  columns: { ...LABEL_COLUMNS, value: 'l.count' },
};

type RollupReads = Pick<ReportReads, 'presence' | 'counters' | 'labels' | 'responseTimes'>;

interface Rollups {
  readonly sealed: SealedReads;
  readonly inSlices: SliceReader;
  readonly firstQuarter: () => Quarter | undefined;
}

function rollupReads(by: Rollups): RollupReads {
  return {
    presence: async (query) => presence(by, query),
    counters: async (query) => counters(by, query),
    labels: async (query) => labels(by, query),
    responseTimes: async (query) => {
      const dialog = query.byDialog && { dialog: 'dialog' };
      const columns = { place: PLACE_OF_BUCKET, ...RESPONSE_TIMES, ...dialog };
      return summedUp(rowsOf(open(by, query, { from: queries.RESPONSE_TIMES, columns })));
    },
  };
}

function presence<F extends PresenceField>(
  by: Rollups,
  query: PresenceQuery<F>,
): readonly PresenceSet<F>[] {
  const { fields = [] } = query;
  const assembly = assemblyOf(query);
  const packed = readRuns(by, assembly, (run) => by.sealed.presence(run, fields));
  const values = Object.fromEntries(fields.map((name) => [name, name]));
  const columns = { ...PLACE, user: 'user', ...values };
  const rows = open(by, query, { from: queries.PRESENCE, columns });
  return presenceSets(packed, rows, assembly, fields);
}

function counters<M extends Measure>(by: Rollups, query: CounterQuery<M>): Rows<CounterRow<M>> {
  const { measures } = query;
  const assembly = assemblyOf(query);
  const packed = readRuns(by, assembly, (run) => by.sealed.counters(run, measures));
  const values = Object.fromEntries(measures.map((name) => [name, COLUMN_OF_MEASURE[name]]));
  const rows = open(by, query, { from: queries.COUNTERS, columns: { ...PLACE, ...values } });
  return rowsOf(counterSums(packed, rows, assembly, measures));
}

function labels(by: Rollups, query: LabelQuery): Rows<LabelRow> {
  const { kinds, label, dialog } = query;
  const more = { kinds: JSON.stringify(kinds), label: label ?? null };
  if (dialog !== undefined) return rowsOf(open(by, query, LABELS_OF_DIALOG, { ...more, dialog }));
  const assembly = assemblyOf(query);
  const packed = readRuns(by, assembly, (run) => by.sealed.labels(run, kinds));
  return rowsOf(labelSums(packed, open(by, query, LABELS, more), assembly, label));
}

/** Rows of days that are not sealed, and what came too late to be. */
function open(
  { inSlices }: Rollups,
  query: SpanQuery,
  columns: ColumnQuery,
  more?: NamedValues,
): Columns {
  const segments = segmentsOf(query);
  return inSlices(query, columns, (from, to) => ({ from, to, segments, ...more }));
}

function readRuns<Row>(
  { firstQuarter }: Rollups,
  { cuts }: Assembly,
  read: (run: DayRun) => readonly Row[],
): readonly ReadRun<Row>[] {
  return cuts.runs(firstQuarter()).map((run) => ({ run, rows: read(run) }));
}

function handoverReader(db: DatabaseLike): ReportReads['handovers'] {
  const select = db.prepare(queries.HANDOVERS);
  return async (query: DialogQuery) =>
    select.all({
      from: quarterStart(query.from),
      to: quarterStart(query.to),
      segments: segmentsOf(query),
      dialog: query.dialog ?? null,
    }) as HandoverRow[];
}

function knownDialogReader(db: DatabaseLike): ReportReads['knownDialogs'] {
  const select = db.prepare(queries.KNOWN_DIALOGS);
  return async (query) =>
    select.all({ segments: segmentsOf(query) }) as { segment: number; dialog: string }[];
}

// ---- users -------------------------------------------------------------------------------------

function firstActReads(
  db: DatabaseLike,
  read: ColumnReader,
): Pick<ReportReads, 'firstQuarters' | 'firstActsOnChannels'> {
  const ofAll = firstQuartersOn(db, read);
  const some = { from: queries.FIRST_ACTS_EVER, columns: FIRST_QUARTERS };
  return {
    firstQuarters: async ({ users, includeTest }) => {
      if (!users) return ofAll(includeTest);
      const values = { includeTest: Number(includeTest), users: JSON.stringify(users) };
      return quartersOf(read(some, values));
    },
    firstActsOnChannels: async ({ includeTest }) =>
      rowsOf<FirstActRow>(
        read(
          {
            from: queries.FIRST_ACTS_ON_CHANNEL,
            columns: { user: 'user', channel: 'channel', at: 'at' },
          },
          { includeTest: Number(includeTest) },
        ),
      ),
  };
}
