/** Starts other threads instead of the package's own, which do the same and something bad as well. */

import { createRequire } from 'node:module';
import type { Worker, WorkerOptions } from 'node:worker_threads';

import { onTestFinished } from 'vitest';

/** What the package itself starts threads with: its module of Node's, not a copy. */
const threads = createRequire(__filename)('node:worker_threads') as { Worker: typeof Worker };

export interface ThreadStart {
  readonly file: string;
  readonly options: WorkerOptions;
}

/** Has `instead` say what is started in place of each thread; that is over with the test. */
export function replaceThreads(instead: (start: ThreadStart) => ThreadStart): void {
  const Own = threads.Worker;
  threads.Worker = class extends Own {
    constructor(own: string | URL, ownOptions: WorkerOptions = {}) {
      const { file, options } = instead({ file: String(own), options: ownOptions });
      super(file, options);
    }
  };
  onTestFinished(() => void (threads.Worker = Own));
}
