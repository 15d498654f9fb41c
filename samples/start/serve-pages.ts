/** `npm start -- --stay`: the pages of what was played, until Ctrl+C. */

import { runOpenly } from './cli.ts';
import type { OpenRun } from './cli.ts';
import { heading } from './print.ts';

/** Prints a link that signs in, and ends when it is told to. */
export async function servePages(store: string, io?: OpenRun): Promise<void> {
  heading('The pages');
  await runOpenly(['web', '--store', store, '--port', '0'], io);
}
