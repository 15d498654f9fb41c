/** What reports read. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
import type { Measure } from '../measures.ts';
import { PLACE_OF_BUCKET, summedUp } from '../reading/response-times.ts';
import type {
  CounterRow,
  DialogQuery,
  FirstActQuery,
  FirstActRow,
  HandoverRow,
  PresenceField,
  PresenceRow,
  ReportReads,
  SpanQuery,
} from '../reads.ts';
import { FIRST_QUARTER } from '../recording/statements.ts';
import { rowsOf } from '../rows.ts';
import type { Rows } from '../rows.ts';
import { audienceReads } from './audience-reads.ts';
import { columnReader, named, segmentsOf, sliceReader, textOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, NamedValues, Query, SliceReader } from './columns.ts';
import { phraseReads } from './phrase-reads.ts';
import { readSegments } from './segments.ts';
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
    ...rollupReads(inSlices),
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

const COLUMN_OF: Readonly<Record<Measure, string>> = {
  received: 'received',
  recognized: 'recognized',
  unrecognized: 'unrecognized',
  system: 'system',
  sent: 'sent',
  sentByAgent: 'sent_by_agent',
  signals: 'signals',
  turnsFailed: 'turns_failed',
};

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

type Slices = <Row extends object>(
  query: SpanQuery,
  columns: ColumnQuery,
  more?: NamedValues,
) => Promise<Rows<Row>>;

function slicesBy(inSlices: SliceReader): Slices {
  return async (query, columns, more) => {
    const segments = segmentsOf(query);
    return rowsOf(await inSlices(query, columns, (from, to) => ({ from, to, segments, ...more })));
  };
}

function rollupReads(inSlices: SliceReader): RollupReads {
  const slices = slicesBy(inSlices);
  return {
    presence: <F extends PresenceField>(
      query: SpanQuery & { readonly fields?: readonly F[] },
    ): Promise<Rows<PresenceRow<F>>> => {
      const fields = Object.fromEntries((query.fields ?? []).map((name) => [name, name]));
      return slices(query, {
        from: queries.PRESENCE,
        columns: { ...PLACE, user: '"user"', ...fields },
      });
    },
    counters: <M extends Measure>(
      query: SpanQuery & { readonly measures: readonly M[] },
    ): Promise<Rows<CounterRow<M>>> => {
      const measures = Object.fromEntries(query.measures.map((name) => [name, COLUMN_OF[name]]));
      return slices(query, { from: queries.COUNTERS, columns: { ...PLACE, ...measures } });
    },
    labels: (query) => {
      const { kinds, label, dialog } = query;
      const more = { kinds, label: textOf(label) };
      return dialog === undefined
        ? slices(query, LABELS, more)
        : slices(query, LABELS_OF_DIALOG, { ...more, dialog: textOf(dialog) });
    },
    responseTimes: async (query) =>
      summedUp(await slices(query, query.byDialog ? RESPONSE_TIMES_BY_DIALOG : RESPONSE_TIMES)),
  };
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

/** More users than this are found faster by reading all. */
const MANY_USERS = 5_000;

function firstActReads(read: ColumnReader): Pick<ReportReads, 'firstActs'> {
  return {
    firstActs: async (query) => {
      const includeTest = Number(query.includeTest);
      const users = usersOf(query);
      return rowsOf<FirstActRow>(await read(firstActQuery(query), { includeTest, users }));
    },
  };
}

/** Whose first acts are looked up one by one; `null` = all are read. */
function usersOf({ users }: FirstActQuery): readonly number[] | null {
  return users && users.length <= MANY_USERS ? users : null;
}

function firstActQuery(query: FirstActQuery): ColumnQuery {
  const which = usersOf(query) ? 'some' : 'all';
  const columns = { user: '"user"', at: 'at' };
  return query.of === 'ever'
    ? { from: queries.FIRST_ACTS_EVER[which], columns }
    : { from: queries.FIRST_ACTS_ON_CHANNEL[which], columns: { ...columns, channel: 'channel' } };
}
