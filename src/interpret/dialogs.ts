/**
 * Dialogs as the SDK's stack tells them: which were started and which have ended since the last
 * trace. What the bot's own calls have told already is not told again.
 */

import type { DialogOutcome } from '../model/call.ts';
import { present } from '../model/present.ts';
import type { DialogStack, RememberedDialog, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { DialogTrace, StackedDialog } from '../model/turn.ts';
import { changeConversation, changeSession } from './draft.ts';
import type { Draft } from './draft.ts';
import { addDialog, closeDialog, openDialog } from './open-dialogs.ts';
import { current } from './sessions-of-draft.ts';
import { nameOffers } from './offers.ts';
import { wholeStack } from './whole-stack.ts';

/** Takes a stack as it is now. Without a session it is only remembered. */
export function applyStack(
  draft: Draft,
  at: EpochMs,
  told: { readonly session: Session | undefined; readonly trace: DialogTrace },
): void {
  const { session } = told;
  const trace = wholeStack(draft.conversation.stack, told.trace);
  const before = draft.conversation.stack?.dialogs ?? [];
  const kept = commonDepth(before, trace.dialogs);
  const stack = remembered(trace, { kept: before.slice(0, kept), isTold: session !== undefined });
  changeConversation(draft, { stack });
  if (!session) return;
  tellStarts(draft, at, { dialogs: before.filter(isOpen), session });
  const ended = before.slice(kept).toReversed().filter(isOpen);
  for (const { id } of ended) endTraced(draft, at, { id, session, outcome: trace.ended });
  for (const { id } of before.slice(0, kept).filter(isOpen)) reopen(draft, at, { id, session });
  for (const { id } of trace.dialogs.slice(kept)) startTraced(draft, at, { id, session });
  nameDialog(draft, trace.dialogs.at(-1)?.id);
}

/** What the bot said in this turn is said by the dialog that it has opened: the stack is told after it. */
function nameDialog(draft: Draft, dialog: string | undefined): void {
  if (dialog === undefined || !draft.hasSpoken) return;
  const { botMessages } = draft.conversation;
  if (botMessages.every((message) => !message.latest || message.dialog !== undefined)) return;
  const named = botMessages.map((message) =>
    message.latest && message.dialog === undefined ? { ...message, dialog } : message,
  );
  changeConversation(draft, { botMessages: named });
  nameOffers(draft, named);
}

/** The bot's code may end a dialog before the SDK takes it from the stack: it is over then. */
function isOpen({ ended }: RememberedDialog): boolean {
  return !ended;
}

/** What began before the session did is told with it. */
function tellStarts(
  draft: Draft,
  at: EpochMs,
  {
    dialogs,
    session,
  }: { readonly dialogs: readonly RememberedDialog[]; readonly session: Session },
): void {
  for (const { id, untold } of dialogs) if (untold) startTraced(draft, at, { id, session });
}

function remembered(
  { dialogs, prompt }: DialogTrace,
  { kept, isTold }: { readonly kept: readonly RememberedDialog[]; readonly isTold: boolean },
): DialogStack {
  const marked = dialogs.map((dialog, i): RememberedDialog => {
    const known = kept[i];
    if (known?.ended) return { ...dialog, ended: true };
    return isTold || (known && !known.untold) ? dialog : { ...dialog, untold: true };
  });
  if (!prompt) return { dialogs: marked };
  return {
    dialogs: marked,
    prompt: { id: prompt.id, ...present({ attempts: prompt.attempts }) },
  };
}

/** How many dialogs, from the outermost on, are the same run of the same dialog. */
function commonDepth(before: readonly StackedDialog[], after: readonly StackedDialog[]): number {
  const different = before.findIndex(({ id, instance }, i) => {
    const other = after[i];
    return id !== other?.id || instance !== other.instance;
  });
  return different < 0 ? before.length : different;
}

interface Traced {
  readonly id: string;
  readonly session: Session;
}

function startTraced(draft: Draft, at: EpochMs, { id, session }: Traced): void {
  const known = current(draft, session.id);
  const told = known.dialogs.findLastIndex(({ dialog, traced }) => dialog === id && !traced);
  if (told >= 0) {
    const dialogs = known.dialogs.map((open, i) =>
      i === told ? { ...open, traced: true as const } : open,
    );
    changeSession(draft, known, { dialogs });
    return;
  }
  openDialog(draft, { session, opened: { dialog: id, at, traced: true } });
}

/** A dialog that was open when its last session ended is open in the next one. */
function reopen(draft: Draft, at: EpochMs, { id, session }: Traced): void {
  const { dialogs } = current(draft, session.id);
  if (dialogs.some(({ dialog }) => dialog === id)) return;
  addDialog(draft, { session, opened: { dialog: id, at, traced: true } });
}

function endTraced(
  draft: Draft,
  at: EpochMs,
  { id, session, outcome }: Traced & { readonly outcome: DialogOutcome },
): void {
  if (!isEndedByCall(draft, id)) closeDialog(draft, at, { session, dialog: id, outcome });
}

/** The bot's code says in this turn, before or after, how the dialog has ended: it knows better. */
function isEndedByCall({ input }: Draft, id: string): boolean {
  return input.facts.some(
    (fact) => fact.type === 'call' && fact.call.name === 'endDialog' && fact.call.dialog === id,
  );
}
