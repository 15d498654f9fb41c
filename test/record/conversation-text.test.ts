import { expect, test } from 'vitest';
import type { ConversationState } from '../../src/model/state.ts';
import { EMPTY_CONVERSATION } from '../../src/model/state.ts';
import { conversationFromText, conversationToText } from '../../src/record/conversation-text.ts';

const SEGMENT = {
  bot: 'bot',
  channel: 'webchat',
  locale: 'en-US',
  botVersion: '1',
  device: 'unknown',
  browser: 'unknown',
  test: false,
};

const FULL: ConversationState = {
  segments: [SEGMENT, { ...SEGMENT, locale: 'de' }],
  recentTurns: [
    {
      turnId: 't1',
      activityKey: 'k1',
      continuedBy: 't9',
      message: {
        at: 1,
        class: 'recognized',
        intent: 'Order',
        segment: 1,
        user: 7,
        sessionId: 's1',
        dialog: 'order',
        phrase: 'x1',
        answered: true,
        byDefault: true,
        clicked: true,
        lagMs: 250,
        unanswered: true,
        classBefore: 'unrecognized',
      },
    },
    {
      turnId: 't2',
      message: { at: 2, class: 'system', segment: 0, answered: false, byDefault: false },
    },
    {
      turnId: 't3',
      message: {
        at: 2,
        class: 'unrecognized',
        segment: 0,
        answered: false,
        byDefault: false,
        settleAt: 60_002,
        received: {
          messageType: 'text',
          textLength: 5,
          attachmentCount: 0,
          hasContent: true,
          turnIndex: 3,
        },
      },
    },
  ],
  botMessages: [
    {
      key: 'm1',
      at: 3,
      segment: 0,
      sessionId: 's1',
      dialog: 'order',
      feedbackOffered: true,
      proactive: true,
      latest: true,
      prompt: 'p1',
      choices: ['c1', 'c2'],
      buttons: [
        {
          type: 'card_button',
          title: 'Buy',
          destination: 'buy',
          texts: ['w1', 'w2'],
          value: ['v1'],
          verb: 'buy',
        },
        { type: 'link', title: '', texts: [] },
      ],
    },
    { at: 4, segment: 1, latest: false },
  ],
  handovers: [
    {
      id: 'h1',
      requestedAt: 5,
      lastAt: 7,
      acceptedAt: 6,
      reason: 'direct',
      via: 'takeover',
      user: 7,
      sessionId: 's1',
      segment: SEGMENT,
    },
  ],
  stack: {
    dialogs: [{ id: 'main', step: 0, instance: 'i1' }, { id: 'order' }],
    prompt: { id: 'TextPrompt', attempts: 2 },
  },
  welcomed: ['w1', 'w2'],
};

const [FIRST] = FULL.botMessages;

test.for([
  { what: 'with every field', state: FULL },
  { what: 'empty', state: EMPTY_CONVERSATION },
  {
    what: 'with words that look like absence',
    state: {
      ...FULL,
      botMessages: [
        {
          key: '',
          at: 0,
          segment: 0,
          latest: false,
          dialog: '',
          prompt: '',
          choices: [],
          buttons: [
            { type: 'link', title: '', texts: [''], value: [], verb: '', destination: '' } as const,
          ],
        },
      ],
    },
  },
  {
    what: 'with 0 in the place of every number',
    state: {
      ...FULL,
      recentTurns: FULL.recentTurns.map((turn) => ({
        ...turn,
        message: { ...turn.message!, at: 0, segment: 0, user: 0, settleAt: 0 },
      })),
      stack: { dialogs: [{ id: '', step: 0 }], prompt: { id: '', attempts: 0 } },
    },
  },
  { what: 'with an empty stack', state: { ...FULL, stack: { dialogs: [] } } },
  {
    what: 'with a message of the bot that offers nothing',
    state: { ...FULL, botMessages: [{ ...FIRST!, buttons: [] }] },
  },
])('a state $what comes back as it was', ({ state }) => {
  expect(conversationFromText(conversationToText(state))).toStrictEqual(state);
});

test('a turn that was no message is not kept', () => {
  const text = conversationToText({ ...EMPTY_CONVERSATION, recentTurns: [{ turnId: 't1' }] });

  expect(conversationFromText(text)).toStrictEqual(EMPTY_CONVERSATION);
});

test('a state that an earlier release wrote, with shorter lists, is read', () => {
  const written = [
    [SEGMENT],
    [['t1', null, 1, 'system', 0, 1, 0, null, null, 7, 's1', null, 0, 0, null, 0, null]],
    [['m1', 2, 0, 1, 0, 0, null, null, null, null]],
    [],
    null,
  ];

  expect(conversationFromText(JSON.stringify(written))).toStrictEqual({
    ...EMPTY_CONVERSATION,
    segments: [SEGMENT],
    recentTurns: [
      {
        turnId: 't1',
        message: {
          at: 1,
          class: 'system',
          segment: 0,
          answered: true,
          byDefault: false,
          user: 7,
          sessionId: 's1',
        },
      },
    ],
    botMessages: [{ key: 'm1', at: 2, segment: 0, latest: true }],
  });
});
