/** What comes after a turn: continuations, and verdicts on a message that was recorded already. */

import type { RecentTurn } from '../model/state.ts';
import { HOUR_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedTurn, Fact } from '../model/turn.ts';
import { drop } from './draft.ts';
import type { Draft } from './draft.ts';
import { changeClass, mendSession, recentTurn } from './recent-turns.ts';
import { developer } from './rules/developer.ts';
import type { DeveloperVerdict } from './rules/rule.ts';
import { settle } from './settle.ts';

/** A verdict is accepted this long after its message; later ones are counted `late_verdict`. */
const VERDICT_WINDOW_MS = HOUR_MS;

/** Finds the turn that a captured one amends, or continues (a long-running call of the Agents SDK). */
export function amendedTurn(
  recentTurns: readonly RecentTurn[],
  { turnId, activityKey }: { readonly turnId: string; readonly activityKey: string | undefined },
): RecentTurn | undefined {
  return recentTurns.find(
    (turn) =>
      turn.turnId === turnId ||
      turn.continuedBy === turnId ||
      (activityKey !== undefined && turn.activityKey === activityKey),
  );
}

/** Tells whether a turn is a proactive one: the SDKs run it for an event of their own making. */
export function isProactive(turn: CapturedTurn): boolean {
  const first: Fact | undefined = turn.facts[0];
  if (first?.type !== 'incoming' || first.activity.type !== 'event') return false;
  const { name } = first.activity;
  return name === 'ContinueConversation' || name === 'CreateConversation';
}

/**
 * Takes a verdict that came after its message had been recorded: the message counts as the new
 * class and no longer as the old one. Counted `late_verdict` if the message is no longer known.
 */
export function reclassify(draft: Draft, at: EpochMs, verdict: DeveloperVerdict): void {
  const remembered = draft.amended && recentTurn(draft, draft.amended.turnId);
  const message = remembered?.message;
  const to = developer({ verdict });
  if (!message || !to || at - message.at > VERDICT_WINDOW_MS) {
    drop(draft, 'late_verdict');
    return;
  }
  if (message.settleAt !== undefined) settle(draft, remembered, to);
  else changeClass(draft, remembered, to);
  mendSession(draft, message, to.class);
}
