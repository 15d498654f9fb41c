/**
 * The password of the store, where a function of the developer's tells it: the function stays on the
 * bot's thread, and who makes a connection asks it, over the port of its thread or inline.
 */

import { AnalyticsError, errorFromRecord, errorToRecord } from '../model/errors.ts';
import type { ErrorRecord } from '../model/errors.ts';
import type { PasswordFunction } from '../model/postgres-options.ts';
import { asking } from './asking.ts';

/** Asks for the password. @throws AnalyticsError `STORE_UNAVAILABLE`: it is asked again with the next try */
export type AskPassword = () => Promise<string>;

/** A thread needs the password for a new connection. */
export interface PasswordQuestion {
  readonly type: 'password';
  readonly id: number;
}

export type PasswordAnswer = PasswordQuestion &
  ({ readonly password: string } | { readonly error: ErrorRecord });

/** Longest time for an answer: less than connecting may take, so that it is said what took so long. */
const TIMEOUT_MS = 4_000;

/** Guards the developer's function: what it does wrong is said in an error that names it. */
export function guardedPassword(ask: PasswordFunction, timeoutMs = TIMEOUT_MS): AskPassword {
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const overdue = (): void => reject(failed(`did not answer within ${timeoutMs} ms`));
      timer = setTimeout(overdue, timeoutMs).unref();
    });
    try {
      return await Promise.race([answerOf(ask), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function answerOf(ask: PasswordFunction): Promise<string> {
  let password: unknown;
  try {
    password = await ask();
  } catch (cause) {
    throw failed('failed', cause);
  }
  if (typeof password !== 'string') throw failed('answered with something that is no text');
  return password;
}

function failed(what: string, cause?: unknown): AnalyticsError {
  return new AnalyticsError('STORE_UNAVAILABLE', `the function for the password ${what}`, {
    cause,
  });
}

/** Answers a thread that asks. */
export async function answerPassword(
  { type, id }: PasswordQuestion,
  ask: AskPassword | undefined,
): Promise<PasswordAnswer> {
  try {
    if (!ask) throw failed('is not there');
    return { type, id, password: await ask() };
  } catch (error) {
    return { type, id, error: errorToRecord(error) };
  }
}

/** A thread's side. */
export interface PasswordDesk {
  readonly ask: AskPassword;
  answered(answer: PasswordAnswer): void;
}

/** Opens a desk in a thread. */
export function passwordDesk(tell: (question: PasswordQuestion) => void): PasswordDesk {
  // nothing is kept alive for it: who connects has a deadline
  const questions = asking<string>(() => undefined);
  return {
    ask: () => questions.ask((id) => tell({ type: 'password', id })),
    answered(answer) {
      if ('error' in answer) questions.failed(answer.id, errorFromRecord(answer.error));
      else questions.answered(answer.id, answer.password);
    },
  };
}
