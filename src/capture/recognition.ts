/**
 * Reads what recognizers concluded, from their traces or from the results that they leave in the
 * state of the turn: intents and scores, never what was said or answered.
 */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { present } from '../model/present.ts';
import type { Recognition, Recognizer } from '../model/turn.ts';
import { canonicalWord } from './canonical.ts';
import type { Reader } from './read.ts';
import { anyCase, parsed } from './trace-value.ts';

/** Intents of one result that are compared. */
const MAX_INTENTS = 500;

/**
 * Reads the value of a recognizer's trace; `undefined` if it is no result. A result without
 * intents, or with none better than `None`, has the score 0.
 */
export function readRecognition(
  read: Reader,
  recognizer: Recognizer,
  value: unknown,
): Recognition | undefined {
  if (recognizer === 'qna') return readKnowledgeBase(read, value);
  const result = parsed(anyCase(read, value, 'recognizerResult')) ?? value;
  return readRecognizerResult(read, recognizer, result);
}

/** Reads the SDKs' `RecognizerResult`: the intent with the highest score decides, as in the SDKs. */
export function readRecognizerResult(
  read: Reader,
  recognizer: Recognizer,
  result: unknown,
): Recognition | undefined {
  const intents = anyCase(read, result, 'intents');
  if (typeof intents !== 'object' || intents === null) return undefined;
  const names = read.keys(intents).slice(0, MAX_INTENTS);
  const best = { name: '', score: 0 };
  let none = 0;
  for (const name of names) {
    const score = scoreOf(read, read.field(intents, name));
    if (isNone(name)) none = Math.max(none, score);
    else if (score > best.score) Object.assign(best, { name, score });
  }
  if (saysNothing(names, best, none)) return undefined;
  if (best.score === 0 || none > best.score) return { recognizer, score: 0 };
  const intent = isTechnical(best.name) ? undefined : canonicalWord(best.name, MAX_LABEL_LENGTH);
  return { recognizer, ...present({ intent }), score: fraction(best.score) };
}

/**
 * `None` with a score of 0 is what the SDK fills in where no recognizer was asked, and
 * `DeferToRecognizer_…` only names another one, which tells for itself.
 */
function saysNothing(
  names: readonly string[],
  best: { readonly name: string; readonly score: number },
  none: number,
): boolean {
  const isFiller = names.length > 0 && names.every(isNone) && none === 0;
  return isFiller || (none <= best.score && best.name.startsWith('DeferToRecognizer_'));
}

/** LUIS answers an empty text with the intent `''`. */
function isNone(intent: string): boolean {
  return intent === '' || intent.toLowerCase() === 'none';
}

/** Intents by which recognizers talk to each other: something was found, but the user meant something else. */
function isTechnical(intent: string): boolean {
  return intent === 'QnAMatch' || intent === 'ChooseIntent';
}

function scoreOf(read: Reader, intent: unknown): number {
  const score = typeof intent === 'number' ? intent : anyCase(read, intent, 'score');
  return typeof score === 'number' && score > 0 ? score : 0;
}

/** A knowledge base that knows no answer sends one with the id -1 and the score 0. */
function readKnowledgeBase(read: Reader, value: unknown): Recognition | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  let score = 0;
  for (const answer of read.list({ results: anyCase(read, value, 'queryResults') }, 'results')) {
    if (anyCase(read, answer, 'id') !== -1) score = Math.max(score, scoreOf(read, answer));
  }
  const limit = anyCase(read, value, 'scoreThreshold');
  const threshold = typeof limit === 'number' && limit >= 0 ? fraction(limit) : undefined;
  return { recognizer: 'qna', score: fraction(score), ...present({ threshold }) };
}

/** QnA Maker's service counts to 100, its clients to 1. */
function fraction(score: number): number {
  return Math.min(score > 1 ? score / 100 : score, 1);
}
