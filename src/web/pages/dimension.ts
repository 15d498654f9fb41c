/** What a bucket is, where nobody has chosen. */

import type { PageContext } from './context.ts';

/** Buckets as they fit, unless somebody has chosen. */
export function dimensionOf({
  view,
}: Pick<PageContext, 'view'>): Readonly<Record<string, unknown>> {
  return view.query.has('dimension') ? {} : { dimension: 'auto' };
}
