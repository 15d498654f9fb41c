/** What the tables of a store look like, as their rows are stored. */

import { isSealedTable, isSound } from '../../sealing/soundness.ts';
import type { DatabaseLike, SqlValue } from '../driver.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly isJson: boolean;
  /** It is the row id, and stored as such. */
  readonly isRowid: boolean;
  /** There are rows from before it was added. */
  readonly hasDefault: boolean;
}

export interface Table {
  readonly name: string;
  readonly hasRowids: boolean;
  /** In the order in which a row stores them. */
  readonly columns: readonly Column[];
}

interface ColumnRow {
  readonly cid: number;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  /** Place in the primary key, from 1. */
  readonly pk: number;
}

/** Returns the tables of a database, those first of which others cannot do without. */
export function tablesOf(db: DatabaseLike): readonly Table[] {
  const tables = db
    .prepare(
      `SELECT name, wr FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .all() as { readonly name: string; readonly wr: number }[];
  return tables
    .map(({ name, wr }) => ({ name, hasRowids: wr === 0, columns: columnsOf(db, name, wr === 1) }))
    .sort((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1));
}

/** What is long comes last: the time may not suffice for it. */
const LAST = ['phrase_uses', 'seen_activities', 'deliveries', 'dead_letters', 'events'];
const FIRST = ['meta', 'writers', 'segments', 'users', 'user_identities'];

function rankOf(name: string): number {
  const first = FIRST.indexOf(name);
  return first >= 0 ? first - FIRST.length : LAST.indexOf(name) + 1;
}

function columnsOf(db: DatabaseLike, table: string, hasNoRowids: boolean): readonly Column[] {
  const rows = db.prepare('SELECT * FROM pragma_table_info(?)').all(table) as ColumnRow[];
  const keys = rows.filter(({ pk }) => pk > 0).length;
  const stored = hasNoRowids ? rows.toSorted(byKeyFirst) : rows;
  return stored.map((row) => ({
    name: row.name,
    type: row.type,
    isNullable: row.notnull === 0 && row.pk === 0,
    isJson: JSON_COLUMNS[table]?.includes(row.name) ?? false,
    isRowid: !hasNoRowids && row.pk === 1 && keys === 1 && row.type === 'INTEGER',
    hasDefault: row.dflt_value !== null || row.notnull === 0,
  }));
}

interface IndexColumnRow {
  /** Of the table; below 0 it is the row id (-1), or what an expression makes (-2). */
  readonly cid: number;
}

/** Returns the indexes of a table, as their entries are stored. */
export function indexesOf(db: DatabaseLike, { name, columns }: Table): readonly Table[] {
  const rows = db.prepare('SELECT cid, name FROM pragma_table_info(?)').all(name) as ColumnRow[];
  const byId = new Map(
    rows.map(({ cid, name: column }) => [cid, columns.find((each) => each.name === column)]),
  );
  // of a table without row ids the primary key is the table itself
  const indexes = db
    .prepare(
      `SELECT l.name FROM pragma_index_list(?) AS l JOIN sqlite_schema AS s ON s.name = l.name`,
    )
    .all(name) as { readonly name: string }[];
  return indexes.map((index) => {
    const entries = db.prepare('SELECT cid FROM pragma_index_xinfo(?)').all(index.name);
    const stored = (entries as IndexColumnRow[]).map(({ cid }) => entryColumn(cid, byId.get(cid)));
    return { name: index.name, hasRowids: false, columns: stored };
  });
}

function entryColumn(cid: number, column: Column | undefined): Column {
  const plain = { name: '', isJson: false, isRowid: false, hasDefault: false };
  if (cid === -1 || column?.isRowid) return { ...plain, type: 'INTEGER', isNullable: false };
  return column ? { ...column, ...plain } : { ...plain, type: 'ANY', isNullable: true };
}

function byKeyFirst(a: ColumnRow, b: ColumnRow): number {
  return (a.pk || Infinity) - (b.pk || Infinity) || a.cid - b.cid;
}

/** Tells whether values can be a row of a table. */
export function fits({ name, columns }: Table, values: readonly SqlValue[]): boolean {
  if (values.length > columns.length) return false;
  const areFitting = columns.every((column, i) => {
    const value = values[i];
    return value === undefined ? column.hasDefault : fitsColumn(column, value);
  });
  if (!areFitting || !isSealedTable(name)) return areFitting;
  return isSound(name, Object.fromEntries(columns.map((column, i) => [column.name, values[i]])));
}

function fitsColumn({ type, isNullable, isRowid, isJson }: Column, value: SqlValue): boolean {
  if (value === null) return isNullable || isRowid;
  if (isRowid) return false;
  switch (type) {
    case 'INTEGER':
      return Number.isSafeInteger(value);
    case 'TEXT':
      return typeof value === 'string' && (!isJson || parses(value));
    case 'BLOB':
      return typeof value === 'object';
    default:
      return true;
  }
}

/** What is parsed when it is read: over anything else the recorder would stumble again and again. */
const JSON_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  writers: ['outcome'],
  conversations: ['state', 'settle_for'],
  participants: ['state'],
  sessions: ['state'],
  user_profiles: ['traits'],
  payload_shapes: ['shape'],
  sealed_labels: ['labels'],
  events: ['data'],
  dead_letters: ['data'],
  erasures: ['ids'],
  web_tokens: ['scopes'],
  audit_log: ['details'],
};

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
