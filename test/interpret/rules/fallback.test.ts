import { expect, test } from 'vitest';
import { fallbackText } from '../../../src/interpret/rules/fallback.ts';
import { evidence } from './evidence.ts';

test.for([
  {
    fallback: true,
    expected: { class: 'unrecognized', reason: 'fallback_text', confidence: 'certain' },
  },
  { fallback: false, expected: undefined },
])('a configured fallback text among the answers: $fallback', ({ fallback, expected }) => {
  expect(fallbackText(evidence({ fallback }))).toEqual(expected);
});
