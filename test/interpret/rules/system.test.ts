import { expect, test } from 'vitest';
import { system } from '../../../src/interpret/rules/system.ts';
import { evidence } from './evidence.ts';

test.for([
  { messageType: 'command', expected: { class: 'system', reason: 'command' } },
  { messageType: 'empty', expected: { class: 'system', reason: 'empty' } },
  { messageType: 'text', expected: undefined },
  { messageType: 'attachment', expected: undefined },
  { messageType: 'value', expected: undefined },
] as const)('a message of type $messageType → $expected.class', ({ messageType, expected }) => {
  expect(system(evidence({ messageType }))).toEqual(
    expected && { ...expected, confidence: 'certain' },
  );
});
