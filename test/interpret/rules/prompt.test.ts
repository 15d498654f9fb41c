import { expect, test } from 'vitest';
import {
  dialogCancelled,
  promptAccepted,
  promptRejected,
} from '../../../src/interpret/rules/prompt.ts';
import type { Rule } from '../../../src/interpret/rules/rule.ts';
import { NONE, evidence, luis, prompt } from './evidence.ts';

const RULES = { promptAccepted, promptRejected, dialogCancelled };

/** What those of the three rules say that say anything. */
function say(given: Parameters<Rule>[0]): object {
  return Object.fromEntries(
    Object.entries(RULES).flatMap(([name, rule]) => {
      const said = rule(given);
      return said ? [[name, said]] : [];
    }),
  );
}

const ACCEPTED = { class: 'recognized', reason: 'prompt_accepted', confidence: 'certain' };
const REJECTED = { class: 'unrecognized', reason: 'prompt_rejected', confidence: 'certain' };
const CANCELLED = { class: 'recognized', reason: 'dialog_cancelled', confidence: 'probable' };

test.for([
  { when: 'no prompt was open', given: {}, said: {} },
  {
    when: 'it took the answer',
    given: { prompt: prompt('accepted') },
    said: { promptAccepted: ACCEPTED },
  },
  {
    when: 'it took the answer, as far as one can tell',
    given: { prompt: prompt('accepted', 'probable') },
    said: { promptAccepted: { ...ACCEPTED, confidence: 'probable' } },
  },
  {
    when: 'it took the answer, whatever a recognizer makes of it',
    given: { prompt: prompt('accepted'), recognitions: [NONE] },
    said: { promptAccepted: ACCEPTED },
  },
  {
    when: 'it took the answer, and a recognizer names the intent',
    given: { prompt: prompt('accepted'), recognitions: [NONE, luis(0.8)] },
    said: { promptAccepted: { ...ACCEPTED, intent: 'Order', score: 0.8 } },
  },
  {
    when: 'it took the answer, and an intent below its threshold is none',
    given: { prompt: prompt('accepted'), recognitions: [luis(0.4)] },
    said: { promptAccepted: ACCEPTED },
  },
  {
    when: 'it takes any text, and the bot says that it is lost',
    given: { prompt: prompt('accepted'), fallback: true },
    said: {},
  },
  {
    when: 'it asks again',
    given: { prompt: prompt('rejected') },
    said: { promptRejected: REJECTED },
  },
  {
    when: 'it asks again, as far as one can tell',
    given: { prompt: prompt('rejected', 'probable') },
    said: { promptRejected: { ...REJECTED, confidence: 'probable' } },
  },
  {
    when: 'it asks again, in words for that',
    given: { prompt: prompt('rejected'), fallback: true },
    said: { promptRejected: REJECTED },
  },
  {
    when: 'its dialog was given up',
    given: { prompt: prompt('cancelled', 'probable') },
    said: { dialogCancelled: CANCELLED },
  },
  {
    when: 'its dialog was given up by an intent',
    given: { prompt: prompt('cancelled'), recognitions: [luis(0.9, 'Cancel')] },
    said: { dialogCancelled: { ...CANCELLED, intent: 'Cancel', score: 0.9 } },
  },
  {
    when: 'its dialog was given up because the bot was lost',
    given: { prompt: prompt('cancelled'), fallback: true },
    said: {},
  },
  {
    when: 'the bot had asked and went on: weaker than what a recognizer finds',
    given: { prompt: prompt('answered', 'probable') },
    said: {},
  },
])('when $when', ({ given, said }) => {
  expect(say(evidence(given))).toEqual(said);
});
