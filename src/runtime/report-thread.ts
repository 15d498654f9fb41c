/**
 * The report thread: a read-only connection of its own, so that no question stalls the bot. Reports are answered
 * one after the other, those of an export among them: a long export lets others through between its pages.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { exportReports } from '../export/options.ts';
import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import { fileOf } from '../model/store-path.ts';
import { openReader, openRecount } from '../record/open.ts';
import type { EpochMs } from '../model/time.ts';
import type { Recount } from '../record/maintenance.ts';
import type { ReadableStore } from '../record/store.ts';
import { runReport } from '../report/run.ts';
import { withoutTexts } from '../report/without-texts.ts';
import { passwordDesk } from './password.ts';
import { CELL_PARKED, CELL_STOP } from './protocol.ts';
import type {
  FromReporter,
  ReportAnswer,
  ReportQuestion,
  ReportThreadData,
  ToReporter,
} from './protocol.ts';
import type { RecountSpan } from './recount-options.ts';

const { store, cells } = workerData as ReportThreadData;
const port = parentPort;
const passwords = passwordDesk(tell);
let reader: Promise<ReadableStore> | undefined;
let tail: Promise<unknown> = Promise.resolve();
let isStopping = false;
const open = new Set<Promise<void>>();

port?.on('message', (message: ToReporter) => {
  switch (message.type) {
    case 'password':
      return passwords.answered(message);
    case 'stop':
      isStopping = true;
      return void Promise.all(open).then(stop);
    default:
      return begin(message);
  }
});

function begin(question: ReportQuestion): void {
  const told = answer(question).then(tell);
  open.add(told);
  void told.finally(() => open.delete(told));
}

async function answer(question: ReportQuestion): Promise<ReportAnswer> {
  const { id, options, now } = question;
  try {
    if (question.type === 'report') {
      return {
        type: 'answer',
        id,
        value: await inTurn(() => ask(question.name, options, question)),
      };
    }
    if (question.type === 'segments') {
      return {
        type: 'answer',
        id,
        value: await inTurn(() => use(({ reads }) => reads.segments())),
      };
    }
    if (question.type === 'backup') {
      const value = await inTurn(() => use((reader) => reader.backup(String(options))));
      return { type: 'answer', id, value };
    }
    if (question.type === 'recount') {
      return { type: 'answer', id, value: await recount(options as RecountSpan) };
    }
    const askNext = (name: string, own: object): Promise<unknown> =>
      isStopping ? Promise.reject(closing()) : inTurn(() => ask(name, own, question));
    const value = await exportReports({ ask: askNext, now, store: fileOf(store) }, options);
    return { type: 'answer', id, value };
  } catch (error) {
    return { type: 'answer', id, error: errorToRecord(error) };
  }
}

/** Waits for what was asked before. */
function inTurn(work: () => Promise<unknown>): Promise<unknown> {
  const done = tail.then(work);
  tail = done.catch(() => undefined);
  return done;
}

function ask(
  name: string,
  options: unknown,
  { now, withTexts }: { readonly now: EpochMs; readonly withTexts: boolean },
): Promise<unknown> {
  return use(({ reads, snapshot }) =>
    snapshot(() => runReport(withTexts ? reads : withoutTexts(reads), name, options, now)),
  );
}

/** On a connection of its own: it lets reports in between its days. */
function recount(span: RecountSpan): Promise<Recount> {
  return busy(async () => {
    const counting = await openRecount(store, { password: passwords.ask });
    const isStopped = (): boolean => isStopping || Atomics.load(cells, CELL_STOP) !== 0;
    try {
      return await counting.recount({ ...span, isStopped });
    } finally {
      await counting.close();
    }
  });
}

async function use(work: (reader: ReadableStore) => Promise<unknown>): Promise<unknown> {
  return busy(async () => {
    try {
      return await work(await currentReader());
    } catch (error) {
      if (await failed(reader)) reader = undefined;
      throw error;
    }
  });
}

/** The file that a reader has open may have been set aside, or deleted. */
async function currentReader(): Promise<ReadableStore> {
  const before = await reader;
  if (before?.isReplaced?.()) {
    reader = undefined;
    await before.close();
  }
  return (reader ??= openReader(store, { password: passwords.ask }));
}

/** How many are at work in the store: more than one only while it is recounted. */
let busyCount = 0;

/** Says meanwhile that this thread is in the store. */
async function busy<Result>(work: () => Promise<Result>): Promise<Result> {
  busyCount++;
  Atomics.store(cells, CELL_PARKED, 0); // first: so that who sets STOP sees it, or is seen
  try {
    if (Atomics.load(cells, CELL_STOP) !== 0) throw closing();
    return await work();
  } finally {
    if (--busyCount === 0) {
      Atomics.store(cells, CELL_PARKED, 1);
      Atomics.notify(cells, CELL_PARKED);
    }
  }
}

function closing(): AnalyticsError {
  return new AnalyticsError('CLOSED', 'the analytics were closed before the answer was complete');
}

/** A store that could not be opened is tried again with the next question. */
async function failed(opening: Promise<ReadableStore> | undefined): Promise<boolean> {
  return (
    opening === undefined ||
    (await opening.then(
      () => false,
      () => true,
    ))
  );
}

async function stop(): Promise<void> {
  await reader?.then(
    (open) => open.close(),
    () => undefined,
  );
  port?.close();
}

function tell(message: FromReporter): void {
  port?.postMessage(message);
}
