/**
 * The bot's side of recording: a bounded queue in memory, batches, and the books of this process.
 *
 * A batch leaves after at most {@link BATCH_DELAY_MS} or with {@link BATCH_SIZE} turns, one at a
 * time, and stays here until it is confirmed: what a dead thread had not confirmed is sent again
 * under the same number.
 */

import type { ProcessHealth } from '../model/health.ts';
import type { Captured } from '../model/turn.ts';
import type { Batch, BatchOutcome } from '../record/store.ts';
import { factsOfLoads, halvesOf, loadOf } from './load.ts';
import type { Load } from './load.ts';
import { DEFAULT_LIMITS, boundedQueue, factsOf } from './queue.ts';
import type { BoundedQueue, QueueLimits } from './queue.ts';
import { tally } from './tally.ts';
import type { Tally } from './tally.ts';

/** Turns and amendments of one batch at most. */
export const BATCH_SIZE = 512;

/** Longest time that a turn waits for its batch. */
export const BATCH_DELAY_MS = 50;

/**
 * Facts that may come until the next batch is committed, at least: far more than a bot is told in the
 * time that this takes. A store is told with each batch, so that the start after a `kill -9` can say how
 * many are lost at most.
 */
export const RESERVE = 200;

/** Where more than usual comes, so many times as many as came for this batch may come for the next. */
const RESERVE_OF_BATCH = 4;

/** A batch that was under way at so many deaths of the thread is taken apart. */
const MAX_DEATHS = 2;

export interface SenderDeps {
  readonly writer: string;
  /** Must not throw: what cannot be posted is told by `refused`. */
  readonly post: (batch: Batch) => void;
  readonly limits?: QueueLimits | undefined;
  /** Told when facts are lost because the queue is full. */
  readonly onFull: () => void;
}

/** What the store holds of this writer: its last batch, and what became of that. */
export interface LastBatch {
  readonly number: number;
  readonly outcome: BatchOutcome;
}

export interface Sender {
  /** Takes a turn or amendment: a push into the queue. */
  add(captured: Captured): void;
  /** Counts facts that never got as far as the queue. */
  dropped(reason: string, facts: number): void;
  notice(reason: string): void;
  /** The recorder is there (again). */
  opened(last: LastBatch | undefined): void;
  /** @param commitMs how long that took, for the books; absent where nobody knows */
  recorded(number: number, outcome: BatchOutcome, commitMs?: number): void;
  /** The batch cannot be written: it is halved, and a single item dropped as `internal`. */
  refused(number: number): void;
  /** The thread died: nothing is posted until `opened`. */
  died(): void;
  /** There is somebody who records. */
  isOpen(): boolean;
  /** Resolves when all that was received so far is recorded or dropped. */
  flushed(): Promise<void>;
  /** Takes what is not confirmed, in order: for the exit handler. */
  takeAll(): readonly Batch[];
  /** Takes nothing more; `reason` is what the rest is dropped for. */
  close(reason: string): void;
  health(): ProcessHealth;
}

/** What a sender remembers. */
interface Desk {
  readonly deps: SenderDeps;
  readonly books: Tally;
  readonly queue: BoundedQueue;
  /** The first is under way once it has a number; the others are parts of one that was taken apart. */
  loads: readonly Load[];
  lastNumber: number;
  /** Facts that were put into the queue, ever, and those of them of which it is known what became of them. */
  queued: number;
  settled: number;
  status: 'waiting' | 'open' | 'closed';
  timer: NodeJS.Timeout | undefined;
  readonly waiters: { readonly target: number; readonly resolve: () => void }[];
}

/** Makes the sender of one `createBotAnalytics`. */
export function sender(deps: SenderDeps): Sender {
  const desk: Desk = {
    deps,
    books: tally(),
    queue: boundedQueue(deps.limits ?? DEFAULT_LIMITS),
    loads: [],
    lastNumber: 0,
    queued: 0,
    settled: 0,
    status: 'waiting',
    timer: undefined,
    waiters: [],
  };
  return {
    add: (captured) => add(desk, captured),
    dropped(reason, facts) {
      desk.books.receive(facts);
      desk.books.drop(reason, facts);
    },
    notice: desk.books.notice,
    isOpen: () => desk.status === 'open',
    opened: (last) => opened(desk, last),
    recorded: (number, outcome, commitMs) => recorded(desk, { number, outcome }, commitMs),
    refused: (number) => refused(desk, number),
    died: () => died(desk),
    flushed: () => flushed(desk),
    takeAll: () => takeAll(desk),
    close: (reason) => close(desk, reason),
    health: () => desk.books.health(factsIn(desk), oldestMs(desk)),
  };
}

function add(desk: Desk, captured: Captured): void {
  const facts = captured.facts.length;
  const isClosed = desk.status === 'closed';
  const isTaken = !isClosed && desk.queue.push(captured);
  // not before: what the queue throws at is counted by who gave it
  desk.books.receive(facts);
  if (isClosed) return desk.books.drop('closed', facts);
  if (!isTaken) {
    desk.books.drop('queue_full', facts);
    return desk.deps.onFull();
  }
  desk.queued += facts;
  if (desk.queue.size() >= BATCH_SIZE) sendNext(desk);
  else desk.timer ??= setTimeout(() => sendNext(desk), BATCH_DELAY_MS).unref();
  return undefined;
}

/** Makes a batch of what waits, if the recorder is free. */
function sendNext(desk: Desk): void {
  clearTimeout(desk.timer);
  desk.timer = undefined;
  if (desk.status !== 'open' || desk.loads.length > 0) return;
  if (desk.queue.size() === 0) return;
  desk.loads = [loadOf(desk.queue.take(BATCH_SIZE))];
  post(desk);
}

/** A load gets its number when it is posted, and keeps it when it is posted again. */
function post(desk: Desk): void {
  const [first, ...rest] = desk.loads;
  if (desk.status !== 'open' || !first) return;
  const number = first.number ?? ++desk.lastNumber;
  desk.loads = [{ ...first, number }, ...rest];
  const atRisk = factsIn(desk) - first.facts + Math.max(RESERVE, RESERVE_OF_BATCH * first.facts);
  desk.deps.post({ writer: desk.deps.writer, number, items: first.items, atRisk });
}

function proceed(desk: Desk): void {
  while (desk.waiters[0] && desk.waiters[0].target <= desk.settled) desk.waiters.shift()?.resolve();
  if (desk.loads.length > 0) post(desk);
  else sendNext(desk);
}

function opened(desk: Desk, last: LastBatch | undefined): void {
  if (desk.status === 'closed') return;
  desk.status = 'open';
  const first = desk.loads[0];
  if (first?.number !== undefined && first.number === last?.number) {
    recorded(desk, last);
    return;
  }
  if (first && first.deaths >= MAX_DEATHS) takeApart(desk, 'thread_died');
  proceed(desk);
}

/** A thread that was not open yet had nothing that it could have died of. */
function died(desk: Desk): void {
  if (desk.status !== 'open') return;
  desk.status = 'waiting';
  const [first, ...rest] = desk.loads;
  if (first) desk.loads = [{ ...first, deaths: first.deaths + 1 }, ...rest];
}

function recorded(desk: Desk, { number, outcome }: LastBatch, commitMs?: number): void {
  const [first, ...rest] = desk.loads;
  if (first?.number !== number) return;
  desk.loads = rest;
  desk.settled += first.facts;
  desk.books.settle(outcome, commitMs);
  proceed(desk);
}

function refused(desk: Desk, number: number): void {
  if (desk.loads[0]?.number !== number) return;
  takeApart(desk, 'internal');
  proceed(desk);
}

function factsIn({ queue, loads }: Desk): number {
  return queue.facts() + factsOfLoads(loads);
}

/** Age of the oldest fact in memory: what came first is settled first. */
function oldestMs({ queue, loads }: Desk): number | null {
  const oldest = loads[0]?.since[0] ?? queue.oldest();
  return oldest === undefined ? null : performance.now() - oldest;
}

/** Halves what was never committed, so that only the item at fault is lost. */
function takeApart(desk: Desk, reason: string): void {
  const [first, ...rest] = desk.loads;
  if (!first) return;
  if (first.items.length <= 1) {
    desk.books.drop(reason, first.facts);
    desk.settled += first.facts;
  }
  desk.loads = [...halvesOf(first), ...rest];
}

function flushed(desk: Desk): Promise<void> {
  const target = desk.queued;
  if (desk.settled >= target) return Promise.resolve();
  const settled = new Promise<void>((resolve) => desk.waiters.push({ target, resolve }));
  sendNext(desk);
  return settled;
}

function takeAll(desk: Desk): readonly Batch[] {
  clearTimeout(desk.timer);
  const { queue, deps } = desk;
  while (queue.size() > 0) desk.loads = [...desk.loads, loadOf(queue.take(BATCH_SIZE))];
  desk.loads = desk.loads.map((load) => ({ ...load, number: load.number ?? ++desk.lastNumber }));
  let atRisk = factsOfLoads(desk.loads); // those that come after it: nothing else is taken any more
  return desk.loads.map(({ items, facts, number = 0 }) => {
    atRisk -= facts;
    return { writer: deps.writer, number, items, atRisk };
  });
}

function close(desk: Desk, reason: string): void {
  desk.status = 'closed';
  clearTimeout(desk.timer);
  const left = factsOf(desk.queue.take(Infinity).items) + factsOfLoads(desk.loads);
  desk.books.drop(reason, left);
  desk.settled += left;
  desk.loads = [];
  proceed(desk);
}
