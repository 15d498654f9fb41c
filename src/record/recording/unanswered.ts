/** Settles messages whose answer has not come within the minute, where nothing else happened either. */

import type { Interpretation } from '../../interpret/interpretation.ts';
import type { Session } from '../../model/state.ts';
import { UNKNOWN } from '../../model/segment.ts';
import type { Captured } from '../../model/turn.ts';
import type { EpochMs } from '../../model/time.ts';
import { conversationFromText } from '../conversation-text.ts';
import type { BatchWork } from './batch.ts';
import { keep } from './item.ts';
import { sessionById } from './known.ts';
import type { DueConversationRow } from './statements.ts';
import type { StoredConversation } from './states.ts';

/** Conversations that one transaction settles. */
export const SETTLED_AT_ONCE = 200;

/**
 * Settles conversations in which something is due, for the destinations of the batch. One that cannot
 * be settled is not tried again.
 */
export function settleUnanswered(
  work: BatchWork,
  due: readonly DueConversationRow[],
  now: EpochMs,
): void {
  for (const row of due) {
    work.sql.conversations.clearDue(row.number);
    try {
      settleIn(work, row, now);
    } catch (error) {
      work.errors.push(error);
    }
  }
}

/** Settles what waits in the past that an import tells of. */
export function settlePast(work: BatchWork, keys: readonly string[], now: EpochMs): void {
  for (const key of keys) {
    const { state, horizon = -Infinity } = work.past.get(key, () => undefined) ?? {};
    work.past.put(key, { horizon });
    const row = work.sql.conversations.byKey(key);
    if (!state || !row) continue;
    const channel = state.segments[0]?.channel ?? UNKNOWN;
    try {
      settleConversation(work, { ...row, key, channel, state, stored: true, isPast: true }, now);
    } catch (error) {
      work.errors.push(error);
    }
  }
}

function settleIn(work: BatchWork, row: DueConversationRow, now: EpochMs): void {
  const conversation = work.states.conversations.get(row.key, () => stored(row));
  if (conversation) settleConversation(work, conversation, now);
}

function settleConversation(work: BatchWork, conversation: StoredConversation, now: EpochMs): void {
  const turn = conversation.state.recentTurns.find(({ message }) => message?.settleAt);
  if (!turn?.message) return;
  const { at, sessionId } = turn.message;
  const session = sessionId === undefined ? undefined : sessionById(work, sessionId)?.session;
  const { channel } = conversation;
  const captured: Captured = {
    type: 'amendment',
    id: `${turn.turnId}z`,
    origin: { turnId: turn.turnId, receivedAt: now, at, channel, test: false },
    facts: [],
  };
  const subject = { conversation, participant: undefined, user: undefined, named: [] };
  keep(work, subject, interpretationOf(work, { captured, conversation, session }));
}

interface Due {
  readonly captured: Captured;
  readonly conversation: StoredConversation;
  readonly session: Session | undefined;
}

function interpretationOf(
  { deps: { interpret, settings }, matches }: BatchWork,
  { captured, conversation, session }: Due,
): Interpretation {
  return interpret({
    captured,
    facts: [],
    known: {
      conversation: conversation.state,
      nearbySessions: session ? [session] : [],
      votes: [],
    },
    settings,
    activityKey: (id) => id,
    textKey: (words) => words,
    matches,
  });
}

function stored(row: DueConversationRow): StoredConversation {
  return { ...row, state: conversationFromText(row.state), stored: true };
}
