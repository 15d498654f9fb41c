/** Reads, each by itself or many that see one moment. Nothing is written. */

import { turns } from '../../model/in-turn.ts';
import type { InTurn } from '../../model/in-turn.ts';
import { ownedContext } from '../../model/owned-context.ts';
import { MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { ReadableStore } from '../store.ts';
import type { Server, Sql } from './connection.ts';

/** How reports ask. */
export interface Reading {
  /** Returns the rows of one statement: in a snapshot what it sees, else what is there now. */
  readonly query: Sql['query'];
  /** Reads that are not among those of `run` do not see its moment. One snapshot at a time. */
  readonly snapshot: ReadableStore['snapshot'];
}

/** Longest time of one statement of a report. */
const TIMEOUT_MS = 30 * SECOND_MS;

/** A report may compute for long between two statements: it holds no lock that anybody waits for. */
const IDLE_TIMEOUT_MS = 2 * MINUTE_MS;

/** What those who are within a snapshot read by. */
interface Snapshot {
  /** None once it is over. */
  sql: Sql | undefined;
  readonly inTurn: InTurn;
}

const snapshots = ownedContext<Snapshot>();

/** Prepares the reading from a server. */
export function snapshotsOn(server: Server): Reading {
  const options = { readOnly: true, timeoutMs: TIMEOUT_MS };
  // the connections are few: who waits for its turn here does not wait for one in vain
  const inTurn = turns();

  const open = <Result>(run: () => Promise<Result>): Promise<Result> =>
    // to read twice does no harm, where a server that follows another one makes it begin anew
    server.transaction(async (sql) => {
      await sql.run(`SET LOCAL idle_in_transaction_session_timeout TO ${IDLE_TIMEOUT_MS}`);
      const snapshot: Snapshot = { sql, inTurn: turns() };
      try {
        return await snapshots.run(snapshots.with(server, snapshot), run);
      } finally {
        // what `run` has left behind reads by itself, and what it has begun is waited for: the
        // connection is another's then
        snapshot.sql = undefined;
        await snapshot.inTurn(() => Promise.resolve());
      }
    }, options);

  const query: Sql['query'] = (text, values) => {
    const alone = () => server.transaction((sql) => sql.query<never>(text, values), options);
    const snapshot = snapshots.get(server);
    if (!snapshot?.sql) return alone();
    return snapshot.inTurn(() => snapshot.sql?.query(text, values) ?? alone());
  };
  return {
    query,
    snapshot: (run) => (snapshots.get(server)?.sql ? run() : inTurn(() => open(run))),
  };
}
