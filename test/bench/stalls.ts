/**
 * How long the bot's event loop stands still at 5,000 turns per second, and while another process
 * holds the database: beside no middleware, and one that inserts a row for each turn.
 */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDriver } from '../../src/record/sqlite/driver.ts';
import { startChild } from './child.ts';
import type { Answer, Stall, Task } from './stalls-child.ts';
import { median } from './statistics.ts';
import type { Row } from './statistics.ts';
import { storeFile } from './subjects.ts';

const TURNS_PER_SECOND = 5_000;
const ROUNDS = 5;
const AIM_MS = 5;
const AIM_LOCKED_MS = 20;

const SUBJECTS = ['no-op', 'ours', 'naive'] as const;
type Stalls = Readonly<Record<(typeof SUBJECTS)[number], Answer>>;

export async function stalls({ isLarge }: { isLarge: boolean }): Promise<readonly Row[]> {
  const seconds = isLarge ? 60 : 3;
  const lockedSeconds = isLarge ? 10 : 2;
  const rounds: Stalls[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      'no-op': await run({ subject: 'no-op', seconds, lockedSeconds: 0 }),
      ours: await run({ subject: 'ours', seconds, lockedSeconds }),
      naive: await run({ subject: 'naive', seconds, lockedSeconds }),
    });
  }
  return [freeRow(rounds, seconds), lockedRow(rounds, lockedSeconds)];
}

async function run(
  task: Pick<Task, 'seconds' | 'lockedSeconds'> & { readonly subject: (typeof SUBJECTS)[number] },
): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
  const whole: Task = { ...task, turnsPerSecond: TURNS_PER_SECOND, folder, collector: '' };
  const child = startChild('stalls-child.ts', whole);
  const ended = once(child, 'exit');
  let [message] = (await once(child, 'message')) as [Answer | 'lock'];
  if (message === 'lock') {
    const unlock = lock(storeFile(folder));
    const answered = once(child, 'message');
    child.send('locked');
    const timer = setTimeout(unlock, task.lockedSeconds * 1_000);
    [message] = (await answered) as [Answer];
    clearTimeout(timer);
    unlock();
  }
  await ended;
  rmSync(folder, { recursive: true });
  return message as Answer;
}

/** Holds a database as somebody does who writes into it; answers what lets it go, once. */
function lock(file: string): () => void {
  const Database = loadDriver();
  const database = new Database(file, { readonly: false, fileMustExist: true, timeout: 5_000 });
  database.exec('BEGIN IMMEDIATE');
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    database.exec('ROLLBACK');
    database.close();
  };
}

function freeRow(rounds: readonly Stalls[], seconds: number): Row {
  const own = median(rounds.map(({ ours, 'no-op': none }) => ours.free.p999 - none.free.p999));
  const of = (subject: keyof Stalls): string =>
    described(rounds.map((round) => round[subject].free));
  return {
    what: `event loop stall at ${TURNS_PER_SECOND} turns/s for ${seconds} s, p99.9`,
    measured: `${own.toFixed(1)} ms ours (p99.9 ${of('ours')}; none ${of('no-op')}; naive ${of('naive')})`,
    aim: `≤ ${AIM_MS} ms more than without a middleware`,
    isReached: own <= AIM_MS,
    ...(own > AIM_MS && { why: collections(rounds.map(({ ours }) => ours.free)) }),
  };
}

function lockedRow(rounds: readonly Stalls[], seconds: number): Row {
  const lockedOf = (subject: 'ours' | 'naive'): readonly Stall[] =>
    rounds.flatMap((round) => round[subject].locked ?? []);
  const own = median(lockedOf('ours').map(({ p999 }) => p999));
  return {
    what: `event loop stall while the database is locked for ${seconds} s, p99.9`,
    measured: `${described(lockedOf('ours'))} (naive ${described(lockedOf('naive'))})`,
    aim: `≤ ${AIM_LOCKED_MS} ms`,
    isReached: own <= AIM_LOCKED_MS,
    ...(own > AIM_LOCKED_MS && { why: collections(lockedOf('ours')) }),
  };
}

function collections(found: readonly Stall[]): string {
  const longest = median(found.map(({ collection }) => collection));
  return `the longest pause of the garbage collector was ${longest.toFixed(1)} ms, all threads of the process awaited; a machine that is busy with other things stretches it`;
}

function described(found: readonly Stall[]): string {
  const p999 = median(found.map((stall) => stall.p999));
  const longest = median(found.map((stall) => stall.longest));
  return `${p999.toFixed(1)} ms, longest ${longest.toFixed(0)} ms`;
}
