import { expect, test } from 'vitest';
import { human } from '../../../src/interpret/rules/human.ts';
import { evidence } from './evidence.ts';

test('what is said to a human is recognized, also if the bot is silent', () => {
  expect(human(evidence({ held: true, answered: false }))).toEqual({
    class: 'recognized',
    reason: 'human',
    confidence: 'certain',
  });
});

test('a conversation of the bot’s own is not for this rule', () => {
  expect(human(evidence({ answered: false }))).toBeUndefined();
});
