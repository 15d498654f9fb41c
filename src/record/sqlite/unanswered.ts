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
import type { ConversationStatements, DueConversationRow } from './sql/conversations.ts';
import type { StoredConversation } from './states.ts';
import { targetsFromText, targetsToText } from './targets.ts';
import type { Target } from './targets.ts';

/** Conversations per transaction. */
const LIMIT = 200;

/**
 * Returns the destinations of the conversation that has waited longest, which are told of all that is
 * settled together with it; `undefined` if nothing is due at `now`, by the bot's clock.
 */
export function dueTargets(
  conversations: Pick<ConversationStatements, 'due'>,
  now: EpochMs,
): readonly Target[] | undefined {
  const [first] = conversations.due(now, 1);
  return first && targetsFromText(first.settleFor);
}

/**
 * Settles what is due for the destinations of the batch; returns in how many conversations. One that
 * cannot be settled is not tried again.
 */
export function settleUnanswered(work: BatchWork, now: EpochMs): number {
  const { sql, targets } = work;
  const settleFor = targetsToText(targets);
  const due = sql.conversations
    .due(now, LIMIT)
    .filter((row) => (row.settleFor ?? '[]') === settleFor);
  for (const row of due) {
    sql.conversations.clearDue(row.number);
    try {
      settleIn(work, row, now);
    } catch (error) {
      work.errors.push(error);
    }
  }
  return due.length;
}

/** Settles what waits in the past that an import tells of; returns in how many conversations. */
export function settlePast(work: BatchWork, keys: readonly string[], now: EpochMs): number {
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
  return keys.length;
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
