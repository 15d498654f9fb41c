import { describe, expect, test } from 'vitest';

import { readIncoming } from '../../src/capture/activity.ts';
import { createReader } from '../../src/capture/read.ts';

const read = createReader(() => undefined);
const BOT = { id: '28:bot' };
const mention = (text: unknown, id: unknown = BOT.id) => ({
  type: 'mention',
  text,
  mentioned: { id },
});

describe('a mention of the bot', () => {
  test.for([
    {
      what: 'before the words',
      text: '<at>Bot</at> Red',
      entities: [mention('<at>Bot</at>')],
      left: 'Red',
    },
    {
      what: 'before a command',
      text: '<at>Bot</at> /start',
      entities: [mention('<at>Bot</at>')],
      left: '/start',
    },
    { what: 'alone', text: '<at>Bot</at>', entities: [mention('<at>Bot</at>')], left: '' },
    {
      what: 'twice',
      text: '@bot hi @bot',
      entities: [mention('@bot'), mention('@bot')],
      left: 'hi',
    },
    {
      what: 'of somebody else',
      text: '<at>Ann</at> hi',
      entities: [mention('<at>Ann</at>', 'ann')],
      left: '<at>Ann</at> hi',
    },
    { what: 'without words', text: 'hi', entities: [mention(undefined), mention('')], left: 'hi' },
    { what: 'of nobody', text: 'hi', entities: [mention('hi', null), null, 7], left: 'hi' },
  ])('$what is taken out of what was written', ({ text, entities, left }) => {
    const activity = { type: 'message', text, entities, recipient: BOT };

    expect(readIncoming(read, activity)).toMatchObject({ text: left, textLength: text.length });
  });
});
