/** Reads sessions: those that were active in a span, or started in it, and what they are marked with. */

import type { Quarter } from '../../model/time.ts';
import type {
  DialogQuery,
  ReportReads,
  SessionField,
  SessionMarkRow,
  SessionQuery,
  SessionRow,
} from '../reads.ts';
import { segmentsOf } from './columns.ts';
import type { Cells, ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import * as queries from './sql/reads.ts';

const COLUMN_OF: Readonly<Record<SessionField, string>> = {
  user: 's.user',
  startedAt: 's.started_at',
  lastAt: 's.last_at',
  received: 's.received',
  messages: 's.messages',
  sent: 's.sent',
  handovers: 's.handovers',
  automated: 's.automated',
  csat: 's.csat',
  nps: 's.nps',
  hasResult: 's.result IS NOT NULL',
  closesAt: 's.closes_at',
  lastClass: 's.last_class',
  promptOpen: 's.prompt_open',
  lastDialog: 's.last_dialog',
  lastStep: 's.last_step',
  id: 's.id',
};

const NUMBERED = { number: 's.number', segment: 's.segment', quarter: 's.first_quarter' };

const SESSION_QUARTERS: ColumnQuery = {
  from: queries.SESSION_QUARTERS,
  columns: { session: 'session', quarter: 'quarter' },
};

const MARK_COLUMNS = {
  session: 's.number',
  segment: 's.segment',
  label: 'm.label',
  value: 'm.count',
};

/** Prepares the reads of sessions. */
export function sessionReads(
  read: ColumnReader,
  inSlices: SliceReader,
): Pick<ReportReads, 'sessions' | 'sessionMarks'> {
  const by: Readers = { read, inSlices };
  return {
    sessions: async <F extends SessionField>(
      query: SessionQuery<F>,
    ): Promise<readonly SessionRow<F>[]> => {
      const fields = Object.fromEntries(query.fields.map((field) => [field, COLUMN_OF[field]]));
      const rows = sessionRows(by, query, { ...NUMBERED, ...fields });
      return rows as unknown as readonly SessionRow<F>[];
    },
    sessionMarks: async (query) => {
      const { kind } = query;
      const active = activeSessions(by, query, { columns: NUMBERED });
      const marks = { columns: MARK_COLUMNS, join: queries.MARKS_OF_SESSION, values: { kind } };
      return [
        ...startedIn(by, query, marks),
        ...startedBefore(by, query, { ...marks, numbers: active.before }),
      ] as unknown as readonly SessionMarkRow[];
    },
  };
}

interface Readers {
  readonly read: ColumnReader;
  readonly inSlices: SliceReader;
}

/** What is read of sessions. */
interface Wanted {
  readonly columns: ColumnQuery['columns'];
  readonly join?: string;
  readonly values?: Readonly<Record<string, string>>;
}

type NumberedCells = Cells & { number: number; quarter: Quarter; quarters: Quarter[] };

function sessionRows(
  by: Readers,
  query: DialogQuery & { readonly by: 'activity' | 'start' },
  columns: ColumnQuery['columns'],
): readonly Cells[] {
  if (query.by === 'start') return withQuarters(startedIn(by, query, { columns }));
  const { within, before, later } = activeSessions(by, query, { columns });
  const rows = withQuarters(within);
  const old = startedBefore(by, query, { columns, numbers: before }) as NumberedCells[];
  for (const row of old) row.quarters = [];
  const byNumber = new Map([...rows, ...old].map((row) => [row.number, row]));
  for (const { session, quarter } of later) byNumber.get(session)?.quarters.push(quarter);
  return [...byNumber.values()];
}

function withQuarters(rows: readonly Cells[]): readonly NumberedCells[] {
  for (const row of rows) row['quarters'] = [row['quarter']];
  return rows as readonly NumberedCells[];
}

interface Active {
  /** Those that started in the span. */
  readonly within: readonly Cells[];
  /** Numbers of others that were active in it: they started before, or are not wanted. */
  readonly before: readonly number[];
  /** Quarter-hours besides the first of a session, ascending. */
  readonly later: readonly { readonly session: number; readonly quarter: Quarter }[];
}

function activeSessions(by: Readers, query: DialogQuery, wanted: Wanted): Active {
  const { read, inSlices } = by;
  const within = startedIn(by, query, wanted);
  const later = inSlices(query, (from, to) =>
    read(SESSION_QUARTERS, { from, to }),
  ) as unknown as Active['later'];
  const known = new Set(within.map(({ number }) => number));
  const others = new Set(later.map(({ session }) => session).filter((n) => !known.has(n)));
  return { within, before: [...others], later };
}

function startedIn(
  { read, inSlices }: Readers,
  query: DialogQuery,
  { columns, join = '', values }: Wanted,
): readonly Cells[] {
  const from = queries.SESSIONS_STARTED.replace('FROM sessions s', `FROM sessions s ${join}`);
  const filter = { segments: segmentsOf(query), dialog: query.dialog ?? null, ...values };
  return inSlices(query, (first, end) =>
    read({ from, columns }, { from: first, to: end, ...filter }),
  );
}

function startedBefore(
  { read }: Readers,
  query: DialogQuery,
  { columns, join = '', values, numbers }: Wanted & { readonly numbers: readonly number[] },
): readonly Cells[] {
  if (numbers.length === 0) return [];
  const from = queries.SESSIONS_BEFORE.replace('s.number = n.value', `s.number = n.value ${join}`);
  return read(
    { from, columns },
    {
      from: query.from,
      numbers: JSON.stringify(numbers),
      segments: segmentsOf(query),
      dialog: query.dialog ?? null,
      ...values,
    },
  );
}
