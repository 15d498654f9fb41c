import { expect, test } from 'vitest';
import { classify, messageTypeOf } from '../../src/interpret/classify.ts';
import { activity, text } from './play.ts';

const COMMANDS = ['/start', '/help'];

test.for([
  { what: 'words', activity: text('hello'), type: 'text' },
  { what: 'nothing at all', activity: activity(), type: 'empty' },
  { what: 'white space', activity: text(' \t\n'), type: 'empty' },
  { what: 'a file', activity: activity({ attachmentCount: 1 }), type: 'attachment' },
  { what: 'a file and words', activity: { ...text('see'), attachmentCount: 1 }, type: 'text' },
  { what: 'a submitted card', activity: activity({ hasValue: true }), type: 'value' },
  { what: '/start', activity: text('/start'), type: 'command' },
  { what: '/START in capitals and spaces', activity: text('  /START '), type: 'command' },
  { what: '/start with a payload', activity: text('/start campaign-7'), type: 'command' },
  { what: '/started, which is another word', activity: text('/started'), type: 'text' },
  { what: 'a command in the middle', activity: text('type /start'), type: 'text' },
  { what: 'a name of Object.prototype', activity: text('constructor'), type: 'text' },
])('$what is a message of type $type', ({ activity: what, type }) => {
  expect(messageTypeOf(what, COMMANDS)).toBe(type);
});

test.for([
  {
    rule: 'the developer’s word comes before the command',
    evidence: { messageType: 'command', verdict: { class: 'unrecognized' }, failed: false },
    expected: { class: 'unrecognized', reason: 'developer', confidence: 'certain' },
  },
  {
    rule: 'the developer gives the reason',
    evidence: {
      messageType: 'text',
      verdict: { class: 'unrecognized', reason: 'llm_refused' },
      failed: false,
    },
    expected: { class: 'unrecognized', reason: 'llm_refused', confidence: 'certain' },
  },
  {
    rule: 'the developer’s word comes before the error of the turn',
    evidence: {
      messageType: 'text',
      verdict: { class: 'recognized', intent: 'Order', score: 0.9 },
      failed: true,
    },
    expected: {
      class: 'recognized',
      reason: 'developer',
      confidence: 'certain',
      intent: 'Order',
      score: 0.9,
    },
  },
  {
    rule: 'a command is of class system, also if the turn failed',
    evidence: { messageType: 'command', failed: true },
    expected: { class: 'system', reason: 'command', confidence: 'certain' },
  },
  {
    rule: 'an empty request is of class system',
    evidence: { messageType: 'empty', failed: false },
    expected: { class: 'system', reason: 'empty', confidence: 'certain' },
  },
  {
    rule: 'a turn that threw is unrecognized',
    evidence: { messageType: 'text', failed: true },
    expected: { class: 'unrecognized', reason: 'turn_error', confidence: 'probable' },
  },
  {
    rule: 'a file is recognized like any message',
    evidence: { messageType: 'attachment', failed: false },
    expected: { class: 'recognized', reason: 'default', confidence: 'probable' },
  },
] as const)('$rule', ({ evidence, expected }) => {
  expect(classify(evidence)).toEqual(expected);
});
