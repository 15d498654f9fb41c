/** What a page works with while it is made. */

import type { Child } from 'hono/jsx';

import type { Scope } from '../../record/access.ts';
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

/** What became of a change: where to go on, or what to say about it on the page itself. */
export type Outcome =
  | {
      /** Below the base path. */
      readonly goTo: string;
    }
  | { readonly notice: Child };

/** A change that a form of a page asks for. */
export interface Action {
  /** Below the base path. */
  readonly path: string;
  readonly scope: Scope;
  /** @throws AnalyticsError `INVALID_OPTIONS`: told on the page, which keeps what was typed */
  run(context: PageContext, form: FormData): Promise<Outcome>;
}

/** A page: its place, and what it shows. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** What one needs to see it; absent = `reports:read`. */
  readonly scope?: Scope;
  readonly actions?: readonly Action[];
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
