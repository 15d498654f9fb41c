/**
 * A bot under a steady load, in a process of its own, with one middleware; probes how long its event
 * loop keeps others waiting, first as it is, then while another connection holds the database.
 */

import { once } from 'node:events';
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { givenTask, tellAnswer } from './child.ts';
import { percentile } from './statistics.ts';
import { openSubject } from './subjects.ts';
import type { SubjectName, SubjectPlace } from './subjects.ts';
import { adapterWith, message } from './turns.ts';
import type { SilentAdapter } from './turns.ts';

export interface Task extends SubjectPlace {
  readonly subject: SubjectName;
  readonly turnsPerSecond: number;
  readonly seconds: number;
  /** How long the database is locked; 0 where there is none. */
  readonly lockedSeconds: number;
}

/** How late a timer of one millisecond came, in ms. */
export interface Stall {
  readonly p999: number;
  readonly longest: number;
  /** The longest pause that the garbage collector made. */
  readonly collection: number;
  /** Turns per second that were run. */
  readonly rate: number;
}

export interface Answer {
  readonly free: Stall;
  readonly locked: Stall | undefined;
}

const task = givenTask<Task>();
const USERS = 2_000;

/** Turns at one go at most: what has to be made up for is not to be a stall of its own. */
const MOST_AT_ONCE = 20;

let turnNumber = 0;

/** Runs turns at the wanted rate, in small portions with room for others between them. */
async function load(adapter: SilentAdapter, seconds: number): Promise<number> {
  const startedAt = performance.now();
  let run = 0;
  for (;;) {
    const passed = (performance.now() - startedAt) / 1_000;
    if (passed >= seconds) return run / passed;
    const due = Math.floor(passed * task.turnsPerSecond) - run;
    for (let n = 0; n < Math.min(due, MOST_AT_ONCE); n++) {
      // a turn that fails is a turn: the naive one throws where the lock outlives its patience
      await adapter.turn(message(turnNumber++, USERS)).catch(() => undefined);
      run += 1;
    }
    if (due > MOST_AT_ONCE) await new Promise((resolve) => setImmediate(resolve));
    else await sleep(1);
  }
}

/** Looks every millisecond how late it is, and what the garbage collector has to do with it. */
function probe(): () => Omit<Stall, 'rate'> {
  const waits: number[] = [];
  const collections: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collections.push(duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    waits.push(Math.max(0, now - last - 1));
    last = now;
  };
  const timer = setInterval(look, 1);
  return () => {
    look();
    clearInterval(timer);
    observer.disconnect();
    return {
      p999: percentile(waits, 0.999),
      longest: percentile(waits, 1),
      collection: Math.max(0, ...collections),
    };
  };
}

async function measure(adapter: SilentAdapter, seconds: number): Promise<Stall> {
  const stop = probe();
  const rate = await load(adapter, seconds);
  return { ...stop(), rate };
}

async function main(): Promise<void> {
  const subject = await openSubject(task.subject, task);
  const adapter = adapterWith(subject.middleware);
  await load(adapter, 1); // the code has to be compiled
  await subject.settle();
  const free = await measure(adapter, task.seconds);
  let locked: Stall | undefined;
  if (task.lockedSeconds > 0) {
    process.send?.('lock');
    await once(process, 'message');
    locked = await measure(adapter, task.lockedSeconds);
  }
  const answer: Answer = { free, locked };
  tellAnswer(answer);
}

void main();
