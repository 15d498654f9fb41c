/** One call of a destination's function, as the plug-in makes it, and what was seen of it. */

import type { CustomDestination, DestinationEvent } from '../model/custom-destination.ts';
import { askCustom } from '../forward/destinations/custom-answer.ts';
import type {
  Asked,
  CustomAnswer,
  CustomRejection,
} from '../forward/destinations/custom-answer.ts';

/** What a function is given to end after its signal was aborted. */
const ABORT_GRACE_MS = 1_000;

export interface TrialOptions {
  /** Aborts the signal after so long, instead of at the deadline; 0 = before the call. */
  readonly abortAfterMs?: number | undefined;
  /** @defaultValue 1 */
  readonly attempt?: number | undefined;
}

/** What was seen of a call. `overdue`: it has not ended in time, and may go on. */
export interface Seen extends Asked {
  /** Whether the signal was aborted by then. */
  readonly isAborted: boolean;
}

/** Calls the function with these events. Never rejects, and always settles. */
export type Try = (events: readonly DestinationEvent[], options?: TrialOptions) => Promise<Seen>;

/**
 * Makes what calls a function.
 * @param seeing told of every call that has ended
 */
export function trials(
  deliver: CustomDestination['deliver'],
  timeoutMs: number,
  seeing: (seen: Seen) => void,
): Try {
  return async (events, { abortAfterMs = timeoutMs, attempt = 1 } = {}) => {
    const controller = new AbortController();
    const { signal } = controller;
    const abort = (): void =>
      controller.abort(new DOMException('the time of the trial is over', 'TimeoutError'));
    if (abortAfterMs === 0) abort();
    const aborting = setTimeout(abort, abortAfterMs);
    let giveUp: NodeJS.Timeout | undefined;
    const late = new Promise<Asked>((resolve) => {
      const wait = abortAfterMs + ABORT_GRACE_MS;
      giveUp = setTimeout(() => resolve({ answer: { outcome: 'overdue' } }), wait);
    });
    const asked = await Promise.race([askCustom(deliver, events, { signal, attempt }), late]);
    clearTimeout(aborting);
    clearTimeout(giveUp);
    const seen = { ...asked, isAborted: signal.aborted };
    seeing(seen);
    return seen;
  };
}

/** Says what came back. */
export function describeAnswer(answer: CustomAnswer): string {
  switch (answer.outcome) {
    case 'delivered':
      return describeDelivered(answer.rejected);
    case 'retry':
    case 'pause':
      return `it answered ${answer.outcome} (${answer.problem ?? 'no problem given'})`;
    case 'split':
      return `it answered split (${answer.reason})`;
    case 'unreadable':
      return 'it answered something that is no DeliveryResult';
    case 'failed':
      return `it threw ${answer.error}`;
    default:
      return `it had not ended ${ABORT_GRACE_MS} ms after its signal was aborted`;
  }
}

function describeDelivered(rejected: readonly CustomRejection[]): string {
  const [first] = rejected;
  if (!first) return 'it answered that all is delivered';
  return `it rejected ${rejected.length} of its events (${first.reason})`;
}
