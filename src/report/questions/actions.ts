/** Report `actions`: what users did that matters to the business (R0). Every time is recorded. */

import { marksReport } from './marks.ts';

/** @internal */
export const actions = marksReport('action');
