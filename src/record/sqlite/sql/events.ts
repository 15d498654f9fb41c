/** SQL about events, the memory of activities, and the books of writers. */

import { EVENT_BYTES } from '../../recording/statements.ts';
import type { EventRow, JournalPlace } from '../../recording/statements.ts';
import type { DatabaseLike } from '../driver.ts';
import { insertMany } from '../many.ts';

export interface WriterRow {
  readonly lastBatch: number;
  /** JSON of a `BatchOutcome`. */
  readonly outcome: string;
}

/** Facts that are lost at most if the process is killed now. */
export interface AtRisk {
  readonly atRisk: number;
}

/** Prepares the statements that record a batch's events and its number. */
export function eventStatements(db: DatabaseLike) {
  return {
    insert: insertEvent(db),
    see: seeActivity(db),
    unsee: forgetActivity(db),
    writer: selectWriter(db),
    setWriter: upsertWriter(db),
  };
}

function insertEvent(db: DatabaseLike) {
  const insert = insertMany(db, {
    into: 'events (id, kind, at, turn, act, only, segment, user, session, since_previous_ms, conversation, participant, identified, raw_id, data)',
    valuesOf: eventValues,
  });
  return (rows: readonly EventRow[]): readonly JournalPlace[] => {
    const written = rows.map((row) => ({ row, data: JSON.stringify(row.event.data) }));
    const first = insert(written) - rows.length + 1;
    return written.map(({ data }, i) => ({
      seq: first + i,
      bytes: EVENT_BYTES + Buffer.byteLength(data),
    }));
  };
}

function eventValues({ row, data }: { readonly row: EventRow; readonly data: string }) {
  const { event, segment, session, conversation, participant, identified } = row;
  return [
    event.id,
    event.kind,
    event.at,
    event.turnId,
    event.act ? 1 : 0,
    event.only ?? null,
    segment,
    event.user ?? null,
    session ?? null,
    event.sincePreviousMs ?? null,
    conversation ?? null,
    participant ?? null,
    identified ? 1 : 0,
    row.rawId,
    data,
  ];
}

function seeActivity(db: DatabaseLike) {
  const see = db.prepare(
    'INSERT OR IGNORE INTO seen_activities (key, at, imported) VALUES (?, ?, ?)',
  );
  const keep = db.prepare('UPDATE seen_activities SET imported = 1 WHERE key = ? AND imported = 0');
  return (key: Buffer, at: number, imported: boolean): boolean => {
    const isNew = see.run(key, at, imported ? 1 : 0).changes > 0;
    if (imported && !isNew) keep.run(key);
    return isNew;
  };
}

function forgetActivity(db: DatabaseLike) {
  const statement = db.prepare('DELETE FROM seen_activities WHERE key = ?');
  return (key: Buffer) => statement.run(key);
}

function selectWriter(db: DatabaseLike) {
  const statement = db.prepare('SELECT last_batch AS lastBatch, outcome FROM writers WHERE id = ?');
  return (id: string) => statement.get(id) as WriterRow | undefined;
}

function upsertWriter(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO writers (id, last_batch, outcome, updated_at, at_risk) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET last_batch = excluded.last_batch, outcome = excluded.outcome,
       updated_at = excluded.updated_at, at_risk = excluded.at_risk`,
  );
  return (id: string, { lastBatch, outcome, atRisk }: WriterRow & AtRisk, at: number) =>
    statement.run(id, lastBatch, outcome, at, atRisk);
}
