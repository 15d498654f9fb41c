/**
 * Decides when a store that is open is given up for what is in its place by now, and when a damaged file
 * is mended: at most once an hour, so that a disk that damages one file after the other is no loop. In
 * between what comes stays in memory, as with any store that cannot be written.
 */

import { AnalyticsError, errorToRecord } from '../model/errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { lossOf } from '../record/loss.ts';
import type { Loss, Repair } from '../record/loss.ts';
import type { FromRecorder } from './protocol.ts';

/** Times between two mendings: after one that was done, and after one that failed. */
const PAUSE_MS = { done: HOUR_MS, failed: 5 * MINUTE_MS } as const;

/** Time between two times that the store is given up. */
const LOSS_PAUSE_MS = SECOND_MS;

export interface Mender {
  /** Tells whether, by this error of the store, it is to be opened anew, and why. */
  lossBy(error: unknown): Loss | undefined;
  /** What may be done about damage while the store is opened; `undefined` = nothing, just now. */
  repair(): Repair | undefined;
  /** The store is open. */
  opened(): void;
  /** It was open before, so that its folder was there. */
  wasOpen(): boolean;
  /** What stays wrong as long as this process lives: a file was set aside. */
  lasting(): string | undefined;
}

/** What a mender remembers; times by its clock. */
interface Memory {
  begunAt: number;
  doneAt: number;
  lostAt: number;
  checkedAt: number;
  wasOpen: boolean;
  suspicion: Repair['suspicion'];
  lasting: string | undefined;
}

/**
 * Makes the mender of a recorder.
 * @param clock monotonic, in milliseconds
 */
export function mender(
  tell: (message: FromRecorder) => void,
  isStopping: () => boolean,
  clock: () => number = () => performance.now(),
): Mender {
  const never = { begunAt: -Infinity, doneAt: -Infinity, lostAt: -Infinity, checkedAt: -Infinity };
  const memory: Memory = { ...never, wasOpen: false, suspicion: undefined, lasting: undefined };
  const onBegin = (): void => void (memory.begunAt = clock());
  const onDone = (error: AnalyticsError): void => {
    memory.doneAt = clock();
    memory.lasting = error.message;
    tell({ type: 'problem', error: errorToRecord(error) });
  };
  return {
    lossBy: (error) => lossBy(memory, error, clock()),
    repair: () =>
      mayMend(memory, clock())
        ? { suspicion: memory.suspicion, isStopping, onBegin, onDone }
        : undefined,
    opened() {
      memory.suspicion = undefined;
      memory.wasOpen = true;
    },
    wasOpen: () => memory.wasOpen,
    lasting: () => memory.lasting,
  };
}

function mayMend({ begunAt, doneAt }: Memory, now: number): boolean {
  return now - begunAt >= (doneAt >= begunAt ? PAUSE_MS.done : PAUSE_MS.failed);
}

function lossBy(memory: Memory, error: unknown, now: number): Loss | undefined {
  const loss = lossOf(error);
  if (loss === undefined || (loss === 'damaged' && !mayMend(memory, now))) return undefined;
  if (now - memory.lostAt < LOSS_PAUSE_MS) return undefined;
  memory.lostAt = now;
  if (loss !== 'damaged') return loss;
  // what was looked at a while ago without finding anything is not looked at again
  memory.suspicion = now - memory.checkedAt < PAUSE_MS.done ? 'believe' : 'check';
  memory.checkedAt = now;
  return loss;
}

/** What is told of a file that is gone; of anything else the error itself. */
export function toldLoss(error: unknown, loss: Loss): unknown {
  if (loss !== 'replaced') return error;
  const { problem, details } = errorToRecord(error);
  return new AnalyticsError('STORE_VANISHED', problem, { details });
}

/** Says that somebody else has found the store damaged. */
export function foundDamaged(): AnalyticsError {
  const problem = 'a report found that the store is damaged';
  return new AnalyticsError('STORE_UNAVAILABLE', problem, { details: { loss: 'damaged' } });
}
