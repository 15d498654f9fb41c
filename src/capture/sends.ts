/**
 * Watches what a turn sends, updates and deletes. Type and text are copied before an activity is
 * sent, its id after; answers and errors pass through as they are.
 */

import type { CapturedActivity, Fact, SendStatus } from '../model/turn.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { readOutgoing } from './activity.ts';
import { isRevokedSet } from './bot-error.ts';
import type { OpenTurn } from './open-turn.ts';
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
  sent(responses: unknown): void;
  failed(error: unknown): void;
}

type SentActivity = { readonly at: number; readonly activity: CapturedActivity };

/**
 * Registers the handlers; they live as long as the context, which is longer than the turn. All that
 * they do besides `next()` is guarded: what the bot gets is what `next()` answers or throws.
 * @param watched.acknowledgement gets to know what the bot answers to an invoke
 * @returns true: they stand
 */
export function watchSends(context: TurnContextLike, watched: Watched, deps: WatchDeps): true {
  const { read, guarded } = deps;
  const { turn } = watched;

  context.onSendActivities(async (_context, activities, next) => {
    const sending = guarded.attempt(1, () => begin(activities, watched, deps));
    // the answer to an invoke may have been among them: nobody answers a second time
    if (!sending && watched.acknowledgement) watched.acknowledgement.last = undefined;
    try {
      const responses = await next();
      guarded.attempt(0, () => sending?.sent(responses));
      return responses;
    } catch (error) {
      guarded.attempt(0, () => sending?.failed(error));
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
  const count = read.length(activities) ?? 0;
  return guarded.attempt(count, () => readSending(activities, watched, deps));
}

function readSending(activities: unknown[], watched: Watched, deps: WatchDeps): Sending {
  const { read, guarded } = deps;
  const { turn } = watched;
  const at = turn.now();
  const room = turn.reserve(read.length(activities) ?? 0);
  const outgoing: SentActivity[] = [];
  for (let i = 0; i < room.count; i++) {
    outgoing.push({ at, activity: readSent(read.field(activities, i), watched, deps) });
  }

  const settle = (status: SendStatus, responses: unknown): void => {
    guarded.attempt(outgoing.length, () => {
      const facts = outgoing.map(({ activity }, i): Fact => {
        const id =
          read.id(read.field(responses, i), 'id') ?? read.id(read.field(activities, i), 'id');
        const identified = id === undefined ? activity : { ...activity, id };
        return { type: 'outgoing', at, activity: identified, status };
      });
      turn.fill(room, facts);
    });
  };

  return {
    sent: (responses) => settle('sent', responses),
    // Which of several activities got through before the error is known to nobody but the channel.
    failed: (error) => settle(isRevokedSet(read, error) ? 'unknown' : 'failed', undefined),
  };
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
