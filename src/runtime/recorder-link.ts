/** The bot's end of the recorder: in a thread of its own, restarted if it dies, or inline. */

import type { Worker } from 'node:worker_threads';
import type { CustomDestination } from '../model/custom-destination.ts';
import { AnalyticsError } from '../model/errors.ts';
import type { ErrorRecord } from '../model/errors.ts';
import { MEMORY } from '../model/settings.ts';
import type { RecorderSettings } from '../model/settings.ts';
import { fileOf } from '../model/store-path.ts';
import type { EpochMs } from '../model/time.ts';
import type { Batch, Store } from '../record/store.ts';
import { customDeliveries } from './custom-deliveries.ts';
import type { CustomDeliveries } from './custom-deliveries.ts';
import { deathsOf } from './deaths.ts';
import type { Deaths } from './deaths.ts';
import { PARK_MS, beforeExit } from './exit.ts';
import { answerPassword } from './password.ts';
import type { AskPassword, PasswordQuestion } from './password.ts';
import { CELL_PARKED, CELL_STOP, sharedCells } from './protocol.ts';
import type {
  AnswerTo,
  FromRecorder,
  RecorderQuestion,
  RecorderState,
  ToRecorder,
} from './protocol.ts';
import { recorder } from './recorder.ts';
import { startThread, threadFile } from './start-thread.ts';
import { STOP_GRACE_MS, stateWithout, threadQuestions } from './thread-questions.ts';
import type { ThreadQuestions } from './thread-questions.ts';
import { within } from './within.ts';

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
  /** What removes users from these. */
  readonly forget: ReadonlyMap<string, NonNullable<CustomDestination['forget']>>;
  /** Told what is wrong with these. */
  readonly report: (error: AnalyticsError) => void;
  /** Tells the password of the store, where the settings say that it is asked for. */
  readonly askPassword?: AskPassword | undefined;
  /** What is not confirmed is lost: the process ends, and the store cannot take it at once. */
  readonly loseAll: () => void;
}

/** What the recorder tells, but for what is settled here. */
export type Told = Exclude<
  FromRecorder,
  { readonly type: 'answer' | 'deliver' | 'forget' | 'cutOff' | 'password' }
>;

export interface RecorderLink {
  post(batch: Batch): void;
  /** Asks the recorder; the process stays alive for the answer. @throws AnalyticsError `CLOSED` after `stop` */
  ask<Q extends RecorderQuestion>(question: Q): Promise<AnswerTo<Q>>;
  /** The store, where it is on the bot's thread. */
  inlineStore(): Store | undefined;
  /** Asks it to stop, and waits; answers the last that was known. What else was asked fails by then. */
  stop(timeoutMs: number): Promise<RecorderState | undefined>;
}

/** Tells whether the recorder can have a thread: its file is there, and the store is not in memory. */
export function canThread({ store }: RecorderSettings): 'yes' | 'memory' | 'missing' {
  if (fileOf(store) === MEMORY) return 'memory';
  return threadFile('recorder') ? 'yes' : 'missing';
}

/** Runs the recorder on the bot's thread, between its turns. */
export function inlineRecorder(deps: LinkDeps): RecorderLink {
  const deliveries = customDeliveries({
    functions: deps.deliver,
    forget: deps.forget,
    report: deps.report,
    answer: (id, answer) => recording.delivered(id, answer),
  });
  const recording = recorder({
    settings: deps.settings,
    writer: deps.writer,
    now: deps.clock,
    isStopping: () => false,
    askPassword: deps.askPassword,
    tell: (message) => hear(copied(message), deps, deliveries),
  });
  void recording.open();
  const forget = beforeExit(() => {
    // over a network nothing can be done at once
    if (fileOf(deps.settings.store) === undefined) deps.loseAll();
    else recording.parkNow(deps.takeAll());
  });
  let isStopped = false;
  return {
    post: (batch) => void setImmediate(() => recording.record(batch)),
    ask: (question) => (isStopped ? Promise.reject(closed()) : recording.ask(question)),
    inlineStore: () => recording.store(),
    stop(timeoutMs) {
      forget();
      isStopped = true;
      const stopped = recording.ask({ name: 'stop', timeoutMs });
      abandonAfter(stopped, timeoutMs, deliveries);
      return stopped;
    },
  };
}

/** What a function is given is a copy, as on the way from a thread. */
function copied(message: FromRecorder): FromRecorder {
  const isGiven = message.type === 'deliver' || message.type === 'forget';
  return isGiven ? structuredClone(message) : message;
}

function hear(message: FromRecorder, { tell }: LinkDeps, deliveries: CustomDeliveries): void {
  switch (message.type) {
    case 'answer':
    case 'password':
      return undefined; // who asked inline has it already
    case 'deliver':
    case 'forget':
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
  readonly questions: ThreadQuestions;
  worker: Worker | undefined;
  isStopped: boolean;
  readonly deaths: Deaths;
  readonly deliveries: CustomDeliveries;
  timer: NodeJS.Timeout | undefined;
}

/** Runs the recorder in a thread of its own. */
export function threadRecorder(deps: LinkDeps): RecorderLink {
  const desk: Desk = {
    deps,
    cells: sharedCells(),
    questions: threadQuestions({
      kind: deps.settings.store.kind,
      clock: deps.clock,
      send: (message) => send(desk, message),
      hold: (held) => hold(desk, held),
    }),
    worker: undefined,
    isStopped: false,
    deaths: deathsOf('the recorder thread', () => performance.now()),
    deliveries: customDeliveries({
      functions: deps.deliver,
      forget: deps.forget,
      report: deps.report,
      answer: (id, answer) => send(desk, { type: 'delivered', id, answer }),
    }),
    timer: undefined,
  };
  start(desk);
  const forget = beforeExit(() => park(desk));
  return {
    post: (batch) => post(desk, batch),
    ask: (question) => askThread(desk, question),
    inlineStore: () => undefined,
    async stop(timeoutMs) {
      const answer = askThread(desk, { name: 'stop', timeoutMs });
      abandonAfter(answer, timeoutMs, desk.deliveries);
      desk.isStopped = true;
      clearTimeout(desk.timer);
      const last = await answer.catch(() => undefined);
      desk.questions.failAll(closed());
      // a thread that hangs may still be in SQLite when the process ends
      if (last || !desk.worker) forget();
      return last;
    },
  };
}

/** What cannot be handed over is as good as refused: taken apart until what is at fault is dropped. */
function post(desk: Desk, batch: Batch): void {
  const { clock, report, tell } = desk.deps;
  try {
    send(desk, { type: 'batch', batch, now: clock() });
  } catch (cause) {
    report(new AnalyticsError('INTERNAL', 'a batch cannot be handed to the recorder', { cause }));
    queueMicrotask(() => tell({ type: 'refused', number: batch.number }));
  }
}

/** @throws Error if the thread is not there: it is being started again; `CLOSED` after it was stopped */
function askThread<Q extends RecorderQuestion>(desk: Desk, question: Q): Promise<AnswerTo<Q>> {
  const { questions, deps, worker, deaths, isStopped } = desk;
  if (isStopped) return Promise.reject(closed());
  if (worker) return questions.ask(question);
  if (question.name !== 'state' || !deaths.isPausing()) {
    return Promise.reject(new Error('the recorder thread is not running'));
  }
  const state = stateWithout(deps.settings.store.kind, 'failed', deaths.problem());
  return Promise.resolve(state as AnswerTo<Q>);
}

function closed(): AnalyticsError {
  return new AnalyticsError('CLOSED', 'the recorder was asked after close()');
}

function start(desk: Desk): void {
  let cause: unknown;
  try {
    const { settings, writer, ownClock, clock } = desk.deps;
    const worker = startThread('recorder', {
      settings,
      writer,
      ownClock,
      now: clock(),
      cells: desk.cells,
    });
    worker.on('message', (message: FromRecorder) => receive(desk, worker, message));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', (code) => gone(desk, cause ?? `exit code ${code}`));
    if (!desk.questions.isHeld()) worker.unref();
    desk.worker = worker;
  } catch (error) {
    gone(desk, error); // no memory for a thread, or not allowed to have one
  }
}

/** Whatever fails here would end the bot's process: it happens in no turn, and nobody could catch it. */
function receive(desk: Desk, worker: Worker, message: FromRecorder): void {
  const { deps, questions, deliveries } = desk;
  try {
    if (message.type === 'password') answerFor(worker, message, deps);
    else if (message.type === 'answer') questions.take(message);
    else hear(message, deps, deliveries);
  } catch (cause) {
    deps.report(new AnalyticsError('INTERNAL', `${message.type} could not be taken in`, { cause }));
  }
}

/** Answers a thread that makes a connection. */
function answerFor(worker: Worker, question: PasswordQuestion, deps: LinkDeps): void {
  answerPassword(question, deps.askPassword)
    .then((answer) => worker.postMessage(answer satisfies ToRecorder))
    .catch((cause: unknown) =>
      deps.report(new AnalyticsError('INTERNAL', 'a password could not be told', { cause })),
    );
}

function gone(desk: Desk, cause: unknown): void {
  const { deps, deaths } = desk;
  desk.worker = undefined;
  desk.questions.failAll(new Error('the recorder thread ended'));
  desk.deliveries.abandon();
  if (desk.isStopped) return;
  desk.timer = setTimeout(() => start(desk), deaths.add(cause));
  if (!desk.questions.isHeld()) desk.timer.unref();
  deps.died({ code: 'RECORDER_DIED', problem: deaths.problem() });
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
