/** What reports read. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
import { COLUMN_OF_MEASURE } from '../measures.ts';
import type { Measure } from '../measures.ts';
import { FIRST_QUARTERS, quartersOf } from '../reading/first-quarters.ts';
import { PLACE_OF_BUCKET, summedUp } from '../reading/response-times.ts';
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
import { FIRST_QUARTER } from '../recording/statements.ts';
import { rowsOf } from '../rows.ts';
import type { Columns, Rows } from '../rows.ts';
import type { DayRun } from '../sealing/cuts.ts';
import { assemblyOf, counterSums, labelSums, presenceSets } from '../sealing/reading.ts';
import type { Assembly, ReadRun } from '../sealing/reading.ts';
import { audienceReads } from './audience-reads.ts';
import { columnReader, named, segmentsOf, sliceReader, textOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, NamedValues, Query, SliceReader } from './columns.ts';
import { phraseReads } from './phrase-reads.ts';
import { readSegments } from './segments.ts';
import { sealedReadsOn } from './sealed-reads.ts';
import type { SealedReads } from './sealed-reads.ts';
import { sessionReads } from './session-reads.ts';
import * as queries from './sql/reads.ts';

/**
 * Prepares the reads.
 * @param query those that take several statements see one moment where it does, in a snapshot
 */
export function readsOn(query: Query): ReportReads {
  const read = columnReader(query);
  const firstQuarter = firstQuarterOn(query);
  const inSlices = sliceReader(read, firstQuarter);
  return {
    ...rollupReads({ sealed: sealedReadsOn(query), inSlices, firstQuarter }),
    ...sessionReads(read, inSlices),
    ...firstActReads(read),
    ...phraseReads(read, inSlices),
    segments: () => readSegments({ query }),
    firstFactAt: async () => {
      const quarter = await firstQuarter();
      return quarter === undefined ? undefined : quarterStart(quarter);
    },
    handovers: handoverReader(query),
    knownDialogs: (asked) => named(query, queries.KNOWN_DIALOGS, { segments: segmentsOf(asked) }),
    audience: audienceReads(query),
  };
}

function firstQuarterOn(query: Query): () => Promise<Quarter | undefined> {
  return async () => {
    const [row] = await query<{ readonly value: number }>(
      'SELECT value FROM totals WHERE name = $1',
      [FIRST_QUARTER],
    );
    return row?.value;
  };
}

// ---- rollups -----------------------------------------------------------------------------------

const PLACE = { quarter: 'quarter', segment: 'segment' };

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

const ANSWERS = { count: 'sum(count)', totalMs: 'sum(total_ms)' };

const RESPONSE_TIMES: ColumnQuery = {
  from: queries.RESPONSE_TIMES_BY_PLACE,
  columns: { place: PLACE_OF_BUCKET, ...ANSWERS },
};

const RESPONSE_TIMES_BY_DIALOG: ColumnQuery = {
  from: queries.RESPONSE_TIMES_BY_DIALOG,
  columns: { place: PLACE_OF_BUCKET, dialog: 'dialog', ...ANSWERS },
};

type RollupReads = Pick<ReportReads, 'presence' | 'counters' | 'labels' | 'responseTimes'>;

interface Rollups {
  readonly sealed: SealedReads;
  readonly inSlices: SliceReader;
  readonly firstQuarter: () => Promise<Quarter | undefined>;
}

function rollupReads(by: Rollups): RollupReads {
  return {
    presence: (query) => presence(by, query),
    counters: (query) => counters(by, query),
    labels: (query) => labels(by, query),
    responseTimes: async (query) => {
      const columns = query.byDialog ? RESPONSE_TIMES_BY_DIALOG : RESPONSE_TIMES;
      return summedUp(rowsOf(await open(by, query, columns)));
    },
  };
}

async function presence<F extends PresenceField>(
  by: Rollups,
  query: PresenceQuery<F>,
): Promise<readonly PresenceSet<F>[]> {
  const { fields = [] } = query;
  const assembly = assemblyOf(query);
  const packed = await readRuns(by, assembly, (run) => by.sealed.presence(run, fields));
  const values = Object.fromEntries(fields.map((name) => [name, name]));
  const columns = { ...PLACE, user: '"user"', ...values };
  const rows = await open(by, query, { from: queries.PRESENCE, columns });
  return presenceSets(packed, rows, assembly, fields);
}

async function counters<M extends Measure>(
  by: Rollups,
  query: CounterQuery<M>,
): Promise<Rows<CounterRow<M>>> {
  const { measures } = query;
  const assembly = assemblyOf(query);
  const packed = await readRuns(by, assembly, (run) => by.sealed.counters(run, measures));
  const values = Object.fromEntries(measures.map((name) => [name, COLUMN_OF_MEASURE[name]]));
  const rows = await open(by, query, { from: queries.COUNTERS, columns: { ...PLACE, ...values } });
  return rowsOf(counterSums(packed, rows, assembly, measures));
}

async function labels(by: Rollups, query: LabelQuery): Promise<Rows<LabelRow>> {
  const { kinds, label, dialog } = query;
  const more = { kinds, label: textOf(label) };
  if (dialog !== undefined) {
    return rowsOf(await open(by, query, LABELS_OF_DIALOG, { ...more, dialog: textOf(dialog) }));
  }
  const assembly = assemblyOf(query);
  const packed = await readRuns(by, assembly, (run) => by.sealed.labels(run, kinds));
  return rowsOf(labelSums(packed, await open(by, query, LABELS, more), assembly, label));
}

/** Rows of days that are not sealed, and what came too late to be. */
function open(
  { inSlices }: Rollups,
  query: SpanQuery,
  columns: ColumnQuery,
  more?: NamedValues,
): Promise<Columns> {
  const segments = segmentsOf(query);
  return inSlices(query, columns, (from, to) => ({ from, to, segments, ...more }));
}

async function readRuns<Row>(
  { firstQuarter }: Rollups,
  { cuts }: Assembly,
  read: (run: DayRun) => Promise<readonly Row[]>,
): Promise<readonly ReadRun<Row>[]> {
  const runs: ReadRun<Row>[] = [];
  for (const run of cuts.runs(await firstQuarter())) runs.push({ run, rows: await read(run) });
  return runs;
}

function handoverReader(query: Query): ReportReads['handovers'] {
  return (asked: DialogQuery) =>
    named<HandoverRow>(query, queries.HANDOVERS, {
      from: quarterStart(asked.from),
      to: quarterStart(asked.to),
      segments: segmentsOf(asked),
      dialog: textOf(asked.dialog),
    });
}

// ---- users -------------------------------------------------------------------------------------

function firstActReads(
  read: ColumnReader,
): Pick<ReportReads, 'firstQuarters' | 'firstActsOnChannels'> {
  return {
    firstQuarters: async ({ users, includeTest }) => {
      const from = queries.FIRST_ACTS_EVER[users ? 'some' : 'all'];
      const values = { includeTest: Number(includeTest), users: users ?? null };
      return quartersOf(await read({ from, columns: FIRST_QUARTERS }, values));
    },
    firstActsOnChannels: async ({ includeTest }) => {
      const columns = { user: '"user"', channel: 'channel', at: 'at' };
      const values = { includeTest: Number(includeTest) };
      return rowsOf<FirstActRow>(
        await read({ from: queries.FIRST_ACTS_ON_CHANNEL, columns }, values),
      );
    },
  };
}
