/** No report reads a table that grows with messages from end to end. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { readsOn } from '../../../src/record/sqlite/reads.ts';
import { REPORT_NAMES } from '../../../src/report/registry.ts';
import { runReport } from '../../../src/report/run.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** Tables that grow with messages: no report may read one from end to end. */
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

test('no report scans a table that grows with messages', async () => {
  const db = openForWriting(join(temporaryFolder(), 'bot.db'), 'balanced');
  onTestFinished(() => void db.close());
  const now = Date.parse('2026-02-10T00:00Z');
  const plans: { sql: string; plan: string }[] = [];
  const watched: DatabaseLike = {
    exec: (sql) => db.exec(sql),
    close: () => db.close(),
    prepare: (sql) => {
      const statement = db.prepare(sql);
      return {
        run: (...values) => statement.run(...values),
        get: (...values) => (explain(sql, values), statement.get(...values)),
        all: (...values) => (explain(sql, values), statement.all(...values)),
      };
    },
  };
  const explain = (sql: string, values: readonly unknown[]): void => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(values as never[]));
    const plan = (steps as { detail: string }[]).map(({ detail }) => detail).join('\n');
    plans.push({ sql, plan });
  };
  const reads = readsOn(watched);
  const options = [{}, { dialog: 'order' }, { group: 'channel' }, { value: 'x' }];
  for (const name of REPORT_NAMES) {
    for (const more of options) {
      const asked = { from: '2026-01-01', to: '2026-02-01', ...more };
      await runReport(reads, name, asked, now).catch(() => undefined);
    }
  }

  const scan = new RegExp(`SCAN (\\w+ )?(?<table>${GROWING.join('|')}|[a-z])\\b`, 'u');
  expect(plans.length).toBeGreaterThan(50);
  for (const { sql, plan } of plans) {
    const aliases = [...sql.matchAll(/\b(?:FROM|JOIN) (\w+) ([a-z])\b/gu)];
    const tables = new Map(aliases.map(([, table, alias]) => [alias, table]));
    const scanned = scan.exec(plan)?.groups?.['table'] ?? '';
    expect(GROWING, `${sql}\n${plan}`).not.toContain(tables.get(scanned) ?? scanned);
  }
});
