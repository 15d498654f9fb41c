/**
 * States that a power failure may leave. What was written since the last sync is there in part: up to any
 * byte, with anything behind it, or some sectors of it and not others. Each has to be one moment of the
 * recording, in full: what was recorded until then and nothing else, with exact books.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import type { Durability } from '../../src/model/settings.ts';
import { openSqliteStore } from '../../src/record/sqlite/store.ts';
import type { Store } from '../../src/record/store.ts';
import { deps, turn } from '../record/turns.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { randomFrom } from './damage.ts';
import type { Random } from './damage.ts';
import { momentIn } from './moments.ts';

const STATES = process.env['NIGHTLY'] ? 5_000 : 60;
const PHASES = 4;
const BATCHES_A_PHASE = 10;
const TURNS_A_BATCH = 4;
const SECTOR_BYTES = 512;

/** What was in the files while a log grew, from one time that it was written back to the next. */
interface Phase {
  readonly file: Buffer;
  /** The same when the log is written back. */
  readonly fileAfter: Buffer;
  readonly log: Buffer;
  /** What stood in the log before: it is overwritten from its beginning. */
  readonly oldLog: Buffer;
  /** Bytes of the log when each batch was acknowledged. */
  readonly acknowledged: readonly { readonly batch: number; readonly bytes: number }[];
}

async function recordBatch(store: Store, number: number): Promise<void> {
  const items = Array.from({ length: TURNS_A_BATCH }, (_, i) =>
    turn({ id: `t${number}-${i}`, user: `u${(number * 7 + i) % 9}`, replies: [`r${number}-${i}`] }),
  );
  await store.record({ writer: 'w', number, items }, deps({ destinations: ['ga4'] }));
}

/** Bytes of the log that belong to its present round: those behind are from before. */
function usedBytes(path: string): number {
  const log = readFileSync(`${path}-wal`);
  let used = 32;
  while (used + 4_120 <= log.length && log.compare(log, 16, 24, used + 8, used + 16) === 0) {
    used += 4_120;
  }
  return used;
}

async function record(durability: Durability): Promise<readonly Phase[]> {
  const path = join(temporaryFolder(), 'bot.db');
  const store = openSqliteStore({ path, durability });
  onTestFinished(() => store.close());
  const phases: Phase[] = [];
  const writeBack = (): Buffer => {
    const other = openDatabase(path);
    other.exec('PRAGMA wal_checkpoint(RESTART)');
    other.close();
    return readFileSync(path);
  };
  for (let phase = 0; phase < PHASES; phase++) {
    const file = writeBack();
    const oldLog = readFileSync(`${path}-wal`);
    const acknowledged = [];
    for (let i = 1; i <= BATCHES_A_PHASE; i++) {
      const batch = phase * BATCHES_A_PHASE + i;
      await recordBatch(store, batch);
      acknowledged.push({ batch, bytes: usedBytes(path) });
    }
    const log = readFileSync(`${path}-wal`).subarray(0, usedBytes(path));
    phases.push({ file, fileAfter: writeBack(), log, oldLog, acknowledged });
  }
  return phases;
}

/** What stands in the log, if all up to `synced` is on the disk and of the rest whatever. */
function logAfter({ log, oldLog }: Phase, synced: number, random: Random): Buffer {
  const state = Buffer.alloc(Math.max(log.length, oldLog.length));
  oldLog.copy(state);
  switch (random(3)) {
    case 0: {
      // up to a byte
      log.copy(state, 0, 0, synced + random(log.length - synced + 1));
      return oldLog.length === 0
        ? state.subarray(0, synced + random(state.length - synced))
        : state;
    }
    case 1: {
      // and garbage behind it
      const end = synced + random(log.length - synced + 1);
      log.copy(state, 0, 0, end);
      for (let at = end; at < Math.min(state.length, end + 5_000); at++) state[at] = random(256);
      return state;
    }
    default: {
      // some sectors
      log.copy(state, 0, 0, synced);
      const rest = Math.floor(synced / SECTOR_BYTES) * SECTOR_BYTES;
      for (let at = rest; at < log.length; at += SECTOR_BYTES) {
        const isWritten = at < synced || random(8) > 0;
        if (isWritten) log.copy(state, at, at, at + SECTOR_BYTES);
      }
      return state;
    }
  }
}

test.for(['balanced', 'strict'] as const)(
  `of ${STATES} states after a power failure each is a moment of the recording (%s)`,
  { timeout: 600_000 },
  async (durability) => {
    const phases = await record(durability);
    const random = randomFrom(durability.length);
    const room = temporaryFolder();
    const last = new Set<number>();
    for (let state = 0; state < STATES / 2; state++) {
      const phase = phases[random(PHASES)]!;
      // strict: each batch was synced before it was acknowledged; balanced: only what was written back
      const before = random(BATCHES_A_PHASE + 1) - 1;
      const acknowledged = durability === 'strict' ? phase.acknowledged[before] : undefined;
      const path = join(room, `${state}.db`);
      writeFileSync(path, phase.file);
      writeFileSync(`${path}-wal`, logAfter(phase, acknowledged?.bytes ?? 0, random));
      const found = momentIn(path);

      const first = phase.acknowledged[0]!.batch - 1;
      const least = acknowledged?.batch ?? first;
      expect(found.batch).toBeGreaterThanOrEqual(least);
      expect(found.batch).toBeLessThanOrEqual(first + BATCHES_A_PHASE);
      expect(found).toEqual({
        batch: found.batch,
        integrity: 'ok',
        facts: found.batch * TURNS_A_BATCH * 2,
        received: found.batch * TURNS_A_BATCH,
        sent: found.batch * TURNS_A_BATCH,
        receivedEvents: found.batch * TURNS_A_BATCH,
        sentEvents: found.batch * TURNS_A_BATCH,
        isBalanced: true,
      });
      last.add(found.batch);
    }

    // states of all phases, and not only the first and last moment of each
    expect(last.size).toBeGreaterThan(2 * PHASES);
  },
);

test('while the log is written back nothing of it is lost', { timeout: 600_000 }, async () => {
  const phases = await record('balanced');
  const random = randomFrom(5);
  const room = temporaryFolder();
  for (let state = 0; state < STATES / 5; state++) {
    const { file, fileAfter, log, acknowledged } = phases[random(PHASES)]!;
    const path = join(room, `${state}.db`);
    const mixed = Buffer.alloc(fileAfter.length);
    file.copy(mixed);
    for (let at = 0; at < mixed.length; at += SECTOR_BYTES) {
      if (random(2) === 0) fileAfter.copy(mixed, at, at, at + SECTOR_BYTES);
    }
    writeFileSync(path, mixed);
    writeFileSync(`${path}-wal`, log);

    expect(momentIn(path)).toMatchObject({
      batch: acknowledged.at(-1)!.batch,
      integrity: 'ok',
      receivedEvents: acknowledged.at(-1)!.batch * TURNS_A_BATCH,
      isBalanced: true,
    });
  }
});

test('recording goes on after a power failure where it was cut off', async () => {
  const [, phase] = await record('balanced');
  const path = join(temporaryFolder(), 'bot.db');
  writeFileSync(path, phase!.file);
  writeFileSync(`${path}-wal`, phase!.log.subarray(0, phase!.log.length - 5_000));
  const store = openSqliteStore({ path, durability: 'balanced' });
  onTestFinished(() => store.close());
  const { number: lastBatch = 0 } = (await store.lastBatch('w')) ?? {};
  for (let batch = lastBatch + 1; batch <= 30; batch++) await recordBatch(store, batch);

  expect(lastBatch).toBeGreaterThan(BATCHES_A_PHASE);
  expect(lastBatch).toBeLessThan(2 * BATCHES_A_PHASE);
  expect((await store.counts()).facts).toBe(30 * TURNS_A_BATCH * 2);
});
