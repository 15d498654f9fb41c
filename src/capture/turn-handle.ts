/** The API of one turn: each call is checked and handed on as a fact, and none of them throws. */

import type { TurnCall, TurnCallName } from '../model/call.ts';
import { AnalyticsError } from '../model/errors.ts';
import type { Calls } from './calls.ts';
import type { Guarded } from './guard.ts';
import type { FactTaker } from './open-turn.ts';
import type { TurnAnalytics } from './turn-analytics.ts';

export interface HandleDeps {
  readonly calls: Calls;
  readonly guarded: Guarded;
}

/** @param taker where the facts go: a turn, or what stands for one */
export function turnHandle(taker: FactTaker, { calls, guarded }: HandleDeps): TurnAnalytics {
  const tell = (name: TurnCallName, first?: unknown, second?: unknown): void => {
    guarded.attempt(1, () => {
      const call = makeCall(name, guarded, () => calls[name](first, second));
      if (call) taker.add({ type: 'call', at: taker.now(), call });
    });
  };

  return {
    recognized: (intent, options) => tell('recognized', intent, options),
    unrecognized: (reason) => tell('unrecognized', reason),
    setTopic: (topic) => tell('setTopic', topic),
    setResult: (result) => tell('setResult', result),
    recordAction: (action) => tell('recordAction', action),
    setAutomated: (automated) => tell('setAutomated', automated),
    rateCsat: (score) => tell('rateCsat', score),
    rateNps: (score) => tell('rateNps', score),
    recordFeedback: (vote, options) => tell('recordFeedback', vote, options),
    requestHandover: (options) => tell('requestHandover', options),
    acceptHandover: () => tell('acceptHandover'),
    failHandover: () => tell('failHandover'),
    completeHandover: () => tell('completeHandover'),
    startDialog: (dialog) => tell('startDialog', dialog),
    endDialog: (dialog, outcome) => tell('endDialog', dialog, outcome),
    recordClick: (click) => tell('recordClick', click),
    startSession: () => tell('startSession'),
    endSession: () => tell('endSession'),
    identify: (userId) => tell('identify', userId),
    track: (event, properties) => tell('track', event, properties),
  };
}

function makeCall(
  name: TurnCallName,
  guarded: Guarded,
  make: () => TurnCall,
): TurnCall | undefined {
  try {
    return make();
  } catch (cause) {
    guarded.dropped('invalid_call', 1);
    guarded.onError(asInvalidCall(name, cause));
    return undefined;
  }
}

/** What is no refusal of ours was thrown by a getter or a proxy among the arguments. */
function asInvalidCall(name: TurnCallName, cause: unknown): AnalyticsError {
  try {
    if (cause instanceof AnalyticsError && cause.code === 'INVALID_CALL') return cause;
  } catch {
    // A revoked proxy can be thrown as well, and cannot even be asked what it is.
  }
  return new AnalyticsError('INVALID_CALL', `${name}: an argument could not be read`);
}
