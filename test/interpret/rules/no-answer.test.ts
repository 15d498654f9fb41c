import { expect, test } from 'vitest';
import { noAnswer } from '../../../src/interpret/rules/no-answer.ts';
import { evidence } from './evidence.ts';

const NO_ANSWER = { class: 'unrecognized', reason: 'no_answer', confidence: 'probable' };

test.for([
  { answered: false, failed: false, expected: NO_ANSWER },
  { answered: true, failed: false, expected: undefined },
  { answered: false, failed: true, expected: undefined },
  { answered: true, failed: true, expected: undefined },
])('answered: $answered, failed: $failed', ({ answered, failed, expected }) => {
  expect(noAnswer(evidence({ answered, failed }))).toEqual(expected);
});
