/**
 * Measures one middleware against a no-op beside it, in a process of its own: wall time of each turn,
 * and time of the bot's thread on the processor with all that follows from the turns.
 */

import { readFileSync } from 'node:fs';
import { givenTask, tellAnswer } from './child.ts';
import { percentile } from './statistics.ts';
import { openSubject } from './subjects.ts';
import type { Subject, SubjectName, SubjectPlace } from './subjects.ts';
import { NO_OP, adapterWith, message } from './turns.ts';
import type { SilentAdapter } from './turns.ts';

export interface Task extends SubjectPlace {
  readonly subject: SubjectName;
  /** Turns of each of the two. */
  readonly turns: number;
}

/** In µs a turn. */
export interface Cost {
  readonly p50: number;
  readonly p99: number;
  /** Mean; absent where the system does not tell how long a thread was on the processor. */
  readonly cpu?: number | undefined;
}

export interface Answer {
  readonly without: Cost;
  readonly with: Cost;
}

const USERS = 1_000;
const CPU_BLOCKS = 4;

const task = givenTask<Task>();
let turnNumber = 0;

/** A bot has other things to do between turns: threads, timers and sockets get their turn. */
async function breathe(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function timed(adapter: SilentAdapter): Promise<number> {
  const activity = message(turnNumber++, USERS);
  const startedAt = process.hrtime.bigint();
  await adapter.turn(activity);
  return Number(process.hrtime.bigint() - startedAt) / 1_000;
}

/** Wall time of each turn, one of each after the other, so that the machine's moods hit both alike. */
async function wall(adapters: Pair<SilentAdapter>): Promise<Pair<Omit<Cost, 'cpu'>>> {
  const samples: Pair<number[]> = [[], []];
  for (let n = 0; n < task.turns; n++) {
    samples[0].push(await timed(adapters[0]));
    samples[1].push(await timed(adapters[1]));
    if (n % 16 === 0) await breathe();
  }
  const [without, own] = samples;
  return [spread(without), spread(own)];
}

type Pair<T> = readonly [T, T];

/** Without the first fifth, in which the code was still being compiled. */
function spread(samples: readonly number[]): Omit<Cost, 'cpu'> {
  const warm = samples.slice(samples.length / 5);
  return { p50: percentile(warm, 0.5), p99: percentile(warm, 0.99) };
}

/** Mean time of this thread on the processor for a turn, until all is done that it has begun. */
async function cpu(adapters: Pair<SilentAdapter>, subject: Subject): Promise<Pair<number>> {
  const block = Math.ceil(task.turns / CPU_BLOCKS);
  const sums: [number, number] = [0, 0];
  for (let n = 0; n < CPU_BLOCKS; n++) {
    sums[0] += await cpuOf(adapters[0], block, subject);
    sums[1] += await cpuOf(adapters[1], block, subject);
  }
  return [sums[0] / (block * CPU_BLOCKS), sums[1] / (block * CPU_BLOCKS)];
}

async function cpuOf(adapter: SilentAdapter, turns: number, subject: Subject): Promise<number> {
  await subject.settle();
  const before = threadMicroseconds();
  for (let n = 0; n < turns; n++) {
    await adapter.turn(message(turnNumber++, USERS));
    if (n % 16 === 0) await breathe();
  }
  await subject.settle();
  return threadMicroseconds() - before;
}

/** Linux counts it for every thread; NaN elsewhere. */
function threadMicroseconds(): number {
  try {
    const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
    return Number(nanoseconds) / 1_000;
  } catch {
    return Number.NaN;
  }
}

async function main(): Promise<void> {
  const subject = await openSubject(task.subject, task);
  const adapters = [adapterWith(NO_OP), adapterWith(subject.middleware)] as const;
  const [without, own] = await wall(adapters);
  const [cpuWithout, cpuOwn] = await cpu(adapters, subject);
  await subject.close();
  const answer: Answer = {
    without: { ...without, cpu: known(cpuWithout) },
    with: { ...own, cpu: known(cpuOwn) },
  };
  tellAnswer(answer);
}

function known(microseconds: number): number | undefined {
  return Number.isNaN(microseconds) ? undefined : microseconds;
}

void main();
