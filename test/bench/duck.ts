/**
 * DuckDB, as the benchmarks use it. It is no dependency of this package: it lives with the other peers, and
 * is described by its shape.
 */

import { requirePeer } from './peer-packages.ts';

interface Api {
  readonly DuckDBInstance: {
    create(path: string, options: Readonly<Record<string, string>>): Promise<Instance>;
  };
  readonly DuckDBDataChunk: { create(types: readonly unknown[], rows: number): Chunk };
  readonly BIGINT: unknown;
  readonly VARCHAR: unknown;
}

interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>;
  createAppender(table: string): Promise<Appender>;
  closeSync(): void;
}

interface Chunk {
  setColumns(columns: readonly (readonly unknown[])[]): void;
}

interface Appender {
  appendDataChunk(chunk: Chunk): void;
  closeSync(): void;
}

export type DuckType = 'long' | 'text';
type DuckValue = string | number | null;

export interface Duck {
  /** Runs a statement and returns its rows, whole numbers as numbers. */
  run(sql: string): Promise<readonly (readonly (string | number | null)[])[]>;
  appender(table: string, types: readonly DuckType[]): Promise<DuckAppender>;
  close(): void;
}

export interface DuckAppender {
  rows(rows: readonly (readonly DuckValue[])[]): void;
  close(): void;
}

/** Rows that DuckDB takes at once at most. */
const CHUNK = 2_048;

/** Opens a file of DuckDB, with as many threads as the benchmarks are for. */
export async function openDuck(path: string): Promise<Duck> {
  const api = requirePeer<Api>('@duckdb/node-api');
  const instance = await api.DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  return {
    run: async (sql) => {
      const rows = (await connection.runAndReadAll(sql)).getRows();
      return rows.map((row) => row.map(plain));
    },
    appender: async (table, types) =>
      appenderOf(api, await connection.createAppender(table), types),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function plain(value: unknown): string | number | null {
  return typeof value === 'bigint' ? Number(value) : (value as string | number | null);
}

function asLong(value: DuckValue | undefined): bigint | null {
  return value === null || value === undefined ? null : BigInt(value);
}

function appenderOf(api: Api, appender: Appender, types: readonly DuckType[]): DuckAppender {
  const duckTypes = types.map((type) => (type === 'long' ? api.BIGINT : api.VARCHAR));
  return {
    rows: (rows) => {
      for (let from = 0; from < rows.length; from += CHUNK) {
        const some = rows.slice(from, from + CHUNK);
        const chunk = api.DuckDBDataChunk.create(duckTypes, some.length);
        chunk.setColumns(
          types.map((type, i) => some.map((row) => (type === 'long' ? asLong(row[i]) : row[i]))),
        );
        appender.appendDataChunk(chunk);
      }
    },
    close: () => appender.closeSync(),
  };
}
