import type { Rule } from './rule.ts';

/** The bot threw, and no other rule tells what it had made of the message. */
export const turnError: Rule = ({ failed }) =>
  failed ? { class: 'unrecognized', reason: 'turn_error', confidence: 'probable' } : undefined;
