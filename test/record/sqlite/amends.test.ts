/** What stands in for rows that could not be salvaged. */

import { expect, onTestFinished, test } from 'vitest';

import { MIGRATIONS, migrateTo } from '../../../src/record/sqlite/migrations.ts';
import { forgetLost, standIn } from '../../../src/record/sqlite/salvage/amends.ts';
import { openDatabase, single } from '../../support/database.ts';

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

function opened() {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, MIGRATIONS.length);
  db.exec(`INSERT INTO web_tokens VALUES ('t', x'01', 'n', '[]', 1, 2, NULL, NULL);
    INSERT INTO web_codes VALUES (x'02', 'n', '[]', 2);
    INSERT INTO web_sessions VALUES (x'03', 'n', '[]', 2, 't');
    INSERT INTO audit_log VALUES (1, 1, 'n', 'sign-in', NULL, NULL);
    INSERT INTO settings VALUES ('destination.ga4', x'04', 1);`);
  return db;
}

test.for([
  { lost: [], tokens: 1, settings: 1 },
  { lost: ['web_tokens'], tokens: 0, settings: 1 },
  { lost: ['settings'], tokens: 1, settings: 0 },
])('with rows of $lost lost, nobody gets in by what was over', ({ lost, tokens, settings }) => {
  const db = opened();
  standIn(db, forgetLost(db, new Set(lost)));

  expect(single(db, 'SELECT count(*) FROM web_tokens')).toBe(1);
  expect(single(db, 'SELECT count(*) FROM web_tokens WHERE revoked_at IS NULL')).toBe(tokens);
  expect(single(db, 'SELECT count(*) FROM settings')).toBe(settings);
  expect(single(db, 'SELECT count(*) FROM web_codes')).toBe(0);
  expect(single(db, 'SELECT count(*) FROM web_sessions')).toBe(0);
  expect(single(db, 'SELECT count(*) FROM audit_log')).toBe(1);
});
