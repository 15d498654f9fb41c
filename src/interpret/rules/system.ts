import type { Rule } from './rule.ts';

/** Commands (`/start`, the Inspector's `/INSPECT`) and empty messages say nothing that could be understood. */
export const system: Rule = ({ messageType }) => {
  if (messageType !== 'command' && messageType !== 'empty') return undefined;
  return { class: 'system', reason: messageType, confidence: 'certain' };
};
