/** Which incoming activities tell that a button was pressed, and what it sent along. */

import { describe, expect, test } from 'vitest';

import { readIncoming } from '../../src/capture/activity.ts';
import { createReader } from '../../src/capture/read.ts';
import { message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});
const copyOf = (fields: object) => readIncoming(read, message(fields));

describe('the mark of the channel', () => {
  test.for<{ when: string; channelData: unknown; pressed: string | undefined }>([
    { when: 'Web Chat, postBack', channelData: { postBack: true }, pressed: 'card_button' },
    { when: 'Web Chat, no postBack', channelData: { postBack: false }, pressed: undefined },
    {
      when: 'Web Chat, messageBack',
      channelData: { messageBack: { displayText: 'Yes' } },
      pressed: 'card_button',
    },
    {
      when: 'Facebook, postback',
      channelData: { postback: { payload: 'x' } },
      pressed: 'card_button',
    },
    {
      when: 'Facebook, quick reply',
      channelData: { message: { quick_reply: { payload: 'x' } } },
      pressed: 'quick_reply',
    },
    { when: 'Facebook, typed', channelData: { message: { mid: 'x' } }, pressed: undefined },
    {
      when: 'Telegram',
      channelData: { callback_query: { data: 'x' } },
      pressed: 'card_button',
    },
    { when: 'Telegram, typed', channelData: { message: { text: 'x' } }, pressed: undefined },
    {
      when: 'Slack',
      channelData: { Payload: { actions: [{ name: 'x' }] } },
      pressed: 'card_button',
    },
    { when: 'Slack, no action', channelData: { Payload: { actions: [] } }, pressed: undefined },
    { when: 'none', channelData: undefined, pressed: undefined },
    { when: 'a text', channelData: 'postBack', pressed: undefined },
  ])('$when: $pressed', ({ channelData, pressed }) => {
    expect(copyOf({ channelData }).pressed).toBe(pressed);
  });

  test('counts in messages alone', () => {
    expect(copyOf({ type: 'event', channelData: { postBack: true } }).pressed).toBeUndefined();
  });
});

describe('an invoke', () => {
  test.for<{ when: string; fields: object; told: object }>([
    {
      when: 'a card action',
      fields: {
        name: 'adaptiveCard/action',
        value: {
          action: { type: 'Action.Execute', verb: 'order', data: { id: 1, typed: 'x' } },
          trigger: 'manual',
        },
      },
      told: {
        pressed: 'card_button',
        verb: 'order',
        value: ['id=1', 'typed="x"'],
        cardTrigger: 'manual',
      },
    },
    {
      when: 'a card that refreshes itself',
      fields: {
        name: 'adaptiveCard/action',
        value: { action: { verb: 'order' }, trigger: 'automatic' },
      },
      told: { pressed: undefined, verb: 'order', cardTrigger: 'automatic' },
    },
    {
      when: 'Teams, without a name',
      fields: { channelId: 'msteams', value: { id: 1 } },
      told: { pressed: 'card_button', value: ['id=1'] },
    },
    {
      when: 'Teams within Copilot, without a name',
      fields: { channelId: 'msteams:copilot', value: { id: 1 } },
      told: { pressed: 'card_button', value: ['id=1'] },
    },
    {
      when: 'elsewhere, without a name',
      fields: { value: { id: 1 } },
      told: { pressed: undefined, value: undefined },
    },
    {
      when: 'a suggested action',
      fields: { name: 'suggestedActions/submit', value: { id: 1 } },
      told: { pressed: 'quick_reply', value: ['id=1'] },
    },
    ...['task/fetch', 'task/submit'].map((name) => ({
      when: name,
      fields: { name, value: { data: { id: 1, msteams: { type: name } }, context: {} } },
      told: { pressed: 'card_button', value: ['id=1'] },
    })),
    ...['actionableMessage/executeAction', 'fileConsent/invoke'].map((name) => ({
      when: name,
      fields: { name, value: { secret: 1 } },
      told: { pressed: 'card_button', value: undefined },
    })),
    ...['signin/verifyState', 'composeExtension/query', 'message/submitAction'].map((name) => ({
      when: name,
      fields: { name, value: { secret: 1 } },
      told: { pressed: undefined, value: undefined },
    })),
  ])('$when', ({ fields, told }) => {
    const { pressed, value, verb, cardTrigger } = copyOf({ type: 'invoke', ...fields });

    expect({ pressed, value, verb, cardTrigger }).toEqual(told);
  });
});

describe('the value of a message', () => {
  test.for<{ value: unknown; entries: readonly string[] | undefined }>([
    { value: { a: 1, b: 'x' }, entries: ['a=1', 'b="x"'] },
    { value: 'yes', entries: ['"yes"'] },
    { value: 5, entries: ['5'] },
    { value: false, entries: ['false'] },
    { value: [1, { b: 2, a: 1 }], entries: ['[1,{"a":1,"b":2}]'] },
    { value: {}, entries: undefined },
    { value: { msteams: {} }, entries: undefined },
    { value: null, entries: undefined },
    { value: undefined, entries: undefined },
  ])('$value', ({ value, entries }) => {
    expect(copyOf({ value }).value).toEqual(entries);
  });

  test('is not looked at in events, which may carry anything', () => {
    expect(copyOf({ type: 'event', name: 'x', value: { a: 1 } }).value).toBeUndefined();
  });
});
