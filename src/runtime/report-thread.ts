/** The report thread: a read-only connection of its own, so that no question stalls the bot. */

import { parentPort, workerData } from 'node:worker_threads';
import { errorToRecord } from '../model/errors.ts';
import { openReader } from '../record/open.ts';
import type { ReadableStore } from '../record/store.ts';
import { runReport } from '../report/run.ts';
import { CELL_PARKED, CELL_STOP } from './protocol.ts';
import type { ReportAnswer, ReportQuestion, ReportThreadData } from './protocol.ts';

const { store, cells } = workerData as ReportThreadData;
const port = parentPort;
let reader: Promise<ReadableStore> | undefined;
let tail: Promise<void> = Promise.resolve();

port?.on('message', (question: ReportQuestion | 'stop') => {
  tail = tail.then(() => (question === 'stop' ? stop() : work(question)));
});

async function work(question: ReportQuestion): Promise<void> {
  Atomics.store(cells, CELL_PARKED, 0); // first: so that who sets STOP sees it, or is seen
  if (Atomics.load(cells, CELL_STOP) === 0) tell(await answer(question));
  Atomics.store(cells, CELL_PARKED, 1);
  Atomics.notify(cells, CELL_PARKED);
}

async function answer({ id, name, options, now }: ReportQuestion): Promise<ReportAnswer> {
  try {
    const { reads } = await (reader ??= openReader(store));
    return { id, value: await runReport(reads, name, options, now) };
  } catch (error) {
    if (await failed(reader)) reader = undefined;
    return { id, error: errorToRecord(error) };
  }
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
