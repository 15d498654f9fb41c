/**
 * Votes on a message as channels report them, and the sign that the bot asks for one. What users
 * write beside their vote is never copied.
 */

import type { FeedbackVote } from '../model/call.ts';
import type { CapturedActivity } from '../model/turn.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';

type Votes = NonNullable<CapturedActivity['votes']>;

/** Reads the votes of an incoming activity; `undefined` if it is none. */
export function readVotes(
  read: Reader,
  activity: unknown,
  { type, name }: Pick<CapturedActivity, 'type' | 'name'>,
): Votes | undefined {
  if (type === 'messageReaction') return readReactions(read, activity);
  const value = read.field(activity, 'value');
  switch (name) {
    case 'message/submitAction':
      return readLoop(read, value);
    case 'message/fetchTask':
      return readLoop(read, read.field(value, 'data') ?? value);
    case 'webchat:activity-status/feedback':
      return readVoteEntity(read, activity);
    default:
      return undefined;
  }
}

/** Teams' feedback buttons, its form, and Web Chat's form. Other submitted actions are no votes. */
function readLoop(read: Reader, value: unknown): Votes | undefined {
  if (read.field(value, 'actionName') !== 'feedback') return undefined;
  const added = voteOf(read.word(read.field(value, 'actionValue'), 'reaction', MAX_WORD_LENGTH));
  return added && { added };
}

/** Of several reactions the last one counts. */
function readReactions(read: Reader, activity: unknown): Votes | undefined {
  const last = (key: string): FeedbackVote | undefined =>
    voteOf(read.word(read.list(activity, key).at(-1), 'type', MAX_WORD_LENGTH));
  const added = last('reactionsAdded');
  const removed = last('reactionsRemoved');
  return added || removed ? { ...(added && { added }), ...(removed && { removed }) } : undefined;
}

function readVoteEntity(read: Reader, activity: unknown): Votes | undefined {
  for (const entity of read.list(activity, 'entities')) {
    const action = voteAction(read, entity);
    if (action === 'VoteAction') {
      const added = voteOf(read.word(entity, 'actionOption', MAX_WORD_LENGTH));
      return added && { added };
    }
    if (action) return { added: action === 'LikeAction' ? 'positive' : 'negative' };
  }
  return undefined;
}

/** Tells whether users are asked to vote on an outgoing message. */
export function isFeedbackOffered(read: Reader, activity: unknown): boolean {
  const channelData = read.field(activity, 'channelData');
  if (channelData) {
    if (read.field(channelData, 'feedbackLoopEnabled') === true) return true;
    const loop = read.field(channelData, 'feedbackLoop');
    if (typeof loop === 'object' && loop !== null) return true;
  }
  return read.list(activity, 'entities').some((entity) => offersVote(read, entity));
}

function offersVote(read: Reader, entity: unknown): boolean {
  const action = read.field(entity, 'potentialAction');
  if (action === undefined) return false;
  const several = read.list(entity, 'potentialAction');
  return [action, ...several].some((each) => voteAction(read, each) !== undefined);
}

/** The name of a schema.org action by which one votes, under either of its two keys. */
function voteAction(read: Reader, entity: unknown): string | undefined {
  const type =
    read.word(entity, '@type', MAX_WORD_LENGTH) ?? read.word(entity, 'type', MAX_WORD_LENGTH);
  const name = type?.slice(type.lastIndexOf('/') + 1);
  return name !== undefined && VOTE_ACTIONS.has(name) ? name : undefined;
}

const VOTE_ACTIONS: ReadonlySet<string> = new Set(['LikeAction', 'DislikeAction', 'VoteAction']);

function voteOf(reaction: string | undefined): FeedbackVote | undefined {
  return reaction === undefined ? undefined : (VOTES.get(reaction.toLowerCase()) ?? 'neutral');
}

const VOTES: ReadonlyMap<string, FeedbackVote> = new Map([
  ['like', 'positive'],
  ['heart', 'positive'],
  ['laugh', 'positive'],
  ['upvote', 'positive'],
  ['dislike', 'negative'],
  ['sad', 'negative'],
  ['angry', 'negative'],
  ['downvote', 'negative'],
]);
