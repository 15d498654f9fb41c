/** SQL of sealing: open rows of a day go, a packed one comes. What is packed is bound as base64 within JSON. */

import { COLUMN_OF_MEASURE, LABEL_KINDS, MEASURES } from '../../measures.ts';
import type { Sealable } from '../../sealing/seal.ts';

/** One at a time seals a day, or replaces what was sealed. `BABS`. */
export const HOLD_SEALING = `SELECT pg_advisory_xact_lock(${0x42_41_42_53}, hashtext(current_schema()))`;

/** The kinds of labels are names of ours, without quotes. */
const IS_LABEL = `kind IN ('${LABEL_KINDS.join("', '")}')`;

const COUNTS = MEASURES.map((measure) => `${COLUMN_OF_MEASURE[measure]} AS "${measure}"`).join(
  ', ',
);
const COUNT_COLUMNS = MEASURES.map((measure) => COLUMN_OF_MEASURE[measure]);

// ---- open rows ---------------------------------------------------------------------------------

/** `$1`: from which quarter-hour on. By the key of a table, or of each kind. */
export const NEXT_OPEN = `SELECT min(quarter) AS quarter FROM (
    SELECT min(quarter) AS quarter FROM presence WHERE quarter >= $1
    UNION ALL SELECT min(quarter) FROM counters WHERE quarter >= $1
    ${LABEL_KINDS.map(
      (kind) =>
        `UNION ALL SELECT min(quarter) FROM label_counters WHERE kind = '${kind}' AND quarter >= $1`,
    ).join(' ')}
  ) n`;

const OF_DAY = 'quarter >= $1 AND quarter < $2';

/** Removes the rows of a day, `$1` to `$2`, and returns them. What others change meanwhile is waited for. */
export const TAKE: Readonly<Record<Sealable, string>> = {
  presence: `DELETE FROM presence WHERE ${OF_DAY}
    RETURNING quarter, segment, "user", received, unrecognized`,
  counters: `DELETE FROM counters WHERE ${OF_DAY} RETURNING quarter, segment, ${COUNTS}`,
  labels: `DELETE FROM label_counters WHERE ${IS_LABEL} AND ${OF_DAY}
    RETURNING kind, quarter, segment, label, value`,
};

/** Adds rows that were taken; others may have begun anew. `$1`: JSON list of the rows. */
export const PUT_BACK: Readonly<Record<Sealable, string>> = {
  presence: `INSERT INTO presence AS o (quarter, segment, "user", received, unrecognized)
    SELECT * FROM json_to_recordset($1::json) AS r
      (quarter integer, segment integer, "user" bigint, received bigint, unrecognized bigint)
    ON CONFLICT (quarter, segment, "user") DO UPDATE SET received = o.received + excluded.received,
      unrecognized = o.unrecognized + excluded.unrecognized`,
  counters: `INSERT INTO counters AS o (quarter, segment, ${COUNT_COLUMNS.join(', ')})
    SELECT * FROM json_to_recordset($1::json) AS r
      (quarter integer, segment integer, ${MEASURES.map((measure) => `"${measure}" bigint`).join(', ')})
    ON CONFLICT (quarter, segment) DO UPDATE SET ${COUNT_COLUMNS.map(
      (column) => `${column} = o.${column} + excluded.${column}`,
    ).join(', ')}`,
  labels: `INSERT INTO label_counters AS o (kind, quarter, segment, label, value)
    SELECT * FROM json_to_recordset($1::json) AS r
      (kind text, quarter integer, segment integer, label text, value bigint)
    ON CONFLICT (kind, quarter, segment, label) DO UPDATE SET value = o.value + excluded.value`,
};

// ---- packed rows -------------------------------------------------------------------------------

interface PackedTable {
  readonly table: string;
  readonly key: string;
  /** Columns of bytes, by the names that they have in a row. */
  readonly bytes: Readonly<Record<string, string>>;
  readonly texts: readonly string[];
  /** Which rows of a day. */
  readonly where: string;
}

const named = (...columns: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(columns.map((column) => [column, column]));

const TABLES: Readonly<Record<Sealable, PackedTable>> = {
  presence: {
    table: 'sealed_presence',
    key: 'day',
    bytes: named('directory', 'users', 'quarters', 'received', 'unrecognized'),
    texts: [],
    where: '',
  },
  counters: {
    table: 'sealed_counters',
    key: 'day',
    bytes: { ...named('segments', 'quarters'), ...COLUMN_OF_MEASURE },
    texts: [],
    where: '',
  },
  labels: {
    table: 'sealed_labels',
    key: 'kind, day',
    bytes: {
      ...named('totals', 'segments', 'places', 'quarters', 'counts'),
      totalSegments: 'total_segments',
      totalPlaces: 'total_places',
    },
    texts: ['kind', 'labels'],
    where: ` AND ${IS_LABEL}`,
  },
};

/** What is packed of a day, `$1`. */
export function packed(what: Sealable): string {
  const { table, bytes, texts, where } = TABLES[what];
  const columns = Object.entries(bytes).map(([name, column]) => `${column} AS "${name}"`);
  return `SELECT ${[...texts, ...columns].join(', ')} FROM ${table} WHERE day = $1${where}`;
}

/** Removes what is packed of a day, `$1`. */
export function removePacked(what: Sealable): string {
  const { table, where } = TABLES[what];
  return `DELETE FROM ${table} WHERE day = $1${where}`;
}

/** Puts rows in the place of others. `$1`: the day; `$2`: JSON list of the rows. */
export function putPacked(what: Sealable): string {
  const { table, key, bytes, texts } = TABLES[what];
  const columns = [...texts, ...Object.values(bytes)];
  const values = Object.keys(bytes).map((name) => `decode(r."${name}", 'base64')`);
  const fields = [...texts, ...Object.keys(bytes)].map((name) => `"${name}" text`);
  return `INSERT INTO ${table} (day, ${columns.join(', ')})
    SELECT $1, ${[...texts.map((name) => `r.${name}`), ...values].join(', ')}
    FROM json_to_recordset($2::json) AS r (${fields.join(', ')})
    ON CONFLICT (${key}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
