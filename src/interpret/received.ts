/** A message of the user: its class, its session, and what may be said about it later. */

import type { RecentTurn, Session } from '../model/state.ts';
import { present } from '../model/present.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { BY_DEFAULT, classify, messageTypeOf, startPayload } from './classify.ts';
import { findClick, recordFoundClick } from './clicks.ts';
import { changeConversation, changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { requestHandover } from './handover.ts';
import { evidenceOf } from './evidence.ts';
import type { Classification } from './rules/rule.ts';
import { rememberSegment } from './segment.ts';
import { innermostDialog } from './open-dialogs.ts';
import { enterSession } from './sessions-of-draft.ts';
import { emitClass, provisional } from './settle.ts';
import { keepText } from './texts.ts';

/** A message with what was concluded about it. */
interface Received {
  readonly at: EpochMs;
  readonly activity: CapturedActivity;
  readonly messageType: ReturnType<typeof messageTypeOf>;
  readonly classification: Classification;
  /** Has words of the user: neither empty nor a command. */
  readonly hasContent: boolean;
  /** Key of its text, where texts are kept. */
  readonly phrase: string | undefined;
}

/** Records a message of the user, and the button that it comes from. */
export function receiveMessage(draft: Draft, at: EpochMs, activity: CapturedActivity): void {
  const { settings, matches } = draft.input;
  const messageType = messageTypeOf(activity, settings.systemCommands);
  const hasContent = messageType !== 'empty' && messageType !== 'command';
  const click = hasContent ? clickOf(draft, activity) : undefined;
  const classification = classify(evidenceOf(draft, { messageType, activity, click }));
  const phrase = keepText(draft, at, activity);
  const received = { at, activity, messageType, classification, hasContent, phrase };
  draft.click = click;
  const session = countInSession(draft, received);
  draft.message = remember(draft, received, session);
  emitMessage(draft, received, session);
  if (click) recordFoundClick(draft, at, click);
  const asks = activity.text !== undefined && matches('handoverPhrases', activity.text);
  if (asks && !draft.humanHolds) requestHandover(draft, at, session);
}

/** Words that are said to a human are no click, even if the bot had offered them. */
function clickOf(draft: Draft, activity: CapturedActivity): Draft['click'] {
  const click = findClick(draft, activity);
  return draft.humanHolds && click?.confidence === 'probable' ? undefined : click;
}

function countInSession(
  draft: Draft,
  { at, activity, hasContent, classification }: Received,
): Session | undefined {
  const entered = enterSession(draft, at, {
    entryPoint: 'message',
    source: startPayload(activity),
  });
  draft.classBefore = entered?.lastClass;
  if (!entered) return undefined;
  return changeSession(draft, entered, {
    received: entered.received + 1,
    messages: entered.messages + (hasContent ? 1 : 0),
    lastClass: classification.class,
  });
}

/** One that is provisional is counted now and sent when it is settled. */
function emitMessage(draft: Draft, received: Received, session: Session | undefined): void {
  const { at, classification } = received;
  const { class: concluded, reason, confidence, intent, score } = classification;
  const said = { class: concluded, reason, confidence };
  const only = draft.message?.settleAt === undefined ? undefined : ('reports' as const);
  const data = { class: concluded, reason, confidence, ...contentOf(received, session) };
  emit(draft, { kind: 'message_received', act: true, at, session, only, data });
  const dialog = innermostDialog(draft.conversation, session)?.dialog;
  const place = { at, session, only };
  emitClass(draft, place, { said, dialog, intent, score, phrase: received.phrase });
}

function contentOf(
  { activity, messageType, hasContent, phrase }: Received,
  session: Session | undefined,
): NonNullable<NonNullable<RecentTurn['message']>['received']> {
  return {
    messageType,
    textLength: activity.textLength ?? 0,
    attachmentCount: activity.attachmentCount,
    hasContent,
    ...present({ turnIndex: session?.received, phrase }),
  };
}

function remember(
  draft: Draft,
  received: Received,
  session: Session | undefined,
): RecentTurn['message'] {
  const { at, classification } = received;
  const { segments, index } = rememberSegment(draft.conversation.segments, draft.segment);
  const lagMs = draft.input.captured.origin.receivedAt - at;
  changeConversation(draft, { segments });
  return {
    at,
    class: classification.class,
    segment: index,
    answered: false,
    byDefault: classification === BY_DEFAULT,
    ...present({
      lagMs: lagMs === 0 ? undefined : lagMs,
      classBefore: draft.classBefore,
      intent: classification.intent,
      user: draft.input.known.user?.number,
      sessionId: session?.id,
      dialog: innermostDialog(draft.conversation, session)?.dialog,
      phrase: received.phrase,
    }),
    ...(draft.click && { clicked: true as const }),
    ...provisional(draft, classification, contentOf(received, session)),
  };
}
