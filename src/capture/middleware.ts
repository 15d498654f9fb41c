/**
 * Capture: copies from each turn what later stages need and hands it on when the turn ends, thrown
 * or not. It awaits nothing but `next()` (and the answer to a vote, where the bot wants one sent), and
 * nothing of it reaches the bot.
 */

import { AnalyticsError } from '../model/errors.ts';
import { present } from '../model/present.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { createAcknowledgement } from './acknowledgement.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { readIncoming } from './activity.ts';
import { errorType } from './bot-error.ts';
import { createCalls } from './calls.ts';
import { createEmit } from './emit.ts';
import type { Emit } from './emit.ts';
import { activityFields } from './fields.ts';
import { createFinding } from './finding.ts';
import type { Finding } from './finding.ts';
import { guard } from './guard.ts';
import type { CaptureDeps as GuardDeps, Guarded } from './guard.ts';
import { openTurn } from './open-turn.ts';
import type { FactTaker, OpenTurn, TurnEnd } from './open-turn.ts';
import { readOrigin } from './origin.ts';
import { MAX_WORD_LENGTH, createReader } from './read.ts';
import type { Reader } from './read.ts';
import type { AnalyticsMiddleware, TurnContextLike } from './sdk.ts';
import { watchSends } from './sends.ts';
import { readTime } from './timestamp.ts';
import { readTurnState } from './turn-state.ts';
import type { TurnAnalytics } from './turn-analytics.ts';
import { turnHandle } from './turn-handle.ts';
import { askUserFunctions, withHandoverSign, withRedactedText } from './user-functions.ts';
import type { UserFunctions } from './user-functions.ts';

export interface CaptureDeps extends GuardDeps, UserFunctions {
  /** Of two middlewares with the same key in one turn the second does nothing. */
  readonly registryKey: string;
  /** Answer votes that the bot leaves unanswered. */
  readonly acknowledgeFeedback?: boolean | undefined;
  /** Copy the names of users. */
  readonly captureNames?: boolean | undefined;
}

export interface Capture {
  readonly middleware: AnalyticsMiddleware;
  /** The API of the turn of this context, or of the turn that the calling code runs in. Never throws. */
  of(context?: unknown): TurnAnalytics;
  /** From now on turns pass by, and what still comes is counted `closed`. Idempotent. */
  close(): void;
}

/** What the parts of a capture share. */
interface Parts {
  readonly read: Reader;
  readonly guarded: Guarded;
  readonly emit: Emit;
  readonly finding: Finding;
  readonly functions: UserFunctions;
  readonly acknowledgeFeedback: boolean;
  readonly names: boolean;
}

export function createCapture(deps: CaptureDeps): Capture {
  const parts = partsOf(deps);
  const { read, guarded, emit, finding } = parts;
  const calls = createCalls({ read, notice: guarded.notice });
  const handle = (taker: FactTaker): TurnAnalytics => turnHandle(taker, { calls, guarded });
  const none = handle({
    now: guarded.clock,
    add: () => guarded.dropped(emit.isClosed() ? 'closed' : 'no_turn', 1),
  });

  return {
    middleware: createMiddleware(parts),
    of(context) {
      const taker = guarded.attempt(0, () => finding.find(context));
      return (taker && guarded.attempt(0, () => handle(taker))) ?? none;
    },
    close() {
      emit.close();
      finding.close();
    },
  };
}

function createMiddleware(parts: Parts): AnalyticsMiddleware {
  const { read, guarded, finding } = parts;
  const begin = createBegin(parts);
  return {
    async onTurn(context, next) {
      const begun = begin(context);
      if (!begun) return next();
      let failure: TurnEnd['error'];
      try {
        await finding.run(begun.turn, next);
        if (begun.acknowledgement) {
          try {
            await begun.acknowledgement.send(context).catch(() => undefined);
          } catch (cause) {
            guarded.failed(0, cause);
          }
        }
      } catch (error) {
        failure = { type: guarded.attempt(0, () => errorType(read, error)) ?? typeof error };
        throw error;
      } finally {
        end(context, begun, { parts, failure });
      }
    },
  };
}

function partsOf(deps: CaptureDeps): Parts {
  const { registryKey, acknowledgeFeedback, captureNames } = deps;
  const guarded = guard(deps);
  const emit = createEmit(guarded);
  return {
    read: createReader(guarded.notice),
    guarded,
    emit,
    finding: createFinding({ registryKey, emit }),
    functions: deps,
    acknowledgeFeedback: acknowledgeFeedback === true,
    names: captureNames === true,
  };
}

/** A turn, and the activity with which it came in. */
interface Begun {
  readonly turn: OpenTurn;
  readonly incoming: CapturedActivity;
  readonly acknowledgement?: Acknowledgement | undefined;
}

type Begin = (context: TurnContextLike) => Begun | undefined;

/** Makes what begins a turn; it answers `undefined` where there is none to capture. */
function createBegin(parts: Parts): Begin {
  const { guarded, emit, finding } = parts;
  let told = false;

  const refuseSecond = (): undefined => {
    guarded.notice('second_use');
    if (!told)
      guarded.onError(
        new AnalyticsError('SECOND_USE', 'a middleware saw a turn that another one has'),
      );
    told = true;
  };

  return (context) => {
    try {
      if (emit.isClosed()) return undefined;
      if (finding.isTaken(context)) return refuseSecond();
      const begun = readTurn(context, parts);
      remember(context, begun.turn, parts);
      // who cannot see whether the bot answers must not answer for it
      return watch(context, begun, parts) ? begun : { ...begun, acknowledgement: undefined };
    } catch (cause) {
      return guarded.failed(1, cause);
    }
  };
}

function remember(context: TurnContextLike, turn: OpenTurn, { finding, guarded }: Parts): void {
  try {
    finding.remember(context, turn);
  } catch (cause) {
    guarded.failed(0, cause);
  }
}

function watch(context: TurnContextLike, begun: Begun, parts: Parts): boolean {
  try {
    return watchSends(context, begun, parts);
  } catch (cause) {
    parts.guarded.failed(0, cause);
    return false;
  }
}

function readTurn(context: TurnContextLike, parts: Parts): Begun {
  const { read, guarded, emit, names } = parts;
  const activity = read.field(context, 'activity');
  const receivedAt = guarded.clock();
  const passed = guarded.stopwatch(receivedAt);
  const fields = activityFields(read, activity);
  const { at, atReceipt } = readTime(fields.timestamp, receivedAt);
  const turnId = guarded.newId();
  const origin = readOrigin(read, activity, { turnId, receivedAt, at, names, fields });
  const captured = readIncoming(read, activity, fields);
  askUserFunctions(activity, { origin, incoming: captured }, parts);
  const signed = withHandoverSign(activity, { origin, captured, direction: 'incoming' }, parts);
  const incoming = withRedactedText(signed, parts);
  const turn = openTurn({ origin, passed, turn: undefined }, emit);
  turn.add(
    atReceipt
      ? { type: 'incoming', at, atReceipt, activity: incoming }
      : { type: 'incoming', at, activity: incoming },
  );
  const acknowledgement = isVote(incoming, parts) ? createAcknowledgement(read) : undefined;
  return { turn, incoming, acknowledgement };
}

/** A vote that has to be answered. */
function isVote(incoming: CapturedActivity, { acknowledgeFeedback }: Parts): boolean {
  const { type, name, votes } = incoming;
  if (!acknowledgeFeedback || !votes) return false;
  return type === 'invoke' && name === 'message/submitAction';
}

/**
 * Synchronous: the turn is with the sink when the middleware returns. What cannot be read of its end
 * is missing from the turn, and no more.
 */
function end(
  context: TurnContextLike,
  { turn, incoming }: Begun,
  { parts, failure }: { readonly parts: Parts; readonly failure: TurnEnd['error'] },
): void {
  const { guarded, finding } = parts;
  let found: TurnEnd = {};
  try {
    found = readEnd(context, incoming, parts);
  } catch (cause) {
    guarded.failed(0, cause);
  }
  try {
    finding.forget(turn);
  } catch (cause) {
    guarded.failed(0, cause);
  }
  try {
    turn.close(failure ? ofThrown(found, failure) : found);
  } catch (cause) {
    guarded.failed(1, cause);
  }
}

/** What a turn that threw has done to the bot's state was not saved. */
function ofThrown({ typeAtEnd, recognitions }: TurnEnd, error: TurnEnd['error']): TurnEnd {
  return present({ typeAtEnd, error, recognitions });
}

function readEnd(context: TurnContextLike, incoming: CapturedActivity, { read }: Parts): TurnEnd {
  const typeAtEnd = read.word(read.field(context, 'activity'), 'type', MAX_WORD_LENGTH);
  const state = readTurnState(read, context, isUnderstandable(incoming));
  return typeAtEnd === undefined || typeAtEnd === incoming.type ? state : { ...state, typeAtEnd };
}

/** What recognizers are asked about. */
function isUnderstandable({ type, name }: CapturedActivity): boolean {
  return type === 'message' || (type === 'invoke' && name === 'adaptiveCard/action');
}
