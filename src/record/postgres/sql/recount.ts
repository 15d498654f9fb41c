/** SQL of recounting: the events of a day, and the rows that were counted of it. */

import type { RollupTable } from '../../maintenance.ts';

/** `$1` and `$2`: the day in epoch ms; then where to go on, and how many. */
const EVENT = `
  SELECT e.seq, e.kind, e.at, e.act, e.segment, e."user", s.id AS session, e.data
  FROM events e LEFT JOIN sessions s ON s.number = e.session
  WHERE e."only" IS DISTINCT FROM 'destinations'`;

/** Events that happened on a day, by their time. */
export const EVENTS = `${EVENT} AND e.at >= $1 AND e.at < $2 AND (e.at, e.seq) > ($3, $4)
  ORDER BY e.at, e.seq LIMIT $5`;

/** Votes of other days on messages of this one. */
export const VOTES = `${EVENT} AND e.kind = 'feedback_given'
  AND substring(e.data from '"messageAt":([0-9]+)')::bigint >= $1 AND substring(e.data from '"messageAt":([0-9]+)')::bigint < $2
  AND (e.at < $1 OR e.at >= $2)`;

/** By the key of a table or by an index: the first instant from `$1` on at which there is anything. */
export const NEXT = `SELECT min(at) AS at FROM (
    SELECT min(at) AS at FROM events WHERE at >= $1
    UNION ALL SELECT min(at) FROM phrase_uses WHERE at >= $1
    UNION ALL SELECT min(quarter) * 900000::bigint FROM counters WHERE quarter >= $1 / 900000
    UNION ALL SELECT min(quarter) * 900000::bigint FROM presence WHERE quarter >= $1 / 900000
    UNION ALL SELECT min(quarter) * 900000::bigint FROM response_times WHERE quarter >= $1 / 900000
    UNION ALL SELECT min(day) * 86400000::bigint FROM sealed_counters WHERE day >= $1 / 86400000
    UNION ALL SELECT min(day) * 86400000::bigint FROM sealed_presence WHERE day >= $1 / 86400000
  ) n`;

/** `$1`: names of the instants from which on everything is kept. */
export const FIRST = `SELECT (SELECT min(at) FROM events) AS first,
  (SELECT max(value) FROM totals WHERE name = ANY($1)) AS kept`;

/**
 * Whoever records waits meanwhile: these are what recording begins with, and settling. So nobody waits
 * who holds what others wait for.
 */
export const HOLD_RECORDING = [
  'LOCK TABLE writers IN SHARE ROW EXCLUSIVE MODE',
  'LOCK TABLE conversations IN EXCLUSIVE MODE',
] as const;

interface TableSql {
  /** The columns in the order of `ROLLUPS`. `$1` and `$2`: the day, in the unit of the table. */
  readonly select: string;
  readonly clear: string;
  /** `$1`: JSON list of the rows, each a list. */
  readonly insert: string;
}

/** Values of a row by their place and type. */
const values = (types: readonly string[]): string =>
  types.map((type, place) => `(r ->> ${place})::${type}`).join(', ');

const ROWS = 'FROM json_array_elements($1::json) AS r';

const IN_QUARTERS = 'quarter >= $1 AND quarter < $2';

function plain(
  table: RollupTable,
  types: Readonly<Record<string, string>>,
  where: string,
): TableSql {
  const columns = Object.keys(types).join(', ');
  return {
    select: `SELECT ${columns} FROM ${table} WHERE ${where}`,
    clear: `DELETE FROM ${table} WHERE ${where}`,
    insert: `INSERT INTO ${table} (${columns}) SELECT ${values(Object.values(types))} ${ROWS}`,
  };
}

const PLACE = { quarter: 'integer', segment: 'integer' } as const;
const COUNT = 'bigint';

/** `$3`: kinds. */
const OF_KINDS = `kind = ANY($3) AND ${IN_QUARTERS}`;

export const TABLES: Readonly<Record<RollupTable, TableSql>> = {
  counters: plain(
    'counters',
    {
      ...PLACE,
      received: COUNT,
      recognized: COUNT,
      unrecognized: COUNT,
      system: COUNT,
      sent: COUNT,
      sent_by_agent: COUNT,
      signals: COUNT,
      turns_failed: COUNT,
    },
    IN_QUARTERS,
  ),
  label_counters: plain(
    'label_counters',
    { kind: 'text', ...PLACE, label: 'text', value: COUNT },
    OF_KINDS,
  ),
  presence: plain(
    'presence',
    { ...PLACE, '"user"': 'bigint', received: COUNT, unrecognized: COUNT },
    IN_QUARTERS,
  ),
  response_times: plain(
    'response_times',
    { ...PLACE, dialog: 'text', bucket: 'integer', count: COUNT, total_ms: COUNT },
    IN_QUARTERS,
  ),
  marks: {
    select: `SELECT s.id, m.kind, m.label, m.quarter, m.segment, m.count
      FROM marks m JOIN sessions s ON s.number = m.session WHERE ${OF_KINDS}`,
    clear: `DELETE FROM marks WHERE ${OF_KINDS}`,
    insert: `INSERT INTO marks (session, kind, label, quarter, segment, count)
      SELECT s.number, r ->> 1, r ->> 2, (r ->> 3)::integer, (r ->> 4)::integer, (r ->> 5)::bigint
      ${ROWS} JOIN sessions s ON s.id = r ->> 0`,
  },
  phrase_uses: {
    select: `SELECT u.at, u.segment, p.kind, p.key, u.class, u."user", u.count
      FROM phrase_uses u JOIN phrases p ON p.number = u.phrase WHERE u.at >= $1 AND u.at < $2`,
    clear: 'DELETE FROM phrase_uses WHERE at >= $1 AND at < $2',
    insert: `INSERT INTO phrase_uses (at, segment, phrase, class, "user", count)
      SELECT (r ->> 0)::bigint, (r ->> 1)::integer, p.number, r ->> 4, (r ->> 5)::bigint, (r ->> 6)::bigint
      ${ROWS} JOIN phrases p ON p.kind = r ->> 2 AND p.key = r ->> 3`,
  },
};
