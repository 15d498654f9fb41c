/** Results (R0): what sessions led to. */

import { marksPage } from './marks-page.tsx';

export const results = marksPage({
  report: 'results',
  title: 'Results',
  one: 'result',
  marked: 'results',
});
