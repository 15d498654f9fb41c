/** The sessions and the active users of a range: what rates per session and per user are made of. */

import { quarterOf } from '../model/time.ts';
import type { PresenceRow, ReportReads, SessionRow } from '../record/store.ts';
import { distinctUsers } from './active-users.ts';
import type { Scope } from './scope.ts';
import { edgesOf, segmentIds } from './scope.ts';

/** Rows of the range, in one bucket. */
export type PopulationRows = {
  readonly sessions: readonly SessionRow[];
  readonly presence: readonly PresenceRow[];
};

export async function loadPopulation(reads: ReportReads, scope: Scope): Promise<PopulationRows> {
  const { range, filters, includeTest } = scope;
  const segments = segmentIds(scope);
  const [from, to] = [quarterOf(range.from), quarterOf(range.to)];
  const { dialog } = filters;
  return {
    sessions: await reads.sessions({ from, to, segments, dialog }),
    presence: await reads.presence({
      edges: edgesOf(range),
      segments,
      firstAct: 'ever',
      includeTest,
    }),
  };
}

/**
 * Counts the active users of the range. Who was active *in a dialog* is not recorded: with the
 * filter `dialog` they are the users of its sessions.
 */
export function activeUsers({ sessions, presence }: PopulationRows, { filters }: Scope): number {
  return distinctUsers(filters.dialog === undefined ? presence : sessions);
}

/** Leaves out the rows of users who were not active: one may ask for a human before the first act. */
export function ofActiveUsers<Row extends { readonly user: number | null }>(
  rows: readonly Row[],
  { sessions, presence }: PopulationRows,
  { filters }: Scope,
): readonly Row[] {
  const active = new Set<number | null>();
  for (const { user } of filters.dialog === undefined ? presence : sessions) active.add(user);
  return rows.filter(({ user }) => active.has(user));
}
