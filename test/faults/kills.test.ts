/**
 * Processes that are killed by SIGKILL while they record, erase, back up, remove what is old, seal days or
 * migrate: what was recorded is there, once, and the books and rollups are exact, without a step by hand.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, expect, onTestFinished, test } from 'vitest';

import type { EpochMs } from '../../src/model/time.ts';
import { DAY_MS } from '../../src/model/time.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import { openStore } from '../../src/record/open.ts';
import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import type { ReportName } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { expectRecounted } from '../support/recount.ts';
import { faultTable } from './fault-table.ts';
import { SHARED_STORES } from './stores.ts';

const CHILD = join(__dirname, 'kill-child.cjs');
const isNight = process.env['NIGHTLY'] !== undefined;

/** Turns and facts of a batch, as the child makes them. */
const FACTS_A_BATCH = 2 * 20;

/** Kills of each kind, of some on both stores: more than a thousand in all by night. */
const KILLS = isNight
  ? { recording: 250, erasure: 100, backup: 100, retention: 100, sealing: 100, migration: 100 }
  : { recording: 2, erasure: 1, backup: 1, retention: 1, sealing: 2, migration: 1 };
const table = faultTable();
afterAll(() => table.print());

interface Life {
  /** Last batch that was acknowledged. */
  readonly recorded: number;
  readonly forgotten: readonly string[];
}

interface Task {
  readonly store: string;
  readonly work: string;
  readonly writer: string;
  readonly from: number;
  readonly folder: string;
}

type Said = {
  readonly opened?: true;
  readonly recorded?: number;
  readonly forgotten?: string;
  readonly failed?: string;
};

/** Lets a child live for a while, and tells what it said. */
async function live(task: Task, lifeMs: number, isFromStart = false): Promise<Life> {
  const child = fork(CHILD, [JSON.stringify(task)], { silent: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  let recorded = task.from - 1;
  const forgotten: string[] = [];
  child.on('message', (said: Said) => {
    if (said.failed !== undefined) throw new Error(said.failed);
    if (said.recorded !== undefined) recorded = said.recorded;
    if (said.forgotten !== undefined) forgotten.push(said.forgotten);
  });
  const exit = once(child, 'exit');
  if (!isFromStart) await Promise.race([once(child, 'message'), exit]);
  await Promise.race([sleep(lifeMs), exit]);
  child.kill('SIGKILL');
  await exit;
  return { recorded, forgotten };
}

async function opened(store: string): Promise<Store> {
  const { recorder } = resolveOptions({ store });
  return openStore(recorder);
}

/** Asserts that the books of all destinations are exact. */
async function expectBooks(store: Store): Promise<number> {
  const { facts, destinations } = await store.counts();
  for (const each of Object.values(destinations)) {
    const { enqueued, delivered, pending, dead, expired, cancelled, erased } = each;
    const given = Object.values(dead).reduce((sum, events) => sum + events, 0);
    expect(enqueued).toBe(delivered + pending + given + expired + cancelled + erased);
  }
  return facts;
}

/** What all reports say of the last month, which is all that there is. */
async function answersOf({ reads, snapshot }: Store, now: EpochMs): Promise<readonly unknown[]> {
  const ask = (name: ReportName) =>
    snapshot(() => runReport(reads, name, { period: 'last30days' }, now));
  const answers: unknown[] = [];
  for (const name of REPORT_NAMES) answers.push(await ask(name));
  return answers;
}

/** Asserts that the days that a process was killed over are sealed by the next, and say what they said. */
async function expectSealed(store: Store, turns: number): Promise<void> {
  const now = Date.now() + DAY_MS;
  const seal = () => store.maintenance.seal({ now: now + 2 * DAY_MS, pauseMs: 0 });
  const before = await answersOf(store, now);
  await seal();

  expect(before).toContainEqual(
    expect.objectContaining({
      report: 'messages',
      summary: expect.objectContaining({ received: turns, sent: turns }),
    }),
  );
  expect(await answersOf(store, now)).toEqual(before);
  expect(await seal()).toBe(0);
}

const WORKS = ['recording', 'erasure', 'retention', 'sealing'] as const;

test.for(SHARED_STORES.flatMap((store) => WORKS.map((work) => ({ ...store, work }))))(
  'killed while $work ($kind): nothing recorded is lost or counted twice',
  { timeout: isNight ? 900_000 : 60_000 },
  async ({ address, work, kind }) => {
    const store = address();
    const folder = temporaryFolder();
    const rounds = KILLS[work];
    const writer = 'w';
    let from = 1;
    for (let round = 0; round < rounds; round++) {
      const { recorded, forgotten } = await live(
        { store, work, writer, from, folder },
        Math.random() * 120,
      );
      const after = await opened(store);
      const last = await after.lastBatch(writer);
      const facts = await expectBooks(after);
      const { users } = await after.counts();
      if (work === 'sealing') await expectSealed(after, facts / 2);
      await expectRecounted(after);
      await after.close();

      // what was acknowledged is there; what was under way is there wholly, or not at all
      expect(last?.number ?? 0).toBeGreaterThanOrEqual(recorded);
      expect(last?.number ?? 0).toBeLessThanOrEqual(recorded + 1);
      expect(facts).toBe((last?.number ?? 0) * FACTS_A_BATCH);
      expect(users).toBeLessThanOrEqual(work === 'erasure' ? (last?.number ?? 0) : 7);
      expect(forgotten.length).toBeLessThanOrEqual(recorded - from + 1);
      from = (last?.number ?? 0) + 1;
    }
    table.passed(`SIGKILL while ${work} (${kind})`, 'all acknowledged, once; books exact', rounds);
  },
);

test(
  'killed while backing up: no backup has its name before it is whole',
  { timeout: isNight ? 900_000 : 60_000 },
  async () => {
    const folder = temporaryFolder();
    const store = join(folder, 'bot.db');
    const copies = join(folder, 'copies');
    mkdirSync(copies);
    const rounds = KILLS.backup;
    let from = 1;
    for (let round = 0; round < rounds; round++) {
      await live({ store, work: 'backup', writer: 'w', from, folder: copies }, Math.random() * 150);
      const after = await opened(store);
      from = ((await after.lastBatch('w'))?.number ?? 0) + 1;
      await after.close();
    }
    const whole = readdirSync(copies).filter((name) => /^w-\d+\.db$/.test(name));
    for (const name of whole) {
      const copy = await opened(join(copies, name));
      const facts = await expectBooks(copy);
      await expectRecounted(copy);
      await copy.close();
      const db = openDatabase(join(copies, name), { readonly: true });
      expect(single(db, 'PRAGMA integrity_check')).toBe('ok');
      db.close();
      expect(facts % FACTS_A_BATCH).toBe(0);
    }
    table.passed('SIGKILL while backing up (SQLite)', 'copies are whole or not there', rounds);
  },
);

test(
  'killed while migrating: the file is of one version or the next, and is migrated by the next start',
  { timeout: isNight ? 900_000 : 60_000 },
  async () => {
    const rounds = KILLS.migration;
    const schema = readFileSync(join(__dirname, '../record/sqlite/schemas/001.sql'), 'utf8');
    for (let round = 0; round < rounds; round++) {
      const folder = temporaryFolder();
      const store = join(folder, 'bot.db');
      const db = openDatabase(store);
      db.exec(schema);
      const before = single(db, 'SELECT count(*) FROM events');
      db.close();
      await live(
        { store, work: 'recording', writer: 'w', from: 1, folder },
        60 + Math.random() * 140,
        true,
      );
      const after = await opened(store);
      const { version } = await after.counts();
      await expectRecounted(after);
      await after.close();
      const found = openDatabase(store, { readonly: true });
      const kept = single(found, `SELECT count(*) FROM events WHERE turn NOT LIKE 't-w-%'`);
      expect(single(found, 'PRAGMA integrity_check')).toBe('ok');
      found.close();

      expect(version).toBeGreaterThanOrEqual(4);
      expect(kept).toBe(before);
    }
    table.passed(
      'SIGKILL while migrating (SQLite)',
      'the next start migrates; nothing is lost',
      rounds,
    );
  },
);
