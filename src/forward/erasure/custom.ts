/** Asks a destination of the developer's own to erase somebody, by a function that somebody else calls. */

import type { ForgottenUser } from '../../model/custom-destination.ts';
import { present } from '../../model/present.ts';
import type { CustomSettings } from '../../model/settings.ts';
import type { ErasureJob } from '../../record/erasure.ts';
import { whatHappened } from '../destinations/custom.ts';
import type { AskOptions } from '../destinations/custom.ts';
import type { AskErasure, ErasureAnswer } from './asking.ts';
import { NO_FORGET_RESULT } from './custom-answer.ts';
import type { ForgetAnswer } from './custom-answer.ts';

/** Has a user forgotten by the function of this destination. Settles at the deadline, or soon after the signal. */
export type AskForget = (
  name: string,
  user: ForgottenUser,
  options: AskOptions,
) => Promise<ForgetAnswer>;

/** Makes what asks the destination; `undefined` if it has no such function. */
export function customErasure(
  { name, timeoutMs, forgets }: CustomSettings,
  ask: AskForget | undefined,
): AskErasure | undefined {
  if (!forgets || !ask) return undefined;
  return async (job, signal) => {
    const attempt = job.attempts + 1;
    return answerOf(await ask(name, userOf(job), { attempt, timeoutMs, signal }), name, timeoutMs);
  };
}

function userOf({ ids = {} }: ErasureJob): ForgottenUser {
  const { userKeys = [], userIds = [], conversationKeys = [] } = ids;
  return { userKeys, userIds, conversationKeys };
}

function answerOf(answer: ForgetAnswer, name: string, timeoutMs: number): ErasureAnswer {
  switch (answer.outcome) {
    case 'done':
      return answer;
    case 'retry': {
      const { problem = `${name} asked for another try, and said no more`, afterMs } = answer;
      return { outcome: 'retry', problem, ...present({ afterMs }) };
    }
    case 'manual':
      return { outcome: 'refused', problem: answer.problem ?? `${name} cannot, and said no more` };
    case 'unreadable':
      return { outcome: 'retry', problem: `${name} ${NO_FORGET_RESULT}` };
    default:
      return { outcome: 'retry', problem: `${name} ${whatHappened(answer, timeoutMs)}` };
  }
}
