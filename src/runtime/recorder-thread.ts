/**
 * The recorder's thread. It is asked to stop and never terminated: a thread that is ended while
 * SQLite is about to throw takes the whole process with it.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { errorToRecord } from '../model/errors.ts';
import { passwordDesk } from './password.ts';
import { CELL_PARKED, CELL_STOP } from './protocol.ts';
import type { FromRecorder, RecorderThreadData, ToRecorder } from './protocol.ts';
import { recorder } from './recorder.ts';

const { settings, writer, ownClock, cells, now } = workerData as RecorderThreadData;
const port = parentPort;
let told = now;

const passwords = passwordDesk(tell);

const recording = recorder({
  settings,
  writer,
  tell,
  now: ownClock ? () => told : Date.now,
  isStopping: () => Atomics.load(cells, CELL_STOP) === 1,
  askPassword: passwords.ask,
});

port?.on('message', (message: ToRecorder) => {
  switch (message.type) {
    case 'batch':
      told = message.now;
      recording.record(message.batch);
      break;
    case 'ask':
      told = message.now;
      void answer(message);
      break;
    case 'delivered':
      recording.delivered(message.id, message.answer);
      break;
    case 'password':
      passwords.answered(message);
      break;
    case 'park':
      void recording.park(message.batches).finally(parked);
      break;
    default:
      message satisfies never;
  }
});

void recording.open();

async function answer({ id, question }: Extract<ToRecorder, { type: 'ask' }>): Promise<void> {
  try {
    tell({ type: 'answer', id, value: await recording.ask(question) });
  } catch (error) {
    tell({ type: 'answer', id, error: errorToRecord(error) });
  }
  if (question.name === 'stop') port?.close();
}

function tell(message: FromRecorder): void {
  port?.postMessage(message);
}

function parked(): void {
  Atomics.store(cells, CELL_PARKED, 1);
  Atomics.notify(cells, CELL_PARKED);
}
