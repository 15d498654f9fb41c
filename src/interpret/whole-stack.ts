/** The whole stack of dialogs, where the SDK's trace tells the innermost component alone. */

import type { DialogStack } from '../model/state.ts';
import { MAX_STACK_DEPTH } from '../model/turn.ts';
import type { DialogTrace, StackedDialog } from '../model/turn.ts';

/**
 * Returns a trace with the dialogs that wait around those it tells. A dialog that is known and comes
 * first in the trace is the one that goes on, or begins again; what lay within it is over. Others lie
 * within what was open before. An empty trace is the end of all.
 */
export function wholeStack(before: DialogStack | undefined, trace: DialogTrace): DialogTrace {
  const [first] = trace.dialogs;
  if (!trace.innermost || !first || !before) return trace;
  const known = before.dialogs;
  const same = known.findIndex(
    ({ id, instance }) => id === first.id && instance === first.instance,
  );
  const again = same >= 0 ? same : known.findIndex(({ id }) => id === first.id);
  const around: readonly StackedDialog[] = again >= 0 ? known.slice(0, again) : known;
  return { ...trace, dialogs: [...around, ...trace.dialogs].slice(-MAX_STACK_DEPTH) };
}
