import { describe, expect, test } from 'vitest';
import type { CapturedActivity, CapturedTurn, Fact } from '../../src/model/turn.ts';
import { SECOND_MS } from '../../src/model/time.ts';
import { SETTLE_AFTER_MS } from '../../src/model/state.ts';
import {
  NOON,
  SETTINGS,
  activity,
  amendment,
  call,
  exchange,
  incoming,
  outgoing,
  settling,
  stage,
  text,
  turn,
} from './play.ts';
import type { Stage } from './play.ts';

const at = (seconds: number): number => NOON + seconds * SECOND_MS;
const event = (name: string, more: Partial<CapturedActivity> = {}) =>
  activity({ type: 'event', name, ...more });

/** A message that nobody has answered when its turn is over. */
const unanswered = (seconds = 0, words = 'hm'): CapturedTurn =>
  turn([incoming(at(seconds), text(words, `m-${seconds}`))]);

const LATE = ['recognized', 'late_answer'];
const NEVER = ['unrecognized', 'no_answer'];

/** What destinations are told of messages, as `[class, reason]`. */
const told = (one: Stage): unknown[] =>
  one.told('message_received').map(({ data }) => [data.class, data.reason]);

/** Messages by class, as reports count them. */
const counted = (one: Stage): Record<string, number> => {
  const sums = { recognized: 0, unrecognized: 0, system: 0 };
  for (const { data } of one.counted('message_received')) sums[data.class] += 1;
  for (const { data } of one.counted('message_reclassified')) {
    sums[data.from] -= 1;
    sums[data.to] += 1;
  }
  return sums;
};

const ONE_RECOGNIZED = { recognized: 1, unrecognized: 0, system: 0 };
const ONE_UNRECOGNIZED = { recognized: 0, unrecognized: 1, system: 0 };

describe('a message without an answer', () => {
  test('counts as unrecognized at once, and destinations hear of it later', () => {
    const one = stage();
    one.play(unanswered());

    expect(counted(one)).toEqual(ONE_UNRECOGNIZED);
    expect(one.counted('message_unrecognized')).toMatchObject([
      { data: { reason: 'no_answer', confidence: 'probable' } },
    ]);
    expect(told(one)).toEqual([]);
    expect(one.told('message_unrecognized')).toEqual([]);
    expect(one.told('session_started')).toHaveLength(1);
    expect(one.told('user_first_seen')).toHaveLength(1);
  });

  test.for<{ what: string; facts: readonly Fact[]; waits: boolean }>([
    { what: 'typing', facts: [outgoing(at(1), activity({ type: 'typing' }))], waits: true },
    { what: 'a trace', facts: [outgoing(at(1), activity({ type: 'trace' }))], waits: true },
    { what: 'a message that failed', facts: [outgoing(at(1), text('x'), 'failed')], waits: true },
    {
      what: 'the first half of a streamed answer',
      facts: [outgoing(at(1), { ...text('x'), streamType: 'streaming' })],
      waits: true,
    },
    { what: 'a deleted message', facts: [{ type: 'deleted', at: at(1) }], waits: true },
    { what: 'a mark', facts: [call(at(1), { name: 'setTopic', topic: 'x' })], waits: true },
    { what: 'a message', facts: [outgoing(at(1), text('x'))], waits: false },
    {
      what: 'a message that may have come',
      facts: [outgoing(at(1), text('x'), 'unknown')],
      waits: false,
    },
    {
      what: 'a streamed answer',
      facts: [outgoing(at(1), { ...text('x'), streamType: 'final' })],
      waits: false,
    },
    { what: 'an event to the page', facts: [outgoing(at(1), event('open'))], waits: false },
    { what: 'an updated card', facts: [{ type: 'updated', at: at(1) }], waits: false },
    { what: 'a human', facts: [call(at(1), { name: 'requestHandover' })], waits: false },
    { what: 'a verdict', facts: [call(at(1), { name: 'recognized' })], waits: false },
  ])('$what within the turn: waits $waits', ({ facts, waits }) => {
    const one = stage();
    one.play(turn([incoming(at(0), text('hm')), ...facts]));

    expect(one.told('message_received')).toHaveLength(waits ? 0 : 1);
  });

  test('and whose turn threw is none of these', () => {
    const one = stage();
    one.play(turn([incoming(at(0), text('hm'))], { error: { type: 'Error' } }));

    expect(told(one)).toEqual([['unrecognized', 'turn_error']]);
  });

  test('and that the bot’s code calls so for a reason of that name is settled', () => {
    const one = stage();
    const words = { name: 'unrecognized', reason: 'no_answer' } as const;
    const asked = turn([incoming(at(0), text('hm')), call(at(1), words)]);
    one.play(asked);
    one.play(amendment(asked, [outgoing(at(5), text('sorry'))]));

    expect(told(one)).toEqual([NEVER]);
    expect(counted(one)).toEqual(ONE_UNRECOGNIZED);
  });

  test('is settled by a command or an empty message of no weight: these never wait', () => {
    const one = stage();
    one.play(turn([incoming(at(0), text('/start'))]));
    one.play(turn([incoming(at(1), text(' '))]));

    expect(told(one)).toEqual([
      ['system', 'command'],
      ['system', 'empty'],
    ]);
  });
});

describe('what settles it', () => {
  const proactive = (
    seconds: number,
    facts: readonly Fact[],
    more: Parameters<typeof turn>[1] = {},
  ) => turn([incoming(at(seconds), event('ContinueConversation', { id: 'wake' })), ...facts], more);
  const continuation = (seconds: number, facts: readonly Fact[], more: object = {}) =>
    turn([incoming(at(seconds), event('ContinueConversation', { id: 'm-0' })), ...facts], {
      typeAtEnd: 'message',
      ...more,
    });
  const answer = (seconds: number, words = 'here') => outgoing(at(seconds), text(words));

  test.for<{
    what: string;
    next: (of: CapturedTurn) => Parameters<Stage['play']>[0];
    message: readonly string[] | 'waits';
  }>([
    { what: 'the next message of the user', next: () => exchange(at(5)), message: NEVER },
    {
      what: 'a signal of the channel',
      next: () => turn([incoming(at(5), activity({ type: 'conversationUpdate' }))]),
      message: NEVER,
    },
    {
      what: 'an answer by amendment',
      next: (of) => amendment(of, [answer(5)]),
      message: LATE,
    },
    {
      what: 'an event by amendment',
      next: (of) => amendment(of, [outgoing(at(5), event('open'))]),
      message: LATE,
    },
    {
      what: 'a handover by amendment',
      next: (of) => amendment(of, [call(at(5), { name: 'requestHandover' })]),
      message: LATE,
    },
    {
      what: 'typing by amendment',
      next: (of) => amendment(of, [outgoing(at(5), activity({ type: 'typing' }))]),
      message: 'waits',
    },
    {
      what: 'a trace by amendment',
      next: (of) => amendment(of, [outgoing(at(5), activity({ type: 'trace' }))]),
      message: 'waits',
    },
    {
      what: 'an answer that failed',
      next: (of) => amendment(of, [outgoing(at(5), text('x'), 'failed')]),
      message: 'waits',
    },
    { what: 'the continuation', next: () => continuation(1, [answer(20)]), message: LATE },
    { what: 'a continuation without a word', next: () => continuation(1, []), message: 'waits' },
    {
      what: 'a continuation that throws',
      next: () => continuation(1, [], { error: { type: 'Error' } }),
      message: ['unrecognized', 'turn_error'],
    },
    {
      what: 'a continuation that answers and throws',
      next: () => continuation(1, [answer(9)], { error: { type: 'Error' } }),
      message: ['unrecognized', 'turn_error'],
    },
    { what: 'a proactive answer', next: () => proactive(9, [answer(9)]), message: LATE },
    {
      what: 'a proactive turn without a word',
      next: () => proactive(9, [outgoing(at(9), activity({ type: 'typing' }))]),
      message: 'waits',
    },
    {
      what: 'a proactive answer, whatever its code says of its own turn',
      next: () => proactive(9, [answer(9), call(at(9), { name: 'unrecognized' })]),
      message: LATE,
    },
    {
      what: 'an answer after exactly a minute',
      next: (of) => amendment(of, [answer(60)]),
      message: LATE,
    },
    { what: 'an answer after it', next: (of) => amendment(of, [answer(60.001)]), message: NEVER },
    {
      what: 'a proactive answer after it',
      next: () => proactive(61, [answer(61)]),
      message: NEVER,
    },
    {
      what: 'an answer within the minute of a turn that went on for longer',
      next: () => continuation(1, [answer(30), answer(90)]),
      message: LATE,
    },
    {
      what: 'an answer that is a fallback text',
      next: (of) => amendment(of, [answer(5, 'pardon?')]),
      message: ['unrecognized', 'fallback_text'],
    },
    {
      what: 'an answer, and a recognizer found an intent',
      next: (of) =>
        amendment(of, [
          outgoing(
            at(4),
            activity({
              type: 'trace',
              recognition: { recognizer: 'clu', intent: 'Order', score: 0.9 },
            }),
          ),
          answer(5),
        ]),
      message: ['recognized', 'intent'],
    },
    {
      what: 'an answer, and a recognizer found nothing',
      next: (of) =>
        amendment(of, [
          outgoing(
            at(4),
            activity({ type: 'trace', recognition: { recognizer: 'clu', score: 0 } }),
          ),
          answer(5),
        ]),
      message: ['unrecognized', 'no_intent'],
    },
    {
      what: 'a late verdict',
      next: (of) => amendment(of, [call(at(5), { name: 'recognized', intent: 'Order' })]),
      message: ['recognized', 'developer'],
    },
    {
      what: 'a late verdict to the contrary',
      next: (of) => amendment(of, [call(at(5), { name: 'unrecognized', reason: 'refused' })]),
      message: ['unrecognized', 'refused'],
    },
    {
      what: 'an answer with a verdict',
      next: (of) => amendment(of, [answer(5), call(at(5), { name: 'unrecognized' })]),
      message: ['unrecognized', 'developer'],
    },
    { what: 'the clock, a moment too early', next: (of) => settling(of, at(60)), message: 'waits' },
    { what: 'the clock', next: (of) => settling(of, at(60) + 1), message: NEVER },
  ])('$what → $message', ({ next, message }) => {
    const one = stage(SETTINGS, (list, words) => list === 'fallbackTexts' && words === 'pardon?');
    const asked = unanswered();
    one.play(asked);
    one.play(next(asked));
    const waits = message === 'waits';
    const [mine, ...others] = one.told('message_received').filter(({ at: when }) => when === at(0));

    expect(mine && [mine.data.class, mine.data.reason]).toEqual(waits ? undefined : message);
    expect(others).toEqual([]);
    const isRecognized = message[0] === 'recognized';
    const rest = one.counted('message_received').length - 1;
    expect(counted(one)).toEqual({
      recognized: rest + (isRecognized ? 1 : 0),
      unrecognized: isRecognized ? 0 : 1,
      system: 0,
    });
    expect(one.conversation().recentTurns[0]?.message?.settleAt).toBe(
      waits ? at(0) + SETTLE_AFTER_MS : undefined,
    );
  });

  test('is asked by the bot’s clock, also if the channel had queued the message', () => {
    const one = stage();
    const queued = turn([incoming(at(0), text('hm'))], { at: at(0), receivedAt: at(3_600) });
    one.play(queued);
    one.play(settling(queued, at(3_660)));
    expect(told(one)).toEqual([]);

    one.play(amendment(queued, [outgoing(at(50), text('here'))]));
    expect(told(one)).toEqual([LATE]);
  });
});

describe('once it is settled', () => {
  test('it stays so: a second late answer, or the clock, changes nothing', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    one.play(amendment(asked, [outgoing(at(5), text('here'))]));
    one.play(amendment(asked, [outgoing(at(6), text('and here'))]));
    one.play(settling(asked, at(100)));

    expect(told(one)).toEqual([LATE]);
    expect(counted(one)).toEqual(ONE_RECOGNIZED);
  });

  test('an answer after the minute is an answer, but the message stays what it was', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    one.play(settling(asked, at(61)));
    one.play(amendment(asked, [outgoing(at(65), text('here'))]));

    expect(told(one)).toEqual([NEVER]);
    expect(counted(one)).toEqual(ONE_UNRECOGNIZED);
    expect(one.all('message_sent')).toMatchObject([{ data: { responseTimeMs: 65_000 } }]);
  });

  test('a verdict within the hour still moves it, and everybody hears of that', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    one.play(settling(asked, at(61)));
    one.play(amendment(asked, [call(at(90), { name: 'recognized', intent: 'Order' })]));

    expect(told(one)).toEqual([NEVER]);
    expect(one.told('message_reclassified')).toMatchObject([
      { data: { from: 'unrecognized', to: 'recognized', intent: 'Order' } },
    ]);
    expect(counted(one)).toEqual(ONE_RECOGNIZED);
  });

  test('the session knows what its last message was', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    expect(one.sessions()).toMatchObject([{ lastClass: 'unrecognized' }]);
    one.play(amendment(asked, [outgoing(at(5), text('here'))]));

    expect(one.sessions()).toMatchObject([{ lastClass: 'recognized', received: 1, sent: 1 }]);
  });

  test('the next message does not wait for the one before it', () => {
    const one = stage();
    one.play(unanswered(0, 'one'));
    const second = unanswered(5, 'two');
    one.play(second);
    one.play(amendment(second, [outgoing(at(6), text('both'))]));

    expect(told(one)).toEqual([NEVER, LATE]);
  });
});

describe('what destinations hear', () => {
  test('says the same of the message as the reports, and is at the time of the message', () => {
    const one = stage();
    const asked = turn([incoming(at(0), { ...text('hm'), attachmentCount: 2 })], { locale: 'de' });
    one.play(asked);
    one.play(amendment(asked, [outgoing(at(5), text('here'))]));
    const [first] = one.counted('message_received');
    const [later] = one.told('message_received');

    expect(later).toEqual({
      ...first,
      id: later?.id,
      only: 'destinations',
      sincePreviousMs: 0,
      data: { ...first?.data, class: 'recognized', reason: 'late_answer' },
    });
    expect(one.told('message_recognized')).toMatchObject([
      { at: at(0), sessionId: first?.sessionId, data: { reason: 'late_answer' } },
    ]);
    expect(one.told('message_unrecognized')).toEqual([]);
    expect(one.told('message_reclassified')).toEqual([]);
  });

  test('names the dialog in which the message was not understood', () => {
    const one = stage();
    one.play(exchange(at(-9), 'x', { name: 'startDialog', dialog: 'order' }));
    const asked = unanswered();
    one.play(asked);
    one.play(settling(asked, at(61)));

    expect(one.told('message_unrecognized')).toMatchObject([{ data: { dialog: 'order' } }]);
  });

  test('names the session also if that was cut meanwhile', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    one.play(exchange(at(30), 'again', { name: 'startSession' }));

    const [first, second] = one.told('message_received');
    expect(first?.sessionId).toBe(one.sessions()[0]?.id);
    expect(second?.sessionId).toBe(one.sessions()[1]?.id);
  });

  test('of a group names whose message it was, whoever speaks next', () => {
    const one = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    one.play(turn([incoming(at(0), text('anybody?'))], group));
    one.play(
      turn([incoming(at(5), text('me')), outgoing(at(6), text('hi'))], {
        ...group,
        from: { id: 'bert' },
      }),
    );
    const [anna, bert] = one.told('message_received');

    expect(anna).toMatchObject({ user: 1, sessionId: one.sessions()[0]?.id });
    expect(bert).toMatchObject({ user: 2, sessionId: one.sessions()[1]?.id });
    expect(one.sessions()).toMatchObject([
      { received: 1, sent: 0 },
      { received: 1, sent: 1 },
    ]);
  });

  test('of a group takes nobody else into the session of the message', () => {
    const one = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    const bert = { ...group, from: { id: 'bert' } };
    one.play(turn([incoming(at(0), text('hi')), outgoing(at(1), text('hello'))], bert));
    one.play(turn([incoming(at(9), text('anybody?'))], group));
    one.play(turn([incoming(at(-5), text('late'))], bert));

    expect(one.sessions().map(({ user, received }) => [user, received])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  test('makes nobody new who did nothing', () => {
    const one = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    one.play(turn([incoming(at(0), text('anybody?'))], group));
    one.play(
      turn([incoming(at(5), activity({ type: 'conversationUpdate' }))], {
        ...group,
        from: { id: 'bert' },
      }),
    );
    one.play(turn([incoming(at(9), text('me'))], { ...group, from: { id: 'bert' } }));

    expect(one.all('user_first_seen').map(({ user, at: when }) => [user, when])).toEqual([
      [1, at(0)],
      [2, at(9)],
    ]);
  });

  test('of a proactive answer to a group the session of who had asked learns its class', () => {
    const one = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    one.play(turn([incoming(at(0), text('anybody?'))], group));
    one.play(
      turn([incoming(at(5), event('ContinueConversation')), outgoing(at(5), text('me'))], {
        ...group,
        from: { id: 'c1' },
      }),
    );

    expect(told(one)).toEqual([LATE]);
    expect(one.sessions()).toMatchObject([{ lastClass: 'recognized' }]);
  });

  test('is settled once per message with ids of its own', () => {
    const one = stage();
    const asked = unanswered();
    one.play(asked);
    one.play(settling(asked, at(61)));
    const ids = one.events.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-z-]{1,36}$/u.test(id))).toBe(true);
  });
});

describe('a message whose turn goes on', () => {
  const asked = (seconds: number) =>
    turn([incoming(at(seconds), text('hm', `m-${seconds}`))], { receivedAt: at(seconds) });
  const goesOn = (seconds: number, of: number, facts: readonly Fact[]) =>
    turn([incoming(at(seconds), event('ContinueConversation', { id: `m-${of}` })), ...facts], {
      typeAtEnd: 'message',
    });
  const reply = (seconds: number) => outgoing(at(seconds), text('yes', `r-${seconds}`));

  test('is answered by its own continuation, however many wait and whoever types meanwhile', () => {
    const one = stage();
    for (const seconds of [0, 1, 2]) one.play(asked(seconds));
    one.play(turn([incoming(at(3), activity({ type: 'typing' }))]));
    for (const seconds of [0, 1, 2]) {
      one.play(goesOn(seconds, seconds, [reply(10 + seconds)]));
    }

    expect(counted(one)).toEqual({ recognized: 3, unrecognized: 0, system: 0 });
    expect(one.all('message_reclassified').map(({ data }) => data.to)).toEqual(
      Array.from({ length: 3 }, () => 'recognized'),
    );
  });

  test('is answered by its continuation also after the minute', () => {
    const one = stage();
    one.play(asked(0));
    one.play(goesOn(1, 0, [reply(90)]));

    expect(counted(one)).toEqual(ONE_RECOGNIZED);
  });

  test('can be judged by code that runs on after the continuation', () => {
    const one = stage();
    one.play(asked(0));
    const continuation = goesOn(1, 0, [reply(5)]);
    one.play(continuation);
    const { dropped } = one.play(amendment(continuation, [call(at(6), { name: 'unrecognized' })]));

    expect(dropped).toEqual({});
    expect(counted(one)).toEqual(ONE_UNRECOGNIZED);
  });

  test('stays what the bot’s code has said, whatever comes after', () => {
    const one = stage();
    const first = asked(0);
    one.play(first);
    one.play(asked(1));
    one.play(amendment(first, [call(at(2), { name: 'unrecognized' })]));
    one.play(goesOn(3, 0, [reply(4)]));

    expect(one.all('message_reclassified')).toEqual([]);
  });

  test('is judged by the last of several verdicts, once', () => {
    const one = stage();
    one.play(asked(0));
    one.play(
      goesOn(1, 0, [
        call(at(2), { name: 'unrecognized' }),
        call(at(3), { name: 'recognized', intent: 'Book' }),
        reply(5),
      ]),
    );

    expect(told(one)).toHaveLength(1);
    expect(one.all('message_reclassified').filter(({ only }) => only === undefined)).toEqual([]);
    expect(counted(one)).toEqual(ONE_RECOGNIZED);
  });
});

test('a message that the bot answers by a turn of its own within its turn is answered', () => {
  const one = stage();
  for (const seconds of [0, 20]) {
    one.play(
      turn([
        incoming(at(seconds + 1), event('ContinueConversation')),
        outgoing(at(seconds + 2), text('from the skill')),
      ]),
    );
    one.play(turn([incoming(at(seconds), text('hm', `m-${seconds}`))]));
  }

  expect(counted(one)).toEqual({ recognized: 2, unrecognized: 0, system: 0 });
});

test('what the bot said before the message was received is no answer to it', () => {
  const one = stage();
  one.play(
    turn([incoming(at(1), event('ContinueConversation')), outgoing(at(1), text('breaking news'))]),
  );
  one.play(turn([incoming(at(-3), text('hm', 'm'))], { receivedAt: at(10), at: at(-3) }));

  expect(counted(one)).toEqual(ONE_UNRECOGNIZED);
});
