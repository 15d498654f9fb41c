import { expect, test } from 'vitest';
import { developer } from '../../../src/interpret/rules/developer.ts';
import { evidence } from './evidence.ts';

test.for([
  {
    said: 'recognized',
    verdict: { class: 'recognized' },
    expected: { class: 'recognized', reason: 'developer', confidence: 'certain' },
  },
  {
    said: 'recognized, with intent and score',
    verdict: { class: 'recognized', intent: 'Order', score: 0.9 },
    expected: {
      class: 'recognized',
      reason: 'developer',
      confidence: 'certain',
      intent: 'Order',
      score: 0.9,
    },
  },
  {
    said: 'unrecognized',
    verdict: { class: 'unrecognized' },
    expected: { class: 'unrecognized', reason: 'developer', confidence: 'certain' },
  },
  {
    said: 'unrecognized, with a reason',
    verdict: { class: 'unrecognized', reason: 'llm_refused' },
    expected: { class: 'unrecognized', reason: 'llm_refused', confidence: 'certain' },
  },
] as const)('the bot’s code said $said', ({ verdict, expected }) => {
  expect(developer({ verdict })).toEqual(expected);
});

test('code that said nothing decides nothing', () => {
  expect(developer(evidence())).toBeUndefined();
});
