/** Rules of retention: from when on things are kept, and what of it may go. */

import { describe, expect, test } from 'vitest';

import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { conversationFromText, conversationToText } from '../../src/record/conversation-text.ts';
import type { RetainQuery } from '../../src/record/maintenance.ts';
import {
  QUIET_STATE,
  cutoffsOf,
  isRecent,
  quietState,
  removable,
} from '../../src/record/retaining.ts';
import type { OldEvent } from '../../src/record/retaining.ts';
import { EMPTY_CONVERSATION } from '../../src/model/state.ts';
import type { ConversationState } from '../../src/model/state.ts';
import { segment } from './turns.ts';

const NOW = Date.parse('2026-06-10T13:37Z');
const at = (text: string): number => Date.parse(text);

describe('what is kept', () => {
  test('begins with a whole day, but for redeliveries', () => {
    expect(cutoffsOf(NOW, DEFAULT_RETENTION)).toEqual({
      events: at('2026-03-12T00:00Z'),
      seen: NOW - 48 * HOUR_MS,
      conversations: at('2026-03-12T00:00Z'),
      offers: at('2026-03-12T00:00Z'),
      texts: -Infinity,
      sessions: -Infinity,
      rollups: -Infinity,
      writers: at('2026-05-11T00:00Z'),
    });
  });

  test.for([
    { textsDays: 30, rollupsDays: 100, texts: '2026-05-11T00:00Z' },
    { textsDays: 200, rollupsDays: 100, texts: '2026-03-02T00:00Z' },
    { textsDays: Infinity, rollupsDays: 100, texts: '2026-03-02T00:00Z' },
  ])('the words of texts go with their counts at the latest: $texts', ({ texts, ...days }) => {
    expect(cutoffsOf(NOW, { ...DEFAULT_RETENTION, ...days }).texts).toBe(at(texts));
  });
});

test.for([
  { conversationsDays: 2, eventsDays: 90, offers: at('2026-03-12T00:00Z') },
  { conversationsDays: 90, eventsDays: 2, offers: at('2026-03-12T00:00Z') },
  { conversationsDays: 90, eventsDays: Infinity, offers: -Infinity },
])('offers to vote go with the events, and with the conversation: %o', ({ offers, ...days }) => {
  expect(cutoffsOf(NOW, { ...DEFAULT_RETENTION, ...days }).offers).toBe(offers);
});

describe('whether it was done a short while ago', () => {
  const query: RetainQuery = {
    now: NOW,
    retention: DEFAULT_RETENTION,
    unlessWithinMs: 20 * HOUR_MS,
  };
  test.for([
    { last: undefined, recent: false },
    { last: NOW - 20 * HOUR_MS + 1, recent: true },
    { last: NOW - 20 * HOUR_MS, recent: false },
    { last: NOW + HOUR_MS, recent: true },
    { last: NOW + HOUR_MS + 1, recent: false },
  ])('a look at $last is recent: $recent', ({ last, recent }) => {
    expect(isRecent(last, query)).toBe(recent);
  });

  test('who asks without a pause is never too early', () => {
    expect(isRecent(NOW, { now: NOW, retention: DEFAULT_RETENTION })).toBe(false);
  });
});

describe('of old events', () => {
  const old = (seq: number, messageAt: number | null = null): OldEvent => ({
    seq,
    at: 0,
    messageAt,
  });

  test('those may go for which no destination waits', () => {
    const events = Array.from({ length: 12 }, (_, i) => old(i + 1));
    const held = [
      { firstSeq: 8, lastSeq: 9 },
      { firstSeq: 2, lastSeq: 4 },
      { firstSeq: 3, lastSeq: 3 },
      { firstSeq: 4, lastSeq: 5 },
    ];

    expect(removable(events, held, 100)).toEqual([1, 6, 7, 10, 11, 12]);
  });

  test.for([
    { messageAt: 99, goes: true },
    { messageAt: 100, goes: false },
  ])('a vote on a message of $messageAt goes: $goes', ({ messageAt, goes }) => {
    expect(removable([old(1, messageAt)], [], 100)).toEqual(goes ? [1] : []);
  });
});

describe('of a silent conversation', () => {
  const STATE: ConversationState = {
    ...EMPTY_CONVERSATION,
    segments: [segment()],
    recentTurns: [
      {
        turnId: 't1',
        message: { at: 50, class: 'recognized', byDefault: true, segment: 0, answered: true },
      },
    ],
    botMessages: [{ at: 60, segment: 0, latest: true, buttons: [] }],
    handovers: [
      {
        id: 'h1',
        requestedAt: 40,
        lastAt: 50,
        reason: 'direct',
        via: 'takeover',
        segment: segment(),
      },
    ],
    stack: { dialogs: [{ dialog: 'checkout', at: 30 }] } as unknown as ConversationState['stack'],
    welcomed: ['ann'],
  };

  test('what was said last goes, and what is needed at any time stays', () => {
    const quiet = quietState(conversationToText(STATE), 61);
    const { handovers, stack, welcomed } = STATE;

    expect(conversationFromText(quiet ?? '')).toEqual({
      ...EMPTY_CONVERSATION,
      handovers,
      stack,
      welcomed,
    });
    expect(quiet?.startsWith(QUIET_STATE)).toBe(true);
  });

  test('nothing goes if its last message is younger', () => {
    expect(quietState(conversationToText(STATE), 60)).toBeUndefined();
  });

  test('a state that remembers anything is not taken for a quiet one', () => {
    expect(conversationToText(STATE).startsWith(QUIET_STATE)).toBe(false);
    expect(conversationToText(EMPTY_CONVERSATION).startsWith(QUIET_STATE)).toBe(true);
  });
});
