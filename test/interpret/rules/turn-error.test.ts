import { expect, test } from 'vitest';
import { turnError } from '../../../src/interpret/rules/turn-error.ts';
import { evidence } from './evidence.ts';

test.for([
  {
    failed: true,
    expected: { class: 'unrecognized', reason: 'turn_error', confidence: 'probable' },
  },
  { failed: false, expected: undefined },
])('a turn that threw: $failed', ({ failed, expected }) => {
  expect(turnError(evidence({ failed }))).toEqual(expected);
});
