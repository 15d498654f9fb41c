/** SQL of sealing: open rows of a day go, a packed one comes. */

import type { Quarter } from '../../../model/time.ts';
import { COLUMN_OF_MEASURE, LABEL_KINDS, MEASURES } from '../../measures.ts';
import { spanOf } from '../../recounting.ts';
import type { Day } from '../../recounting.ts';
import type { OpenRows, PackedRows, Sealable } from '../../sealing/seal.ts';
import type { DatabaseLike, SqlValue } from '../driver.ts';

const IS_LABEL = `kind IN ('${LABEL_KINDS.join("', '")}')`;
const COUNTS = MEASURES.map((measure) => `${COLUMN_OF_MEASURE[measure]} AS "${measure}"`).join(
  ', ',
);

// ---- open rows ---------------------------------------------------------------------------------

/** Prepares the statement that looks for open rows: by the key of a table, or of each kind of label. */
export function nextOpenOn(db: DatabaseLike): (from: Quarter) => Quarter | undefined {
  const first = [
    'SELECT min(quarter) AS quarter FROM presence WHERE quarter >= :from',
    'SELECT min(quarter) AS quarter FROM counters WHERE quarter >= :from',
    ...LABEL_KINDS.map(
      (kind) =>
        `SELECT min(quarter) AS quarter FROM label_counters WHERE kind = '${kind}' AND quarter >= :from`,
    ),
  ];
  const next = db.prepare(`SELECT min(quarter) AS quarter FROM (${first.join(' UNION ALL ')})`);
  return (from) =>
    (next.get({ from }) as { readonly quarter: Quarter | null }).quarter ?? undefined;
}

/** Tables of open rows, and the columns that are read and written. */
const OPEN = {
  presence: {
    table: 'presence',
    where: '',
    columns: 'quarter, segment, user, received, unrecognized',
  },
  counters: { table: 'counters', where: '', columns: `quarter, segment, ${COUNTS}` },
  labels: {
    table: 'label_counters',
    where: `${IS_LABEL} AND `,
    columns: 'kind, quarter, segment, label, value',
  },
} as const;

/** Prepares what takes open rows, and what puts them back. */
export function openRowsOn(db: DatabaseLike) {
  const take = (what: Sealable) => {
    const { table, where, columns } = OPEN[what];
    return db.prepare(
      `DELETE FROM ${table} WHERE ${where}quarter >= ? AND quarter < ? RETURNING ${columns}`,
    );
  };
  const takes = { presence: take('presence'), counters: take('counters'), labels: take('labels') };
  const put = (what: Sealable) => {
    const { table, columns } = OPEN[what];
    const names = columns.split(', ').map((column) => column.split(' ')[0]);
    const marks = names.map(() => '?').join(', ');
    return db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`);
  };
  const puts = { presence: put('presence'), counters: put('counters'), labels: put('labels') };
  return {
    /** Removes the rows of a day, and returns them. */
    take: <What extends Sealable>(what: What, day: Day): readonly OpenRows[What][] => {
      const { fromQuarter, toQuarter } = spanOf(day);
      return takes[what].all(fromQuarter, toQuarter) as OpenRows[What][];
    },
    /** Puts rows back that were taken. */
    putBack: <What extends Sealable>(what: What, rows: readonly OpenRows[What][]): void => {
      for (const row of rows) puts[what].run(...(Object.values(row) as SqlValue[]));
    },
  };
}

// ---- packed rows -------------------------------------------------------------------------------

/** Tables of packed rows, and their columns besides the day, by the names that they have in a row. */
const PACKED = {
  presence: {
    table: 'sealed_presence',
    where: '',
    names: named('directory', 'users', 'quarters', 'received', 'unrecognized'),
  },
  counters: {
    table: 'sealed_counters',
    where: '',
    names: { ...named('segments', 'quarters'), ...COLUMN_OF_MEASURE },
  },
  labels: {
    table: 'sealed_labels',
    where: ` AND ${IS_LABEL}`,
    names: {
      ...named('kind', 'labels', 'totals', 'segments', 'places', 'quarters', 'counts'),
      totalSegments: 'total_segments',
      totalPlaces: 'total_places',
    },
  },
} as const;

function named(...columns: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map((column) => [column, column]));
}

/** Prepares what reads and removes packed rows. */
export function packedRowsOn(db: DatabaseLike) {
  const selectOf = (what: Sealable) => {
    const { table, where, names } = PACKED[what];
    const columns = Object.entries(names).map(([name, column]) => `${column} AS "${name}"`);
    return db.prepare(`SELECT ${columns.join(', ')} FROM ${table} WHERE day = ?${where}`);
  };
  const removalOf = (what: Sealable) => {
    const { table, where } = PACKED[what];
    return db.prepare(`DELETE FROM ${table} WHERE day = ?${where}`);
  };
  const statements = {
    presence: { select: selectOf('presence'), remove: removalOf('presence') },
    counters: { select: selectOf('counters'), remove: removalOf('counters') },
    labels: { select: selectOf('labels'), remove: removalOf('labels') },
  };
  return {
    packed: <What extends Sealable>(what: What, day: Day): readonly PackedRows[What][] =>
      statements[what].select.all(day) as PackedRows[What][],
    removePacked: (what: Sealable, day: Day) => statements[what].remove.run(day),
  };
}

/** Prepares what puts packed rows in the place of others. */
export function putPackedOn(db: DatabaseLike) {
  const putOf = (what: Sealable) => {
    const { table, names } = PACKED[what];
    const columns = Object.values(names);
    const statement = db.prepare(
      `INSERT OR REPLACE INTO ${table} (day, ${columns.join(', ')})
       VALUES (?, ${columns.map(() => '?').join(', ')})`,
    );
    return (day: Day, row: object): void => {
      const values = row as Readonly<Record<string, SqlValue>>;
      statement.run(day, ...Object.keys(names).map((name) => values[name] ?? null));
    };
  };
  const puts = {
    presence: putOf('presence'),
    counters: putOf('counters'),
    labels: putOf('labels'),
  };
  return {
    put: <What extends Sealable>(what: What, day: Day, rows: readonly PackedRows[What][]): void => {
      for (const row of rows) puts[what](day, row);
    },
  };
}
