/** What stands in for rows that could not be salvaged. */

import { expect, onTestFinished, test } from 'vitest';

import { MIGRATIONS, migrateTo } from '../../../src/record/sqlite/migrations.ts';
import { standIn } from '../../../src/record/sqlite/salvage/amends.ts';
import { openDatabase } from '../../support/database.ts';

test('the number of a lost user whose traces are left is not given to somebody else', () => {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, MIGRATIONS.length);
  db.exec(`INSERT INTO user_tags VALUES (7, 'vip');
    INSERT INTO user_profiles VALUES (8, NULL, 1, '{}');
    INSERT INTO phrase_uses VALUES (0, 1, 1, 'recognized', 9, 1), (0, 1, 1, 'recognized', 0, 1);
    INSERT INTO handovers (id, segment, user, reason, via, requested_at) VALUES ('h', 1, 10, 'r', 'v', 0)`);
  standIn(db, new Set(['users']));

  expect(db.prepare('SELECT number FROM users').all()).toEqual(
    [7, 8, 9, 10].map((number) => ({ number })),
  );
});
