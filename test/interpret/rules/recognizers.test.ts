import { expect, test } from 'vitest';
import { bestHit, recognizers } from '../../../src/interpret/rules/recognizers.ts';
import type { Evidence } from '../../../src/interpret/rules/rule.ts';
import type { Recognition } from '../../../src/model/turn.ts';
import { NONE, evidence, luis, prompt } from './evidence.ts';

const INTENT = { class: 'recognized', reason: 'intent', confidence: 'certain' };
const NO_INTENT = { class: 'unrecognized', reason: 'no_intent', confidence: 'certain' };
const ANSWERED = { class: 'recognized', reason: 'prompt_answered', confidence: 'probable' };

const qna = (score: number): Recognition => ({ recognizer: 'qna', score });

test.for<{ what: string; given: Partial<Evidence>; expected: object | undefined }>([
  { what: 'no recognizer', given: {}, expected: undefined },
  {
    what: 'an intent',
    given: { recognitions: [luis(0.8)] },
    expected: { ...INTENT, intent: 'Order', score: 0.8 },
  },
  { what: 'none', given: { recognitions: [NONE] }, expected: NO_INTENT },
  {
    what: 'a hit after a miss',
    given: { recognitions: [NONE, qna(0.7)] },
    expected: { ...INTENT, score: 0.7 },
  },
  {
    what: 'a hit before a miss',
    given: { recognitions: [luis(0.6), qna(0)] },
    expected: { ...INTENT, intent: 'Order', score: 0.6 },
  },
  {
    what: 'none, to an answer that the bot had asked for',
    given: { recognitions: [NONE], prompt: prompt('answered', 'probable') },
    expected: ANSWERED,
  },
  {
    what: 'none, to the words of a button',
    given: { recognitions: [NONE], click: 'probable' },
    expected: ANSWERED,
  },
  {
    what: 'none, to the words of a button, and the bot is lost',
    given: { recognitions: [NONE], click: 'probable', fallback: true },
    expected: NO_INTENT,
  },
  {
    what: 'none, to what the bot had asked for, and the bot is lost',
    given: { recognitions: [NONE], prompt: prompt('answered'), fallback: true },
    expected: NO_INTENT,
  },
  {
    what: 'an intent, though the bot is lost',
    given: { recognitions: [luis(0.8)], fallback: true },
    expected: { ...INTENT, intent: 'Order', score: 0.8 },
  },
  {
    what: 'an intent, to what the bot had asked for',
    given: { recognitions: [luis(0.8)], prompt: prompt('answered') },
    expected: { ...INTENT, intent: 'Order', score: 0.8 },
  },
])('$what', ({ given, expected }) => {
  expect(recognizers(evidence(given))).toEqual(expected);
});

test.for<{
  what: string;
  recognition: Recognition;
  thresholds?: Evidence['thresholds'];
  hit: boolean;
}>([
  { what: 'luis at 0.5', recognition: luis(0.5), hit: true },
  { what: 'luis below', recognition: luis(0.499), hit: false },
  { what: 'qna at 0.3', recognition: qna(0.3), hit: true },
  { what: 'qna below', recognition: qna(0.299), hit: false },
  { what: 'its own threshold', recognition: { ...luis(0.4), threshold: 0.4 }, hit: true },
  { what: 'below its own', recognition: { ...luis(0.6), threshold: 0.7 }, hit: false },
  {
    what: 'an option before its own threshold',
    recognition: { ...qna(0.4), threshold: 0.3 },
    thresholds: { qna: 0.5 },
    hit: false,
  },
  {
    what: 'an option for another recognizer',
    recognition: luis(0.6),
    thresholds: { clu: 0.9 },
    hit: true,
  },
  { what: 'a threshold of 0', recognition: luis(0.01), thresholds: { luis: 0 }, hit: true },
  {
    what: 'nothing found, and a threshold of 0',
    recognition: NONE,
    thresholds: { luis: 0 },
    hit: false,
  },
  { what: 'what looks like a result', recognition: { recognizer: 'other', score: 0.5 }, hit: true },
  {
    what: 'the adaptive dialog’s word',
    recognition: { recognizer: 'adaptive', score: 0.49 },
    hit: false,
  },
])('$what: hit $hit', ({ recognition, thresholds = {}, hit }) => {
  const found = bestHit(evidence({ recognitions: [recognition], thresholds }));

  expect(found !== undefined).toBe(hit);
});

test.for([
  { what: 'the higher score', recognitions: [luis(0.6, 'A'), luis(0.9, 'B')], intent: 'B' },
  { what: 'the first of equals', recognitions: [luis(0.9, 'A'), luis(0.9, 'B')], intent: 'A' },
  {
    what: 'a named intent before a higher score without a name',
    recognitions: [qna(0.99), luis(0.6, 'A')],
    intent: 'A',
  },
  {
    what: 'a named intent that comes first',
    recognitions: [luis(0.6, 'A'), qna(0.99)],
    intent: 'A',
  },
  {
    what: 'no name at all rather than one below the threshold',
    recognitions: [luis(0.4, 'A'), qna(0.4)],
    intent: undefined,
  },
])('the best of several is $what', ({ recognitions, intent }) => {
  expect(bestHit(evidence({ recognitions }))?.intent).toBe(intent);
});

test('a score above 1 is 1', () => {
  expect(bestHit(evidence({ recognitions: [luis(87)] }))?.score).toBe(1);
});

const dispatch = (intent: string): Recognition => ({
  recognizer: 'orchestrator',
  intent,
  score: 0.95,
});

test.for([
  {
    what: 'a knowledge base that was asked and knows',
    all: [dispatch('q_faq'), qna(0.8)],
    hit: {},
  },
  { what: 'a knowledge base that knows nothing', all: [dispatch('q_faq'), qna(0)], hit: undefined },
  {
    what: 'a knowledge base that nobody asked',
    all: [dispatch('q_faq')],
    hit: { intent: 'q_faq' },
  },
  {
    what: 'a model that was asked and knows',
    all: [dispatch('l_shop'), luis(0.7, 'Order')],
    hit: { intent: 'Order' },
  },
  { what: 'a model that found nothing', all: [dispatch('l_shop'), NONE], hit: undefined },
  { what: 'a model that nobody asked', all: [dispatch('l_shop')], hit: { intent: 'l_shop' } },
  {
    what: 'a model, and a knowledge base was asked instead',
    all: [dispatch('l_shop'), qna(0)],
    hit: { intent: 'l_shop' },
  },
])('a dispatcher that points to $what', ({ all, hit }) => {
  const found = bestHit(evidence({ recognitions: all }));

  expect(found && { ...(found.intent !== undefined && { intent: found.intent }) }).toEqual(hit);
});
