/**
 * Writes a drawn year into a SQLite store as its recorder would leave it: by the recorder's own statements,
 * but the sums of a day at once, which makes ten million messages a matter of minutes. What reports are
 * answered from is there; events, sessions and conversations are not.
 */

import { openStore } from '../../../src/record/open.ts';
import { FACTS, FIRST_QUARTER } from '../../../src/record/recording/statements.ts';
import { loadDriver } from '../../../src/record/sqlite/driver.ts';
import { metaStatements } from '../../../src/record/sqlite/meta.ts';
import { segmentStatements } from '../../../src/record/sqlite/segments.ts';
import { rollupStatements } from '../../../src/record/sqlite/sql/rollups.ts';
import { userStatements } from '../../../src/record/sqlite/sql/users.ts';
import { yearSums } from './sums.ts';
import type { DayWriter, UserSums } from './sums.ts';

/** Makes an empty store of the product's schema, and what writes into it. */
export async function rollupWriter(path: string): Promise<DayWriter> {
  const made = await openStore({
    store: { kind: 'sqlite', options: { path } },
    durability: 'balanced',
    idKey: undefined,
  });
  await made.close();
  const Driver = loadDriver();
  const db = new Driver(path, { readonly: false, fileMustExist: true, timeout: 1_000 });
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY');
  const sql = rollupStatements(db);
  const [users, meta, segments] = [userStatements(db), metaStatements(db), segmentStatements(db)];
  const sums = yearSums();
  return {
    write: (turns) => {
      const { presence, counters, labels } = sums.add(turns);
      db.exec('BEGIN');
      sql.addPresence([...presence]);
      for (const delta of counters) sql.addCounters(delta);
      for (const delta of labels) sql.addLabel(delta);
      db.exec('COMMIT');
    },
    finish: () => {
      const firstQuarter = sums.firstQuarter();
      const numbers = segments.begin(segments.load());
      db.exec('BEGIN');
      for (const segment of sums.segments()) numbers.numberOf(segment);
      for (const user of sums.users()) writeUser(users, user);
      if (firstQuarter !== undefined) meta.lower(FIRST_QUARTER, firstQuarter);
      meta.add(FACTS, sums.facts());
      db.exec('COMMIT');
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

function writeUser(sql: ReturnType<typeof userStatements>, one: UserSums): void {
  const { number, channel, firstAt, lastAt, received, sessions } = one;
  sql.upsert([
    {
      number,
      key: keyOf(number),
      identity: null,
      firstActAt: firstAt,
      firstTestActAt: null,
      agreed: 0,
      agreedAt: null,
      rawId: null,
    },
  ]);
  const delta = { user: number, channel, test: false, received, sent: received, sessions };
  sql.addToChannel([
    { delta: { ...delta, firstActAt: firstAt, lastActAt: lastAt }, seen: undefined },
  ]);
}

/** As long as a pseudonym. */
export function keyOf(user: number): string {
  return String(user).padStart(32, '0');
}
