/** What every number means: where the terms on the pages lead. */

import { DEFINITIONS } from '../parts/definitions.ts';
import type { Page } from './context.ts';

export const definitions: Page = {
  path: '/definitions',
  title: 'Definitions',
  hasControls: false,
  reports: [],
  content: () =>
    Promise.resolve(
      <dl class="definitions">
        {Object.entries(DEFINITIONS).map(([name, { term, text }]) => (
          <div id={name}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>,
    ),
};
