import { describe, expect, test } from 'vitest';

import { readIncoming, readOutgoing } from '../../src/capture/activity.ts';
import { readOrigin } from '../../src/capture/origin.ts';
import { createReader } from '../../src/capture/read.ts';
import { MAX_LIST_LENGTH, MAX_TEXT_LENGTH } from '../../src/model/turn.ts';
import { NOW, message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});
const NONE = { attachmentCount: 0, hasValue: false };

describe('an incoming activity', () => {
  test.for([
    {
      when: 'a message',
      activity: { type: 'message', id: 'a1', text: 'hi', replyToId: 'b1', inputHint: 'x' },
      copy: {
        ...NONE,
        type: 'message',
        id: 'a1',
        text: 'hi',
        textLength: 2,
        replyToId: 'b1',
        inputHint: 'x',
      },
    },
    {
      when: 'a message without text, with files and a value',
      activity: { type: 'message', attachments: [{}, {}], value: { a: 1 } },
      copy: { type: 'message', attachmentCount: 2, hasValue: true, value: ['a=1'] },
    },
    {
      when: 'a value of false',
      activity: { type: 'event', value: false },
      copy: { type: 'event', attachmentCount: 0, hasValue: true },
    },
    {
      when: 'a value of null',
      activity: { type: 'event', value: null },
      copy: { type: 'event', ...NONE },
    },
    {
      when: 'an empty text',
      activity: { type: 'message', text: '' },
      copy: { type: 'message', ...NONE, text: '', textLength: 0 },
    },
    {
      when: 'text of what is no message',
      activity: { type: 'typing', text: 'partial' },
      copy: { type: 'typing', ...NONE },
    },
    {
      when: 'members',
      activity: {
        type: 'conversationUpdate',
        membersAdded: [{ id: 'u', name: 'Ann', role: 'user' }, {}, null, { id: 'b' }],
        membersRemoved: [{ id: 'x' }],
      },
      copy: {
        type: 'conversationUpdate',
        ...NONE,
        membersAdded: [{ id: 'u', role: 'user' }, { id: 'b' }],
        membersRemoved: [{ id: 'x' }],
      },
    },
    {
      when: 'the code of an end of conversation',
      activity: { type: 'endOfConversation', code: 'botTimedOut', action: 'no' },
      copy: { type: 'endOfConversation', ...NONE, code: 'botTimedOut' },
    },
    {
      when: 'the action of an installation',
      activity: { type: 'installationUpdate', action: 'add' },
      copy: { type: 'installationUpdate', ...NONE, code: 'add' },
    },
    {
      when: 'the state of a handoff',
      activity: {
        type: 'event',
        name: 'handoff.status',
        value: { state: 'accepted', message: 'no' },
      },
      copy: {
        type: 'event',
        name: 'handoff.status',
        attachmentCount: 0,
        hasValue: true,
        handover: 'accepted',
      },
    },
    {
      when: 'the trigger of a card',
      activity: { type: 'invoke', name: 'adaptiveCard/action', value: { trigger: 'automatic' } },
      copy: {
        type: 'invoke',
        name: 'adaptiveCard/action',
        attachmentCount: 0,
        hasValue: true,
        cardTrigger: 'automatic',
      },
    },
    { when: 'no type', activity: {}, copy: { type: 'unknown', ...NONE } },
    { when: 'no activity', activity: undefined, copy: { type: 'unknown', ...NONE } },
    {
      when: 'attachments that are no list',
      activity: { type: 'message', attachments: 'xx' },
      copy: { type: 'message', ...NONE },
    },
  ])('$when', ({ activity, copy }) => {
    expect(readIncoming(read, activity)).toEqual(copy);
  });

  test('keeps no name, address or channelData of anybody', () => {
    const copy = readIncoming(read, message({ channelData: { secret: 'canary' } }));

    expect(JSON.stringify(copy)).not.toMatch(/canary|Ann|channel\.example/u);
  });

  test.for([
    { length: MAX_TEXT_LENGTH, kept: MAX_TEXT_LENGTH },
    { length: MAX_TEXT_LENGTH + 1, kept: MAX_TEXT_LENGTH },
    { length: 5_000_000, kept: MAX_TEXT_LENGTH },
  ])('of $length characters keeps $kept and the length', ({ length, kept }) => {
    const copy = readIncoming(read, { type: 'message', text: 'x'.repeat(length) });

    expect(copy.text).toBe('x'.repeat(kept));
    expect(copy.textLength).toBe(length);
  });

  test('keeps at most the limit of members', () => {
    const membersAdded = Array.from({ length: MAX_LIST_LENGTH + 1 }, (_, i) => ({ id: `u${i}` }));
    const copy = readIncoming(read, { type: 'conversationUpdate', membersAdded });

    expect(copy.membersAdded).toHaveLength(MAX_LIST_LENGTH);
  });
});

describe('an outgoing activity', () => {
  test('has a recipient, the type of its stream, and no id', () => {
    const activity = {
      type: 'message',
      id: 'not ours',
      text: 'hello',
      recipient: { id: 'u', role: 'user', name: 'Ann' },
      entities: [{ type: 'mention' }, { type: 'streaminfo', streamType: 'final' }],
    };

    expect(readOutgoing(read, activity)).toEqual({
      ...NONE,
      type: 'message',
      text: 'hello',
      textLength: 5,
      recipient: { id: 'u', role: 'user' },
      streamType: 'final',
    });
  });
});

describe('the origin', () => {
  const originOf = (activity: unknown) =>
    readOrigin(read, activity, { turnId: 't', receivedAt: NOW, at: NOW - 5 });
  const BARE = { turnId: 't', receivedAt: NOW, at: NOW - 5, channel: 'unknown', test: false };

  test('of a message', () => {
    const activity = message({
      channelId: 'msteams:copilot',
      locale: 'de-AT',
      callerId: 'urn:botframework:azure',
      from: { id: 'u', role: 'user', name: 'Ann', aadObjectId: 'canary' },
      entities: [{ type: 'clientInfo', platform: 'iOS', country: 'AT' }],
    });

    expect(originOf(activity)).toEqual({
      turnId: 't',
      receivedAt: NOW,
      at: NOW - 5,
      channel: 'msteams',
      subChannel: 'copilot',
      conversation: { id: 'conversation-1', isGroup: false },
      from: { id: 'u', role: 'user' },
      recipient: { id: 'bot-1' },
      callerId: 'urn:botframework:azure',
      locale: 'de-AT',
      device: 'iOS',
      test: false,
    });
  });

  test.for([
    { activity: { locale: 'de-AT' }, locale: 'de-AT' },
    { activity: {}, locale: 'fr-FR' },
  ])('takes the language of the client where the message names none', ({ activity, locale }) => {
    const entities = [{ type: 'clientInfo', locale: 'fr-FR' }];

    expect(originOf(message({ locale: undefined, ...activity, entities })).locale).toBe(locale);
  });

  test.for([
    { channelId: 'webchat', channel: 'webchat', subChannel: undefined },
    { channelId: 'msteams:copilot:x', channel: 'msteams', subChannel: 'copilot:x' },
    { channelId: ':x', channel: 'unknown', subChannel: 'x' },
    { channelId: 'msteams:', channel: 'msteams', subChannel: undefined },
    { channelId: '', channel: 'unknown', subChannel: undefined },
    { channelId: undefined, channel: 'unknown', subChannel: undefined },
    { channelId: {}, channel: 'unknown', subChannel: undefined },
  ])('of channel $channelId is $channel', ({ channelId, channel, subChannel }) => {
    const origin = originOf({ channelId });

    expect(origin.channel).toBe(channel);
    expect(origin.subChannel).toBe(subChannel);
  });

  test.for([
    { channelId: 'emulator', isTest: true },
    { channelId: 'emulator:x', isTest: true },
    { channelId: 'emulators', isTest: false },
  ])('of channel $channelId is test traffic: $isTest', ({ channelId, isTest }) => {
    expect(originOf({ channelId }).test).toBe(isTest);
  });

  test.for([
    { conversation: { id: 'c' }, isGroup: false },
    { conversation: { id: 'c', isGroup: true }, isGroup: true },
    { conversation: { id: 'c', isGroup: 'true' }, isGroup: false },
    { conversation: { id: 'c', conversationType: 'personal' }, isGroup: false },
    { conversation: { id: 'c', conversationType: '' }, isGroup: false },
    { conversation: { id: 'c', conversationType: 'groupChat' }, isGroup: true },
    { conversation: { id: 'c', conversationType: 'groupchat' }, isGroup: false },
    { conversation: { id: 'c', conversationType: 'directMessage' }, isGroup: false },
    { conversation: { id: 'c', conversationType: 5 }, isGroup: false },
    { conversation: { id: 'c', isGroup: true, conversationType: 'personal' }, isGroup: true },
    { conversation: { id: 'c', isGroup: false, conversationType: 'channel' }, isGroup: true },
    { conversation: { id: 'c', conversationType: 'channel' }, isGroup: true },
  ])('of $conversation is a group: $isGroup', ({ conversation, isGroup }) => {
    expect(originOf({ conversation }).conversation).toEqual({ id: 'c', isGroup });
  });

  test.for<{ when: string; activity: unknown }>([
    { when: 'nothing', activity: undefined },
    { when: 'an empty activity', activity: {} },
    { when: 'parties without ids', activity: { from: {}, recipient: null, conversation: 'c' } },
  ])('of $when is bare', ({ activity }) => {
    expect(originOf(activity)).toEqual(BARE);
  });
});
