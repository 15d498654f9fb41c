/** Votes in every shape in which channels report them, to bots of both SDKs over real HTTP. */

import { describe, expect, test } from 'vitest';
import { SDKS } from '../support/bots.ts';
import type { BotContext } from '../support/bots.ts';
import { chat } from './sdk/chat.ts';

const REPLY = { replyToId: 'reply-1' };
const submitted = (reaction: string, feedback?: unknown) => ({
  type: 'invoke',
  name: 'message/submitAction',
  value: { actionName: 'feedback', actionValue: { reaction, feedback } },
});
const reacted = (added: readonly string[], removed: readonly string[] = []) => ({
  type: 'messageReaction',
  ...REPLY,
  reactionsAdded: added.map((type) => ({ type })),
  reactionsRemoved: removed.map((type) => ({ type })),
});
const webChat = (entity: object) => ({
  type: 'event',
  channelId: 'webchat',
  name: 'webchat:activity-status/feedback',
  entities: [entity],
});

interface Case {
  readonly shape: string;
  readonly activities: readonly object[];
  /** Votes in their order; `inferred` where the channel does not say on which message. */
  readonly votes: readonly string[];
}

const CASES: readonly Case[] = [
  {
    shape: 'Teams, with words as JSON',
    activities: [{ ...submitted('like', '{"feedbackText":"canary"}'), ...REPLY }],
    votes: ['positive'],
  },
  {
    shape: 'Teams, with words as an object',
    activities: [{ ...submitted('dislike', { feedbackText: 'canary' }), ...REPLY }],
    votes: ['negative'],
  },
  {
    shape: 'Teams, without the message',
    activities: [submitted('like', '{}')],
    votes: ['positive inferred'],
  },
  {
    shape: "Teams' form, told twice",
    activities: [
      {
        type: 'invoke',
        name: 'message/fetchTask',
        ...REPLY,
        value: { data: { actionName: 'feedback', actionValue: { reaction: 'dislike' } } },
      },
      { ...submitted('dislike', '{"feedbackText":"canary"}'), ...REPLY },
    ],
    votes: ['negative'],
  },
  { shape: 'a reaction', activities: [reacted(['heart'])], votes: ['positive'] },
  { shape: 'a sad reaction', activities: [reacted(['sad'])], votes: ['negative'] },
  { shape: 'a reaction of no kind', activities: [reacted(['surprised'])], votes: ['neutral'] },
  {
    shape: 'a reaction, and another instead',
    activities: [reacted(['like']), reacted(['angry'], ['like'])],
    votes: ['positive', 'negative instead of positive'],
  },
  {
    shape: 'a reaction that is taken back',
    activities: [reacted(['like']), reacted([], ['like'])],
    votes: ['positive', 'none instead of positive'],
  },
  {
    shape: 'Web Chat, liked',
    activities: [webChat({ type: 'Action', '@type': 'LikeAction', '@id': '#1' })],
    votes: ['positive inferred'],
  },
  {
    shape: 'Web Chat, disliked',
    activities: [webChat({ type: 'https://schema.org/DislikeAction' })],
    votes: ['negative inferred'],
  },
  {
    shape: 'Web Chat, voted down',
    activities: [webChat({ type: 'Action', '@type': 'VoteAction', actionOption: 'downvote' })],
    votes: ['negative inferred'],
  },
  {
    shape: 'a vote, and another one',
    activities: [
      { ...submitted('like'), ...REPLY },
      { ...submitted('dislike'), ...REPLY },
      { ...submitted('dislike'), ...REPLY },
    ],
    votes: ['positive', 'negative instead of positive'],
  },
  {
    shape: 'an action that is no feedback',
    activities: [
      { type: 'invoke', name: 'message/submitAction', ...REPLY, value: { actionName: 'other' } },
    ],
    votes: [],
  },
];

const answering = async (context: BotContext): Promise<void> => {
  if (context.activity.type !== 'message') return;
  await context.sendActivity({
    type: 'message',
    text: 'An answer.',
    channelData: { feedbackLoop: { type: 'default' } },
  });
};

describe.for(SDKS)('%s', (sdk) => {
  test.for(CASES)('$shape', async ({ activities, votes }) => {
    const channelId = JSON.stringify(activities).includes('webchat') ? 'webchat' : 'msteams';
    const { say, post, told, rows } = await chat(sdk, { logic: answering, channelId });
    await say('hi');
    for (const activity of activities) await post(activity);

    expect(
      (await told('feedback_given')).map(({ vote, replaces, inferred }) =>
        [vote, replaces && replaces !== 'none' && `instead of ${replaces}`, inferred && 'inferred']
          .filter(Boolean)
          .join(' '),
      ),
    ).toEqual(votes);
    expect(await told('message_sent')).toMatchObject([{ feedbackOffered: true }]);
    expect(JSON.stringify(await rows('SELECT * FROM events'))).not.toContain('canary');
  });

  test('a vote belongs to the message, and to the dialog that the message came from', async () => {
    const { post, say, told } = await chat(sdk, {
      async logic(context, { of }) {
        if (context.activity.text === 'order') of(context).startDialog('checkout');
        if (context.activity.text === 'bye') of(context).endDialog('checkout', 'completed');
        await answering(context);
      },
    });
    await say('hi', 'order', 'bye', 'hi again');
    await post({ ...submitted('like'), replyToId: 'reply-2' });
    await post({ ...submitted('dislike'), replyToId: 'reply-1' });

    expect(await told('feedback_given')).toMatchObject([
      { vote: 'positive', dialog: 'checkout' },
      { vote: 'negative' },
    ]);
  });

  test('two users of a group vote each for themselves', async () => {
    const group = { conversation: { id: 'g1', isGroup: true } };
    const { post, told } = await chat(sdk, { logic: answering });
    await post({ text: 'hi', ...group });
    await post({ ...reacted(['like']), ...group });
    await post({ ...reacted(['angry']), ...group, from: { id: 'bob' } });

    const votes = await told('feedback_given');
    expect(votes.map(({ vote, replaces }) => [vote, replaces])).toEqual([
      ['positive', 'none'],
      ['negative', undefined],
    ]);
  });

  test.for([
    { when: 'by default', options: {}, logic: answering, status: 501 },
    { when: 'asked for', options: { acknowledgeFeedback: true }, logic: answering, status: 200 },
    {
      when: 'not where the bot has answered',
      options: { acknowledgeFeedback: true },
      logic: async (context: BotContext) =>
        void (await context.sendActivity({ type: 'invokeResponse', value: { status: 202 } })),
      status: 202,
    },
  ])('the vote is answered $when: $status', async ({ options, logic, status }) => {
    const { post, told } = await chat(sdk, { logic, options });
    await post({ text: 'hi' });

    expect(await post({ ...submitted('like'), ...REPLY })).toEqual({ status, body: undefined });
    expect(await post({ type: 'invoke', name: 'task/fetch' })).toMatchObject({
      status: status === 202 ? 202 : 501,
    });
    expect(await told('feedback_given')).toHaveLength(1);
  });
});
