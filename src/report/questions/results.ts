/** Report `results`: what sessions led to (R0). A session has one result, the last; one that was overwritten is not recorded. */

import { marksReport } from './marks.ts';

/** @internal */
export const results = marksReport('result');
