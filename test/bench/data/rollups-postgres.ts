/** The same year in a PostgreSQL store: see `rollups.ts`. */

import { Client } from 'pg';

import type { PostgresSettings } from '../../../src/model/settings.ts';
import { openStore } from '../../../src/record/open.ts';
import { FACTS, FIRST_QUARTER } from '../../../src/record/recording/statements.ts';
import { ROLLUPS, counterRow } from '../../../src/record/rollup-rows.ts';
import { keyOf } from './rollups.ts';
import { yearSums } from './sums.ts';
import type { DayWriter } from './sums.ts';

type Value = string | number;

/** Makes an empty store of the product's schema, and what writes into it. */
export async function postgresRollupWriter(settings: PostgresSettings): Promise<DayWriter> {
  const made = await openStore({
    store: { kind: 'postgres', options: settings },
    durability: 'balanced',
    idKey: undefined,
  });
  await made.close();
  const client = new Client({ connectionString: settings.url });
  await client.connect();
  await client.query(`SET search_path = ${settings.schema}; SET synchronous_commit = off`);
  const sums = yearSums();
  const insert = inserterOf(client);
  return {
    write: async (turns) => {
      const { presence, counters, labels } = sums.add(turns);
      const { key, values } = ROLLUPS.presence;
      await insert(
        'presence',
        [...key, ...values],
        presence.map((row) => [row.quarter, row.segment, row.user, row.received, row.unrecognized]),
      );
      await insert(
        'counters',
        [...ROLLUPS.counters.key, ...ROLLUPS.counters.values],
        counters.map(counterRow),
      );
      await insert(
        'label_counters',
        [...ROLLUPS.label_counters.key, ...ROLLUPS.label_counters.values],
        labels.map((row) => [row.kind, row.quarter, row.segment, row.label, row.value]),
      );
    },
    finish: async () => {
      await insert(
        'segments',
        ['id', 'bot', 'channel', 'locale', 'bot_version', 'device', 'browser', 'test'],
        sums
          .segments()
          .map((segment, i) => [i + 1, ...Object.values(segment).map((value) => value || 0)]),
      );
      const users = [...sums.users()];
      await insert(
        'users',
        ['number', 'key', 'first_act_at', 'agreed'],
        users.map(({ number, firstAt }) => [number, keyOf(number), firstAt, 0]),
      );
      await insert(
        'user_channels',
        ['user', 'channel', 'test', 'first_act_at', 'last_act_at', 'received', 'sent', 'sessions'],
        users.map(({ number, channel, firstAt, lastAt, received, sessions }) => [
          number,
          channel,
          0,
          firstAt,
          lastAt,
          received,
          received,
          sessions,
        ]),
      );
      await insert(
        'totals',
        ['name', 'value'],
        [
          [FIRST_QUARTER, sums.firstQuarter() ?? 0],
          [FACTS, sums.facts()],
        ],
      );
      await client.query('ANALYZE');
      await client.end();
    },
  };
}

type Insert = (
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
) => Promise<void>;

/** Adds rows, some thousand at once; what is there is added to, as a day ends within a quarter-hour of the next. */
function inserterOf(client: Client): Insert {
  return async (table, columns, rows) => {
    const names = columns.map((column) => `"${column}"`);
    const known = ROLLUP_KEYS[table];
    const conflict = known
      ? `ON CONFLICT (${known.key.map((column) => `"${column}"`).join(', ')}) DO UPDATE SET
           ${known.values.map((column) => `${column} = t.${column} + excluded.${column}`).join(', ')}`
      : '';
    for (let from = 0; from < rows.length; from += 5_000) {
      const some = rows.slice(from, from + 5_000);
      const lists = columns.map((_, i) => some.map((row) => row[i]));
      const types = lists.map(([first]) => (typeof first === 'string' ? 'text[]' : 'bigint[]'));
      const places = types.map((type, i) => `$${i + 1}::${type}`);
      await client.query(
        `INSERT INTO ${table} AS t (${names.join(', ')}) SELECT * FROM unnest(${places.join(', ')}) ${conflict}`,
        lists,
      );
    }
  };
}

const ROLLUP_KEYS: Readonly<
  Record<string, { readonly key: readonly string[]; readonly values: readonly string[] }>
> = {
  presence: ROLLUPS.presence,
  counters: ROLLUPS.counters,
  label_counters: ROLLUPS.label_counters,
};
