/** What was imported from transcripts is known again for ever. */

import { expect, test } from 'vitest';

import type { Captured, CapturedTurn, Fact } from '../../../src/model/turn.ts';
import type { BatchOutcome, RecordDeps } from '../../../src/record/store.ts';
import { openSqliteStore } from '../../../src/record/sqlite/store.ts';
import { openDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { T0, deps, turn } from '../turns.ts';

const IMPORT: Partial<RecordDeps> = { imported: true };

interface Recorded {
  readonly outcomes: readonly BatchOutcome[];
  /** Activities remembered, and how many of them for ever. */
  readonly seen: { readonly all: number; readonly imported: number };
}

async function record(
  ...batches: readonly { readonly items: readonly Captured[]; readonly as?: Partial<RecordDeps> }[]
): Promise<Recorded> {
  const path = `${temporaryFolder()}/bot.db`;
  const store = openSqliteStore({ path, durability: 'balanced' });
  const outcomes: BatchOutcome[] = [];
  for (const [i, { items, as }] of batches.entries()) {
    outcomes.push(await store.record({ writer: 'w', number: i + 1, items }, deps(as)));
  }
  await store.close();
  const db = openDatabase(path, { readonly: true });
  const seen = db
    .prepare(
      'SELECT count(*) AS "all", coalesce(sum(imported), 0) AS imported FROM seen_activities',
    )
    .get() as Recorded['seen'];
  db.close();
  return { outcomes, seen };
}

/** A turn of the bot's own, in which a message is sent, changed twice and taken back. */
function proactive(id: string): CapturedTurn {
  const { origin, facts } = turn({ id, replies: ['r1'] });
  const wake = {
    type: 'event',
    name: 'ContinueConversation',
    id: 'wake',
    attachmentCount: 0,
    hasValue: false,
  };
  const changes: Fact[] = [
    { type: 'updated', at: T0 + 5, activityId: 'r1' },
    { type: 'updated', at: T0 + 6, activityId: 'r1' },
    { type: 'deleted', at: T0 + 6, activityId: 'r1' },
  ];
  return {
    type: 'turn',
    origin,
    facts: [{ type: 'incoming', at: T0, activity: wake }, ...facts.slice(1), ...changes],
  };
}

test('all that is imported twice is a duplicate', async () => {
  const items = [turn({ id: 't1', replies: ['a1', 'a2'] }), proactive('t2')];
  const { outcomes, seen } = await record({ items, as: IMPORT }, { items, as: IMPORT });

  expect(outcomes).toEqual([
    { stored: 8, duplicate: 0, dropped: {} },
    { stored: 0, duplicate: 8, dropped: {} },
  ]);
  expect(seen).toEqual({ all: 8, imported: 8 });
});

test('live, what the bot does of itself is always new', async () => {
  const { outcomes } = await record({ items: [proactive('t1')] }, { items: [proactive('t2')] });

  expect(outcomes[1]).toMatchObject({ stored: 4, duplicate: 1 });
});

test('what was recorded live is a duplicate when it is imported, and is then remembered for ever', async () => {
  const items = [turn({ id: 't1', replies: ['a1'] })];
  const { outcomes, seen } = await record({ items }, { items, as: IMPORT });

  expect(outcomes[1]).toMatchObject({ stored: 0, duplicate: 2 });
  expect(seen).toEqual({ all: 2, imported: 2 });
});

test('what was imported is a duplicate live', async () => {
  const items = [turn({ id: 't1', replies: ['a1'] })];
  const { outcomes, seen } = await record({ items, as: IMPORT }, { items });

  expect(outcomes[1]).toMatchObject({ stored: 0, duplicate: 2 });
  expect(seen).toEqual({ all: 2, imported: 2 });
});

test('what is live is not remembered for ever', async () => {
  const { seen } = await record({ items: [turn({ id: 't1', replies: ['a1'] })] });

  expect(seen).toEqual({ all: 2, imported: 0 });
});
