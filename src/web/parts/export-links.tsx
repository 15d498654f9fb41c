/** Ways to take away what is seen, or all there is. */

import { REPORT_NAMES } from '../../report/registry.ts';
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
  const to = (format: string, reports: readonly string[]): string => {
    const query = new URLSearchParams(sharedQuery(context.view).slice(1));
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
