import { describe, expect, test } from 'vitest';

import { createReplay } from '../../src/capture/replay.ts';
import type { ReplayCounts } from '../../src/capture/replay.ts';
import { isProactive } from '../../src/interpret/amended.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import { MAX_FACTS_PER_TURN } from '../../src/model/turn.ts';
import type { CapturedTurn } from '../../src/model/turn.ts';
import { NOW, adapterWith, collectingCapture, message } from '../support/capture.ts';

const USER = { id: 'ann', role: 'user' };
const BOT = { id: 'the-bot', role: 'bot' };
const WITHOUT_ROLE = { user: { id: 'ann' }, bot: { id: 'the-bot' } };

interface Replayed extends ReplayCounts {
  readonly turns: readonly CapturedTurn[];
  /** What was wrong, by the place of the activity. */
  readonly problems: Readonly<Record<number, string>>;
}

function replay(activities: readonly unknown[]): Replayed {
  const turns: CapturedTurn[] = [];
  const problems: Record<number, string> = {};
  const replayed = createReplay({ sink: (turn) => void turns.push(turn), now: NOW });
  for (const [i, activity] of activities.entries()) {
    const problem = replayed.add(activity);
    if (problem !== undefined) problems[i] = problem;
  }
  replayed.end();
  return { turns, problems, ...replayed.counts() };
}

const T0 = NOW - 30 * 24 * HOUR_MS;
const iso = (at: number): string => new Date(at).toISOString();

/** An activity without parties, `seconds` after the first. */
function activity(id: string, seconds: number, more: object = {}): object {
  return {
    type: 'message',
    id,
    timestamp: iso(T0 + seconds * SECOND_MS),
    channelId: 'webchat',
    conversation: { id: 'c1' },
    text: `text of ${id}`,
    ...more,
  };
}

const fromUser = (id: string, seconds: number, more: object = {}): object =>
  activity(id, seconds, { from: USER, recipient: BOT, ...more });

const fromBot = (id: string, seconds: number, more: object = {}): object =>
  activity(id, seconds, { from: BOT, recipient: USER, ...more });

/** Ids of the facts of each turn: `>` came in, `<` went out. */
const shapes = (turns: readonly CapturedTurn[]): string[] =>
  turns.map(({ facts }) =>
    facts
      .map((fact) => {
        if (fact.type === 'incoming') return `>${fact.activity.name ?? fact.activity.id}`;
        if (fact.type === 'outgoing') return `<${fact.activity.id}`;
        return fact.type === 'call' ? 'call' : `${fact.type} ${fact.activityId}`;
      })
      .join(' '),
  );

const shapeOf = (activities: readonly unknown[]): string[] => shapes(replay(activities).turns);

describe('a turn', () => {
  test('is what came in with what the bot sent until the next', () => {
    expect(
      shapeOf([
        fromUser('u1', 0),
        fromBot('b1', 1),
        fromBot('b2', 2),
        fromUser('u2', 10),
        fromBot('b3', 11),
      ]),
    ).toEqual(['>u1 <b1 <b2', '>u2 <b3']);
  });

  test('is what the middleware would have captured, but for the times of its own', () => {
    const {
      turns: [turn],
    } = replay([
      fromUser('u1', 0, { text: 'hi', locale: 'de-AT', channelId: 'msteams:copilot' }),
      fromBot('b1', 2, { text: 'hello', replyToId: 'u1', channelId: 'msteams:copilot' }),
    ]);

    expect(turn).toEqual({
      type: 'turn',
      origin: {
        turnId: expect.stringMatching(/^[0-9a-z-]{24}$/),
        receivedAt: T0,
        at: T0,
        channel: 'msteams',
        subChannel: 'copilot',
        conversation: { id: 'c1', isGroup: false },
        from: USER,
        recipient: BOT,
        locale: 'de-AT',
        test: false,
      },
      facts: [
        {
          type: 'incoming',
          at: T0,
          activity: expect.objectContaining({ type: 'message', id: 'u1', text: 'hi' }),
        },
        {
          type: 'outgoing',
          at: T0 + 2 * SECOND_MS,
          status: 'sent',
          activity: expect.objectContaining({ id: 'b1', text: 'hello', recipient: USER }),
        },
      ],
    });
  });

  test('gets the answers that name it, also after the next message', () => {
    expect(
      shapeOf([
        fromUser('u1', 0),
        fromUser('u2', 1),
        fromBot('b1', 2, { replyToId: 'u1' }),
        fromBot('b2', 3, { replyToId: 'u2' }),
        fromBot('b3', 4, { replyToId: 'somewhere else' }),
      ]),
    ).toEqual(['>u1 <b1', '>u2 <b2 <b3']);
  });

  test('gets them for as long as it is among the last three of its conversation', () => {
    const asked = ['u1', 'u2', 'u3', 'u4'].map((id, i) => fromUser(id, i));

    expect(shapeOf([...asked, fromBot('b1', 5, { replyToId: 'u1' })])).toEqual([
      '>u1',
      '>u2',
      '>u3',
      '>u4 <b1',
    ]);
  });

  test('belongs to one conversation of one channel', () => {
    const elsewhere = { conversation: { id: 'c2' } };
    expect(
      shapeOf([
        fromUser('u1', 0),
        fromUser('v1', 1, elsewhere),
        fromUser('w1', 1, { channelId: 'slack' }),
        fromBot('b1', 2),
        fromBot('d1', 3, elsewhere),
        fromBot('e1', 4, { channelId: 'slack' }),
      ]).toSorted(),
    ).toEqual(['>u1 <b1', '>v1 <d1', '>w1 <e1']);
  });

  test('takes activities as the Agents SDK writes them down', () => {
    const stored = { channelId: undefined, _channelId: 'webchat' };
    const { turns } = replay([
      fromUser('1', 0),
      fromBot('2', 1, stored),
      fromUser('3', 2, stored),
      fromBot('4', 3),
    ]);

    expect(shapes(turns)).toEqual(['>1 <2', '>3 <4']);
    expect(turns.map(({ origin }) => origin.channel)).toEqual(['webchat', 'webchat']);
  });

  test('is marked as test traffic in the emulator', () => {
    const { turns } = replay([fromUser('u1', 0, { channelId: 'emulator' })]);

    expect(turns[0]?.origin.test).toBe(true);
  });

  test('holds no more facts than a live one', () => {
    const many = Array.from({ length: MAX_FACTS_PER_TURN + 9 }, (_, i) => fromBot(`b${i}`, 1));
    const { turns, overLimit, activities } = replay([fromUser('u1', 0), ...many]);

    expect(turns.map(({ facts }) => facts.length)).toEqual([MAX_FACTS_PER_TURN]);
    expect({ overLimit, activities }).toEqual({ overLimit: 10, activities: many.length + 1 });
  });

  test.for([
    { what: 'named so', trace: { name: 'OnTurnError Trace' } },
    { what: 'labelled so', trace: { name: 'x', label: 'TurnError' } },
  ])('failed if the bot sent a trace of it, $what', ({ trace }) => {
    const { turns } = replay([fromUser('u1', 0), fromBot('t', 1, { type: 'trace', ...trace })]);

    expect(turns[0]?.error).toEqual({ type: 'Error' });
  });

  test('did not fail for another trace', () => {
    const { turns } = replay([
      fromUser('u1', 0),
      fromBot('t', 1, { type: 'trace', name: 'BotState', label: 'Bot State' }),
      fromBot('b', 1, { name: 'OnTurnError Trace' }),
    ]);

    expect(turns[0]).not.toHaveProperty('error');
  });

  test('tells of messages that the bot changed or took back, and signals of those that users did', () => {
    const { turns } = replay([
      fromUser('u1', 0),
      fromBot('b1', 1),
      fromBot('b1', 2, { type: 'messageUpdate' }),
      fromBot('b1', 3, { type: 'messageDelete' }),
      fromUser('u1', 4, { type: 'messageUpdate' }),
    ]);

    expect(shapes(turns)).toEqual(['>u1 <b1 updated b1 deleted b1', '>u1']);
    expect(turns[1]?.facts[0]).toMatchObject({ activity: { type: 'messageUpdate' } });
  });
});

describe('a bot that begins by itself', () => {
  test('is a proactive turn of the one whom it is sent to', () => {
    const { turns, madeUp, activities } = replay([fromBot('b1', 0), fromBot('b2', 1)]);

    expect(shapes(turns)).toEqual(['>ContinueConversation <b1 <b2']);
    expect(turns.map(isProactive)).toEqual([true]);
    expect(turns[0]?.origin).toMatchObject({
      from: USER,
      recipient: BOT,
      channel: 'webchat',
      conversation: { id: 'c1' },
      at: T0,
      receivedAt: T0,
    });
    expect({ madeUp, activities }).toEqual({ madeUp: 1, activities: 2 });
  });

  const MINUTES = MINUTE_MS / SECOND_MS;
  test.for([
    { when: 'at once', after: 0, shape: ['>u1 <b1'] },
    { when: 'within five minutes', after: 5 * MINUTES, shape: ['>u1 <b1'] },
    {
      when: 'after five minutes',
      after: 5 * MINUTES + 1,
      shape: ['>u1', '>ContinueConversation <b1'],
    },
    {
      when: 'within an hour, in answer to the message',
      after: 60 * MINUTES,
      replyToId: 'u1',
      shape: ['>u1 <b1'],
    },
    {
      when: 'after an hour, in answer to the message',
      after: 60 * MINUTES + 1,
      replyToId: 'u1',
      shape: ['>u1', '>ContinueConversation <b1'],
    },
  ])('$when → $shape', ({ after, replyToId, shape }) => {
    expect(shapeOf([fromUser('u1', 0), fromBot('b1', after, { replyToId })])).toEqual(shape);
  });
});

describe('who sent it', () => {
  const { user, bot } = WITHOUT_ROLE;
  const update = { type: 'conversationUpdate', from: { id: 'c1' }, recipient: bot };

  /** `>` = taken for the user's, `<` = for the bot's. */
  const directions = (activities: readonly unknown[]): string =>
    replay(activities)
      .turns.flatMap(({ facts }) => facts)
      .filter((fact) => fact.type === 'incoming' || fact.type === 'outgoing')
      .filter((fact) => fact.activity.name !== 'ContinueConversation')
      .toSorted((a, b) => a.at - b.at)
      .map((fact) => (fact.type === 'incoming' ? '>' : '<'))
      .join('');

  test.for([
    { rule: 'a role of the sender', fields: { from: { id: 'x', role: 'bot' } }, is: '<' },
    { rule: 'a role of the sender', fields: { from: { id: 'x', role: 'skill' } }, is: '<' },
    { rule: 'a role of the sender', fields: { from: USER, replyToId: 'x' }, is: '>' },
    {
      rule: 'a role of the sender',
      fields: { from: { id: 'x', role: 'agenticAppInstance' } },
      is: '<',
    },
    { rule: 'a role of the recipient', fields: { from: user, recipient: USER }, is: '<' },
    { rule: 'a role of the recipient', fields: { replyToId: 'x', recipient: BOT }, is: '>' },
    { rule: 'a number for a role', fields: { from: { id: 'x', role: 0 } }, is: '<' },
    {
      rule: 'a number for a role',
      fields: { from: { id: 'x', role: 1 }, replyToId: 'x' },
      is: '>',
    },
    {
      rule: 'a number for a role of the recipient',
      fields: { from: user, recipient: { id: 'x', role: 1 } },
      is: '<',
    },
    { rule: 'a number without a meaning', fields: { from: { id: 'x', role: 2 } }, is: '>' },
    { rule: 'an unknown role', fields: { from: { id: 'x', role: 'constructor' } }, is: '>' },
    { rule: 'a type', fields: { type: 'trace', from: USER }, is: '<' },
    { rule: 'a type', fields: { type: 'invokeResponse' }, is: '<' },
    { rule: 'a type', fields: { type: 'conversationUpdate', from: BOT }, is: '>' },
    { rule: 'a type', fields: { type: 'messageReaction', replyToId: 'x' }, is: '>' },
    { rule: 'a type', fields: { type: 'invoke', replyToId: 'x' }, is: '>' },
    { rule: 'a name', fields: { type: 'event', name: 'handoff.initiate' }, is: '<' },
    { rule: 'a name', fields: { type: 'event', name: 'handoff.status', replyToId: 'x' }, is: '>' },
    { rule: 'an answer', fields: { replyToId: 'x' }, is: '<' },
    { rule: 'an input hint', fields: { inputHint: 'acceptingInput' }, is: '<' },
    { rule: 'suggested actions', fields: { suggestedActions: { actions: [] } }, is: '<' },
    { rule: 'nothing at all', fields: {}, is: '>' },
    { rule: 'ids alone', fields: { from: user, recipient: bot }, is: '>' },
    {
      rule: 'an id of Teams',
      fields: { channelId: 'msteams', from: { id: '28:app' }, recipient: { id: '29:ann' } },
      is: '<',
    },
    {
      rule: 'an id of Teams',
      fields: {
        channelId: 'msteams',
        from: { id: '29:ann' },
        recipient: { id: '28:app' },
        replyToId: 'a card',
      },
      is: '>',
    },
  ])('$rule tells: $fields → $is', ({ fields, is }) => {
    expect(directions([activity('a', 0, fields)])).toBe(is);
  });

  test.for([
    {
      when: 'an update has named the bot',
      activities: [update, { from: user, recipient: bot }, { from: bot, recipient: user }],
      are: '>><',
    },
    {
      when: 'an update has named the bot, and users answer cards',
      activities: [update, { from: bot }, { from: user, replyToId: 'a1' }],
      are: '><>',
    },
    {
      when: 'a message was answered by name',
      activities: [
        { from: user },
        { from: bot, replyToId: 'a0' },
        { from: user },
        { from: bot },
        { from: user, replyToId: 'a3' },
      ],
      are: '><><>',
    },
    {
      when: 'only the ids change places',
      activities: [
        { from: user, recipient: bot },
        { from: bot, recipient: user },
        { from: user, recipient: bot },
      ],
      are: '><>',
    },
    {
      when: 'the bot has begun, and is answered',
      activities: [
        { from: bot, recipient: user, inputHint: 'expectingInput' },
        { from: user, recipient: bot },
        { from: bot, recipient: user },
      ],
      are: '<><',
    },
    {
      when: 'several users talk to one bot',
      activities: [update, { from: user }, { from: { id: 'bob' } }, { from: bot }],
      are: '>>><',
    },
    {
      when: 'the bot is known from another conversation',
      activities: [
        { from: BOT, conversation: { id: 'c0' } },
        { from: bot, recipient: { id: 'bob' } },
      ],
      are: '<<',
    },
  ])('without roles, when $when: $are', ({ activities, are }) => {
    expect(directions(activities.map((fields, i) => activity(`a${i}`, i, fields)))).toBe(are);
  });

  test('is not learned from what only happened to be first', () => {
    const activities = [
      { from: bot, recipient: user }, // a greeting that nothing shows to be the bot's
      { from: user, recipient: bot, type: 'invoke' },
      { from: bot, recipient: user },
      { from: user, recipient: bot },
    ];

    expect(directions(activities.map((fields, i) => activity(`a${i}`, i, fields)))).toBe('>><>');
  });
});

describe('times', () => {
  const timeOf = (fields: object): number | undefined =>
    replay([
      activity('first', 0),
      activity('a', 9, { conversation: { id: 'c2' }, ...fields }),
    ]).turns.find(({ origin }) => origin.conversation?.id === 'c2')?.origin.at;

  test.for([
    { what: 'ISO text', fields: { timestamp: '2018-05-04T10:00:00.123Z' }, at: '10:00:00.123Z' },
    { what: 'an offset', fields: { timestamp: '2018-05-04T12:00:00+02:00' }, at: '10:00:00Z' },
    { what: 'no zone is UTC', fields: { timestamp: '2018-05-04T10:00:00' }, at: '10:00:00Z' },
    {
      what: 'more digits, as .NET writes',
      fields: { timestamp: '2018-05-04T10:00:00.1234567Z' },
      at: '10:00:00.123Z',
    },
    {
      what: 'milliseconds',
      fields: { timestamp: Date.UTC(2018, 4, 4, 10) },
      at: '10:00:00Z',
    },
    {
      what: 'seconds, as Copilot Studio exports',
      fields: { timestamp: Date.UTC(2018, 4, 4, 10) / SECOND_MS },
      at: '10:00:00Z',
    },
    {
      what: 'seconds with a fraction',
      fields: { timestamp: Date.UTC(2018, 4, 4, 10) / SECOND_MS + 0.25 },
      at: '10:00:00.250Z',
    },
    {
      what: 'the local time alone',
      fields: { timestamp: undefined, localTimestamp: '2018-05-04T12:00:00+02:00' },
      at: '10:00:00Z',
    },
    {
      what: 'the local time instead of the year 1',
      fields: { timestamp: '0001-01-01T00:00:00Z', localTimestamp: '2018-05-04T10:00:00Z' },
      at: '10:00:00Z',
    },
  ])('$what', ({ fields, at }) => {
    expect(timeOf(fields)).toBe(Date.parse(`2018-05-04T${at}`));
  });

  test.for([
    { what: 'none', timestamp: undefined },
    { what: 'the year 1', timestamp: '0001-01-01T00:00:00Z' },
    { what: 'words', timestamp: 'yesterday' },
    { what: 'seconds of the year 1999', timestamp: Date.UTC(1999, 11, 31) / SECOND_MS },
    { what: 'the future', timestamp: iso(NOW + HOUR_MS + 1) },
    { what: 'an object', timestamp: {} },
  ])('$what is that of the one before in the conversation', ({ timestamp }) => {
    const { turns, withoutTime } = replay([
      fromUser('u1', 0),
      fromUser('x', 5, { conversation: { id: 'c2' } }),
      fromUser('u2', 9, { timestamp }),
      fromBot('b2', 9, { timestamp }),
    ]);

    expect(turns.find(({ facts }) => facts.length === 2)).toMatchObject({
      origin: { at: T0, receivedAt: T0 },
      facts: [{ at: T0, atReceipt: true }, { at: T0 }],
    });
    expect(withoutTime).toBe(2);
  });

  test('are needed once in a conversation', () => {
    const { problems, activities, turns } = replay([fromUser('u1', 0, { timestamp: undefined })]);

    expect(problems[0]).toContain('timestamp');
    expect({ activities, turns }).toEqual({ activities: 0, turns: [] });
  });
});

describe('what is no activity', () => {
  test.for(
    [null, 1, 'text', [], {}, { type: true }, { type: '' }, { text: 'hi' }].map((it) => [it]),
  )('%j', ([value]) => {
    const { problems, activities } = replay([value, fromUser('u', 0)]);

    expect(Object.keys(problems)).toEqual(['0']);
    expect(activities).toBe(1);
  });
});

describe('ids', () => {
  const turnIds = (activities: readonly unknown[]): string[] =>
    replay(activities).turns.map(({ origin }) => origin.turnId);
  const CONVERSATION = [fromUser('u1', 0), fromBot('b1', 1), fromUser('u2', 2), fromBot('b2', 900)];

  test('of turns are the same each time, and differ from turn to turn', () => {
    const ids = turnIds(CONVERSATION);

    expect(turnIds(CONVERSATION)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });

  test.for([
    { what: 'channel', more: { channelId: 'slack' } },
    { what: 'conversation', more: { conversation: { id: 'c2' } } },
    { what: 'activity', more: { id: 'u9' } },
    { what: 'type', more: { type: 'event' } },
  ])('of turns differ by $what', ({ more }) => {
    expect(turnIds([fromUser('u1', 0, more)])).not.toEqual(turnIds([fromUser('u1', 0)]));
  });

  test('of a turn that another transcript knows more of differs', () => {
    expect(turnIds([fromUser('u1', 0), fromBot('b1', 1)])).not.toEqual(
      turnIds([fromUser('u1', 0)]),
    );
  });

  const idsOf = (activities: readonly unknown[]): (string | undefined)[] =>
    replay(activities)
      .turns.flatMap(({ facts }) => facts)
      .map((fact) => ('activity' in fact ? fact.activity.id : undefined));
  const nameless = (seconds: number, more: object = {}): object =>
    fromUser('', seconds, { id: undefined, text: 'yes', ...more });

  test('of activities without one come from their content', () => {
    const first = idsOf([nameless(0)]);

    expect(first).toEqual([expect.stringMatching(/^content:[0-9a-f]{32}$/)]);
    expect(idsOf([nameless(0)])).toEqual(first);
    expect(idsOf([nameless(0, { text: 'no' })])).not.toEqual(first);
    expect(idsOf([nameless(1)])).not.toEqual(first);
  });

  test('of equal ones without a time of their own come from their place too', () => {
    const untimed = nameless(0, { timestamp: undefined });
    const ids = idsOf([fromUser('u1', 0), untimed, untimed, untimed]);

    expect(new Set(ids).size).toBe(4);
    expect(idsOf([fromUser('u1', 0), untimed, untimed, untimed])).toEqual(ids);
  });

  test('cannot be made of what is nested without end', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) value = [value];

    expect(replay([nameless(0, { value })]).problems[0]).toContain('nested');
  });
});

describe('what is open', () => {
  test('is bounded by the number of conversations: the one that was silent longest goes first', () => {
    const turns: CapturedTurn[] = [];
    const replayed = createReplay({ sink: (turn) => void turns.push(turn), now: NOW });
    for (let i = 0; i <= 1_000; i++) {
      replayed.add(fromUser(`u${i}`, 0, { conversation: { id: `c${i}` } }));
      if (i === 500) replayed.add(fromBot('b0', 0, { conversation: { id: 'c0' } }));
    }

    expect(shapes(turns)).toEqual(['>u1']);
  });

  test('is bounded by the number of facts', () => {
    const turns: CapturedTurn[] = [];
    const replayed = createReplay({ sink: (turn) => void turns.push(turn), now: NOW });
    for (let c = 0; c < 60; c++) {
      const conversation = { id: `c${c}` };
      replayed.add(fromUser('u', 0, { conversation }));
      for (let i = 1; i < MAX_FACTS_PER_TURN; i++) {
        replayed.add(fromBot(`b${i}`, 0, { conversation }));
      }
    }

    expect(turns.length).toBeGreaterThanOrEqual(60 - 20_000 / MAX_FACTS_PER_TURN);
    replayed.end();
    expect(turns).toHaveLength(60);
  });

  test('is closed after an hour, whoever goes on', () => {
    const turns: CapturedTurn[] = [];
    const replayed = createReplay({ sink: (turn) => void turns.push(turn), now: NOW });
    replayed.add(fromUser('u1', 0));
    replayed.add(fromUser('v1', 3_601, { conversation: { id: 'c2' } }));

    expect(shapes(turns)).toEqual(['>u1']);
  });

  test('is handed out in the order of the conversation', () => {
    expect(
      shapeOf([
        fromUser('u1', 0),
        fromUser('u2', 1),
        fromUser('u3', 2),
        fromBot('b1', 3, { replyToId: 'u1' }),
        fromUser('u4', 4),
      ]),
    ).toEqual(['>u1 <b1', '>u2', '>u3', '>u4']);
  });
});

describe('beside the middleware', () => {
  test('the same conversation gives the same turns', async () => {
    const capture = collectingCapture();
    const adapter = adapterWith(capture);
    const log: unknown[] = [];
    const run = async (incoming: object, replies: readonly object[]): Promise<void> => {
      log.push(structuredClone(incoming));
      const before = adapter.sent.length;
      await adapter.run(incoming, async (context) => {
        await context.sendActivities(replies.map((reply) => ({ ...reply })));
      });
      for (const [i, sent] of adapter.sent.slice(before).entries()) {
        log.push({
          ...(sent as object),
          id: `sent-${before + i + 1}`,
          timestamp: iso(NOW - 1_000),
        });
      }
    };
    const card = { contentType: 'application/vnd.microsoft.card.hero', content: { title: 'x' } };
    await run(message({ type: 'conversationUpdate', id: 'i1', membersAdded: [{ id: 'user-1' }] }), [
      { type: 'message', text: 'welcome', inputHint: 'expectingInput' },
    ]);
    await run(message({ id: 'i2', text: 'hi', locale: 'de', attachments: [{}], value: { a: 1 } }), [
      { type: 'typing' },
      { type: 'trace', name: 'QnAMaker', value: { queryResults: [], scoreThreshold: 0.3 } },
      { type: 'message', text: 'pick', attachments: [card], suggestedActions: { actions: [] } },
      { type: 'event', name: 'handoff.initiate', value: {} },
    ]);
    await run(message({ id: 'i3', type: 'invoke', name: 'adaptiveCard/action', value: {} }), [
      { type: 'invokeResponse', value: { status: 200 } },
    ]);
    await run(message({ id: 'i4', type: 'messageReaction', replyToId: 'sent-1' }), [
      { type: 'endOfConversation', code: 'completedSuccessfully' },
    ]);

    const comparable = (turns: readonly CapturedTurn[]): unknown =>
      turns.map((turn) => ({ ...turn, origin: { ...turn.origin, turnId: '', receivedAt: 0 } }));
    const replayed = replay(JSON.parse(JSON.stringify(log)) as unknown[]);

    expect(replayed.problems).toEqual({});
    expect(comparable(replayed.turns)).toEqual(comparable(capture.turns));
  });
});
