import { bestHit } from './recognizers.ts';
import type { Rule } from './rule.ts';

/**
 * A valid answer to a prompt ("7:00 PM", "alex") is understood whatever a recognizer makes of it.
 * A recognizer that did find something names the intent. A prompt that takes any text takes nonsense
 * too: where the bot then says that it is lost, this rule says nothing.
 */
export const promptAccepted: Rule = (evidence) => {
  const { prompt, fallback } = evidence;
  if (prompt?.outcome !== 'accepted' || fallback) return undefined;
  return {
    class: 'recognized',
    reason: 'prompt_accepted',
    confidence: prompt.confidence,
    ...bestHit(evidence),
  };
};

/** The bot asks again what it had asked. */
export const promptRejected: Rule = ({ prompt }) =>
  prompt?.outcome === 'rejected'
    ? { class: 'unrecognized', reason: 'prompt_rejected', confidence: prompt.confidence }
    : undefined;

/** The message ended what was going on: "cancel" was understood, whoever read it. */
export const dialogCancelled: Rule = (evidence) =>
  evidence.prompt?.outcome === 'cancelled' && !evidence.fallback
    ? {
        class: 'recognized',
        reason: 'dialog_cancelled',
        confidence: 'probable',
        ...bestHit(evidence),
      }
    : undefined;
