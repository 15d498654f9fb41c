import { present } from '../../model/present.ts';
import type { Recognition } from '../../model/turn.ts';
import type { Classification, Evidence, Rule } from './rule.ts';

/** Scores from which a result counts, where neither an option nor the recognizer names one. */
const DEFAULT_THRESHOLD = 0.5;
const QNA_THRESHOLD = 0.3;

/**
 * All recognizers of the turn together: one that found something is enough. Where all of them found
 * nothing the message was not understood, unless it is what the bot had just asked for.
 */
export const recognizers: Rule = (evidence) => {
  if (evidence.recognitions.length === 0) return undefined;
  const hit = bestHit(evidence);
  if (hit) return { class: 'recognized', reason: 'intent', confidence: 'certain', ...hit };
  if (isExpected(evidence)) {
    return { class: 'recognized', reason: 'prompt_answered', confidence: 'probable' };
  }
  return { class: 'unrecognized', reason: 'no_intent', confidence: 'certain' };
};

/** Returns the best result at or above its threshold; `undefined` if there is none. */
export function bestHit({
  recognitions,
  thresholds,
}: Evidence): Pick<Classification, 'intent' | 'score'> | undefined {
  let best: Recognition | undefined;
  for (const recognition of recognitions) {
    if (!isHit(recognition, thresholds) || isSignpost(recognition, recognitions)) continue;
    if (!best || isBetter(recognition, best)) best = recognition;
  }
  return best && present({ intent: best.intent, score: Math.min(1, best.score) });
}

function isHit(
  { recognizer, score, threshold }: Recognition,
  thresholds: Evidence['thresholds'],
): boolean {
  const byDefault = recognizer === 'qna' ? QNA_THRESHOLD : DEFAULT_THRESHOLD;
  return score > 0 && score >= (thresholds[recognizer] ?? threshold ?? byDefault);
}

/**
 * The Dispatch tool's intents only name who is to be asked: `q_…` a knowledge base, `l_…` another
 * model. Where that one was asked, its own answer counts.
 */
function isSignpost({ intent }: Recognition, all: readonly Recognition[]): boolean {
  if (intent?.startsWith('q_') === true) return all.some(({ recognizer }) => recognizer === 'qna');
  if (intent?.startsWith('l_') !== true) return false;
  return all.some(({ recognizer, intent: other }) => recognizer !== 'qna' && other !== intent);
}

/** A result with a name says more than one without. */
function isBetter(a: Recognition, b: Recognition): boolean {
  if ((a.intent === undefined) !== (b.intent === undefined)) return a.intent !== undefined;
  return a.score > b.score;
}

/** The bot had asked, or offered just these words, and did not say that it is lost. */
function isExpected({ prompt, click, fallback }: Evidence): boolean {
  return !fallback && (prompt?.outcome === 'answered' || click === 'probable');
}
