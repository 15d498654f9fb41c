/** Report `topics`: what users talk about (R0). A session has any number of topics, each recorded once per session and user. */

import { marksReport } from './marks.ts';

/** @internal */
export const topics = marksReport('topic');
