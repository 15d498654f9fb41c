import { join } from 'node:path';

import { expect, test } from 'vitest';

import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { BEAT_AHEAD_MS, GONE_MS } from '../../../src/record/writers.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { T0 } from '../turns.ts';
import { writersContract } from '../writers-contract.ts';

const open = (path: string) => openSqliteStore({ path, durability: 'balanced' });

writersContract('processes that record into SQLite', async () => {
  const path = join(temporaryFolder(), 'bot.db');
  return {
    store: open(path),
    sql: async (text) => {
      const db = openDatabase(path);
      db.exec(text);
      db.close();
    },
  };
});

test.for([
  { when: 'as long as it may be silent', lookedAfter: GONE_MS, processes: 0 },
  { when: '1 ms longer', lookedAfter: GONE_MS + 1, processes: 1 },
  { when: 'by a clock that was put back a little', lookedAfter: -BEAT_AHEAD_MS, processes: 0 },
  { when: 'by one that was far ahead', lookedAfter: -BEAT_AHEAD_MS - 1, processes: 1 },
])('a process that was silent $when: $processes gone', async ({ lookedAfter, processes }) => {
  const store = open(join(temporaryFolder(), 'bot.db'));
  await store.writers.beat({ writer: 'w1', atRisk: 1, at: T0, now: T0 });
  const gone = await store.writers.gone(T0 + lookedAfter);
  await store.close();

  expect(gone).toEqual({ processes, facts: processes });
});
