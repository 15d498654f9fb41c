/** What the bot's code says about a whole turn, read before the turn is gone through. */

import { present } from '../model/present.ts';
import type { TurnCall } from '../model/call.ts';
import type { Fact } from '../model/turn.ts';
import type { HandoverWords } from './draft.ts';
import type { DeveloperVerdict } from './rules/rule.ts';

export type VerdictCall = Extract<TurnCall, { readonly name: 'recognized' | 'unrecognized' }>;

/** Turns a call into a verdict. */
export function verdictOf(call: VerdictCall): DeveloperVerdict {
  if (call.name === 'unrecognized') {
    return {
      class: 'unrecognized',
      ...present({ reason: call.reason }),
    };
  }
  return {
    class: 'recognized',
    ...present({ intent: call.intent }),
    ...present({ score: call.score }),
  };
}

/** Returns what the bot's code says about a request for a human in this turn. */
export function handoverWords(facts: readonly Fact[]): HandoverWords {
  for (let i = facts.length - 1; i >= 0; i--) {
    const fact = facts[i];
    if (fact?.type === 'call' && fact.call.name === 'requestHandover') {
      return present({ reason: fact.call.reason, via: fact.call.via });
    }
  }
  return {};
}

/** Returns the last verdict among the facts of a turn. */
export function lastVerdict(facts: readonly Fact[]): DeveloperVerdict | undefined {
  const call = lastVerdictCall(facts);
  return call && verdictOf(call);
}

/** Tells whether no other verdict follows in its turn. */
export function isLastVerdict(facts: readonly Fact[], call: VerdictCall): boolean {
  return lastVerdictCall(facts) === call;
}

function lastVerdictCall(facts: readonly Fact[]): VerdictCall | undefined {
  for (let i = facts.length - 1; i >= 0; i--) {
    const fact = facts[i];
    if (fact?.type !== 'call') continue;
    const { call } = fact;
    if (call.name === 'recognized' || call.name === 'unrecognized') return call;
  }
  return undefined;
}
