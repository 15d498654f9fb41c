/**
 * Watches what a turn sends, updates and deletes. Type and text are copied before an activity is
 * sent, its id after; answers and errors pass through as they are.
 */

import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, Fact, SendStatus } from '../model/turn.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { readOutgoing } from './activity.ts';
import { isRevokedSet } from './bot-error.ts';
import type { OpenTurn, Room } from './open-turn.ts';
import type { TurnContextLike } from './sdk.ts';
import { withHandoverSign } from './user-functions.ts';
import type { UserFunctionDeps } from './user-functions.ts';

/** What watching needs of its capture. */
type WatchDeps = UserFunctionDeps;

/** The turn whose sends are watched. */
interface Watched {
  readonly turn: OpenTurn;
  readonly acknowledgement?: Acknowledgement | undefined;
}

/** Activities on their way out. */
interface Sending {
  readonly at: EpochMs;
  readonly room: Room;
  /** The bot's own list: it gets its ids only while it is sent. */
  readonly activities: unknown[];
  readonly captured: readonly Draft[];
}

/** It gets its id when it has one. */
type Draft = { -readonly [K in keyof CapturedActivity]: CapturedActivity[K] };

/**
 * Registers the handlers; they live as long as the context, which is longer than the turn. All that
 * they do besides `next()` is guarded: what the bot gets is what `next()` answers or throws.
 * @param watched.acknowledgement gets to know what the bot answers to an invoke
 * @returns true: they stand
 */
export function watchSends(context: TurnContextLike, watched: Watched, deps: WatchDeps): true {
  const { read, guarded } = deps;
  const { turn } = watched;

  // no functions for guards here: a bot sends with every turn
  context.onSendActivities(async (_context, activities, next) => {
    let sending: Sending | undefined;
    try {
      sending = begin(activities, watched, deps);
    } catch (cause) {
      guarded.failed(1, cause);
    }
    // the answer to an invoke may have been among them: nobody answers a second time
    if (!sending && watched.acknowledgement) watched.acknowledgement.last = undefined;
    try {
      const responses = await next();
      try {
        if (sending) settle(sending, { turn, status: 'sent', responses }, deps);
      } catch (cause) {
        guarded.failed(0, cause);
      }
      return responses;
    } catch (error) {
      guarded.attempt(0, () => sending && settleFailed(sending, { turn, error }, deps));
      throw error;
    }
  });

  context.onUpdateActivity(async (_context, activity, next) => {
    const activityId = guarded.attempt(0, () => read.id(activity, 'id'));
    const response = await next();
    guarded.attempt(1, () => addChange(turn, { type: 'updated', activityId }));
    return response;
  });

  context.onDeleteActivity(async (_context, reference, next) => {
    const activityId = guarded.attempt(0, () => read.id(reference, 'activityId'));
    const response = await next();
    guarded.attempt(1, () => addChange(turn, { type: 'deleted', activityId }));
    return response;
  });
  return true;
}

function begin(activities: unknown[], watched: Watched, deps: WatchDeps): Sending | undefined {
  const { read, guarded } = deps;
  let count = 1;
  try {
    count = read.length(activities) ?? 0;
    return readSending(activities, watched, deps);
  } catch (cause) {
    return guarded.failed(count, cause);
  }
}

function readSending(activities: unknown[], watched: Watched, deps: WatchDeps): Sending {
  const { read } = deps;
  const { turn } = watched;
  const at = turn.now();
  const room = turn.reserve(read.length(activities) ?? 0);
  const captured: CapturedActivity[] = [];
  for (let i = 0; i < room.count; i++) {
    captured.push(readSent(read.field(activities, i), watched, deps));
  }
  return { at, room, activities, captured };
}

/** Which of several activities got through before the error is known to nobody but the channel. */
function settleFailed(
  sending: Sending,
  { turn, error }: { readonly turn: OpenTurn; readonly error: unknown },
  deps: WatchDeps,
): void {
  const status = isRevokedSet(deps.read, error) ? 'unknown' : 'failed';
  settle(sending, { turn, status, responses: undefined }, deps);
}

function settle(
  sending: Sending,
  {
    turn,
    status,
    responses,
  }: { readonly turn: OpenTurn; readonly status: SendStatus; readonly responses: unknown },
  { read, guarded }: WatchDeps,
): void {
  const { at, room, activities, captured } = sending;
  try {
    const facts: Fact[] = [];
    for (let i = 0; i < captured.length; i++) {
      const activity = captured[i] as Draft;
      const id =
        read.id(read.field(responses, i), 'id') ?? read.id(read.field(activities, i), 'id');
      if (id !== undefined) activity.id = id;
      facts.push({ type: 'outgoing', at, activity, status });
    }
    turn.fill(room, facts);
  } catch (cause) {
    guarded.failed(captured.length, cause);
  }
}

function readSent(
  activity: unknown,
  { turn, acknowledgement }: Watched,
  deps: WatchDeps,
): CapturedActivity {
  const { read } = deps;
  const captured = readOutgoing(read, activity);
  if (acknowledgement && captured.type === 'invokeResponse') {
    acknowledgement.last = read.field(read.field(activity, 'value'), 'status');
  }
  return withHandoverSign(
    activity,
    { origin: turn.mark.origin, captured, direction: 'outgoing' },
    deps,
  );
}

function addChange(
  turn: OpenTurn,
  { type, activityId }: { type: 'updated' | 'deleted'; activityId: string | undefined },
): void {
  const at = turn.now();
  turn.add(activityId === undefined ? { type, at } : { type, at, activityId });
}
