/** The sessions and the active users of a range: what rates per session and per user are made of. */

import type { PresenceSet, ReportReads, SessionField, SessionRow } from '../../record/reads.ts';
import type { Rows } from '../../record/rows.ts';
import { activeOf, countActive, distinctUsers, usersOf } from './active-users.ts';
import type { Scope } from '../scope.ts';
import { dialogSpanOf, wholeSpanOf } from '../scope.ts';

/** Rows of the range. */
export type PopulationRows<F extends SessionField = never> = {
  readonly sessions: Rows<SessionRow<F | 'user'>>;
  readonly presence: readonly PresenceSet[];
};

/** Reads the sessions that were active in the range, and who was active in it. */
export async function loadPopulation<F extends SessionField>(
  reads: ReportReads,
  scope: Scope,
  fields: readonly F[],
): Promise<PopulationRows<F>> {
  return {
    sessions: await reads.sessions({
      ...dialogSpanOf(scope),
      by: 'activity',
      fields: ['user', ...fields],
    }),
    presence: scope.filters.dialog === undefined ? await reads.presence(wholeSpanOf(scope)) : [],
  };
}

/**
 * Counts the active users of the range. Who was active *in a dialog* is not recorded: with the
 * filter `dialog` they are the users of its sessions.
 */
export function activeUsers({ sessions, presence }: PopulationRows, { filters }: Scope): number {
  return filters.dialog === undefined ? countActive(presence) : distinctUsers(sessions);
}

/** Leaves out the rows of users who were not active: one may ask for a human before the first act. */
export function ofActiveUsers<Row extends { readonly user: number | null }>(
  rows: readonly Row[],
  { sessions, presence }: PopulationRows,
  { filters }: Scope,
): readonly Row[] {
  const active = filters.dialog === undefined ? new Set(activeOf(presence)) : usersOf(sessions);
  return rows.filter(({ user }) => user !== null && active.has(user));
}
