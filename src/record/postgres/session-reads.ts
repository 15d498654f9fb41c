/** Reads sessions: those that were active in a span, or started in it, and what they are marked with. */

import type {
  DialogQuery,
  ReportReads,
  SessionField,
  SessionMarkRow,
  SessionQuery,
  SessionRow,
} from '../reads.ts';
import { withLater } from '../reading/later-quarters.ts';
import type { Later } from '../reading/later-quarters.ts';
import { joined } from '../reading/slices.ts';
import { rowsOf } from '../rows.ts';
import type { Columns, Rows } from '../rows.ts';
import { segmentsOf, textOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, NamedValues, SliceReader } from './columns.ts';
import * as queries from './sql/reads.ts';

const COLUMN_OF: Readonly<Record<SessionField, string>> = {
  user: 's."user"',
  startedAt: 's.started_at',
  lastAt: 's.last_at',
  received: 's.received',
  messages: 's.messages',
  sent: 's.sent',
  handovers: 's.handovers',
  automated: 's.automated',
  csat: 's.csat',
  nps: 's.nps',
  hasResult: '(s.result IS NOT NULL)::integer',
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
    ): Promise<Rows<SessionRow<F>>> => {
      const fields = Object.fromEntries(query.fields.map((field) => [field, COLUMN_OF[field]]));
      const columns = { ...NUMBERED, ...fields };
      if (query.by === 'start')
        return rowsOf(withLater(await startedIn(by, query, { columns }), []));
      return rowsOf(await activeSessions(by, query, columns));
    },
    sessionMarks: async (query) => {
      const marks = {
        columns: MARK_COLUMNS,
        joined: queries.MARKS_OF_SESSION,
        values: { kind: query.kind },
      };
      const parts = [await startedIn(by, query, marks), await startedBefore(by, query, marks)];
      return rowsOf<SessionMarkRow>(joined(Object.keys(MARK_COLUMNS), parts));
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
  readonly joined?: queries.Joined;
  readonly values?: NamedValues;
}

/** Sessions that were active in the span: those that started in it, then those that started before. */
async function activeSessions(
  by: Readers,
  query: DialogQuery,
  columns: ColumnQuery['columns'],
): Promise<Columns> {
  const parts = [
    await startedIn(by, query, { columns }),
    await startedBefore(by, query, { columns }),
  ];
  const later = await by.inSlices(query, SESSION_QUARTERS, (from, to) => ({ from, to }));
  return withLater(joined(Object.keys(columns), parts), rowsOf<Later>(later), query.from);
}

function startedIn({ inSlices }: Readers, query: DialogQuery, wanted: Wanted): Promise<Columns> {
  const from = queries.sessionsStarted(wanted.joined);
  const filters = filtersOf(query, wanted);
  return inSlices(query, { from, columns: wanted.columns }, (first, end) => ({
    ...filters,
    from: first,
    to: end,
  }));
}

function startedBefore({ read }: Readers, query: DialogQuery, wanted: Wanted): Promise<Columns> {
  const from = queries.sessionsBefore(wanted.joined);
  const { from: first, to } = query;
  const values = { ...filtersOf(query, wanted), from: first, to };
  return read({ from, columns: wanted.columns }, values);
}

function filtersOf(query: DialogQuery, { values }: Wanted): NamedValues {
  return { segments: segmentsOf(query), dialog: textOf(query.dialog), ...values };
}
