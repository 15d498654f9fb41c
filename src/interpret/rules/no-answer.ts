import type { Rule } from './rule.ts';

/** Nothing came back. Provisional: an answer within the minute makes it a recognized one. */
export const noAnswer: Rule = ({ answered, failed }) =>
  answered || failed
    ? undefined
    : { class: 'unrecognized', reason: NO_ANSWER, confidence: 'probable' };

export const NO_ANSWER = 'no_answer';
