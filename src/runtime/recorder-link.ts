/** The bot's end of the recorder: in a thread of its own, restarted if it dies, or inline. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CustomDestination } from '../model/custom-destination.ts';
import { errorFromRecord } from '../model/errors.ts';
import type { AnalyticsError, ErrorRecord } from '../model/errors.ts';
import { MEMORY } from '../model/settings.ts';
import type { RecorderSettings } from '../model/settings.ts';
import type { EpochMs } from '../model/time.ts';
import type { Batch, Store } from '../record/store.ts';
import { asking } from './asking.ts';
import { customDeliveries } from './custom-deliveries.ts';
import type { CustomDeliveries } from './custom-deliveries.ts';
import { PARK_MS, beforeExit } from './exit.ts';
import { CELL_PARKED, CELL_STOP, sharedCells } from './protocol.ts';
import type {
  AnswerTo,
  FromRecorder,
  RecorderQuestion,
  RecorderState,
  RecorderThreadData,
  ToRecorder,
} from './protocol.ts';
import { recorder } from './recorder.ts';
import { within } from './within.ts';

/** Pauses before a dead thread is started again; after {@link MANY_DEATHS} within a minute the last. */
const RESTART_MS = { first: 50, longest: 60_000 } as const;
const MANY_DEATHS = 5;

/** A recorder that has to stop is done a little later at the latest; else it hangs. */
const STOP_GRACE_MS = 300;

export interface LinkDeps {
  readonly settings: RecorderSettings;
  readonly writer: string;
  readonly clock: () => EpochMs;
  /** The clock is the developer's own. */
  readonly ownClock: boolean;
  readonly tell: (message: Told) => void;
  /** The thread died; it is started again by itself. */
  readonly died: (cause: ErrorRecord) => void;
  /** What is not confirmed yet, when the process ends. */
  readonly takeAll: () => readonly Batch[];
  /** What sends for the developer's own destinations. */
  readonly deliver: ReadonlyMap<string, CustomDestination['deliver']>;
  /** Told what is wrong with these. */
  readonly report: (error: AnalyticsError) => void;
}

/** What the recorder tells, but for what is settled here. */
export type Told = Exclude<
  FromRecorder,
  { readonly type: 'answer' } | { readonly type: 'deliver' } | { readonly type: 'cutOff' }
>;

export interface RecorderLink {
  post(batch: Batch): void;
  /** Asks the recorder; the process stays alive for the answer. */
  ask<Q extends RecorderQuestion>(question: Q): Promise<AnswerTo<Q>>;
  /** The store, where it is on the bot's thread. */
  inlineStore(): Store | undefined;
  /** Asks it to stop, and waits; answers the last that was known. */
  stop(timeoutMs: number): Promise<RecorderState | undefined>;
}

/** The thread's file; absent where a bundler left it behind. */
function threadFile(): string {
  return join(__dirname, 'recorder-thread.js');
}

/** Tells whether the recorder can have a thread: its file is there, and the store is a file. */
export function canThread({ store }: RecorderSettings): 'yes' | 'memory' | 'missing' {
  if (store.options.path === MEMORY) return 'memory';
  return existsSync(threadFile()) ? 'yes' : 'missing';
}

/** Runs the recorder on the bot's thread, between its turns. */
export function inlineRecorder(deps: LinkDeps): RecorderLink {
  const deliveries = customDeliveries({
    functions: deps.deliver,
    report: deps.report,
    answer: (id, answer) => recording.delivered(id, answer),
  });
  const recording = recorder({
    settings: deps.settings,
    writer: deps.writer,
    now: deps.clock,
    isStopping: () => false,
    // a delivery is a copy, as on the way from a thread
    tell: (message) =>
      hear(message.type === 'deliver' ? structuredClone(message) : message, deps, deliveries),
  });
  void recording.open();
  const forget = beforeExit(() => recording.parkNow(deps.takeAll()));
  return {
    post: (batch) => void setImmediate(() => recording.record(batch)),
    ask: (question) => recording.ask(question),
    inlineStore: () => recording.store(),
    stop(timeoutMs) {
      forget();
      const stopped = recording.ask({ name: 'stop', timeoutMs });
      abandonAfter(stopped, timeoutMs, deliveries);
      return stopped;
    },
  };
}

function hear(message: FromRecorder, { tell }: LinkDeps, deliveries: CustomDeliveries): void {
  switch (message.type) {
    case 'answer':
      return undefined; // who asked inline has it already
    case 'deliver':
      return deliveries.begin(message);
    case 'cutOff':
      return deliveries.cutOff(message.id);
    default:
      return tell(message);
  }
}

/** Nothing is delivered any more when the recorder has stopped, or would have, did it not hang. */
function abandonAfter(
  stopped: Promise<unknown>,
  timeoutMs: number,
  { abandon }: CustomDeliveries,
): void {
  const settled = stopped.catch(() => undefined);
  void within(timeoutMs + STOP_GRACE_MS, settled).then(abandon);
}

/** What a link to a thread remembers. */
interface Desk {
  readonly deps: LinkDeps;
  readonly cells: Int32Array;
  readonly questions: ReturnType<typeof asking<AnswerTo<RecorderQuestion>>>;
  worker: Worker | undefined;
  isStopped: boolean;
  readonly deaths: number[];
  readonly deliveries: CustomDeliveries;
  timer: NodeJS.Timeout | undefined;
}

/** Runs the recorder in a thread of its own. */
export function threadRecorder(deps: LinkDeps): RecorderLink {
  const desk: Desk = {
    deps,
    cells: sharedCells(),
    questions: asking<AnswerTo<RecorderQuestion>>((held) => hold(desk, held)),
    worker: undefined,
    isStopped: false,
    deaths: [],
    deliveries: customDeliveries({
      functions: deps.deliver,
      report: deps.report,
      answer: (id, answer) => send(desk, { type: 'delivered', id, answer }),
    }),
    timer: undefined,
  };
  start(desk);
  const forget = beforeExit(() => park(desk));
  return {
    post: (batch) => send(desk, { type: 'batch', batch, now: deps.clock() }),
    ask: (question) => askThread(desk, question),
    inlineStore: () => undefined,
    async stop(timeoutMs) {
      const answer = askThread(desk, { name: 'stop', timeoutMs });
      abandonAfter(answer, timeoutMs, desk.deliveries);
      desk.isStopped = true;
      clearTimeout(desk.timer);
      const last = await answer.catch(() => undefined);
      forget();
      return last;
    },
  };
}

/** @throws Error if the thread is not there: it is being started again, or was stopped */
function askThread<Q extends RecorderQuestion>(desk: Desk, question: Q): Promise<AnswerTo<Q>> {
  if (!desk.worker) return Promise.reject(new Error('the recorder thread is not running'));
  const now = desk.deps.clock();
  const answer = desk.questions.ask((id) => send(desk, { type: 'ask', id, question, now }));
  return answer as Promise<AnswerTo<Q>>;
}

function start(desk: Desk): void {
  const { settings, writer, ownClock, clock } = desk.deps;
  const data: RecorderThreadData = { settings, writer, ownClock, now: clock(), cells: desk.cells };
  const worker = new Worker(threadFile(), {
    workerData: data,
    name: 'botbuilder-analytics recorder',
    // what the bot was started with (loaders, inspectors, test runners) is not for this thread
    execArgv: [],
  });
  let cause: unknown;
  worker.on('message', (message: FromRecorder) => {
    if (message.type !== 'answer') hear(message, desk.deps, desk.deliveries);
    else if ('error' in message) desk.questions.failed(message.id, errorFromRecord(message.error));
    else desk.questions.answered(message.id, message.value);
  });
  worker.on('error', (error) => (cause = error));
  worker.on('exit', (code) => gone(desk, code, cause));
  desk.worker = worker;
  if (!desk.questions.isHeld()) worker.unref();
}

function gone(desk: Desk, code: number, cause: unknown): void {
  desk.worker = undefined;
  desk.questions.failAll(new Error('the recorder thread ended'));
  desk.deliveries.abandon();
  if (desk.isStopped) return;
  const problem = cause instanceof Error ? cause.message : `exit code ${code}`;
  desk.deps.died({ code: 'RECORDER_DIED', problem: `the recorder thread ended: ${problem}` });
  const now = performance.now();
  desk.deaths.push(now);
  while ((desk.deaths[0] ?? now) < now - RESTART_MS.longest) desk.deaths.shift();
  const delay =
    desk.deaths.length >= MANY_DEATHS
      ? RESTART_MS.longest
      : RESTART_MS.first * 2 ** (desk.deaths.length - 1);
  desk.timer = setTimeout(() => start(desk), delay);
  if (!desk.questions.isHeld()) desk.timer.unref();
}

/** A process waits for answers, and for nothing else of ours. */
function hold({ worker, timer }: Desk, held: boolean): void {
  if (held) worker?.ref();
  else worker?.unref();
  if (held) timer?.ref();
  else timer?.unref();
}

/** While the thread is being started again nothing is sent: the sender posts anew when it is there. */
function send({ worker }: Desk, message: ToRecorder): void {
  worker?.postMessage(message);
}

/** At the end of the process: what is left is handed over, and the thread let out of SQLite. */
function park(desk: Desk): void {
  if (!desk.worker) return;
  Atomics.store(desk.cells, CELL_STOP, 1);
  send(desk, { type: 'park', batches: desk.deps.takeAll() });
  Atomics.wait(desk.cells, CELL_PARKED, 0, PARK_MS);
}
