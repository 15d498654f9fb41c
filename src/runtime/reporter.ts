/** Asks reports: in a thread of their own, started at the first question, or inline. */

import type { Worker } from 'node:worker_threads';
import type { ExportResult } from '../export/job.ts';
import { exportReports } from '../export/options.ts';
import { AnalyticsError, errorFromRecord } from '../model/errors.ts';
import type { StoreDescriptor } from '../model/settings.ts';
import { fileOf } from '../model/store-path.ts';
import type { EpochMs } from '../model/time.ts';
import type { Recount } from '../record/maintenance.ts';
import type { StoredSegment } from '../record/reads.ts';
import type { BackupResult, Store } from '../record/store.ts';
import { runReport } from '../report/run.ts';
import { withoutTexts } from '../report/without-texts.ts';
import { asking } from './asking.ts';
import { PARK_MS, beforeExit } from './exit.ts';
import { answerPassword } from './password.ts';
import type { AskPassword, PasswordQuestion } from './password.ts';
import { CELL_PARKED, CELL_STOP, sharedCells } from './protocol.ts';
import type { RecountSpan } from './recount-options.ts';
import { startThread } from './start-thread.ts';
import { within } from './within.ts';
import type {
  FromReporter,
  ReportAnswer,
  ReportQuestion,
  ReportThreadData,
  ToReporter,
} from './protocol.ts';

export interface Reporter {
  /** Runs a report by name. @throws AnalyticsError as `runReport` does */
  ask(name: string, options: unknown, reader?: Reader): Promise<unknown>;
  /** Writes reports into files. @throws AnalyticsError as `exportReports` does */
  export(options: unknown, reader?: Reader): Promise<ExportResult>;
  /** What facts can be filtered by, as far as the store has seen it. @throws AnalyticsError `STORE_…`, `CLOSED` */
  segments(): Promise<readonly StoredSegment[]>;
  /** Makes a copy of the store. @throws AnalyticsError `BACKUP_FAILED`, `BACKUP_UNSUPPORTED` */
  backup(file: string): Promise<BackupResult>;
  /** Compares the rollups with the events. @throws AnalyticsError `STORE_…`, `CLOSED` */
  recount(span: RecountSpan): Promise<Recount>;
  /** Answers nothing any more, and waits at most so long for what is being asked. */
  stop(timeoutMs: number): Promise<void>;
}

/** Who asks. */
export interface Reader {
  /** May read what users said. @defaultValue true */
  readonly withTexts: boolean;
}

const ALL: Reader = { withTexts: true };

export interface ReporterDeps {
  readonly descriptor: StoreDescriptor;
  readonly clock: () => EpochMs;
  /** Settles when the store was opened, or could not be, for the first time. */
  readonly opened: Promise<void>;
  /** Tells the password of the store, where the descriptor says that it is asked for. */
  readonly askPassword?: AskPassword | undefined;
  /** Told that a report found the store damaged. */
  readonly onDamaged?: (() => void) | undefined;
}

/** Runs reports on the recorder's own connection. */
export function inlineReporter(deps: ReporterDeps, store: () => Store | undefined): Reporter {
  let isStopped = false;
  const opened = (): Store => openedStore(store());
  const run = async ({ name, options, now }: Question, { withTexts }: Reader): Promise<unknown> => {
    const open = opened();
    try {
      if (!isStopped) {
        const reads = withTexts ? open.reads : withoutTexts(open.reads);
        return await open.snapshot(() => runReport(reads, name, options, now));
      }
    } catch (error) {
      if (!isStopped) throw error; // else it is that of a store that was closed
    }
    throw closed();
  };
  const whenOpened = async <Answer>(use: () => Answer): Promise<Awaited<Answer>> => {
    await heldUntil(deps.opened);
    return await use();
  };
  return {
    ask: (name, options, reader = ALL) =>
      whenOpened(() => run({ name, options, now: deps.clock() }, reader)),
    export: (options, reader = ALL) =>
      whenOpened(() => {
        const now = deps.clock();
        const store = fileOf(deps.descriptor);
        const ask = (name: string, own: object): Promise<unknown> =>
          run({ name, options: own, now }, reader);
        return exportReports({ ask, now, store }, options);
      }),
    segments: () => whenOpened(() => opened().reads.segments()),
    backup: (file) => whenOpened(() => opened().backup(file)),
    recount: (span) =>
      whenOpened(() => opened().maintenance.recount({ ...span, isStopped: () => isStopped })),
    stop() {
      isStopped = true;
      return Promise.resolve();
    },
  };
}

interface Question {
  readonly name: string;
  readonly options: unknown;
  readonly now: EpochMs;
}

function closed(): AnalyticsError {
  return new AnalyticsError('CLOSED', 'the analytics were closed before the answer was complete');
}

function ended(): AnalyticsError {
  return new AnalyticsError('INTERNAL', 'the report thread ended');
}

/** @throws AnalyticsError `STORE_UNAVAILABLE` */
function openedStore(store: Store | undefined): Store {
  if (!store) throw new AnalyticsError('STORE_UNAVAILABLE', 'the store is not open');
  return store;
}

type Asked =
  | ({ readonly type: 'report'; readonly name: string; readonly options: unknown } & Reader)
  | ({ readonly type: 'export'; readonly options: unknown } & Reader)
  | { readonly type: 'segments' | 'backup' | 'recount'; readonly options: unknown };

/** Runs reports in a thread with a read-only connection. */
export function threadReporter(deps: ReporterDeps): Reporter {
  const { descriptor, clock, opened } = deps;
  const cells = sharedCells();
  Atomics.store(cells, CELL_PARKED, 1);
  let worker: Worker | undefined;
  let forget: (() => void) | undefined;
  let isStopped = false;
  const questions = asking<unknown>((held) => (held ? worker?.ref() : worker?.unref()));
  const start = (): Worker => {
    forget ??= beforeExit(() => park(cells));
    const data: ReportThreadData = { store: descriptor, cells };
    const started = listenTo(data, (message) => {
      if (message.type === 'password') void answerFor(started, message, deps);
      else hear(message, questions, deps);
    });
    started.on('exit', () => {
      worker = undefined;
      questions.failAll(ended());
    });
    return started;
  };
  const ask = async (what: Asked): Promise<unknown> => {
    await heldUntil(opened);
    if (isStopped) throw closed();
    worker ??= start();
    return questions.ask((id) => post(worker, { id, now: clock(), ...what }));
  };
  return {
    ...questionsOf(ask),
    async stop(timeoutMs) {
      isStopped = true;
      if (!worker || (await within(timeoutMs, stopThread(worker)))) return forget?.();
      // it hangs, perhaps in SQLite when the process ends; nothing else waits for it
      questions.failAll(closed());
      worker?.unref();
    },
  };
}

/** Every question has one type of answer. */
function questionsOf(ask: (what: Asked) => Promise<unknown>): Omit<Reporter, 'stop'> {
  return {
    ask: (name, options, reader = ALL) => ask({ type: 'report', name, options, ...reader }),
    export: async (options, reader = ALL) =>
      (await ask({ type: 'export', options, ...reader })) as ExportResult,
    segments: async () =>
      (await ask({ type: 'segments', options: undefined })) as readonly StoredSegment[],
    backup: async (file) => (await ask({ type: 'backup', options: file })) as BackupResult,
    recount: async (span) => (await ask({ type: 'recount', options: span })) as Recount,
  };
}

function hear(
  message: ReportAnswer,
  questions: ReturnType<typeof asking<unknown>>,
  { onDamaged }: ReporterDeps,
): void {
  if (!('error' in message)) return questions.answered(message.id, message.value);
  if (message.error.code === 'STORE_DAMAGED') onDamaged?.();
  return questions.failed(message.id, errorFromRecord(message.error));
}

/** Waits with a timer, so that the process stays alive for the answer. */
async function heldUntil(opened: Promise<void>): Promise<void> {
  const held = setInterval(() => undefined, HELD_MS);
  await opened;
  clearInterval(held);
}

/** Any time: the timer only has to be there. */
const HELD_MS = 60_000;

/** @throws AnalyticsError if the options are no plain data */
function post(worker: Worker | undefined, question: ReportQuestion): void {
  try {
    worker?.postMessage(question);
  } catch (cause) {
    const asked = question.type === 'report' ? question.name : question.type;
    const problem = `the options of ${asked} hold something that is no plain data`;
    throw new AnalyticsError('INVALID_REPORT_OPTIONS', problem, { cause });
  }
}

async function stopThread(worker: Worker): Promise<true> {
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.ref();
  worker.postMessage({ type: 'stop' } satisfies ToReporter);
  await gone;
  return true;
}

/** Answers a thread that makes a connection. */
async function answerFor(
  worker: Worker,
  question: PasswordQuestion,
  { askPassword }: ReporterDeps,
): Promise<void> {
  worker.postMessage((await answerPassword(question, askPassword)) satisfies ToReporter);
}

function listenTo(data: ReportThreadData, hear: (message: FromReporter) => void): Worker {
  const worker = startThread('report', data);
  worker.on('message', hear);
  worker.on('error', () => undefined); // what it was asked fails when it is gone
  return worker;
}

/** At the end of the process: nothing new is begun, and what runs in SQLite is waited for. */
function park(cells: Int32Array): void {
  Atomics.store(cells, CELL_STOP, 1);
  Atomics.wait(cells, CELL_PARKED, 0, PARK_MS);
}
