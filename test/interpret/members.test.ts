/** Members of a conversation: how many came, and who of them for the first time. */

import { expect, test } from 'vitest';
import { MAX_WELCOMED } from '../../src/model/state.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { Party } from '../../src/model/turn.ts';
import { NOON, activity, incoming, stage, turn } from './play.ts';
import type { Stage } from './play.ts';

const people = (...ids: readonly string[]): readonly Party[] => ids.map((id) => ({ id }));

const adding = (minute: number, membersAdded: readonly Party[], conversation = 'c1') =>
  turn(
    [incoming(NOON + minute * MINUTE_MS, activity({ type: 'conversationUpdate', membersAdded }))],
    { conversation: { id: conversation, isGroup: false } },
  );

const told = ({ all }: Stage): unknown[] =>
  all('member_added').map(({ data: { count, welcomed } }) => [count, welcomed]);

test.for<{ what: string; added: readonly (readonly Party[])[]; expected: unknown }>([
  { what: 'one', added: [people('anna')], expected: [[1, 1]] },
  { what: 'several at once', added: [people('anna', 'bert')], expected: [[2, 2]] },
  { what: 'the bot and one', added: [people('bot', 'anna')], expected: [[1, 1]] },
  { what: 'the bot alone', added: [people('bot')], expected: [] },
  {
    what: 'one again',
    added: [people('anna'), people('anna')],
    expected: [
      [1, 1],
      [1, undefined],
    ],
  },
  {
    what: 'one again with somebody new',
    added: [people('anna'), people('anna', 'bert')],
    expected: [
      [1, 1],
      [2, 1],
    ],
  },
  { what: 'one twice at once', added: [people('anna', 'anna')], expected: [[2, 1]] },
])('of $what it is told who is new', ({ added, expected }) => {
  const one = stage();
  added.forEach((members, i) => one.play(adding(i, members)));

  expect(told(one)).toEqual(expected);
});

test('who leaves and comes back is not new', () => {
  const one = stage();
  one.play(adding(0, people('anna')));
  one.play(
    turn([
      incoming(
        NOON + MINUTE_MS,
        activity({ type: 'conversationUpdate', membersRemoved: people('anna') }),
      ),
    ]),
  );
  one.play(adding(2, people('anna')));

  expect(told(one)).toEqual([
    [1, 1],
    [1, undefined],
  ]);
});

test('who is known in one conversation is new in another', () => {
  const one = stage();
  one.play(adding(0, people('anna'), 'c1'));
  one.play(adding(1, people('anna'), 'c2'));

  expect(told(one)).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test('nobody is welcomed outside of a conversation', () => {
  const one = stage();
  const { origin, ...rest } = adding(0, people('anna'));
  const { conversation: _, ...nowhere } = origin;
  one.play({ ...rest, origin: nowhere });

  expect(told(one)).toEqual([[1, undefined]]);
});

test('the last ones are remembered, and never by their ids', () => {
  const one = stage();
  for (let i = 0; i <= MAX_WELCOMED; i++) one.play(adding(i, people(`canary-${i}`)));
  one.play(adding(MAX_WELCOMED + 1, people(`canary-${MAX_WELCOMED}`, 'canary-0')));

  expect(told(one).at(-1)).toEqual([2, 1]);
  const { welcomed = [] } = one.conversation();
  expect(welcomed).toHaveLength(MAX_WELCOMED);
  expect(welcomed.every((key) => /^[0-9a-f]{16}$/.test(key))).toBe(true);
});

test('as many as one activity can carry are all known when they are added again', () => {
  const one = stage();
  const many = people(...Array.from({ length: 64 }, (_, i) => `person-${i}`));
  one.play(adding(0, many));
  one.play(adding(1, many));

  expect(told(one)).toEqual([
    [64, 64],
    [64, undefined],
  ]);
});
