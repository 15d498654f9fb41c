/** Records the turns of an import, batch by batch: nothing is queued for long, nothing is dropped. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Captured, CapturedTurn } from '../../model/turn.ts';
import { isPassing } from '../../record/loss.ts';
import type { BatchOutcome, RecordDeps, Store } from '../../record/store.ts';
import { BATCH_SIZE } from '../../runtime/sender.ts';

/** How long a store that is locked, by the bot that runs maybe, is tried again, and the longest pause. */
const RETRY_MS = { first: 50, longest: 2_000, whole: 60_000 } as const;

export interface Recording {
  /** Takes a turn; {@link writeFull} is to be called soon. */
  add(turn: CapturedTurn): void;
  /** Records as many whole batches as there are. */
  writeFull(): Promise<void>;
  /** Records all that is left, has destinations told of what nobody has answered, and packs days that are over. */
  writeRest(): Promise<void>;
  /** What became of the facts so far. */
  outcome(): BatchOutcome;
}

export interface RecordingDeps {
  readonly store: Store;
  readonly recordDeps: RecordDeps;
  /** Unique: it numbers its batches from 1. */
  readonly writer: string;
}

export function recording({ store, recordDeps, writer }: RecordingDeps): Recording {
  const deps: RecordDeps = { ...recordDeps, imported: true };
  let waiting: Captured[] = [];
  let number = 0;
  let outcome: BatchOutcome = { stored: 0, duplicate: 0, dropped: {} };

  const write = async (atLeast: number): Promise<void> => {
    while (waiting.length >= atLeast) {
      const batch = { writer, number: ++number, items: waiting.slice(0, BATCH_SIZE) };
      waiting = waiting.slice(BATCH_SIZE);
      outcome = sumOf(outcome, await persistently(() => store.record(batch, deps)));
    }
  };

  return {
    add(turn) {
      waiting.push(turn);
    },
    writeFull: () => write(BATCH_SIZE),
    async writeRest() {
      await write(1);
      if (deps.destinations.length > 0) await settleAll(store, deps);
      await persistently(() => store.maintenance.seal({ now: Date.now(), pauseMs: 0 }));
    },
    outcome: () => outcome,
  };
}

/** What is imported has waited for its answer long enough. */
async function settleAll(store: Store, deps: RecordDeps): Promise<void> {
  while ((await persistently(() => store.settle(Date.now(), deps))) > 0);
}

async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + RETRY_MS.whole;
  for (let pause: number = RETRY_MS.first; ; pause = Math.min(pause * 2, RETRY_MS.longest)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || performance.now() + pause > until) throw error;
    }
    await sleep(pause);
  }
}

function sumOf(a: BatchOutcome, b: BatchOutcome): BatchOutcome {
  const dropped = { ...a.dropped };
  for (const [reason, count] of Object.entries(b.dropped)) {
    dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return { stored: a.stored + b.stored, duplicate: a.duplicate + b.duplicate, dropped };
}
