/** Which facts of a turn are late, so that the store has to look for the sessions around them. */

import type { ParticipantState } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';

/**
 * Returns the instants before the participant's latest session began: for each the sessions are
 * needed whose span, widened by the timeout, covers it. Empty in the ordinary case.
 */
export function lateInstants(input: {
  readonly facts: readonly Fact[];
  readonly participant: ParticipantState | undefined;
  readonly timeoutMs: number;
}): readonly EpochMs[] {
  const startedAt = input.participant?.session?.startedAt;
  if (startedAt === undefined) return [];
  return input.facts.filter((fact) => fact.at < startedAt).map((fact) => fact.at);
}
