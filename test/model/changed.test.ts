import { expect, test } from 'vitest';

import { openSession } from '../../src/interpret/session.ts';
import { changedConversation, changedSession } from '../../src/model/changed.ts';
import { EMPTY_CONVERSATION } from '../../src/model/state.ts';
import { conversationFromText, conversationToText } from '../../src/record/conversation-text.ts';
import { sessionColumns, storedSession } from '../../src/record/recording/session-row.ts';
import { T0, segment } from '../record/turns.ts';

const SESSION = openSession('s1', T0, { user: 1, number: 1, segment: segment(), timeoutMs: 5 });

const STORED = {
  number: 1,
  participant: null,
  session: SESSION,
  firstQuarter: null,
  row: undefined,
};

test('what is changed is another session with the new values', () => {
  const changed = changedSession(SESSION, { sent: 3, timeoutMs: undefined });

  expect(changed).toEqual({ ...SESSION, sent: 3, timeoutMs: undefined });
  expect(SESSION).toMatchObject({ sent: 0, timeoutMs: 5 });
});

test('sessions have the same fields in the same order, wherever they come from', () => {
  const fields = Object.keys(SESSION);

  expect(Object.keys(changedSession(SESSION, { csat: 5, sent: 1 }))).toEqual(fields);
  const read = storedSession(sessionColumns(STORED, 1), () => segment());
  expect(Object.keys(read.session)).toEqual(fields);
});

test('states of conversations have the same fields in the same order, wherever they come from', () => {
  const fields = Object.keys(EMPTY_CONVERSATION);

  const changed = changedConversation(EMPTY_CONVERSATION, { welcomed: ['a'], segments: [] });
  expect(Object.keys(changed)).toEqual(fields);
  const read = conversationFromText(conversationToText(EMPTY_CONVERSATION));
  expect(Object.keys(read)).toEqual(fields);
});
