/**
 * The system calls themselves, by night: writes and syncs that fail at any time, and the states that a
 * power failure may leave, made of what was really written and synced.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { temporaryFolder } from '../support/folder.ts';
import { randomFrom } from './damage.ts';
import type { Random } from './damage.ts';
import { momentIn } from './moments.ts';
import { TRACE_OPTIONS, noTrace, recordTraced, stepsIn } from './trace.ts';
import type { Step } from './trace.ts';

const isNight = process.env['NIGHTLY'] !== undefined;
const refusal = isNight ? noTrace() : 'by night';
if (refusal !== undefined && isNight) console.log(`system calls are not traced: ${refusal}`);

const TURNS = 3;

/** Rarer than the calls of one batch: tried again it succeeds. */
const FAULTS = [
  'pwrite64:error=EIO:when=1000+487',
  'pwrite64:error=ENOSPC:when=1000+491',
  'fsync:error=EIO:when=60+5',
  'pwrite64:error=EDQUOT:when=1000+503',
];

test.skipIf(refusal)(
  'what fails on the disk costs nothing that was acknowledged',
  { timeout: 900_000 },
  () => {
    for (const [i, fault] of FAULTS.entries()) {
      const store = join(temporaryFolder(), 'bot.db');
      const batches = 400;
      const [call = ''] = fault.split(':');
      const options = ['-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${fault}`];
      const durability = i % 2 === 0 ? 'strict' : 'balanced';
      const said = recordTraced(options, { store, durability, batches, turns: TURNS });
      const failures = Number(/failures (\d+)/.exec(said.at(-1) ?? '')?.[1]);

      expect({ fault, said: said.at(-2) }).toEqual({ fault, said: `recorded ${batches}` });
      expect({ fault, failures: failures > 0 }).toEqual({ fault, failures: true });
      console.log(`${fault}: ${failures} tries to record failed`);
      expectMoment(store, batches);
    }
  },
);

test.skipIf(refusal).for(['balanced', 'strict'] as const)(
  '2,500 states after a power failure, of what was written and synced (%s)',
  { timeout: 900_000 },
  async (durability) => {
    const folder = temporaryFolder();
    const store = join(folder, 'bot.db');
    const trace = join(folder, 'trace');
    recordTraced([...TRACE_OPTIONS, '-o', trace], { store, durability, batches: 40, turns: TURNS });
    const steps = (await stepsIn(trace)).filter(
      (step) => step.do === 'recorded' || step.path === store || step.path === `${store}-wal`,
    );
    const opened = steps.findIndex((step) => step.do === 'recorded');
    const random = randomFrom(9);
    const room = join(folder, 'states');
    mkdirSync(room);
    let withLosses = 0;
    for (let n = 0; n < 2_500; n++) {
      const end = opened + random(steps.length - opened);
      const done = steps.slice(0, end + 1);
      const path = join(room, `${n}.db`);
      writeFileSync(path, stateOf(done, store, random));
      writeFileSync(`${path}-wal`, stateOf(done, `${store}-wal`, random));
      const acknowledged = done.findLast((step) => step.do === 'recorded')?.batch ?? 0;
      const { batch } = momentIn(path);

      expectMoment(path, batch);
      expect(batch).toBeLessThanOrEqual(acknowledged + 1);
      if (durability === 'strict') expect(batch).toBeGreaterThanOrEqual(acknowledged);
      else if (batch < acknowledged) withLosses++;
    }
    console.log(`${durability}: ${withLosses} of 2,500 states lack some of the last batches`);
  },
);

/** A file as it may be: all that was done to it until its last sync, and of the rest anything. */
function stateOf(steps: readonly Step[], path: string, random: Random): Buffer {
  const synced = steps.findLastIndex((step) => step.do === 'sync' && step.path === path);
  const how = random(3);
  const cutAt = synced + random(steps.length - synced);
  const state = Buffer.alloc(endOf(steps, path));
  let length = 0;
  for (const [i, step] of steps.entries()) {
    if (step.do === 'recorded' || step.path !== path) continue;
    const isKept = i <= synced || (how === 0 ? i <= cutAt : how === 1 || random(4) > 0);
    if (!isKept) continue;
    if (step.do === 'write') {
      step.bytes.copy(state, step.at);
      length = Math.max(length, step.at + step.bytes.length);
    }
    if (step.do === 'cut' || step.do === 'remove') {
      const end = step.do === 'cut' ? step.length : 0;
      if (end < length) state.fill(0, end);
      length = end;
    }
  }
  return state.subarray(0, length);
}

function endOf(steps: readonly Step[], path: string): number {
  return steps.reduce((end, step) => {
    if (step.do === 'recorded' || step.path !== path) return end;
    if (step.do === 'cut') return Math.max(end, step.length);
    return step.do === 'write' ? Math.max(end, step.at + step.bytes.length) : end;
  }, 0);
}

function expectMoment(path: string, batch: number): void {
  const turns = batch * TURNS;
  expect(momentIn(path)).toEqual({
    batch,
    integrity: 'ok',
    facts: 2 * turns,
    received: turns,
    sent: turns,
    receivedEvents: turns,
    sentEvents: turns,
    isBalanced: true,
  });
}
