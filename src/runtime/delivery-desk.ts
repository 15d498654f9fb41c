/**
 * The recorder's side of destinations of the developer's own: what it has asked the bot's thread to
 * do, and until when. The deadline is kept here, so that neither a function that never answers
 * nor a bot that is busy stops a lane.
 */

import type { AskCustom, AskOptions } from '../forward/destinations/custom.ts';
import type { CustomAnswer, NoResult } from '../forward/destinations/custom-answer.ts';
import type { AskForget } from '../forward/erasure/custom.ts';
import type { ForgetAnswer } from '../forward/erasure/custom-answer.ts';
import type { FromRecorder } from './protocol.ts';

export interface DeliveryDesk {
  /** Posts a batch and waits: for the answer, the deadline or the signal, whichever comes first. */
  readonly ask: AskCustom;
  /** The same with a user who is to be forgotten. */
  readonly askForget: AskForget;
  /** Takes an answer; one that comes too late is ignored. */
  answered(id: number, answer: CustomAnswer | ForgetAnswer): void;
}

/** Opens a desk without questions. */
export function deliveryDesk(tell: (message: FromRecorder) => void): DeliveryDesk {
  const open: OpenOrders = new Map();
  let lastId = 0;
  const post = <Answer>(options: AskOptions, messageOf: (id: number) => FromRecorder) => {
    const id = ++lastId;
    const cutOff = (): void => tell({ type: 'cutOff', id });
    return answerTo<Answer>({ open, id, cutOff, begin: () => tell(messageOf(id)) }, options);
  };
  return {
    // who asked knows what is answered
    answered: (id, answer) => open.get(id)?.(answer as never),
    ask: (destination, events, options) => {
      const { attempt, timeoutMs } = options;
      const order = { type: 'deliver', destination, events, attempt, timeoutMs } as const;
      return post<CustomAnswer>(options, (id) => ({ ...order, id }));
    },
    askForget: (destination, user, options) => {
      const { attempt, timeoutMs } = options;
      const order = { type: 'forget', destination, user, attempt, timeoutMs } as const;
      return post<ForgetAnswer>(options, (id) => ({ ...order, id }));
    },
  };
}

/** What to do with an answer, by the id of the order. */
type OpenOrders = Map<number, (answer: never) => void>;

interface Order {
  readonly open: OpenOrders;
  readonly id: number;
  readonly begin: () => void;
  /** Nobody waits for it any more. */
  readonly cutOff: () => void;
}

/** Waits for the answer to an order, the deadline or the signal, whichever comes first. */
function answerTo<Answer>(
  { open, id, begin, cutOff }: Order,
  { timeoutMs, signal }: AskOptions,
): Promise<Answer | NoResult> {
  if (signal.aborted) {
    return Promise.resolve({ outcome: 'not_asked', why: 'is not asked any more' });
  }
  return new Promise((resolve) => {
    const giveUp = (outcome: 'overdue' | 'cut_off'): void => {
      settle({ outcome });
      cutOff();
    };
    const stop = (): void => giveUp('cut_off');
    const timer = setTimeout(() => giveUp('overdue'), timeoutMs).unref();
    const settle = (answer: Answer | NoResult): void => {
      open.delete(id);
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    open.set(id, settle);
    signal.addEventListener('abort', stop);
    begin();
  });
}
