import type { Rule } from './rule.ts';

/** A human has the conversation: that the bot is silent, or does not know the words, means nothing. */
export const human: Rule = ({ held }) =>
  held ? { class: 'recognized', reason: 'human', confidence: 'certain' } : undefined;
