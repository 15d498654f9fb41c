/** The pages, in the order of the navigation. */

import { activity } from './activity.tsx';
import type { Page } from './context.ts';
import { overview } from './overview.tsx';

export const PAGES: readonly Page[] = [overview, activity];
