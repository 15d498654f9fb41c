/** Erasing people from PostgreSQL: as everywhere, and while others record. */

import { expect, test } from 'vitest';

import { openPostgresStore } from '../../../src/record/postgres/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { query, reusedPostgres } from '../../support/postgres/database.ts';
import { erasureContract } from '../erasure-contract.ts';
import { MINUTE, T0, deps, turn } from '../turns.ts';

const settings = reusedPostgres();

erasureContract('postgres', async () => openPostgresStore((await settings()).options));

const ROUNDS = process.env['NIGHTLY'] ? 300 : 15;

/** Texts of a schema, table by table, that contain a text. */
async function tablesWith(schema: string, text: string): Promise<readonly string[]> {
  const columns = await query<{ table: string; name: string }>(
    `SELECT c.table_name AS "table", c.column_name AS name
     FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = $1 AND c.data_type = 'text' AND t.table_type = 'BASE TABLE'`,
    [schema],
  );
  const found: string[] = [];
  for (const { table, name } of columns) {
    const rows = await query(
      `SELECT 1 FROM "${schema}"."${table}" WHERE "${name}" LIKE '%' || $1 || '%' LIMIT 1`,
      [text],
    );
    if (rows.length > 0) found.push(`${table}.${name}`);
  }
  return found.sort();
}

test('who is recorded by two processes while a third erases them is gone in the end', async () => {
  const { options } = await settings();
  const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(options)));
  const [first, second, third] = stores as [Store, Store, Store];
  const forget = (at: number) =>
    third.maintenance.erasure.forget({
      person: { channel: 'webchat', userId: 'ann', test: false },
      ordersFor: () => [],
      at,
      now: at,
    });
  const talk = (store: Store, writer: string, number: number) => {
    const at = T0 + number * MINUTE;
    const room = { conversation: 'room', origin: { conversation: { id: 'room', isGroup: true } } };
    const items = ['ann', 'bob'].flatMap((user) => [
      turn({ id: `${writer}${number}${user}`, at, user, conversation: `c-${user}-${writer}` }),
      turn({ id: `${writer}${number}${user}r`, at: at + 1, user, ...room }),
    ]);
    return store.record({ writer, number, items }, deps({ destinations: ['ga4'] }));
  };
  const outcomes = [];
  for (let number = 1; number <= ROUNDS; number++) {
    const both = [talk(first, 'x', number), talk(second, 'y', number)];
    outcomes.push(...(await Promise.all(both)));
    await Promise.all([forget(T0 + number * MINUTE), talk(first, 'z', number)]);
  }
  await forget(T0 + (ROUNDS + 1) * MINUTE);
  const [pseudonym] = await query<{ key: string }>(
    `SELECT pseudonym AS key FROM "${options.schema}".user_identities`,
  );
  const { destinations } = await third.counts();
  const books = destinations['ga4'];

  expect(outcomes.every(({ stored, dropped }) => stored + (dropped['forgotten'] ?? 0) === 4)).toBe(
    true,
  );
  expect(await query(`SELECT 1 FROM "${options.schema}".user_identities`)).toHaveLength(1);
  expect(await tablesWith(options.schema, pseudonym?.key ?? '')).toEqual([
    'participants.member',
    'user_identities.pseudonym',
    'users.key',
  ]);
  expect(await query(`SELECT 1 FROM "${options.schema}".participants`)).toHaveLength(4);
  expect(books?.enqueued).toBe((books?.pending ?? 0) + (books?.erased ?? 0));
  await Promise.all(stores.map((store) => store.close()));
});
