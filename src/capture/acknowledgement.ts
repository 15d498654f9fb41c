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
  /** The bot has answered, with this status. */
  answered(status: unknown): void;
  /** Sends 200 unless the bot's last answer was something else than 501. Never throws. */
  send(context: TurnContextLike): Promise<void>;
}

export function createAcknowledgement(read: Reader): Acknowledgement {
  let last: unknown = NOT_IMPLEMENTED;
  return {
    answered(status) {
      last = status;
    },
    async send(context) {
      const sendActivity =
        last === NOT_IMPLEMENTED ? read.field(context, 'sendActivity') : undefined;
      if (typeof sendActivity !== 'function') return;
      try {
        // Of several answers the last one counts.
        const answer = { type: 'invokeResponse', value: { status: 200 } };
        await Reflect.apply(sendActivity, context, [answer]);
      } catch {
        // The bot's own turn went well, and ends as it would without us.
      }
    },
  };
}
