/** What the numbers are about: the range, on which clock, and what is left out of them. */

import type { PageContext } from '../pages/context.ts';
import { withQuery } from '../pages/view.ts';
import { number, rangeName } from './format.ts';

interface Ranged {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly testHidden?: number;
  readonly previous?: { readonly from: string; readonly to: string };
}

export function RangeLine({
  context,
  report,
}: {
  readonly context: PageContext;
  readonly report: Ranged;
}) {
  const { from, to, timezone, testHidden, previous } = report;
  return (
    <p class="range">
      {rangeName(from, to, timezone)}, {timezone}
      {previous && `, compared with ${rangeName(previous.from, previous.to, timezone)}`}.
      {testHidden !== undefined && (
        <>
          {` ${number(testHidden)} messages of test traffic are hidden: `}
          <a href={withQuery(context.view, { includeTest: 'true' })}>count them as well</a>.
        </>
      )}
    </p>
  );
}
