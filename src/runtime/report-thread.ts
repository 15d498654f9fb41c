/**
 * The report thread: a read-only connection of its own, so that no question stalls the bot. Reports are answered
 * one after the other, those of an export among them: a long export lets others through between its pages.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { exportReports } from '../export/options.ts';
import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import { openReader } from '../record/open.ts';
import type { EpochMs } from '../model/time.ts';
import type { ReadableStore } from '../record/store.ts';
import { runReport } from '../report/run.ts';
import { CELL_PARKED, CELL_STOP } from './protocol.ts';
import type { ReportAnswer, ReportQuestion, ReportThreadData } from './protocol.ts';

const { store, cells } = workerData as ReportThreadData;
const port = parentPort;
let reader: Promise<ReadableStore> | undefined;
let tail: Promise<unknown> = Promise.resolve();
let isStopping = false;
const open = new Set<Promise<void>>();

port?.on('message', (question: ReportQuestion | 'stop') => {
  if (question === 'stop') {
    isStopping = true;
    void Promise.all(open).then(stop);
    return;
  }
  const told = answer(question).then(tell);
  open.add(told);
  void told.finally(() => open.delete(told));
});

async function answer(question: ReportQuestion): Promise<ReportAnswer> {
  const { id, options, now } = question;
  try {
    if (question.type === 'report') {
      return { id, value: await inTurn(() => ask(question.name, options, now)) };
    }
    const askNext = (name: string, own: object): Promise<unknown> =>
      isStopping ? Promise.reject(closing()) : inTurn(() => ask(name, own, now));
    return {
      id,
      value: await exportReports({ ask: askNext, now, store: store.options.path }, options),
    };
  } catch (error) {
    return { id, error: errorToRecord(error) };
  }
}

/** Waits for what was asked before. */
function inTurn(work: () => Promise<unknown>): Promise<unknown> {
  const done = tail.then(work);
  tail = done.catch(() => undefined);
  return done;
}

async function ask(name: string, options: unknown, now: EpochMs): Promise<unknown> {
  Atomics.store(cells, CELL_PARKED, 0); // first: so that who sets STOP sees it, or is seen
  try {
    if (Atomics.load(cells, CELL_STOP) !== 0) throw closing();
    const { reads, snapshot } = await (reader ??= openReader(store));
    return await snapshot(() => runReport(reads, name, options, now));
  } catch (error) {
    if (await failed(reader)) reader = undefined;
    throw error;
  } finally {
    Atomics.store(cells, CELL_PARKED, 1);
    Atomics.notify(cells, CELL_PARKED);
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

function tell(message: ReportAnswer): void {
  port?.postMessage(message);
}
