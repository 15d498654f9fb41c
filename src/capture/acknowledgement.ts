/**
 * Answers a vote that the bot leaves unanswered (option `acknowledgeFeedback`): without an answer the
 * SDK says 501, and Teams tells its user that the app cannot be reached.
 */

import type { Reader } from './read.ts';
import type { TurnContextLike } from './sdk.ts';

/** What the SDK's own handler answers to an invoke that the bot knows nothing of. */
const NOT_IMPLEMENTED = 501;

/** The answer to the invoke of one turn. */
export interface Acknowledgement {
  /** Status of the bot's last answer; `undefined` where it is not known. */
  last: unknown;
  /** Sends 200 unless the bot's last answer was something else than 501. */
  send(context: TurnContextLike): Promise<void>;
}

export function createAcknowledgement(read: Reader): Acknowledgement {
  const acknowledgement: Acknowledgement = {
    last: NOT_IMPLEMENTED,
    async send(context) {
      if (acknowledgement.last !== NOT_IMPLEMENTED) return;
      const sendActivity = read.field(context, 'sendActivity');
      if (typeof sendActivity !== 'function') return;
      // Of several answers the last one counts.
      const answer = { type: 'invokeResponse', value: { status: 200 } };
      await Reflect.apply(sendActivity, context, [answer]);
    },
  };
  return acknowledgement;
}
