/** What reports read. Lists are bound as JSON. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
import type {
  CounterRow,
  DialogQuery,
  FirstActCount,
  FirstActQuery,
  FirstActRow,
  HandoverRow,
  LabelRow,
  Phrase,
  PhraseRow,
  PresenceField,
  PresenceRow,
  ReportReads,
  ResponseTimeRow,
  SpanQuery,
} from '../reads.ts';
import type { Measure } from '../measures.ts';
import { audienceReads } from './audience.ts';
import { columnReader, segmentsOf, sliceReader } from './columns.ts';
import type { Cells, ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import type { DatabaseLike, NamedValues } from './driver.ts';
import { FIRST_QUARTER, metaStatements } from './meta.ts';
import { segmentReader } from './segments.ts';
import { sessionReads } from './session-reads.ts';
import * as queries from './sql/reads.ts';

/** Prepares the reads on a connection. */
export function readsOn(db: DatabaseLike): ReportReads {
  const segments = segmentReader(db);
  const read = columnReader(db);
  const firstQuarter = firstQuarterOn(db);
  const inSlices = sliceReader(firstQuarter);
  return {
    ...rollupReads(read, inSlices),
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

const RESPONSE_TIMES = {
  segment: 'segment',
  bucket: 'bucket',
  count: 'count',
  totalMs: 'total_ms',
};

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

function rollupReads(read: ColumnReader, inSlices: SliceReader): RollupReads {
  const slices = (query: SpanQuery, columns: ColumnQuery, more?: NamedValues): readonly Cells[] => {
    const segments = segmentsOf(query);
    return inSlices(query, (from, to) => read(columns, { from, to, segments, ...more }));
  };
  return {
    presence: async <F extends PresenceField>(
      query: SpanQuery & { readonly fields?: readonly F[] },
    ): Promise<readonly PresenceRow<F>[]> => {
      const fields = Object.fromEntries((query.fields ?? []).map((name) => [name, name]));
      const columns = { from: queries.PRESENCE, columns: { ...PLACE, user: 'user', ...fields } };
      return slices(query, columns) as unknown as readonly PresenceRow<F>[];
    },
    counters: async <M extends Measure>(
      query: SpanQuery & { readonly measures: readonly M[] },
    ): Promise<readonly CounterRow<M>[]> => {
      const measures = Object.fromEntries(query.measures.map((name) => [name, COLUMN_OF[name]]));
      const columns = { from: queries.COUNTERS, columns: { ...PLACE, ...measures } };
      return slices(query, columns) as unknown as readonly CounterRow<M>[];
    },
    labels: async (query) => {
      const { kinds, label = null, dialog } = query;
      const more = { kinds: JSON.stringify(kinds), label };
      const rows =
        dialog === undefined
          ? slices(query, LABELS, more)
          : slices(query, LABELS_OF_DIALOG, { ...more, dialog });
      return rows as unknown as readonly LabelRow[];
    },
    responseTimes: async (query) => {
      const dialog = query.byDialog ? 'dialog' : "''";
      const columns = { from: queries.RESPONSE_TIMES, columns: { ...RESPONSE_TIMES, dialog } };
      return summedUp(slices(query, columns) as unknown as readonly ResponseTimeRow[]);
    },
  };
}

/** Adds up what differs in nothing but its quarter-hour. */
function summedUp(rows: readonly ResponseTimeRow[]): readonly ResponseTimeRow[] {
  const sums = new Map<string, Writable<ResponseTimeRow>>();
  for (const row of rows) {
    const key = `${row.segment} ${row.bucket} ${row.dialog}`;
    const sum = sums.get(key);
    if (sum) {
      sum.count += row.count;
      sum.totalMs += row.totalMs;
    } else sums.set(key, row);
  }
  return [...sums.values()];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

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

function firstActReads(
  db: DatabaseLike,
  read: ColumnReader,
): Pick<ReportReads, 'firstActs' | 'firstActCounts'> {
  const counts = db.prepare(queries.FIRST_ACT_COUNTS);
  return {
    firstActs: async (query) =>
      read(firstActQuery(query), {
        includeTest: Number(query.includeTest),
        ...(isOfSome(query) && { users: JSON.stringify(query.users) }),
      }) as unknown as readonly FirstActRow[],
    firstActCounts: async ({ includeTest }) =>
      counts.all({ includeTest: Number(includeTest) }) as FirstActCount[],
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

// ---- phrases -----------------------------------------------------------------------------------

const PHRASE_USES: ColumnQuery = {
  from: queries.PHRASE_USES,
  columns: {
    at: 'at',
    segment: 'segment',
    phrase: 'phrase',
    class: 'class',
    user: 'nullif(user, 0)',
    count: 'count',
  },
};

const PHRASE = { number: 'p.number', kind: 'p.kind', text: 'p.text' };
const PHRASES: ColumnQuery = { from: queries.PHRASES, columns: PHRASE };
const INTENTS: ColumnQuery = { from: queries.INTENTS, columns: PHRASE };

function phraseReads(
  read: ColumnReader,
  inSlices: SliceReader,
): Pick<ReportReads, 'phrases' | 'phraseTexts'> {
  return {
    phrases: async (query) =>
      inSlices(query, (from, to) =>
        read(PHRASE_USES, {
          from: quarterStart(from),
          to: quarterStart(to),
          segments: segmentsOf(query),
          classes: query.classes ? JSON.stringify(query.classes) : null,
        }),
      ) as unknown as readonly PhraseRow[],
    phraseTexts: async (wanted) => {
      const rows =
        wanted === 'intents'
          ? read(INTENTS, {})
          : read(PHRASES, { numbers: JSON.stringify(wanted) });
      return rows as unknown as readonly Phrase[];
    },
  };
}
