/** Single values of the store: the key of the pseudonyms, totals that no table holds. */

import type { DatabaseLike } from './driver.ts';

/** Prepares what reads and writes `meta`. */
export function metaStatements(db: DatabaseLike) {
  const select = db.prepare('SELECT value FROM meta WHERE name = ?');
  const insert = db.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)');
  const add = db.prepare(
    `INSERT INTO meta (name, value) VALUES (?, CAST(? AS INTEGER))
     ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
  );
  const lower = db.prepare(
    `INSERT INTO meta (name, value) VALUES (?, CAST(? AS INTEGER))
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value < value`,
  );
  const get = (name: string): string | number | undefined =>
    (select.get(name) as { readonly value: string | number } | undefined)?.value;
  return {
    get,
    number: (name: string): number => Number(get(name) ?? 0),
    setIfAbsent: (name: string, value: string) => insert.run(name, value),
    add: (name: string, value: number): void => {
      add.run(name, value);
    },
    /** Keeps the smaller of the value that is there and this one. */
    lower: (name: string, value: number): void => {
      lower.run(name, value);
    },
  };
}
