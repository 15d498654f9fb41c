/**
 * The same year as raw events, as somebody would log them who has no analytics: a row per message of either
 * direction, in SQLite with the indexes that the questions need, and in DuckDB.
 */

import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { openDuck } from '../duck.ts';
import type { DayWriter } from './sums.ts';
import { INTENTS, channelOf, localeOf } from './year.ts';
import type { YearTurn } from './year.ts';

/** Columns: `at` in epoch ms; class and intent of received messages only. */
const COLUMNS = `"at" BIGINT, kind TEXT, "user" BIGINT, session BIGINT, channel TEXT, locale TEXT,
  class TEXT, intent TEXT`;

const TYPES = ['long', 'text', 'long', 'long', 'text', 'text', 'text', 'text'] as const;

/** Each question is answered from an index alone: by time, or by user. */
const INDEXES = `
CREATE INDEX by_time ON events (kind, "at", "user", channel, class, intent);
CREATE INDEX by_user ON events ("user", "at", channel) WHERE kind = 'received';
ANALYZE;`;

type RawRow = readonly (string | number | null)[];

/** Two rows a turn. */
function rowsOf({ at, user, session, intent, answeredAt }: YearTurn): readonly [RawRow, RawRow] {
  const place = [user, session, channelOf(user), localeOf(user)];
  const words = intent === undefined ? null : (INTENTS[intent] ?? null);
  return [
    [at, 'received', ...place, words === null ? 'unrecognized' : 'recognized', words],
    [answeredAt, 'sent', ...place, null, null],
  ];
}

/** Writes raw events into a new file of SQLite. */
export function rawWriter(path: string): DayWriter {
  const db = openRaw(path, false);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000');
  db.exec(`CREATE TABLE events (${COLUMNS})`);
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  return {
    write: (turns) => {
      db.exec('BEGIN');
      for (const turn of turns) for (const row of rowsOf(turn)) insert.run(...row);
      db.exec('COMMIT');
    },
    finish: () => {
      db.exec('PRAGMA temp_store = FILE; PRAGMA threads = 2');
      db.exec(INDEXES);
      db.close();
    },
  };
}

/** Opens the raw events of {@link rawWriter}. */
export function openRaw(path: string, readonly = true): DatabaseLike {
  const Driver = loadDriver();
  return new Driver(path, { readonly, fileMustExist: readonly, timeout: 1_000 });
}

/** Writes raw events into a new file of DuckDB. */
export async function duckWriter(path: string): Promise<DayWriter> {
  const duck = await openDuck(path);
  await duck.run(`CREATE TABLE events (${COLUMNS})`);
  const append = await duck.appender('events', TYPES);
  return {
    write: (turns) => append.rows(turns.flatMap((turn) => rowsOf(turn))),
    finish: async () => {
      append.close();
      await duck.run('CHECKPOINT');
      duck.close();
    },
  };
}
