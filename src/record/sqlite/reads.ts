/** What reports read. Lists are bound as JSON. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
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
import type { Measure } from '../measures.ts';
import { PLACE_OF_BUCKET, summedUp } from '../reading/response-times.ts';
import { rowsOf } from '../rows.ts';
import type { Rows } from '../rows.ts';
import { audienceReads } from './audience.ts';
import { columnReader, segmentsOf, sliceReader } from './columns.ts';
import type { ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import { FIRST_QUARTER } from '../recording/statements.ts';
import { metaStatements } from './meta.ts';
import { phraseReads } from './phrase-reads.ts';
import { segmentReader } from './segments.ts';
import { sessionReads } from './session-reads.ts';
import * as queries from './sql/reads.ts';

/** Prepares the reads on a connection. */
export function readsOn(db: DatabaseLike): ReportReads {
  const segments = segmentReader(db);
  const read = columnReader(db);
  const firstQuarter = firstQuarterOn(db);
  const inSlices = sliceReader(read, firstQuarter);
  return {
    ...rollupReads(inSlices),
    ...sessionReads(read, inSlices),
    ...firstActReads(read),
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

type RollupReads = Pick<ReportReads, 'presence' | 'counters' | 'labels' | 'responseTimes'>;

type Slices = <Row extends object>(
  query: SpanQuery,
  columns: ColumnQuery,
  more?: NamedValues,
) => Rows<Row>;

function slicesOf(inSlices: SliceReader): Slices {
  return (query, columns, more) => {
    const segments = segmentsOf(query);
    return rowsOf(inSlices(query, columns, (from, to) => ({ from, to, segments, ...more })));
  };
}

function rollupReads(inSlices: SliceReader): RollupReads {
  const slices = slicesOf(inSlices);
  return {
    presence: async <F extends PresenceField>(
      query: SpanQuery & { readonly fields?: readonly F[] },
    ): Promise<Rows<PresenceRow<F>>> => {
      const fields = Object.fromEntries((query.fields ?? []).map((name) => [name, name]));
      return slices(query, {
        from: queries.PRESENCE,
        columns: { ...PLACE, user: 'user', ...fields },
      });
    },
    counters: async <M extends Measure>(
      query: SpanQuery & { readonly measures: readonly M[] },
    ): Promise<Rows<CounterRow<M>>> => {
      const measures = Object.fromEntries(query.measures.map((name) => [name, COLUMN_OF[name]]));
      return slices(query, { from: queries.COUNTERS, columns: { ...PLACE, ...measures } });
    },
    labels: async (query) => {
      const { kinds, label = null, dialog } = query;
      const more = { kinds: JSON.stringify(kinds), label };
      return dialog === undefined
        ? slices(query, LABELS, more)
        : slices(query, LABELS_OF_DIALOG, { ...more, dialog });
    },
    responseTimes: async (query) => {
      const dialog = query.byDialog && { dialog: 'dialog' };
      const columns = {
        from: queries.RESPONSE_TIMES,
        columns: { place: PLACE_OF_BUCKET, ...RESPONSE_TIMES, ...dialog },
      };
      return summedUp(slices(query, columns));
    },
  };
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

/** More users than this are found faster by reading all. */
const MANY_USERS = 5_000;

function firstActReads(read: ColumnReader): Pick<ReportReads, 'firstActs'> {
  return {
    firstActs: async (query) =>
      rowsOf<FirstActRow>(
        read(firstActQuery(query), {
          includeTest: Number(query.includeTest),
          ...(isOfSome(query) && { users: JSON.stringify(query.users) }),
        }),
      ),
  };
}

function isOfSome({ users }: FirstActQuery): boolean {
  return users !== undefined && users.length <= MANY_USERS;
}

function firstActQuery(query: FirstActQuery): ColumnQuery {
  const which = isOfSome(query) ? 'some' : 'all';
  const columns = { user: 'user', at: 'at' };
  return query.of === 'ever'
    ? { from: queries.FIRST_ACTS_EVER[which], columns }
    : { from: queries.FIRST_ACTS_ON_CHANNEL[which], columns: { ...columns, channel: 'channel' } };
}
