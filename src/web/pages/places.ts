/** The pages, in the order of the navigation. */

import { actions } from './actions.tsx';
import { activity } from './activity.tsx';
import { audience } from './audience.tsx';
import { audit } from './audit.tsx';
import type { Page } from './context.ts';
import { efficiency } from './efficiency.tsx';
import { engagement } from './engagement.tsx';
import { insights } from './insights.tsx';
import { overview } from './overview.tsx';
import { platforms } from './platforms.tsx';
import { results } from './results.tsx';
import { settings } from './settings.tsx';
import { topics } from './topics.tsx';

export const PAGES: readonly Page[] = [
  overview,
  activity,
  efficiency,
  topics,
  results,
  actions,
  engagement,
  platforms,
  insights,
  audience,
  settings,
  audit,
];
