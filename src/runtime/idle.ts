/** A process that comes to its end by itself has the time to record what it has; once, if that does not help. */

import { whenIdle } from './exit.ts';
import type { Sender } from './sender.ts';

/** Longest time that a process with nothing left to do goes on for what is in memory, if the store can be opened. */
const IDLE_FLUSH_MS = 3_000;

export interface IdleDeps {
  readonly sending: Pick<Sender, 'health' | 'isOpen'>;
  /** Settles when the store was opened, or could not be, for the first time. */
  readonly opened: Promise<void>;
  readonly flush: (timeoutMs: number) => Promise<unknown>;
}

/** Flushes when there is nothing else to do. Returns a function that takes it back. */
export function flushWhenIdle({ sending, opened, flush }: IdleDeps): () => void {
  let before = 0;
  let isOpening = true;
  void opened.then(() => (isOpening = false));
  return whenIdle(() => {
    const { inMemory } = sending.health();
    const isHopeful = isOpening || sending.isOpen();
    if (isHopeful && inMemory > 0 && inMemory !== before) void flush(IDLE_FLUSH_MS);
    before = inMemory;
  });
}
