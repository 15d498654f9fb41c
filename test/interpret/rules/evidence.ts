/** Evidence as the rules are given it. */

import type { Evidence, PromptOutcome } from '../../../src/interpret/rules/rule.ts';
import type { Recognition } from '../../../src/model/turn.ts';

/** A text that the bot answered, about which nothing else is known but what is said. */
export function evidence(more: Partial<Evidence> = {}): Evidence {
  return {
    messageType: 'text',
    held: false,
    recognitions: [],
    thresholds: {},
    fallback: false,
    answered: true,
    failed: false,
    ...more,
  };
}

export const luis = (score: number, intent = 'Order'): Recognition => ({
  recognizer: 'luis',
  intent,
  score,
});

/** A recognizer that found nothing. */
export const NONE: Recognition = { recognizer: 'luis', score: 0 };

export const prompt = (
  outcome: PromptOutcome['outcome'],
  confidence: PromptOutcome['confidence'] = 'certain',
): PromptOutcome => ({ outcome, confidence });
