/** When a message of a conversation that waits for its answer is to be settled. */

import type { ConversationState } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';

/** By the bot's clock; `undefined` if nothing waits. */
export function settleAt({ recentTurns }: ConversationState): EpochMs | undefined {
  let first: EpochMs | undefined;
  for (const { message } of recentTurns) {
    const at = message?.settleAt;
    if (at !== undefined && (first === undefined || at < first)) first = at;
  }
  return first;
}

/** Ids of the sessions of the messages that wait for their answer. */
export function waitingSessions({ recentTurns }: ConversationState): readonly string[] {
  const ids: string[] = [];
  for (const { message } of recentTurns) {
    const { settleAt: at, sessionId } = message ?? {};
    if (at !== undefined && sessionId !== undefined) ids.push(sessionId);
  }
  return ids;
}
