import type { Rule } from './rule.ts';

/** The bot said so: its answer is one of the configured fallback texts. */
export const fallbackText: Rule = ({ fallback }) =>
  fallback ? { class: 'unrecognized', reason: 'fallback_text', confidence: 'certain' } : undefined;
