/** What reports read. Buckets and lists are bound as JSON, and found by ranges of the primary keys. */

import { quarterStart } from '../../model/time.ts';
import type { Quarter } from '../../model/time.ts';
import type {
  BucketQuery,
  CounterRow,
  FirstActRow,
  HandoverRow,
  PresenceRow,
  ReportReads,
  SegmentQuery,
  SessionRow,
  StartedRow,
} from '../store.ts';
import type { DatabaseLike } from './driver.ts';
import { FIRST_QUARTER, metaStatements } from './meta.ts';
import * as queries from './sql/reads.ts';
import { segmentReader } from './segments.ts';

/** Prepares the reads on a connection. */
export function readsOn(db: DatabaseLike): ReportReads {
  const segments = segmentReader(db);
  return {
    ...sessionReads(db),
    segments: async () => segments(),
    firstFactAt: firstFactReader(db),
    presence: presenceReader(db),
    counters: counterReader(db),
    handovers: handoverReader(db),
    firstActs: firstActReader(db),
  };
}

function firstFactReader(db: DatabaseLike): ReportReads['firstFactAt'] {
  const meta = metaStatements(db);
  return async () => {
    const quarter = meta.get(FIRST_QUARTER);
    return quarter === undefined ? undefined : quarterStart(Number(quarter));
  };
}

function presenceReader(db: DatabaseLike): ReportReads['presence'] {
  const select = {
    ever: db.prepare(queries.PRESENCE_EVER),
    channel: db.prepare(queries.PRESENCE_ON_CHANNEL),
  };
  return async (query) =>
    select[query.firstAct].all({
      buckets: bucketsOf(query.edges),
      segments: segmentsOf(query),
      includeTest: Number(query.includeTest),
    }) as PresenceRow[];
}

function counterReader(db: DatabaseLike): ReportReads['counters'] {
  const select = db.prepare(queries.COUNTERS);
  return async (query) =>
    select.all({
      buckets: bucketsOf(query.edges),
      segments: segmentsOf(query),
      measures: JSON.stringify(query.measures),
    }) as CounterRow[];
}

function sessionReads(db: DatabaseLike): Pick<ReportReads, 'sessions' | 'sessionsStarted'> {
  const active = db.prepare(queries.SESSIONS);
  const started = db.prepare(queries.SESSIONS_STARTED);
  return {
    sessions: async (query) => {
      const { from, to, dialog = null } = query;
      const rows = active.all({ from, to, segments: segmentsOf(query), dialog });
      return sessionRows(rows as SessionQuarterRow[]);
    },
    sessionsStarted: async (query) =>
      started.all({
        buckets: bucketsOf(query.edges),
        segments: segmentsOf(query),
      }) as StartedRow[],
  };
}

function handoverReader(db: DatabaseLike): ReportReads['handovers'] {
  const select = db.prepare(queries.HANDOVERS);
  return async (query) =>
    select.all({
      from: quarterStart(query.from),
      to: quarterStart(query.to),
      segments: segmentsOf(query),
      dialog: query.dialog ?? null,
    }) as HandoverRow[];
}

function firstActReader(db: DatabaseLike): ReportReads['firstActs'] {
  const select = db.prepare(queries.FIRST_ACTS);
  return async ({ edges, includeTest }) => {
    const rows = select.all({ includeTest: Number(includeTest) });
    return firstActRows(rows as FirstActQuarter[], edges);
  };
}

/** Buckets as JSON pairs of the first quarter-hour and the one after the last. */
function bucketsOf(edges: BucketQuery['edges']): string {
  return JSON.stringify(edges.slice(1).map((end, index) => [edges[index], end]));
}

/** `null` = all of them. */
function segmentsOf({ segments }: SegmentQuery): string | null {
  return segments ? JSON.stringify(segments) : null;
}

type SessionQuarterRow = Omit<SessionRow, 'quarters'> & { readonly quarter: number };

/** Puts the quarter-hours of a session, which come one after the other, into one row. */
function sessionRows(found: readonly SessionQuarterRow[]): readonly SessionRow[] {
  const rows: (SessionRow & { readonly quarters: number[] })[] = [];
  for (const { quarter, ...session } of found) {
    const latest = rows.at(-1);
    if (latest?.id === session.id) latest.quarters.push(quarter);
    else rows.push({ ...session, quarters: [quarter] });
  }
  return rows;
}

interface FirstActQuarter {
  readonly channel: string;
  readonly quarter: Quarter;
  readonly users: number;
}

/** Sums the quarter-hours up by bucket; what lies after the last bucket is left out. */
function firstActRows(
  quarters: readonly FirstActQuarter[],
  edges: readonly Quarter[],
): readonly FirstActRow[] {
  const sums = new Map<string, { bucket: number; channel: string; users: number }>();
  for (const { channel, quarter, users } of quarters) {
    const bucket = edges.findLastIndex((edge) => edge <= quarter);
    if (bucket >= edges.length - 1) continue;
    const sum = sums.get(`${bucket} ${channel}`);
    if (sum) sum.users += users;
    else sums.set(`${bucket} ${channel}`, { bucket, channel, users });
  }
  return [...sums.values()].toSorted(
    (a, b) => a.bucket - b.bucket || (a.channel < b.channel ? -1 : 1),
  );
}
