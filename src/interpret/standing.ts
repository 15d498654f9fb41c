/** Where a session stands when a turn of it is over: which dialog is open, and whether the bot waits for an answer. */

import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { TurnCallName } from '../model/call.ts';
import { changeSession } from './draft.ts';
import type { Draft } from './draft.ts';
import { innermostDialog } from './open-dialogs.ts';
import { sessionAt } from './sessions-of-draft.ts';

/**
 * Notes in the session where it stands. To be called when the turn has been gone through, before
 * anything is cut. A turn that is older than the session's last activity changes nothing.
 */
export function noteWhereItStands(draft: Draft, at: EpochMs): void {
  const session = isTouched(draft) ? sessionAt(draft, at) : undefined;
  if (!session || isOlder(draft, session)) return;
  const next = standingOf(draft, session);
  const isSame = FIELDS.every((field) => next[field] === session[field]);
  if (!isSame) changeSession(draft, session, next);
}

const FIELDS = ['lastDialog', 'lastStep', 'promptOpen'] as const;

function standingOf(draft: Draft, session: Session): Pick<Session, (typeof FIELDS)[number]> {
  // of an earlier session the stack tells nothing, unless it was told in this very turn
  const isMeant = isLatest(draft, session) || isTold(draft);
  const stack = isMeant ? draft.conversation.stack : undefined;
  const open = innermostDialog({ stack }, session);
  const waits = promptWaits(draft, stack) ?? session.promptOpen === true;
  return {
    lastDialog: open?.dialog,
    lastStep: stack || open?.dialog !== session.lastDialog ? open?.step : session.lastStep,
    promptOpen: waits ? true : undefined,
  };
}

/** What happened in it lies before what the session has seen last: it came late, or out of order. */
function isOlder({ input: { facts } }: Draft, { lastAt }: Session): boolean {
  return facts.length > 0 && facts.every(({ at }) => at < lastAt);
}

/** Somebody said something in it, or its dialogs were told of. */
function isTouched(draft: Draft): boolean {
  const { captured, facts } = draft.input;
  if (isTold(draft) || facts.some((fact) => fact.type === 'call' && OF_DIALOGS.has(fact.call.name)))
    return true;
  return draft.turnSessionId !== undefined && (captured.type === 'turn' || draft.hasSpoken);
}

const OF_DIALOGS: ReadonlySet<TurnCallName> = new Set(['startDialog', 'endDialog']);

function isTold({ conversation, input }: Draft): boolean {
  return conversation.stack !== input.known.conversation?.stack;
}

function isLatest({ participant }: Draft, session: Session): boolean {
  return participant.session?.id === session.id;
}

/** By the stack where one is known, else by the bot's last message; `undefined` if neither has changed. */
function promptWaits(draft: Draft, stack: Draft['conversation']['stack']): boolean | undefined {
  if (stack) return stack.prompt !== undefined;
  const { hasSpoken, turnSessionId, message, conversation } = draft;
  if (hasSpoken && turnSessionId !== undefined) {
    return conversation.botMessages.at(-1)?.prompt !== undefined;
  }
  return message ? false : undefined;
}
