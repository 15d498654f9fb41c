import type { Rule } from './rule.ts';

/** A button was pressed: what it sends is what the bot itself had put there. */
export const certainClick: Rule = ({ click }) =>
  click === 'certain' ? { class: 'recognized', reason: 'click', confidence: 'certain' } : undefined;

/** The words are those of a button: pressed or typed, the bot had offered them. */
export const probableClick: Rule = ({ click }) =>
  click === 'probable'
    ? { class: 'recognized', reason: 'click', confidence: 'probable' }
    : undefined;
