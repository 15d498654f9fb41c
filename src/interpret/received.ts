/** A message of the user: its class, its session, and what may be said about it later. */

import type { RecentTurn, Session } from '../model/state.ts';
import { present } from '../model/present.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { classify, messageTypeOf } from './classify.ts';
import type { Classification } from './classify.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { rememberSegment } from './segment.ts';
import { enterSession } from './sessions-of-draft.ts';

/** A message with what was concluded about it. */
interface Received {
  readonly at: EpochMs;
  readonly activity: CapturedActivity;
  readonly messageType: ReturnType<typeof messageTypeOf>;
  readonly classification: Classification;
  /** Has words of the user: neither empty nor a command. */
  readonly hasContent: boolean;
}

/** Records a message of the user. */
export function receiveMessage(draft: Draft, at: EpochMs, activity: CapturedActivity): void {
  const { captured, settings } = draft.input;
  const messageType =
    activity.type === 'message' ? messageTypeOf(activity, settings.systemCommands) : 'value';
  const classification = classify({
    messageType,
    verdict: draft.verdict,
    failed: captured.type === 'turn' && captured.error !== undefined,
  });
  const hasContent = messageType !== 'empty' && messageType !== 'command';
  const received = { at, activity, messageType, classification, hasContent };
  const session = countInSession(draft, received);
  emitReceived(draft, received, session);
  emitClass(draft, received, session);
  draft.message = remember(draft, received, session);
}

function countInSession(
  draft: Draft,
  { at, hasContent, classification }: Received,
): Session | undefined {
  const entered = enterSession(draft, at, 'message');
  draft.classBefore = entered?.lastClass;
  if (!entered) return undefined;
  return changeSession(draft, {
    ...entered,
    received: entered.received + 1,
    messages: entered.messages + (hasContent ? 1 : 0),
    lastClass: classification.class,
  });
}

function emitReceived(draft: Draft, received: Received, session: Session | undefined): void {
  const { at, activity, messageType, classification, hasContent } = received;
  emit(draft, {
    kind: 'message_received',
    at,
    session,
    act: true,
    data: {
      class: classification.class,
      reason: classification.reason,
      confidence: classification.confidence,
      messageType,
      textLength: activity.textLength ?? 0,
      attachmentCount: activity.attachmentCount,
      hasContent,
      ...present({ turnIndex: session?.received }),
    },
  });
}

function emitClass(draft: Draft, { at, classification }: Received, session?: Session): void {
  const { class: concluded, reason, confidence, intent, score } = classification;
  if (concluded === 'recognized') {
    const data = { reason, confidence, ...present({ intent, score }) };
    emit(draft, { kind: 'message_recognized', at, session, data });
  } else if (concluded === 'unrecognized') {
    const data = { reason, confidence, ...present({ dialog: innermost(session) }) };
    emit(draft, { kind: 'message_unrecognized', at, session, data });
  }
}

function remember(
  draft: Draft,
  { at, classification }: Received,
  session: Session | undefined,
): RecentTurn['message'] {
  const { segments, index } = rememberSegment(draft.conversation.segments, draft.segment);
  draft.conversation = { ...draft.conversation, segments };
  return {
    at,
    class: classification.class,
    segment: index,
    answered: false,
    byDefault: classification.reason === 'default',
    ...present({
      classBefore: draft.classBefore,
      intent: classification.intent,
      user: draft.input.known.user?.number,
      sessionId: session?.id,
      dialog: innermost(session),
    }),
  };
}

function innermost(session: Session | undefined): string | undefined {
  return session?.dialogs.at(-1)?.dialog;
}
