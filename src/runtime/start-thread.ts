/** Starts the recorder's thread. */

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecorderThreadData } from './protocol.ts';

/** The thread's file; absent where a bundler left it behind. */
export function threadFile(): string {
  return join(__dirname, 'recorder-thread.js');
}

/** @throws Error where there is no memory for a thread, or where none is allowed */
export function startThread(workerData: RecorderThreadData): Worker {
  return new Worker(threadFile(), {
    workerData,
    name: 'botbuilder-analytics recorder',
    // what the bot was started with (loaders, inspectors, test runners) is not for this thread
    execArgv: [],
  });
}
