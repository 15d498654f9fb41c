import { expect, test } from 'vitest';
import { classify, messageTypeOf, startPayload } from '../../src/interpret/classify.ts';
import type { Evidence } from '../../src/interpret/rules/rule.ts';
import { activity, text } from './play.ts';
import { NONE, evidence, luis, prompt } from './rules/evidence.ts';

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
  { what: '/start of a bot in a group', activity: text('/start@shop_bot'), type: 'command' },
  { what: 'a command of the Inspector', activity: text('/INSPECT open'), type: 'command' },
  { what: 'a session of the Inspector', activity: text('/inspect attach 123'), type: 'command' },
  { what: 'another word to the Inspector', activity: text('/inspect my order'), type: 'text' },
  {
    what: 'a pressed card action',
    activity: activity({ type: 'invoke', name: 'adaptiveCard/action' }),
    type: 'value',
  },
])('$what is a message of type $type', ({ activity: what, type }) => {
  expect(messageTypeOf(what, COMMANDS)).toBe(type);
});

test.for([
  { words: '/start promo-7', payload: 'promo-7' },
  { words: '  /START   promo_7 ', payload: 'promo_7' },
  { words: '/start@shop_bot promo-7', payload: 'promo-7' },
  { words: `/start ${'x'.repeat(64)}`, payload: 'x'.repeat(64) },
  { words: `/start ${'x'.repeat(65)}`, payload: undefined },
  { words: '/start', payload: undefined },
  { words: '/start two words', payload: undefined },
  { words: '/start ünlaut', payload: undefined },
  { words: '/help promo-7', payload: undefined },
  { words: '/started promo-7', payload: undefined },
  { words: 'go /start promo-7', payload: undefined },
])('the payload of $words is $payload', ({ words, payload }) => {
  expect(startPayload(text(words))).toBe(payload);
});

/** Evidence by which one rule decides, whatever the others say; in the order of the rules. */
const DECIDING: readonly { rule: string; given: Partial<Evidence>; reason: string }[] = [
  { rule: 'developer', given: { verdict: { class: 'recognized' } }, reason: 'developer' },
  { rule: 'system', given: { messageType: 'command' }, reason: 'command' },
  { rule: 'human', given: { held: true }, reason: 'human' },
  { rule: 'certain click', given: { click: 'certain' }, reason: 'click' },
  {
    rule: 'prompt accepted',
    given: { prompt: prompt('accepted') },
    reason: 'prompt_accepted',
  },
  {
    rule: 'prompt rejected',
    given: { prompt: prompt('rejected') },
    reason: 'prompt_rejected',
  },
  {
    rule: 'dialog cancelled',
    given: { prompt: prompt('cancelled') },
    reason: 'dialog_cancelled',
  },
  { rule: 'recognizers', given: { recognitions: [NONE] }, reason: 'no_intent' },
  { rule: 'fallback text', given: { fallback: true }, reason: 'fallback_text' },
  { rule: 'no answer', given: { answered: false }, reason: 'no_answer' },
  { rule: 'probable click', given: { click: 'probable' }, reason: 'click' },
  { rule: 'turn error', given: { failed: true }, reason: 'turn_error' },
];

test.for(DECIDING)('alone, $rule gives the reason $reason', ({ given, reason }) => {
  expect(classify(evidence(given)).reason).toBe(reason);
});

test('where no rule decides, a message is recognized, and its answer was any answer', () => {
  expect(classify(evidence({ messageType: 'attachment' }))).toEqual({
    class: 'recognized',
    reason: 'default',
    confidence: 'probable',
  });
});

/** Two rules that would both decide: the one that is named first wins. */
test.for<{ first: string; second: string; given: Partial<Evidence>; reason: string }>([
  {
    first: 'developer',
    second: 'system',
    given: { verdict: { class: 'unrecognized' }, messageType: 'command' },
    reason: 'developer',
  },
  {
    first: 'system',
    second: 'human',
    given: { messageType: 'empty', held: true },
    reason: 'empty',
  },
  {
    first: 'human',
    second: 'certain click',
    given: { held: true, click: 'certain' },
    reason: 'human',
  },
  {
    first: 'certain click',
    second: 'prompt accepted',
    given: { click: 'certain', prompt: prompt('accepted') },
    reason: 'click',
  },
  {
    first: 'certain click',
    second: 'prompt rejected',
    given: { click: 'certain', prompt: prompt('rejected') },
    reason: 'click',
  },
  {
    first: 'prompt accepted',
    second: 'recognizers',
    given: { prompt: prompt('accepted'), recognitions: [NONE] },
    reason: 'prompt_accepted',
  },
  {
    first: 'prompt rejected',
    second: 'recognizers',
    given: { prompt: prompt('rejected'), recognitions: [luis(0.9)] },
    reason: 'prompt_rejected',
  },
  {
    first: 'dialog cancelled',
    second: 'recognizers',
    given: { prompt: prompt('cancelled'), recognitions: [NONE] },
    reason: 'dialog_cancelled',
  },
  {
    first: 'recognizers',
    second: 'fallback text',
    given: { recognitions: [luis(0.9)], fallback: true },
    reason: 'intent',
  },
  {
    first: 'fallback text',
    second: 'no answer',
    given: { fallback: true, answered: false },
    reason: 'fallback_text',
  },
  {
    first: 'no answer',
    second: 'probable click',
    given: { answered: false, click: 'probable' },
    reason: 'no_answer',
  },
  {
    first: 'probable click',
    second: 'turn error',
    given: { click: 'probable', failed: true },
    reason: 'click',
  },
  {
    first: 'developer',
    second: 'no answer',
    given: { verdict: { class: 'recognized' }, answered: false },
    reason: 'developer',
  },
  {
    first: 'developer',
    second: 'turn error',
    given: { verdict: { class: 'recognized', intent: 'Order' }, failed: true },
    reason: 'developer',
  },
  {
    first: 'system',
    second: 'turn error',
    given: { messageType: 'command', failed: true, answered: false },
    reason: 'command',
  },
  {
    first: 'human',
    second: 'no answer',
    given: { held: true, answered: false },
    reason: 'human',
  },
  {
    first: 'certain click',
    second: 'recognizers that found nothing',
    given: { click: 'certain', recognitions: [NONE] },
    reason: 'click',
  },
  {
    first: 'certain click',
    second: 'no answer',
    given: { click: 'certain', answered: false },
    reason: 'click',
  },
  {
    first: 'prompt accepted',
    second: 'no answer',
    given: { prompt: prompt('accepted'), answered: false },
    reason: 'prompt_accepted',
  },
  {
    first: 'recognizers that found nothing',
    second: 'a probable click that the bot did not understand',
    given: { recognitions: [NONE], click: 'probable', fallback: true },
    reason: 'no_intent',
  },
  {
    first: 'recognizers',
    second: 'no answer',
    given: { recognitions: [luis(0.9)], answered: false },
    reason: 'intent',
  },
  {
    first: 'recognizers',
    second: 'turn error',
    given: { recognitions: [luis(0.9)], failed: true },
    reason: 'intent',
  },
  {
    first: 'fallback text',
    second: 'a prompt that takes anything',
    given: { prompt: prompt('accepted'), fallback: true },
    reason: 'fallback_text',
  },
  {
    first: 'fallback text',
    second: 'probable click',
    given: { fallback: true, click: 'probable' },
    reason: 'fallback_text',
  },
  {
    first: 'turn error',
    second: 'no answer',
    given: { failed: true, answered: false },
    reason: 'turn_error',
  },
])('$first comes before $second', ({ given, reason }) => {
  expect(classify(evidence(given)).reason).toBe(reason);
});
