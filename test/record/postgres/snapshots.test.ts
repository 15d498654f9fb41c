import { onTestFinished, beforeEach, expect, test } from 'vitest';

import { AnalyticsError } from '../../../src/model/errors.ts';
import { quoted, serverAt } from '../../../src/record/postgres/connection.ts';
import type { Server } from '../../../src/record/postgres/connection.ts';
import { snapshotsOn } from '../../../src/record/postgres/snapshots.ts';
import type { Reading } from '../../../src/record/postgres/snapshots.ts';
import { freshPostgres, query } from '../../support/postgres/database.ts';

let server: Server;
let reading: Reading;
let table: string;
beforeEach(async () => {
  const { options } = freshPostgres();
  table = `${quoted(options.schema)}.numbers`;
  await query(`CREATE SCHEMA ${quoted(options.schema)}`);
  await query(`CREATE TABLE ${table} (n integer)`);
  server = serverAt(options);
  reading = snapshotsOn(server);
  onTestFinished(() => server.close());
});

const add = (n: number) => query(`INSERT INTO ${table} VALUES ($1)`, [n]);
const known = async (): Promise<readonly number[]> => {
  const rows = await reading.query<{ readonly n: number }>('SELECT n FROM numbers ORDER BY n');
  return rows.map(({ n }) => n);
};

test('what is committed meanwhile is not seen in a snapshot, and seen after it', async () => {
  await add(1);
  const seen = await reading.snapshot(async () => {
    const first = await known();
    await add(2);
    return [first, await known()];
  });

  expect(seen).toEqual([[1], [1]]);
  expect(await known()).toEqual([1, 2]);
});

test('who reads outside of a snapshot sees what is there now', async () => {
  await add(1);
  const began = signal();
  const goOn = signal();
  const inside = reading.snapshot(async () => {
    await known();
    began.give();
    await goOn.given;
    return known();
  });
  await began.given;
  await add(2);
  const outside = await known();
  goOn.give();

  expect(outside).toEqual([1, 2]);
  expect(await inside).toEqual([1]);
});

test('snapshots come one after the other, also after one that failed', async () => {
  const order: string[] = [];
  const first = reading.snapshot(async () => {
    order.push('first begins');
    await known();
    order.push('first ends');
    throw new AnalyticsError('UNKNOWN_REPORT', 'there is none');
  });
  const second = reading.snapshot(async () => {
    order.push('second');
    return known();
  });

  await expect(first).rejects.toMatchObject({ code: 'UNKNOWN_REPORT' });
  expect(await second).toEqual([]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

test('a snapshot within a snapshot sees the same moment', async () => {
  const inner = await reading.snapshot(async () => {
    await known();
    await add(1);
    return reading.snapshot(known);
  });

  expect(inner).toEqual([]);
});

test('reads that are asked for at once are answered one by one', async () => {
  await add(1);
  const warnings: unknown[] = [];
  const warn = (warning: unknown) => warnings.push(warning);
  process.on('warning', warn);
  onTestFinished(() => void process.off('warning', warn));
  const all = await reading.snapshot(() => Promise.all([known(), known(), known()]));
  await new Promise((resolve) => setImmediate(resolve));

  expect(all).toEqual([[1], [1], [1]]);
  expect(warnings).toEqual([]);
});

test('a read that a snapshot leaves behind is no part of it, and is answered', async () => {
  let late: Promise<readonly number[]> = Promise.resolve([]);
  await reading.snapshot(async () => {
    await known();
    late = new Promise((resolve) => setImmediate(resolve)).then(() => add(1)).then(known);
  });

  expect(await late).toEqual([1]);
});

test('a read that is under way when its snapshot fails does not disturb the next one', async () => {
  let slow: Promise<unknown> = Promise.resolve();
  const failed = reading.snapshot(async () => {
    slow = reading.query('SELECT pg_sleep(0.05)');
    throw new AnalyticsError('UNKNOWN_REPORT', 'there is none');
  });

  await expect(failed).rejects.toMatchObject({ code: 'UNKNOWN_REPORT' });
  expect(await slow).toHaveLength(1);
  expect(await reading.snapshot(known)).toEqual([]);
});

test('where the server makes a snapshot begin anew, the second answer counts', async () => {
  let runs = 0;
  const answer = await reading.snapshot(async () => {
    const seen = await known();
    if (++runs === 1) {
      await add(1);
      throw Object.assign(new Error('conflict with recovery'), { code: '40001' });
    }
    return seen;
  });

  expect(answer).toEqual([1]);
  expect(runs).toBe(2);
});

test('nothing can be written', async () => {
  const write = 'INSERT INTO numbers VALUES (1)';

  await expect(reading.query(write)).rejects.toThrow('read-only transaction');
  await expect(reading.snapshot(() => reading.query(write))).rejects.toThrow('read-only');
});

test('no statement takes longer than 30 s, within a snapshot and outside', async () => {
  const timeout = () => reading.query('SHOW statement_timeout');

  expect(await timeout()).toEqual([{ statement_timeout: '30s' }]);
  expect(await reading.snapshot(timeout)).toEqual([{ statement_timeout: '30s' }]);
});

test('a report may compute for two minutes between two reads', async () => {
  const idle = await reading.snapshot(() =>
    reading.query('SHOW idle_in_transaction_session_timeout'),
  );

  expect(idle).toEqual([{ idle_in_transaction_session_timeout: '2min' }]);
});

function signal() {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}
