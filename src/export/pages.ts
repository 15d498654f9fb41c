/** The answers of one report, page by page where it has pages. */

import type { Planned } from './plan.ts';
import { isPaged } from './plan.ts';
import { largest } from './option-kinds.ts';

/** Runs a report by name, as `runReport` does. */
export type Ask = (name: string, options: object) => Promise<unknown>;

interface Page {
  readonly data: readonly object[];
  readonly nextCursor?: string | null;
}

/** Asks for one answer, or for page after page until there is none, or `limit` rows are there. */
export async function* answersOf(ask: Ask, planned: Planned): AsyncGenerator<unknown> {
  const { report, query, limit } = planned;
  if (!isPaged(report)) {
    yield await ask(report, query);
    return;
  }
  const most = largest(report, 'limit') ?? PAGE_ROWS;
  let left = limit ?? Infinity;
  let cursor: string | null | undefined = undefined;
  do {
    const page = (await ask(report, {
      ...query,
      limit: Math.min(most, left),
      ...(cursor ? { cursor } : {}),
    })) as Page;
    yield page;
    left -= page.data.length;
    cursor = page.nextCursor;
  } while (cursor && left > 0);
}

/** Rows of a page where the report names no limit. */
const PAGE_ROWS = 1_000;
