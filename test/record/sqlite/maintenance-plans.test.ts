/** Looking after a store, day by day and step by step, does not read a large table as a whole each time. */

import { expect, onTestFinished, test } from 'vitest';

import { MEMORY } from '../../../src/model/settings.ts';
import { openForWriting } from '../../../src/record/sqlite/connection.ts';
import type { DatabaseLike } from '../../../src/record/sqlite/driver.ts';
import { recountOn } from '../../../src/record/sqlite/recount.ts';
import { retentionOn } from '../../../src/record/sqlite/retention.ts';
import { sealingOn } from '../../../src/record/sqlite/sealing.ts';

/** Read as a whole: few processes have written, few events die, few destinations and segments are there. */
const SMALL = ['writers', 'dead_letters', 's', 'json_each'];

const ALL_OF_IT = {
  eventsDays: 1,
  seenActivitiesHours: 24,
  conversationsDays: 2,
  textsDays: 1,
  sessionsDays: 1,
  rollupsDays: 1,
};

test('every statement finds its rows by a key or an index', async () => {
  const db = openForWriting(MEMORY, 'balanced');
  onTestFinished(() => void db.close());
  db.exec(`INSERT INTO events (id, kind, at, turn, act, segment, data)
    VALUES ('e', 'signal_received', 0, 't', 0, 1, '{}')`);
  const texts = new Set<string>();
  const watched: DatabaseLike = {
    exec: (sql) => db.exec(sql),
    close: () => db.close(),
    prepare: (sql) => (texts.add(sql), db.prepare(sql)),
  };
  await recountOn(watched)({ repair: true });
  await retentionOn(watched, MEMORY)({ now: Date.now(), retention: ALL_OF_IT });
  await sealingOn(watched)({ now: Date.now() });
  const plans = [...texts]
    .filter((sql) => /\b(?:SELECT|DELETE|UPDATE)\b/u.test(sql))
    .map((sql) => {
      const named = [...sql.matchAll(/:(\w+)/gu)].map(([, name]) => [name, 1] as const);
      const values =
        named.length > 0 ? [Object.fromEntries(named)] : sql.match(/\?/gu)?.map(() => 1);
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...((values ?? []) as never[]));
      return { sql, plan: (steps as { detail: string }[]).map(({ detail }) => detail) };
    });

  expect(plans.length).toBeGreaterThan(40);
  for (const { sql, plan } of plans) {
    const scanned = plan.flatMap((step) => /^SCAN (\w+)/u.exec(step)?.[1] ?? []);
    expect(SMALL, sql).toEqual(expect.arrayContaining(scanned));
    // a range of numbers, not all of a kind
    expect(plan.join('\n'), sql).not.toMatch(/SEARCH phrases USING INDEX \S+ \(kind=\?\)/u);
  }
});
