/** The dialogs of a session that are open, whoever tells of them: a call, or the stack of the SDK. */

import type { DialogOutcome } from '../model/call.ts';
import { present } from '../model/present.ts';
import { MAX_OPEN_DIALOGS } from '../model/state.ts';
import type { ConversationState, OpenDialog, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { changeSession, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { current } from './sessions-of-draft.ts';

/** Opens a dialog within the innermost one, and tells that it was started. */
export function openDialog(
  draft: Draft,
  { session, opened }: { readonly session: Session; readonly opened: OpenDialog },
): Session {
  const parent = current(draft, session.id).dialogs.at(-1)?.dialog;
  const changed = addDialog(draft, { session, opened });
  const { dialog, at } = opened;
  emit(draft, { kind: 'dialog_started', at, session, data: { dialog, ...present({ parent }) } });
  return changed;
}

/** Puts a dialog among the open ones and tells nothing. */
export function addDialog(
  draft: Draft,
  { session: { id }, opened }: { readonly session: Session; readonly opened: OpenDialog },
): Session {
  const session = current(draft, id);
  const dialogs = [...session.dialogs, opened].slice(-MAX_OPEN_DIALOGS);
  return changeSession(draft, session, { dialogs });
}

/** Closes the innermost dialog of that name, and tells it; one that was never started is told all the same. */
export function closeDialog(
  draft: Draft,
  at: EpochMs,
  closed: { readonly session: Session; readonly dialog: string; readonly outcome: DialogOutcome },
): Session {
  const { dialog, outcome } = closed;
  const session = current(draft, closed.session.id);
  const index = session.dialogs.findLastIndex((open) => open.dialog === dialog);
  const startedAt = session.dialogs[index]?.at;
  const dialogs = session.dialogs.filter((_, i) => i !== index);
  const durationMs = startedAt === undefined ? undefined : Math.max(0, at - startedAt);
  const data = { dialog, outcome, ...present({ durationMs }) };
  emit(draft, { kind: 'dialog_ended', at, session, data });
  return changeSession(draft, session, { dialogs });
}

/**
 * Returns the innermost dialog that is open, and its step where the stack tells it. What only calls
 * know, and have opened last, lies within what the stack tells.
 */
export function innermostDialog(
  { stack }: Pick<ConversationState, 'stack'>,
  session: Session | undefined,
): { readonly dialog: string; readonly step?: number | undefined } | undefined {
  const last = session?.dialogs.at(-1);
  if (last && !last.traced) return { dialog: last.dialog };
  const waiting = stack?.dialogs.findLast(({ ended }) => !ended);
  if (waiting) return { dialog: waiting.id, step: waiting.step };
  return last && { dialog: last.dialog };
}
