/** No report reads a table that grows with messages from end to end. */

import { expect, onTestFinished, test } from 'vitest';

import { quarterOf } from '../../../src/model/time.ts';
import { serverAt } from '../../../src/record/postgres/connection.ts';
import { migrate } from '../../../src/record/postgres/migrations.ts';
import { readsOn } from '../../../src/record/postgres/reads.ts';
import { FIRST_QUARTER } from '../../../src/record/recording/statements.ts';
import { REPORT_NAMES } from '../../../src/report/registry.ts';
import { runReport } from '../../../src/report/run.ts';
import { freshPostgres } from '../../support/postgres/database.ts';

/** Tables that grow with messages. */
const GROWING = [
  'presence',
  'counters',
  'label_counters',
  'marks',
  'sessions',
  'session_quarters',
  'handovers',
  'response_times',
  'phrases',
  'phrase_uses',
  'events',
  'conversations',
  'participants',
  'votes',
];

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

test('every read of a table that grows with messages is by a range of an index', async () => {
  const settings = freshPostgres().options;
  const server = serverAt(settings);
  onTestFinished(() => server.close());
  await migrate(server, settings);
  const now = Date.parse('2026-02-10T00:00Z');
  const plans = new Map<string, readonly Plan[]>();
  const answers = new Map<string, readonly unknown[]>();

  await server.transaction(async (sql) => {
    await sql.run('SET LOCAL enable_seqscan TO off');
    await sql.run('INSERT INTO totals VALUES ($1, $2)', [FIRST_QUARTER, quarterOf(now) - 9_999]);
    const reads = readsOn(async (text, values) => {
      const known = answers.get(text);
      if (known) return known as never;
      const explained = await sql.query<{ readonly 'QUERY PLAN': readonly { Plan: Plan }[] }>(
        `EXPLAIN (FORMAT JSON, COSTS OFF) ${text}`,
        values,
      );
      plans.set(
        text,
        explained.flatMap((row) => row['QUERY PLAN'].map(({ Plan: plan }) => plan)),
      );
      const rows = await sql.query(text, values);
      answers.set(text, rows);
      return rows as never;
    });
    const asked = { from: '2026-01-01', to: '2026-02-01' };
    for (const name of REPORT_NAMES) {
      for (const more of [{}, { dialog: 'order' }, { group: 'channel' }, { value: 'x' }])
        await runReport(reads, name, { ...asked, ...more }, now).catch((error: unknown) => {
          if ((error as { code?: string }).code !== 'INVALID_REPORT_OPTIONS') throw error;
        });
    }
  });

  const unbounded = [...plans].flatMap(([text, roots]) =>
    roots
      .flatMap(scansOf)
      .filter(({ bounds }) => !bounds)
      .map(({ table }) => [table, text]),
  );
  expect(plans.size).toBeGreaterThan(20);
  expect(unbounded.filter(([table]) => GROWING.includes(table ?? ''))).toEqual([]);
});

/** Tables that a plan reads, and whether by bounds; a bitmap's bounds stand below the table. */
function scansOf(plan: Plan): readonly { readonly table: string; readonly bounds: boolean }[] {
  const { 'Relation Name': table, 'Index Cond': bounds, Plans: below = [] } = plan;
  const here = { table: table ?? '', bounds: bounds !== undefined || isBitmap(plan) };
  return [...(table === undefined ? [] : [here]), ...below.flatMap(scansOf)];
}

function isBitmap({ 'Node Type': type, Plans: below = [] }: Plan): boolean {
  return type === 'Bitmap Heap Scan' && below.every((plan) => plan['Index Cond'] !== undefined);
}
