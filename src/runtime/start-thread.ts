/** Starts threads. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecorderThreadData, ReportThreadData } from './protocol.ts';

/** What is told to each thread at its start. */
interface ThreadData {
  readonly recorder: RecorderThreadData;
  readonly report: ReportThreadData;
}

/** The file of a thread; `undefined` where a bundler left it behind. */
export function threadFile(kind: keyof ThreadData): string | undefined {
  // beside this module, or in its folder: beside the one file that all modules were made into, or beside
  // the folder of that file
  const folders = [__dirname, join(__dirname, 'runtime'), join(__dirname, '..', 'runtime')];
  return folders
    .map((folder) => join(folder, `${kind}-thread.js`))
    .find((file) => existsSync(file));
}

/** @throws Error where there is no memory for a thread, where none is allowed, or no file of it */
export function startThread<K extends keyof ThreadData>(
  kind: K,
  workerData: ThreadData[K],
): Worker {
  return new Worker(threadFile(kind) ?? `${kind}-thread.js`, {
    workerData,
    name: `botbuilder-analytics ${kind}`,
    // what the bot was started with (loaders, inspectors, test runners) is not for this thread
    execArgv: [],
  });
}
