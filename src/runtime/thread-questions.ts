/**
 * Questions to the recorder's thread. It may hang, and an open question keeps the process alive: so
 * how it is, and that it has stopped, is waited for with an end to it.
 */

import { MAX_TIMER_MS } from '../forward/sleeper.ts';
import { errorFromRecord } from '../model/errors.ts';
import type { StoreStatus } from '../model/health.ts';
import type { EpochMs } from '../model/time.ts';
import { asking } from './asking.ts';
import type {
  AnswerTo,
  FromRecorder,
  RecorderQuestion,
  RecorderState,
  ToRecorder,
} from './protocol.ts';

/** A recorder that has to stop is done a little later at the latest; else it hangs. */
export const STOP_GRACE_MS = 300;

/** Longest wait for a recorder to say how it is. */
const STATE_PATIENCE_MS = 5_000;

export interface ThreadQuestionsDeps {
  /** Of the store, for what is told of it while the thread is silent. */
  readonly kind: string;
  readonly clock: () => EpochMs;
  readonly send: (message: ToRecorder) => void;
  /** Whether the process has to stay alive for answers. */
  readonly hold: (held: boolean) => void;
}

export interface ThreadQuestions {
  ask<Q extends RecorderQuestion>(question: Q): Promise<AnswerTo<Q>>;
  /** Takes what the thread answered. */
  take(answer: Extract<FromRecorder, { readonly type: 'answer' }>): void;
  /** The thread ended: nothing will be answered. */
  failAll(error: unknown): void;
  isHeld(): boolean;
}

type Answers = ReturnType<typeof asking<AnswerTo<RecorderQuestion>>>;

/** Keeps book of the questions to one thread after the other. */
export function threadQuestions(deps: ThreadQuestionsDeps): ThreadQuestions {
  const answers: Answers = asking(deps.hold);
  return {
    ask: (question) => ask(answers, deps, question),
    take(answer) {
      if ('error' in answer) answers.failed(answer.id, errorFromRecord(answer.error));
      else answers.answered(answer.id, answer.value);
    },
    failAll: answers.failAll,
    isHeld: answers.isHeld,
  };
}

/** How the recorder is, as far as can be told without it. */
export function stateWithout(kind: string, state: StoreStatus, problem: string): RecorderState {
  return { kind, state, problem, quarantinedPatterns: [], destinations: {} };
}

function ask<Q extends RecorderQuestion>(
  answers: Answers,
  deps: ThreadQuestionsDeps,
  question: Q,
): Promise<AnswerTo<Q>> {
  let timer: NodeJS.Timeout | undefined;
  const answer = answers.ask((id) => {
    deps.send({ type: 'ask', id, question, now: deps.clock() });
    timer = limitWait(answers, { id, question, kind: deps.kind });
  });
  const forget = (): void => clearTimeout(timer);
  void answer.then(forget, forget);
  return answer as Promise<AnswerTo<Q>>;
}

/** What was asked, and under which number. */
interface Asked {
  readonly id: number;
  readonly question: RecorderQuestion;
  readonly kind: string;
}

function limitWait(answers: Answers, { id, question, kind }: Asked): NodeJS.Timeout | undefined {
  if (question.name === 'state') {
    const silent = stateWithout(kind, 'degraded', 'the recorder does not answer');
    return setTimeout(() => answers.answered(id, silent), STATE_PATIENCE_MS).unref();
  }
  if (question.name !== 'stop') return undefined;
  const hangs = new Error('the recorder does not stop');
  const patienceMs = Math.min(question.timeoutMs + STOP_GRACE_MS, MAX_TIMER_MS);
  return setTimeout(() => answers.failed(id, hangs), patienceMs).unref();
}
