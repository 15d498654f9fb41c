/**
 * Marks: what the bot's code says about the session (topics, results, actions, automation,
 * ratings, dialogs), about a click, a person, or with a word of its own.
 */

import type { TurnCall } from '../model/call.ts';
import { MAX_TOPICS_PER_SESSION } from '../model/state.ts';
import { segmentKey } from '../model/segment.ts';
import type { RecordedTopic, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import { recordFoundClick } from './clicks.ts';
import { changeConversation, changeSession, drop, emit } from './draft.ts';
import type { Draft } from './draft.ts';
import { closeDialog, openDialog } from './open-dialogs.ts';
import { sessionAt } from './sessions-of-draft.ts';

type CallOf<N extends TurnCall['name']> = Extract<TurnCall, { readonly name: N }>;

/** Where and when a mark was made. */
export interface Mark<N extends TurnCall['name']> {
  readonly at: EpochMs;
  readonly call: CallOf<N>;
  readonly session: Session;
}

/** Recorded once per session and user (R0), at the earliest of the times at which it was set. */
export function setTopic(draft: Draft, mark: Mark<'setTopic'>): void {
  const { at, session } = mark;
  const { topic } = mark.call;
  const known = session.topics.find((each) => each.topic === topic);
  if (known) {
    if (at < known.at) moveTopic(draft, { at, session, known });
    return;
  }
  if (session.topics.length >= MAX_TOPICS_PER_SESSION) {
    drop(draft, 'topic_limit');
    return;
  }
  changeSession(draft, session, { topics: [...session.topics, recorded(draft, mark)] });
  emit(draft, { kind: 'topic_set', at, session, data: { topic } });
}

function recorded({ segment }: Draft, { at, call, session }: Mark<'setTopic'>): RecordedTopic {
  const isOther = segmentKey(segment) !== segmentKey(session.segment);
  return { topic: call.topic, at, ...(isOther && { segment }) };
}

interface Moved {
  readonly at: EpochMs;
  readonly session: Session;
  readonly known: RecordedTopic;
}

/** What was set earlier has arrived later. Destinations have heard of it. */
function moveTopic(draft: Draft, { at, session, known }: Moved): void {
  const { topic, segment = session.segment } = known;
  const now = recorded(draft, { at, session, call: { name: 'setTopic', topic } });
  const topics = session.topics.map((each) => (each === known ? now : each));
  changeSession(draft, session, { topics });
  emit(draft, { kind: 'topic_replaced', at: known.at, session, segment, data: { topic } });
  emit(draft, { kind: 'topic_set', at, session, only: 'reports', data: { topic } });
}

/** Turns overlap: what was said earlier may arrive later, and does not win by that. */
function isOlder(at: EpochMs, latestAt: EpochMs | undefined): boolean {
  return latestAt !== undefined && at < latestAt;
}

/** The last result of a session wins; what it overwrites is no longer recorded (R0). */
export function setResult(draft: Draft, { at, call, session }: Mark<'setResult'>): void {
  const { result } = call;
  if (isOlder(at, session.resultAt)) return; // overwritten before it arrived
  const { result: replaced, resultAt, resultSegment: segment = session.segment } = session;
  if (replaced !== undefined && resultAt !== undefined) {
    const data = { result: replaced };
    emit(draft, { kind: 'result_replaced', at: resultAt, session, segment, data });
  }
  changeSession(draft, session, { result, resultAt: at, resultSegment: draft.segment });
  emit(draft, { kind: 'result_set', at, session, data: { result } });
}

/** Every action is recorded (R0). */
export function recordAction(draft: Draft, { at, call, session }: Mark<'recordAction'>): void {
  emit(draft, { kind: 'action_recorded', at, session, data: { action: call.action } });
}

/** The last status of a session counts (R0). */
export function setAutomated(draft: Draft, { at, call, session }: Mark<'setAutomated'>): void {
  const { automated } = call;
  if (!isOlder(at, session.automatedAt)) {
    changeSession(draft, session, { automated, automatedAt: at });
  }
  emit(draft, { kind: 'automation_set', at, session, data: { automated } });
}

export function rateCsat(draft: Draft, { at, call, session }: Mark<'rateCsat'>): void {
  if (!isOlder(at, session.csatAt)) {
    changeSession(draft, session, { csat: call.score, csatAt: at });
  }
  emit(draft, { kind: 'csat_rated', at, session, data: { score: call.score } });
}

export function rateNps(draft: Draft, { at, call, session }: Mark<'rateNps'>): void {
  if (!isOlder(at, session.npsAt)) {
    changeSession(draft, session, { nps: call.score, npsAt: at });
  }
  emit(draft, { kind: 'nps_rated', at, session, data: { score: call.score } });
}

/** A dialog that the SDK's stack has told already is not told again. */
export function startDialog(draft: Draft, { at, call, session }: Mark<'startDialog'>): void {
  const { dialog } = call;
  if (session.dialogs.some((open) => open.dialog === dialog && open.traced)) return;
  markInStack(draft, dialog, false);
  openDialog(draft, { session, opened: { dialog, at } });
}

/** Ends the innermost open dialog of that name; one that was never started is counted all the same. */
export function endDialog(draft: Draft, { at, call, session }: Mark<'endDialog'>): void {
  const { dialog, outcome } = call;
  closeDialog(draft, at, { session, dialog, outcome });
  markInStack(draft, dialog, true);
}

/** Notes whether a dialog is over: the SDK may take it from its stack in a later turn, which tells nothing new then. */
function markInStack(draft: Draft, dialog: string, isOver: boolean): void {
  const { stack } = draft.conversation;
  const place = stack?.dialogs.findLastIndex(({ id }) => id === dialog) ?? -1;
  if (!stack || place < 0) return;
  const dialogs = stack.dialogs.map((each, i) => {
    const { ended: _, ...rest } = each;
    return i === place ? { ...rest, ...(isOver && { ended: true as const }) } : each;
  });
  changeConversation(draft, { stack: { ...stack, dialogs } });
}

/** A click is an act of the user: it opens or extends a session by itself. */
export function recordClick(
  draft: Draft,
  { at, call }: { readonly at: EpochMs; readonly call: CallOf<'recordClick'> },
): void {
  recordFoundClick(draft, at, { ...call, confidence: 'certain' });
}

export function identify(
  draft: Draft,
  { at, call }: { readonly at: EpochMs; readonly call: CallOf<'identify'> },
): void {
  if (!draft.input.known.user) {
    drop(draft, 'no_user');
    return;
  }
  tellIdentity(draft, at, call.userId);
}

/** The `identify` option named the user, and no call of the turn did. */
export function identifyByOption(draft: Draft, at: EpochMs): void {
  const { captured, facts, known } = draft.input;
  const { identity } = captured.origin;
  const isCalled = facts.some((fact) => fact.type === 'call' && fact.call.name === 'identify');
  if (identity === undefined || isCalled || !known.user) return;
  tellIdentity(draft, at, identity);
}

/**
 * Tells once per participant and name, and once more when the user agrees that destinations may know
 * it; which number the user has is the business of `record/`.
 */
function tellIdentity(draft: Draft, at: EpochMs, name: string): void {
  const agreed = draft.input.captured.origin.consent === 'full' ? 'agreed:' : '';
  const identifiedAs = draft.input.activityKey(`identity:${agreed}${name}`);
  if (draft.participant.identifiedAs === identifiedAs) return;
  const { session, sessionCount } = draft.participant;
  draft.participant = { session, sessionCount, identifiedAs };
  emit(draft, { kind: 'user_identified', at, session: sessionAt(draft, at), data: {} });
}

export function track(
  draft: Draft,
  { at, call }: { readonly at: EpochMs; readonly call: CallOf<'track'> },
): void {
  const data = { name: call.event, properties: call.properties };
  emit(draft, { kind: 'custom', at, session: sessionAt(draft, at), data });
}
