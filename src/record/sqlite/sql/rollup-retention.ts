/** SQL that removes what was counted too long ago. */

import { LABEL_KINDS } from '../../measures.ts';
import type { DatabaseLike, SqlValue } from '../driver.ts';
import { removal } from './retention.ts';

/** Removes rows that were counted before a quarter-hour, or an instant, at most so many. */
export function rollupRemovals(db: DatabaseLike) {
  const kinds = db.prepare('SELECT min(kind) AS kind FROM label_counters WHERE kind > ?');
  const removeLabels = rowRemoval(db, 'label_counters', {
    key: 'kind, quarter, segment, label',
    where: 'kind = ? AND quarter < ?',
  });
  return {
    byQuarter: [
      rowRemoval(db, 'counters', { key: 'quarter, segment', where: 'quarter < ?' }),
      rowRemoval(db, 'presence', { key: 'quarter, segment, user', where: 'quarter < ?' }),
      rowRemoval(db, 'response_times', {
        key: 'quarter, segment, dialog, bucket',
        where: 'quarter < ?',
      }),
      (quarter: number, limit: number): number => {
        let gone = 0;
        for (let kind = ''; gone < limit;) {
          const next = kinds.get(kind) as { readonly kind: string | null };
          if (next.kind === null) break;
          kind = next.kind;
          gone += removeLabels(kind, quarter, limit - gone);
        }
        return gone;
      },
    ],
    byDay: sealedRemovals(db),
    phraseUses: rowRemoval(db, 'phrase_uses', {
      key: 'at, segment, phrase, class, user',
      where: 'at < ?',
    }),
    sessionQuarters: rowRemoval(db, 'session_quarters', {
      key: 'quarter, session',
      where: 'quarter < ?',
    }),
  };
}

/** Removes packed days, at most so many rows. */
function sealedRemovals(db: DatabaseLike) {
  const ofKinds = LABEL_KINDS.map((kind) =>
    rowRemoval(db, 'sealed_labels', {
      key: 'kind, day',
      where: `kind = '${kind}' AND day < ?`,
    }),
  );
  const ofDays = ['sealed_counters', 'sealed_presence'].map((table) =>
    rowRemoval(db, table, { key: 'day', where: 'day < ?' }),
  );
  return [...ofDays, ...ofKinds];
}

function rowRemoval(
  db: DatabaseLike,
  table: string,
  { key, where }: { readonly key: string; readonly where: string },
): (...values: readonly SqlValue[]) => number {
  return removal(
    db,
    `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ?)`,
  );
}
