/** SQL about sessions, their quarter-hours and their labels. */

import type { DatabaseLike } from '../driver.ts';
import type { SessionColumns } from '../../recording/statements.ts';
import { lastNumber } from './last-number.ts';

const SELECT = `SELECT number, id, participant, user, segment, opened_at AS openedAt,
    started_at AS startedAt, last_at AS lastAt, received, messages, sent, handovers, automated,
    csat, nps, result, last_dialog AS lastDialog, last_step AS lastStep,
    closes_at AS closesAt, last_class AS lastClass, prompt_open AS promptOpen, state, first_quarter AS firstQuarter
  FROM sessions`;

/** Prepares the statements about sessions. */
export function sessionStatements(db: DatabaseLike) {
  return {
    lastNumber: lastNumber(db, 'sessions'),
    byId: selectById(db),
    near: selectNear(db),
    insert: insertSession(db),
    update: updateSession(db),
    moveStart: moveStart(db),
    addQuarter: addQuarter(db),
  };
}

function selectById(db: DatabaseLike) {
  const statement = db.prepare(`${SELECT} WHERE id = ?`);
  return (id: string) => statement.get(id) as SessionColumns | undefined;
}

/** Sessions of a participant that overlap `[from, to]`, oldest first. */
function selectNear(db: DatabaseLike) {
  const statement = db.prepare(
    `${SELECT} WHERE participant = ? AND started_at <= ? AND last_at >= ? ORDER BY started_at, number`,
  );
  return (participant: number, from: number, to: number) =>
    statement.all(participant, to, from) as SessionColumns[];
}

/** The columns that every turn changes, in the order in which the statements below name them. */
function changing(row: SessionColumns) {
  return [
    row.lastAt,
    row.received,
    row.messages,
    row.sent,
    row.handovers,
    row.automated,
    row.csat,
    row.nps,
    row.result,
    row.lastDialog,
    row.lastStep,
    row.closesAt,
    row.lastClass,
    row.promptOpen,
    row.state,
  ] as const;
}

function insertSession(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO sessions (number, id, participant, user, segment, opened_at, started_at, last_at,
       received, messages, sent, handovers, automated, csat, nps, result, last_dialog, last_step, closes_at, last_class, prompt_open, state, first_quarter)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row: SessionColumns) =>
    statement.run(
      row.number,
      row.id,
      row.participant,
      row.user,
      row.segment,
      row.openedAt,
      row.startedAt,
      ...changing(row),
      row.firstQuarter,
    );
}

/** All but the start, which stands in indexes and seldom moves. */
function updateSession(db: DatabaseLike) {
  const statement = db.prepare(
    `UPDATE sessions SET last_at = ?, received = ?, messages = ?, sent = ?, handovers = ?,
       automated = ?, csat = ?, nps = ?, result = ?, last_dialog = ?, last_step = ?, closes_at = ?,
       last_class = ?, prompt_open = ?, state = ? WHERE number = ?`,
  );
  return (row: SessionColumns) => statement.run(...changing(row), row.number);
}

function moveStart(db: DatabaseLike) {
  const statement = db.prepare(
    'UPDATE sessions SET started_at = ?, first_quarter = ? WHERE number = ?',
  );
  return ({ number, startedAt, firstQuarter }: SessionColumns) =>
    statement.run(startedAt, firstQuarter, number);
}

function addQuarter(db: DatabaseLike) {
  const statement = db.prepare(
    'INSERT OR IGNORE INTO session_quarters (quarter, session) VALUES (?, ?)',
  );
  return (quarter: number, session: number) => statement.run(quarter, session);
}
