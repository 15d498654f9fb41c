/** Actions (R0): what was done in sessions. */

import { marksPage } from './marks-page.tsx';

export const actions = marksPage({
  report: 'actions',
  title: 'Actions',
  one: 'action',
  marked: 'actions',
});
