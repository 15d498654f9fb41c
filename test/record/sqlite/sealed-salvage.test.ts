/** Sealed days of a damaged file: what is sound is saved, and what they refer to is there. */

import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { DAY_MS } from '../../../src/model/time.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { MIGRATIONS, migrateTo } from '../../../src/record/sqlite/migrations.ts';
import { standIn } from '../../../src/record/sqlite/salvage/amends.ts';
import { openPages } from '../../../src/record/sqlite/salvage/pages.ts';
import { salvage } from '../../../src/record/sqlite/salvage/salvage.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { T0 } from '../turns.ts';
import { fillStore } from './full-store.ts';

const SEALED = ['sealed_presence', 'sealed_counters', 'sealed_labels'];

/** A file whose days are all sealed, after `change`. */
async function sealedFile(change: string): Promise<string> {
  const path = join(temporaryFolder(), 'bot.db');
  await fillStore(path, 200);
  const store = openSqliteStore({ path, durability: 'balanced' });
  await store.maintenance.seal({ now: T0 + 30 * DAY_MS, pauseMs: 0 });
  await store.close();
  const db = openDatabase(path);
  db.exec(change);
  db.close();
  return path;
}

async function salvaged(path: string) {
  const db = openDatabase(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, MIGRATIONS.length);
  const pages = openPages(path);
  const tables = await salvage(pages, db, { maxMs: 60_000, isStopping: () => false });
  pages.close();
  return { db, partial: tables.filter(({ isPartial }) => isPartial).map(({ name }) => name) };
}

function rowsOf(db: DatabaseLike, table: string): readonly unknown[] {
  return db.prepare(`SELECT * FROM ${table}`).all();
}

test('they are saved as they are', async () => {
  const path = await sealedFile('');
  const { db, partial } = await salvaged(path);
  const original = openDatabase(path, { readonly: true });
  onTestFinished(() => void original.close());

  expect(partial).toEqual([]);
  for (const table of SEALED) {
    expect(rowsOf(original, table).length).toBeGreaterThan(0);
    expect(rowsOf(db, table)).toEqual(rowsOf(original, table));
  }
});

test('one whose parts do not fit together is lost, and the others are not', async () => {
  const { db, partial } = await salvaged(
    await sealedFile(`UPDATE sealed_presence SET users = zeroblob(7);
      UPDATE sealed_labels SET counts = zeroblob(1) WHERE kind = 'intent'`),
  );

  expect(partial).toEqual(['sealed_labels', 'sealed_presence']);
  expect(rowsOf(db, 'sealed_presence')).toEqual([]);
  expect(rowsOf(db, 'sealed_labels').length).toBeGreaterThan(1);
});

test('of users and segments that are lost it is known that they were there', async () => {
  const { db } = await salvaged(await sealedFile(''));
  const users = db.prepare('SELECT number, first_act_at / 900000 AS quarter FROM users').all();
  db.exec('DELETE FROM users; DELETE FROM user_channels; DELETE FROM segments WHERE id = 2');
  db.exec('DELETE FROM sessions; DELETE FROM events');
  standIn(db, new Set(['users', 'segments']));

  expect(db.prepare('SELECT number, first_act_at / 900000 AS quarter FROM users').all()).toEqual(
    users,
  );
  expect(db.prepare('SELECT browser FROM segments WHERE id = 2').all()).toEqual([
    { browser: 'lost-2' },
  ]);
});
