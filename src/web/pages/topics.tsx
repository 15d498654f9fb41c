/** Topics (R0): what sessions were about. */

import { marksPage } from './marks-page.tsx';

export const topics = marksPage({
  report: 'topics',
  title: 'Topics',
  one: 'topic',
  marked: 'topics',
});
