/** Histories that are only asked: each is recorded once, however many questions a file has to it. */

import type { InterpretSettings } from '../../src/model/settings.ts';
import type { ReportReads } from '../../src/record/reads.ts';
import type { Moment } from './history.ts';
import { storeOf } from './history.ts';

const NOTHING: readonly Moment[] = [];

const recorded = new WeakMap<readonly Moment[], Map<string, Promise<ReportReads>>>();

/**
 * What reports read of a store in memory that holds the history. Whoever gives the very same list
 * and the same settings again is given the same store: into it, nothing more may be recorded.
 */
export function readsOf(
  history: readonly Moment[],
  settings: Partial<InterpretSettings> = {},
): Promise<ReportReads> {
  const moments = history.length === 0 ? NOTHING : history;
  const bySettings = recorded.get(moments) ?? new Map<string, Promise<ReportReads>>();
  recorded.set(moments, bySettings);
  const key = JSON.stringify(settings);
  const reads =
    bySettings.get(key) ?? storeOf(moments, ':memory:', settings).then((store) => store.reads);
  bySettings.set(key, reads);
  return reads;
}
