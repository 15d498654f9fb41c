/**
 * Reads the memory of the dialogs that `runDialog` and the DialogManager send as a trace: which
 * dialogs wait, and what asked. All else in it, the user's own state above all, is left alone.
 */

import type { DialogTrace } from '../model/turn.ts';
import { flattenNameless, flattenStack, isAdaptive } from './dialog-stack.ts';
import type { Reader } from './read.ts';
import { anyCase } from './trace-value.ts';

/** Keys of `conversation` that are searched for a stack. */
const MAX_KEYS = 64;

/**
 * Reads the value of a `BotState` or `AgentState` trace; `undefined` if it is no snapshot of
 * dialogs, or one that names none.
 */
export function readDialogTrace(read: Reader, value: unknown): DialogTrace | undefined {
  const stack = isSnapshot(read, value) ? readStack(read, value) : undefined;
  if (!stack) return undefined;
  const turn = anyCase(read, value, 'turn');
  return { ...stack, ...endingOf(read, turn) };
}

/**
 * Reads the dialogs out of the bot's states as they are kept while a turn runs; `undefined` if none of
 * them holds a stack. An empty stack tells that nothing waits.
 * @param turn the memory of the turn, where dialogs use one
 */
export function readStates(
  read: Reader,
  states: readonly object[],
  turn: unknown,
): DialogTrace | undefined {
  let isKept = false;
  for (const state of states) {
    const stack = wholeStack(read, state);
    if (stack !== undefined) return { ...flattenStack(read, stack), ...endingOf(read, turn) };
    isKept ||= keepsStack(read, state);
  }
  return isKept ? { dialogs: [], ...endingOf(read, turn) } : undefined;
}

function keepsStack(read: Reader, state: object): boolean {
  return read
    .keys(state)
    .slice(0, MAX_KEYS)
    .some((key) => read.length(anyCase(read, read.field(state, key), 'dialogStack')) === 0);
}

function endingOf(read: Reader, turn: unknown): Pick<DialogTrace, 'interrupted' | 'ended'> {
  return {
    interrupted: anyCase(read, turn, 'interrupted') === true,
    ended: readEnding(read, turn),
  };
}

/** Inspection sends traces of the same name, with the bot's state under other keys. */
function isSnapshot(read: Reader, value: unknown): boolean {
  return ['turn', 'conversation', 'dialog'].some((key) => {
    const scope = anyCase(read, value, key);
    return typeof scope === 'object' && scope !== null;
  });
}

/** The whole stack is under `conversation`, if there at all; `dialog` is the innermost container alone. */
function readStack(
  read: Reader,
  value: unknown,
): Pick<DialogTrace, 'dialogs' | 'prompt' | 'innermost'> | undefined {
  const whole = wholeStack(read, anyCase(read, value, 'conversation'));
  if (whole !== undefined) return flattenStack(read, whole);
  const dialog = anyCase(read, value, 'dialog');
  if (isAdaptive(read, dialog)) return flattenNameless(read, dialog);
  const inner = anyCase(read, anyCase(read, dialog, 'dialogs'), 'dialogStack');
  if (read.length(inner) !== undefined) return { ...flattenStack(read, inner), innermost: true };
  return isEmpty(read, dialog) ? { dialogs: [] } : undefined;
}

/** The stack in a conversation's state, under the name that the bot has given it. */
function wholeStack(read: Reader, conversation: unknown): unknown {
  if (typeof conversation !== 'object' || conversation === null) return undefined;
  const usual = stackUnder(read, conversation, 'DialogState');
  if (usual !== undefined) return usual;
  for (const key of read.keys(conversation).slice(0, MAX_KEYS)) {
    const stack = stackUnder(read, conversation, key);
    if (stack !== undefined) return stack;
  }
  return undefined;
}

/** A list that is not empty: an empty one may belong to dialogs that have long been over. */
function stackUnder(read: Reader, conversation: object, key: string): unknown {
  const stack = anyCase(read, read.field(conversation, key), 'dialogStack');
  return (read.length(stack) ?? 0) > 0 ? stack : undefined;
}

function isEmpty(read: Reader, dialog: unknown): boolean {
  if (dialog === undefined || dialog === null) return true;
  return typeof dialog === 'object' && read.keys(dialog).length === 0;
}

/** A dialog that ends by itself leaves a result, be it none; one that is cancelled does not. */
function readEnding(read: Reader, turn: unknown): DialogTrace['ended'] {
  const event = anyCase(read, anyCase(read, turn, 'dialogEvent'), 'name');
  if (typeof event === 'string') return CANCELLING.has(event) ? 'cancelled' : 'completed';
  const keys = typeof turn === 'object' && turn !== null ? read.keys(turn) : [];
  const hasResult = keys.some((key) => key.toLowerCase() === 'lastresult');
  return hasResult ? 'completed' : 'cancelled';
}

/** What an adaptive dialog was told last when it is gone without having come to its end. */
const CANCELLING: ReadonlySet<string> = new Set(['cancelDialog', 'recognizedIntent']);
