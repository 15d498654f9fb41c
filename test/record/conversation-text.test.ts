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
      message: {
        at: 1,
        class: 'recognized',
        intent: 'Order',
        segment: 1,
        user: 7,
        sessionId: 's1',
        dialog: 'order',
        answered: true,
        byDefault: true,
        classBefore: 'unrecognized',
      },
    },
    {
      turnId: 't2',
      message: { at: 2, class: 'system', segment: 0, answered: false, byDefault: false },
    },
  ],
  rateable: [
    { key: 'm1', at: 3, segment: 0, dialog: 'order', votes: [[7, 'positive']] },
    { at: 4, segment: 1, votes: [] },
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
};

test.for([
  { what: 'with every field', state: FULL },
  { what: 'empty', state: EMPTY_CONVERSATION },
  {
    what: 'with words that look like absence',
    state: { ...FULL, rateable: [{ key: '', at: 0, segment: 0, votes: [] }] },
  },
])('a state $what comes back as it was', ({ state }) => {
  expect(conversationFromText(conversationToText(state))).toStrictEqual(state);
});
