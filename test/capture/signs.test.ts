/** Votes, the asking for them, and the signs of a handover, as channels and SDKs tell them. */

import { EventFactory, TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';

import { readIncoming, readOutgoing } from '../../src/capture/activity.ts';
import { createReader } from '../../src/capture/read.ts';
import { DirectAdapter, message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});

describe('votes', () => {
  const votesOf = (fields: object) => readIncoming(read, message(fields)).votes;
  const loop = (value: unknown, name = 'message/submitAction') =>
    votesOf({ type: 'invoke', name, value });
  const feedback = (reaction: unknown, form: unknown = '{"feedbackText":"canary"}') => ({
    actionName: 'feedback',
    actionValue: { reaction, feedback: form },
  });
  const POSITIVE = { added: 'positive' };
  const NEGATIVE = { added: 'negative' };

  test.for<{ when: string; value: unknown; votes: object | undefined }>([
    { when: 'like', value: feedback('like'), votes: POSITIVE },
    { when: 'dislike', value: feedback('dislike'), votes: NEGATIVE },
    { when: 'a form as object', value: feedback('like', { feedbackText: 'x' }), votes: POSITIVE },
    { when: 'no reaction', value: feedback(undefined), votes: undefined },
    {
      when: 'another action',
      value: { ...feedback('like'), actionName: 'other' },
      votes: undefined,
    },
    { when: 'no value', value: undefined, votes: undefined },
  ])('by the buttons of Teams: $when', ({ value, votes }) => {
    expect(loop(value)).toEqual(votes);
  });

  test('by the form of Teams, before it is filled in', () => {
    expect(loop({ data: feedback('dislike') }, 'message/fetchTask')).toEqual(NEGATIVE);
  });

  test.for([
    ...['like', 'heart', 'laugh', 'upvote', 'Like'].map((type) => ({ type, vote: 'positive' })),
    ...['dislike', 'sad', 'angry', 'downvote'].map((type) => ({ type, vote: 'negative' })),
    ...['surprised', 'plusOne', '1f44d_thumbsup'].map((type) => ({ type, vote: 'neutral' })),
  ])('by the reaction $type: $vote', ({ type, vote }) => {
    const reaction = (fields: object) => votesOf({ type: 'messageReaction', ...fields });

    expect(reaction({ reactionsAdded: [{ type }] })).toEqual({ added: vote });
    expect(reaction({ reactionsRemoved: [{ type }] })).toEqual({ removed: vote });
  });

  test('of a reaction that takes the place of another', () => {
    const fields = { reactionsAdded: [{ type: 'sad' }], reactionsRemoved: [{ type: 'like' }] };

    expect(votesOf({ type: 'messageReaction', ...fields })).toEqual({
      added: 'negative',
      removed: 'positive',
    });
    expect(votesOf({ type: 'messageReaction', reactionsAdded: [] })).toBeUndefined();
  });

  test.for<{ entity: object; votes: object | undefined }>([
    { entity: { '@type': 'LikeAction' }, votes: POSITIVE },
    { entity: { '@type': 'DislikeAction' }, votes: NEGATIVE },
    { entity: { '@type': 'VoteAction', actionOption: 'upvote' }, votes: POSITIVE },
    { entity: { type: 'VoteAction', actionOption: 'downvote' }, votes: NEGATIVE },
    { entity: { type: 'https://schema.org/VoteAction', actionOption: 'upvote' }, votes: POSITIVE },
    { entity: { type: 'VoteAction' }, votes: undefined },
    { entity: { type: 'Message' }, votes: undefined },
  ])('in Web Chat: $entity', ({ entity, votes }) => {
    const name = 'webchat:activity-status/feedback';

    expect(votesOf({ type: 'event', name, entities: [{}, entity] })).toEqual(votes);
  });

  test('keep nothing of what was written', () => {
    const value = feedback('like');
    const copy = readIncoming(
      read,
      message({ type: 'invoke', name: 'message/submitAction', value }),
    );

    expect(JSON.stringify(copy)).not.toContain('canary');
  });
});

describe('asking for a vote', () => {
  test.for<{ when: string; fields: object; offered: true | undefined }>([
    { when: 'Teams', fields: { channelData: { feedbackLoopEnabled: true } }, offered: true },
    {
      when: 'Teams, a form',
      fields: { channelData: { feedbackLoop: { type: 'custom' } } },
      offered: true,
    },
    {
      when: 'Teams, switched off',
      fields: { channelData: { feedbackLoopEnabled: false, feedbackLoop: null } },
      offered: undefined,
    },
    {
      when: 'Web Chat, a list',
      fields: { entities: [{ potentialAction: [{ '@type': 'LikeAction' }] }] },
      offered: true,
    },
    {
      when: 'Web Chat, one action',
      fields: { entities: [{ potentialAction: { type: 'VoteAction' } }] },
      offered: true,
    },
    {
      when: 'Web Chat, something else',
      fields: { entities: [{ potentialAction: [{ '@type': 'ReadAction' }] }] },
      offered: undefined,
    },
    { when: 'nothing', fields: {}, offered: undefined },
    {
      when: 'no message',
      fields: { type: 'typing', channelData: { feedbackLoopEnabled: true } },
      offered: undefined,
    },
  ])('$when: $offered', ({ fields, offered }) => {
    expect(readOutgoing(read, { type: 'message', ...fields }).feedbackOffered).toBe(offered);
  });
});

describe('the signs of a handover', () => {
  const escalate = (type: string) => JSON.stringify({ type, context: { canary: 1 } });

  test.for<{ when: string; activity: object; incoming?: string; outgoing?: string }>([
    {
      when: 'the SDK asks',
      activity: { type: 'event', name: 'handoff.initiate', value: {} },
      outgoing: 'requested',
    },
    ...['accepted', 'failed', 'completed'].map((state) => ({
      when: `the hub tells ${state}`,
      activity: { type: 'event', name: 'handoff.status', value: { state, message: 'canary' } },
      incoming: state,
    })),
    {
      when: 'the hub tells something else',
      activity: { type: 'event', name: 'handoff.status', value: { state: 'typing' } },
    },
    {
      when: 'Omnichannel, JSON',
      activity: { type: 'message', channelData: { tags: escalate('Escalate') } },
      outgoing: 'requested',
    },
    {
      when: 'Omnichannel, an object',
      activity: { type: 'event', name: 'x', channelData: { tags: { type: 'Escalate' } } },
      outgoing: 'requested',
    },
    {
      when: 'Omnichannel, the end',
      activity: { type: 'message', channelData: { tags: escalate('EndConversation') } },
      incoming: 'completed',
      outgoing: 'completed',
    },
    {
      when: 'other tags',
      activity: { type: 'message', channelData: { tags: 'ChannelId,Escalate' } },
    },
    { when: 'broken tags', activity: { type: 'message', channelData: { tags: '{"type":' } } },
    { when: 'what skills send at the end of a dialog', activity: { type: 'handoff' } },
    {
      when: 'a transfer from Copilot',
      activity: { type: 'invoke', name: 'handoff/action', value: { continuation: 'x' } },
    },
  ])('$when', ({ activity, incoming, outgoing }) => {
    expect(readIncoming(read, activity).handover).toBe(incoming);
    expect(readOutgoing(read, activity).handover).toBe(outgoing);
    expect(
      JSON.stringify([readIncoming(read, activity), readOutgoing(read, activity)]),
    ).not.toContain('canary');
  });

  test('are those of the SDK’s own factory', () => {
    const context = new TurnContext(new DirectAdapter(), message());
    const initiation = EventFactory.createHandoffInitiation(context, { skill: 'billing' });
    const status = EventFactory.createHandoffStatus(context.activity.conversation, 'accepted');

    expect(readOutgoing(read, initiation).handover).toBe('requested');
    expect(readIncoming(read, status).handover).toBe('accepted');
  });
});
