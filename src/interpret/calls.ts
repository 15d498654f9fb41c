/** Which rule answers to which call of the turn's API. */

import type { TurnCall } from '../model/call.ts';
import type { Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { Fact } from '../model/turn.ts';
import { drop } from './draft.ts';
import type { Draft } from './draft.ts';
import { recordFeedback } from './feedback.ts';
import { acceptHandover, completeHandover, failHandover, requestHandover } from './handover.ts';
import * as marks from './marks.ts';
import { reclassify } from './amended.ts';
import { whenInSession } from './sessions-of-draft.ts';
import { isLastVerdict, verdictOf } from './words.ts';
import type { VerdictCall } from './words.ts';

type CallFact = Extract<Fact, { readonly type: 'call' }>;

type MarkOfSession = (draft: Draft, mark: never) => void;

/** Calls that say something about a session and mean nothing without one. */
const MARKS_OF_SESSION: Partial<Record<TurnCall['name'], MarkOfSession>> = {
  setTopic: marks.setTopic,
  setResult: marks.setResult,
  recordAction: marks.recordAction,
  setAutomated: marks.setAutomated,
  rateCsat: marks.rateCsat,
  rateNps: marks.rateNps,
  startDialog: marks.startDialog,
  endDialog: marks.endDialog,
};

/**
 * Applies a call. One that needs a session, in a turn that has none yet, waits for the end of the
 * turn; if there is none then, it is counted `no_session`.
 */
export function applyCall(draft: Draft, fact: CallFact): void {
  const { at, call } = fact;
  const mark = MARKS_OF_SESSION[call.name];
  if (!mark) {
    applyOther(draft, at, call);
    return;
  }
  whenInSession(draft, at, (session) => {
    if (session) applyMark(mark, draft, { at, call, session });
    else drop(draft, 'no_session');
  });
}

function applyMark(
  mark: MarkOfSession,
  draft: Draft,
  what: { readonly at: EpochMs; readonly call: TurnCall; readonly session: Session },
): void {
  (mark as (draft: Draft, mark: unknown) => void)(draft, what);
}

function applyOther(draft: Draft, at: EpochMs, call: TurnCall): void {
  switch (call.name) {
    case 'recognized':
    case 'unrecognized':
      return applyVerdict(draft, at, call);
    case 'requestHandover':
      return whenInSession(draft, at, (session) => requestHandover(draft, at, session));
    case 'acceptHandover':
      return acceptHandover(draft, at);
    case 'failHandover':
      return failHandover(draft, at);
    case 'completeHandover':
      return completeHandover(draft, at);
    default:
      return applyPersonal(draft, at, call);
  }
}

function applyPersonal(draft: Draft, at: EpochMs, call: TurnCall): void {
  switch (call.name) {
    case 'recordFeedback':
      return recordFeedback(draft, { at, call });
    case 'recordClick':
      return marks.recordClick(draft, { at, call });
    case 'identify':
      return marks.identify(draft, { at, call });
    case 'track':
      return marks.track(draft, { at, call });
    default:
      return undefined; // startSession and endSession were read before the turn was gone through
  }
}

/** In the turn of the message the verdict was part of its classification; afterwards it mends it. */
function applyVerdict(draft: Draft, at: EpochMs, call: VerdictCall): void {
  if (draft.message || !isLastVerdict(draft.input.facts, call)) return;
  if (draft.amended) reclassify(draft, at, verdictOf(call));
  else drop(draft, draft.input.captured.type === 'amendment' ? 'late_verdict' : 'no_message');
}
