/** What is looked at: range, zone, buckets, filters and groups, all of which stand in the address. */

import { optionsOf } from '../../export/option-kinds.ts';
import { FILTERS } from '../../report/options.ts';
import type { ReportName } from '../../report/registry.ts';
import { optionsFrom } from '../api/query.ts';

/** Options that all pages share, under the names that the reports have for them. */
const VIEW_OPTIONS = [
  'period',
  'from',
  'to',
  'timezone',
  'dimension',
  'compare',
  'group',
  ...FILTERS,
  'includeTest',
] as const;

export interface View {
  /** Of the address, without what is empty: a form sends all its fields. */
  readonly query: URLSearchParams;
  readonly timezone: string;
}

export function viewOf(url: string): View {
  const query = new URLSearchParams(
    [...new URL(url).searchParams].filter(([, value]) => value !== ''),
  );
  return { query, timezone: query.get('timezone') ?? 'UTC' };
}

/** Options for one report: those of the view that it takes, and its own. */
export function optionsFor(
  name: ReportName,
  { query }: View,
  own: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const taken = optionsOf(name);
  const shared = new URLSearchParams(
    [...query].filter(([key]) => isShared(key) && Object.hasOwn(taken, key)),
  );
  return { ...optionsFrom(name, shared), ...own };
}

function isShared(key: string): boolean {
  return (VIEW_OPTIONS as readonly string[]).includes(key);
}

/** What follows a path, so that another page looks at the same. */
export function sharedQuery({ query }: View): string {
  const text = new URLSearchParams([...query].filter(([key]) => isShared(key))).toString();
  return text === '' ? '' : `?${text}`;
}

/** The address of the same view with something else about it; `undefined` takes it away. */
export function withQuery(
  { query }: View,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  return `?${changed.toString()}`;
}
