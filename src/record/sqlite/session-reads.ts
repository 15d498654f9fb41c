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
import { segmentsOf } from './columns.ts';
import type { ColumnQuery, ColumnReader, SliceReader } from './columns.ts';
import type { NamedValues } from './driver.ts';
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
    ): Promise<Rows<SessionRow<F>>> => {
      const fields = Object.fromEntries(query.fields.map((field) => [field, COLUMN_OF[field]]));
      const columns = { ...NUMBERED, ...fields };
      if (query.by === 'start') return rowsOf(withLater(startedIn(by, query, { columns }), []));
      return rowsOf(activeSessions(by, query, columns));
    },
    sessionMarks: async (query) => {
      const marks = {
        columns: MARK_COLUMNS,
        join: queries.MARKS_OF_SESSION,
        values: { kind: query.kind },
      };
      const parts = [startedIn(by, query, marks), startedBefore(by, query, marks)];
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
  readonly join?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/** Sessions that were active in the span: those that started in it, then those that started before. */
function activeSessions(by: Readers, query: DialogQuery, columns: ColumnQuery['columns']): Columns {
  const parts = [startedIn(by, query, { columns }), startedBefore(by, query, { columns })];
  const later = by.inSlices(query, SESSION_QUARTERS, (from, to) => ({ from, to }));
  return withLater(joined(Object.keys(columns), parts), rowsOf<Later>(later), query.from);
}

function startedIn({ inSlices }: Readers, query: DialogQuery, wanted: Wanted): Columns {
  const { columns, join } = wanted;
  const from = queries.sessionsStarted(join);
  const filters = filtersOf(query, wanted);
  return inSlices(query, { from, columns }, (first, end) => ({ from: first, to: end, ...filters }));
}

function startedBefore({ read }: Readers, query: DialogQuery, wanted: Wanted): Columns {
  const { columns, join } = wanted;
  const span = { from: query.from, to: query.to };
  return read(
    { from: queries.sessionsBefore(join), columns },
    { ...span, ...filtersOf(query, wanted) },
  );
}

function filtersOf(query: DialogQuery, { values }: Wanted): NamedValues {
  return { segments: segmentsOf(query), dialog: query.dialog ?? null, ...values };
}
