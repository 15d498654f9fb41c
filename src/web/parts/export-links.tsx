/** Ways to take away what is seen, or all there is. */

import { optionsOf, schemaOf } from '../../export/option-kinds.ts';
import type { ReportName } from '../../report/registry.ts';
import { REPORT_NAMES } from '../../report/registry.ts';
import { optionsFrom } from '../api/query.ts';
import type { Page, PageContext } from '../pages/context.ts';
import { sharedQuery } from '../pages/view.ts';

export function ExportLinks({
  page,
  context,
}: {
  readonly page: Page;
  readonly context: PageContext;
}) {
  const { basePath } = context.site.options;
  const to = (format: string, reports: readonly ReportName[]): string => {
    const query = queryOf(page, context, reports);
    query.set('format', format);
    query.set('reports', reports.join(','));
    return `${basePath}/api/export?${query.toString()}`;
  };
  return (
    <section class="export" aria-labelledby="export">
      <h2 id="export">Export</h2>
      <ul>
        <li>
          This page: <a href={to('xlsx', page.reports)}>XLSX</a>,{' '}
          <a href={to('json', page.reports)}>JSON</a>
        </li>
        <li>
          As CSV:{' '}
          {page.reports.map((report) => (
            <>
              <a href={to('csv', [report])}>{report}</a>{' '}
            </>
          ))}
        </li>
        <li>
          All reports: <a href={to('xlsx', REPORT_NAMES)}>XLSX</a>,{' '}
          <a href={to('json', REPORT_NAMES)}>JSON</a>
        </li>
      </ul>
    </section>
  );
}

/** What is looked at, with what is chosen on this page alone where one of the reports takes it. */
function queryOf(
  page: Page,
  { view }: PageContext,
  reports: readonly ReportName[],
): URLSearchParams {
  const query = new URLSearchParams(sharedQuery(view).slice(1));
  for (const option of page.own ?? []) {
    const value = view.query.get(option);
    const isTaken = reports.some((report) => Object.hasOwn(optionsOf(report), option));
    if (value !== null && isTaken) query.set(option, value);
  }
  const [only] = reports;
  return only && reports.length === 1 ? acceptedBy(only, query) : query;
}

/** Of several reports each takes what it knows; one alone refuses what is not for it, which is left out here. */
function acceptedBy(report: ReportName, query: URLSearchParams): URLSearchParams {
  const known = new URLSearchParams(
    [...query].filter(([name]) => Object.hasOwn(optionsOf(report), name)),
  );
  const { error } = schemaOf(report).safeParse(optionsFrom(report, known));
  const refused = new Set(error?.issues.map(({ path }) => path[0]));
  return new URLSearchParams([...known].filter(([name]) => !refused.has(name)));
}
