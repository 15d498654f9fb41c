/**
 * The recorder's side of destinations of the developer's own: what it has asked the bot's thread to
 * deliver, and until when. The deadline is kept here, so that neither a function that never answers
 * nor a bot that is busy stops a lane.
 */

import type { AskCustom } from '../forward/destinations/custom.ts';
import type { CustomAnswer } from '../forward/destinations/custom-answer.ts';
import type { FromRecorder } from './protocol.ts';

export interface DeliveryDesk {
  /** Posts a batch and waits: for the answer, the deadline or the signal, whichever comes first. */
  readonly ask: AskCustom;
  /** Takes an answer; one that comes too late is ignored. */
  answered(id: number, answer: CustomAnswer): void;
}

/** Opens a desk without questions. */
export function deliveryDesk(tell: (message: FromRecorder) => void): DeliveryDesk {
  const open = new Map<number, (answer: CustomAnswer) => void>();
  let lastId = 0;
  return {
    answered: (id, answer) => open.get(id)?.(answer),
    ask: (destination, events, { attempt, timeoutMs, signal }) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve({ outcome: 'not_asked', why: 'is not asked any more' });
        const id = ++lastId;
        const giveUp = (outcome: 'overdue' | 'cut_off'): void => {
          settle({ outcome });
          tell({ type: 'cutOff', id });
        };
        const stop = (): void => giveUp('cut_off');
        const timer = setTimeout(() => giveUp('overdue'), timeoutMs).unref();
        const settle = (answer: CustomAnswer): void => {
          open.delete(id);
          clearTimeout(timer);
          signal.removeEventListener('abort', stop);
          resolve(answer);
        };
        open.set(id, settle);
        signal.addEventListener('abort', stop);
        tell({ type: 'deliver', id, destination, events, attempt, timeoutMs });
        return undefined;
      }),
  };
}
