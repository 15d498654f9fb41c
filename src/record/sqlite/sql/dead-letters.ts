/** SQL about events that were given up. */

import type { BuriedRow, RevivableRow } from '../../delivering/rows.ts';
import type { DeadLetter, DeadLetterFilter } from '../../outbox.ts';
import type { DatabaseLike, NamedValues } from '../driver.ts';

/** Every part of a filter that is not given lets everything through. */
const FITS = `(:destinations IS NULL OR d.destination IN (SELECT value FROM json_each(:destinations)))
  AND (:reason IS NULL OR d.reason = :reason)
  AND (:ids IS NULL OR d.id IN (SELECT value FROM json_each(:ids)))`;

/** Prepares the statement that buries. */
export function buryStatement(db: DatabaseLike) {
  const statement = db.prepare(
    `INSERT INTO dead_letters (destination, event, user, reason, detail, died_at, data, seq, shape)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ destination, event, shape, reason, detail, diedAt, data }: BuriedRow) =>
    statement.run(
      destination,
      event.id,
      event.user,
      reason,
      detail ?? null,
      diedAt,
      data,
      event.seq,
      shape,
    );
}

/** Prepares what lists dead letters. */
export function deadLetterReads(db: DatabaseLike) {
  const list = db.prepare(
    `SELECT d.id, d.destination, d.event AS eventId, json_extract(d.data, '$.kind') AS kind,
       json_extract(d.data, '$.at') AS at, d.reason, d.detail, d.died_at AS diedAt
     FROM dead_letters d WHERE ${FITS} ORDER BY d.id DESC LIMIT :limit`,
  );
  const count = db.prepare(`SELECT count(*) AS total FROM dead_letters d WHERE ${FITS}`);
  return {
    list: (filter: DeadLetterFilter, limit: number): readonly DeadLetter[] =>
      (list.all({ ...named(filter), limit }) as (DeadLetter & { detail: string | null })[]).map(
        ({ detail, ...letter }) => ({ ...letter, ...(detail !== null && { detail }) }),
      ),
    count: (filter: DeadLetterFilter): number =>
      (count.get(named(filter)) as { readonly total: number }).total,
  };
}

/** Prepares what takes dead letters out. */
export function deadLetterStatements(db: DatabaseLike) {
  const revivable = db.prepare(
    `SELECT d.id, d.destination, d.shape, d.reason, d.seq, e.at
     FROM dead_letters d JOIN events e ON e.seq = d.seq AND e.id = d.event
     WHERE ${FITS} ORDER BY d.destination, d.shape, d.seq`,
  );
  const remove = db.prepare('DELETE FROM dead_letters WHERE id = ?');
  const removeAll = db.prepare(`DELETE FROM dead_letters AS d WHERE ${FITS}`);
  return {
    /** Those whose event is still there, in the order of the journal. */
    revivable: (filter: DeadLetterFilter) => revivable.all(named(filter)) as RevivableRow[],
    remove: (id: number) => remove.run(id),
    removeAll: (filter: DeadLetterFilter): number => removeAll.run(named(filter)).changes,
  };
}

function named({ destinations, reason, ids }: DeadLetterFilter): NamedValues {
  return {
    destinations: destinations ? JSON.stringify(destinations) : null,
    reason: reason ?? null,
    ids: ids ? JSON.stringify(ids) : null,
  };
}
