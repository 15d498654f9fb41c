/** What a page works with while it is made. */

import type { Child } from 'hono/jsx';

import type { ReportName } from '../../report/registry.ts';
import type { Answers } from '../api/answers.ts';
import { askReport } from '../api/asking.ts';
import type { Identified } from '../auth/visitor.ts';
import type { Site } from '../site.ts';
import type { View } from './view.ts';
import { optionsFor } from './view.ts';

export interface PageContext {
  readonly site: Site;
  readonly visitor: Identified;
  readonly view: View;
  /** What forms of this visitor have to send back. */
  readonly formToken: string;
  /** Asks a report about what is looked at. @throws AnalyticsError `INVALID_REPORT_OPTIONS` */
  ask<Name extends ReportName>(
    name: Name,
    own?: Readonly<Record<string, unknown>>,
  ): Promise<Answers[Name]>;
}

/** A page: its place, and what it shows. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** Whether the range, filters and groups are chosen on it. */
  readonly hasControls: boolean;
  /** Reports that are exported with it. */
  readonly reports: readonly ReportName[];
  /** Options in the address that are of this page alone; they have the names that the reports have for them. */
  readonly own?: readonly string[];
  content(context: PageContext): Promise<Child>;
}

export function contextOf(
  site: Site,
  visitor: Identified,
  given: Pick<PageContext, 'view' | 'formToken'>,
): PageContext {
  return {
    site,
    visitor,
    ...given,
    async ask(name, own) {
      const options = optionsFor(name, given.view, own);
      return (await askReport(site, visitor, { name, options })) as Answers[typeof name];
    },
  };
}
