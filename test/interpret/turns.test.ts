import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import {
  NOON,
  activity,
  amendment,
  call,
  exchange,
  incoming,
  outgoing,
  stage,
  text,
  turn,
} from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const event = (name: string, more = {}) => activity({ type: 'event', name, ...more });

describe('messages', () => {
  test('the first act makes a user new, once', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    play(exchange(at(1)));

    expect(all('user_first_seen')).toMatchObject([{ at: at(0), user: 1, act: false }]);
  });

  test('receiving alone makes nobody new', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, event('ContinueConversation')), outgoing(NOON, text('sale!'))]));

    expect(all('user_first_seen')).toEqual([]);
  });

  test('only what reached the user was sent', () => {
    const { play, all } = stage();
    play(
      turn([
        incoming(NOON, text('hi')),
        outgoing(NOON, activity({ type: 'typing' })),
        outgoing(NOON, activity({ type: 'trace', name: 'LuisRecognizer' })),
        outgoing(NOON, activity({ type: 'invokeResponse' })),
        outgoing(NOON, text('lost'), 'failed'),
        outgoing(NOON, { ...text('half'), streamType: 'streaming' }),
        outgoing(NOON, { ...text('whole'), streamType: 'final' }),
        outgoing(NOON, text('answer lost on the way'), 'unknown'),
      ]),
    );

    expect(all('message_sent').map(({ data }) => data.textLength)).toEqual([5, 22]);
  });

  test('the first answer tells the response time', () => {
    const { play, all } = stage();
    play(
      turn([
        incoming(NOON, text('hi')),
        outgoing(NOON + 700, text('one')),
        outgoing(NOON + 900, text('two')),
      ]),
    );

    expect(all('message_sent').map(({ data }) => data.responseTimeMs)).toEqual([700, undefined]);
  });

  test('the response time of a message that the channel queued leaves out the queue', () => {
    const { play, all, sessions } = stage();
    const queued = turn([incoming(NOON, text('hi')), outgoing(NOON + 700, text('one'))], {
      receivedAt: NOON + 2 * HOUR_MS,
      at: NOON,
    });
    play(queued);

    expect(all('message_sent').map(({ data }) => data.responseTimeMs)).toEqual([700]);
    expect(sessions()).toMatchObject([{ received: 1, sent: 1 }]);
  });

  test('the response time of a long-running call leaves out the queue of the channel, too', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, text('hi', 'm'))], { receivedAt: NOON + 5_000, at: NOON }));
    const wake = activity({ type: 'event', name: 'ContinueConversation', id: 'm' });
    const later = [incoming(NOON + 5_010, wake), outgoing(NOON + 7_000, text('done'))];
    play(turn(later, { typeAtEnd: 'message' }));

    expect(all('message_sent').map(({ data }) => data.responseTimeMs)).toEqual([2_000]);
  });

  test('a pressed Adaptive Card action is a message, one that refreshes itself is a signal', () => {
    const press = (cardTrigger?: string) =>
      turn([
        incoming(
          NOON,
          activity({
            type: 'invoke',
            name: 'adaptiveCard/action',
            hasValue: true,
            ...(cardTrigger !== undefined && { cardTrigger }),
          }),
        ),
        outgoing(NOON, activity({ type: 'invokeResponse' })),
      ]);
    const { play, all } = stage();
    play(press('manual'));
    play(press());
    play(press('automatic'));

    expect(all('message_received')).toHaveLength(2);
    expect(all('signal_received')).toMatchObject([{ data: { name: 'adaptiveCard/action' } }]);
  });

  test.for([
    { who: 'a bot by its role', origin: { from: { id: 'x', role: 'bot' } } },
    { who: 'a skill’s parent', origin: { callerId: 'urn:botframework:aadappid:1' } },
  ])('what $who sends is a signal of nobody', ({ origin }) => {
    const { play, events } = stage();
    play(turn([incoming(NOON, text('hi'))], origin));

    expect(events.map(({ kind, user }) => [kind, user])).toEqual([['signal_received', undefined]]);
  });

  test.for([
    { who: 'the conversation itself', origin: { from: { id: 'c1' } } },
    { who: 'the bot', origin: { from: { id: 'bot' } } },
  ])('a message of $who is counted and nobody’s', ({ origin }) => {
    const { play, events } = stage();
    play(turn([incoming(NOON, text('hi')), outgoing(NOON, text('hello'))], origin));

    expect(events.map(({ kind, user }) => [kind, user])).toEqual([
      ['message_received', undefined],
      ['message_recognized', undefined],
      ['message_sent', undefined],
    ]);
  });

  test('in a private chat of Telegram the conversation has the id of the user', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, text('hi'))], { channel: 'telegram', from: { id: 'c1' } }));

    expect(all('message_received')).toMatchObject([{ act: true, user: 1 }]);
  });

  test('a turn that threw is unrecognized, and the error’s type is kept', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, text('hi'))], { error: { type: 'TypeError' } }));

    expect(all('message_unrecognized')).toMatchObject([{ data: { reason: 'turn_error' } }]);
    expect(all('turn_failed')).toMatchObject([{ data: { errorType: 'TypeError' } }]);
  });

  test('members are counted without the bot', () => {
    const { play, all } = stage();
    const members = [{ id: 'bot' }, { id: 'anna' }, { id: 'helper', role: 'bot' }];
    play(turn([incoming(NOON, activity({ type: 'conversationUpdate', membersAdded: members }))]));

    expect(all('member_added')).toMatchObject([{ data: { count: 1 } }]);
    expect(all('signal_received')).toHaveLength(1);
  });

  test('event ids are short, unique, and the same when the turn is interpreted again', () => {
    const captured = exchange(at(0), 'hi', { name: 'setTopic', topic: 'a' });
    const ids = (): string[] =>
      stage()
        .play(captured)
        .events.map(({ id }) => id);

    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(ids().length);
    expect(ids().every((id) => /^[0-9a-z-]{1,36}$/.test(id))).toBe(true);
  });
});

describe('amendments', () => {
  test('the apology of onTurnError belongs to the session and answers the message', () => {
    const { play, all, sessions } = stage();
    const failed = turn([incoming(NOON, text('hi'))], { error: { type: 'Error' } });
    play(failed);
    play(amendment(failed, [outgoing(NOON + 300, text('sorry'))]));

    expect(sessions()).toMatchObject([{ received: 1, sent: 1 }]);
    expect(all('message_sent')).toMatchObject([
      { turnId: failed.origin.turnId, data: { responseTimeMs: 300 } },
    ]);
  });

  test('what comes after endSession() stays in the session that it ended', () => {
    const { play, sessions } = stage();
    const bye = exchange(NOON, 'bye', { name: 'endSession' });
    play(bye);
    play(amendment(bye, [outgoing(NOON + 5000, text('one more thing'))]));

    expect(sessions()).toMatchObject([{ received: 1, sent: 2, ended: true }]);
  });

  test('a late verdict moves the message from one class to the other, and keeps the books of both', () => {
    const { play, all, sessions } = stage();
    const asked = exchange(NOON);
    play(asked);
    const late = play(amendment(asked, [call(at(5), { name: 'unrecognized' })]));
    play(amendment(asked, [call(at(6), { name: 'recognized', intent: 'Order' })]));

    expect(late).toMatchObject({ stored: 1, dropped: {} });
    expect(all('message_reclassified').map(({ at: when, data }) => [when, data])).toEqual([
      [NOON, { from: 'recognized', to: 'unrecognized', reason: 'developer' }],
      [NOON, { from: 'unrecognized', to: 'recognized', reason: 'developer', intent: 'Order' }],
    ]);
    expect(sessions()[0]?.lastClass).toBe('recognized');
  });

  test('a verdict that says what is known changes nothing', () => {
    const { play, all } = stage();
    const asked = exchange(NOON);
    play(asked);
    play(amendment(asked, [call(at(5), { name: 'recognized' })]));

    expect(all('message_reclassified')).toEqual([]);
  });

  test.for([
    { when: 'after exactly an hour', after: HOUR_MS, dropped: {} },
    { when: '1 ms later', after: HOUR_MS + 1, dropped: { late_verdict: 1 } },
  ])('a verdict $when', ({ after, dropped }) => {
    const { play } = stage();
    const asked = exchange(NOON);
    play(asked);

    expect(play(amendment(asked, [call(NOON + after, { name: 'unrecognized' })])).dropped).toEqual(
      dropped,
    );
  });

  test('a verdict in a turn without a message is counted', () => {
    const { play } = stage();
    const signal = turn([incoming(NOON, event('ping')), call(NOON, { name: 'recognized' })]);

    expect(play(signal).dropped).toEqual({ no_message: 1 });
  });

  test('the second turn of a long-running call answers the message of the first', () => {
    const { play, all, counted, told, sessions } = stage();
    play(turn([incoming(NOON, text('think', 'm1'))]));
    const second = turn(
      [
        incoming(NOON + 50, event('ContinueConversation', { id: 'm1' })),
        outgoing(NOON + 4000, text('thought')),
      ],
      { typeAtEnd: 'message' },
    );
    play(second);

    expect(counted('message_received')).toHaveLength(1);
    expect(told('message_received')).toMatchObject([{ data: { class: 'recognized' } }]);
    expect(all('signal_received')).toEqual([]);
    expect(all('message_sent')).toMatchObject([
      { data: { proactive: false, responseTimeMs: 4000 } },
    ]);
    expect(sessions()).toMatchObject([{ received: 1, sent: 1, lastClass: 'recognized' }]);
  });

  test('a long-running call that throws without an answer leaves its message unrecognized', () => {
    const { play, all, told } = stage();
    play(turn([incoming(NOON, text('think', 'm1'))]));
    play(
      turn([incoming(NOON + 50, event('ContinueConversation', { id: 'm1' }))], {
        typeAtEnd: 'message',
        error: { type: 'Error' },
      }),
    );

    expect(all('message_reclassified')).toEqual([]);
    expect(told('message_received')).toMatchObject([
      { data: { class: 'unrecognized', reason: 'turn_error' } },
    ]);
    expect(told('turn_failed')).toHaveLength(1);
  });

  test('a long-running call that throws takes back what its message was by default', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, text('think', 'm1')), outgoing(NOON + 9, text('wait'))]));
    play(
      turn([incoming(NOON + 50, event('ContinueConversation', { id: 'm1' }))], {
        typeAtEnd: 'message',
        error: { type: 'Error' },
      }),
    );

    expect(all('message_reclassified')).toMatchObject([
      { data: { from: 'recognized', to: 'unrecognized', reason: 'turn_error' } },
    ]);
  });

  test('a long-running call that throws changes nothing that the bot’s code had said', () => {
    const { play, all } = stage();
    const words = { name: 'recognized', intent: 'Think' } as const;
    play(turn([incoming(NOON, text('think', 'm1')), call(NOON + 9, words)]));
    play(
      turn([incoming(NOON + 50, event('ContinueConversation', { id: 'm1' }))], {
        typeAtEnd: 'message',
        error: { type: 'Error' },
      }),
    );

    expect(all('message_reclassified')).toEqual([]);
  });

  test('a proactive turn that reuses the id of a message is proactive if no message stands at its end', () => {
    const { play, all } = stage();
    play(turn([incoming(NOON, text('hi', 'm1'))]));
    play(
      turn([
        incoming(at(1), event('ContinueConversation', { id: 'm1' })),
        outgoing(at(1), text('sale!')),
      ]),
    );

    expect(all('message_sent')).toMatchObject([{ data: { proactive: true } }]);
  });

  test('updates and deletes are seen', () => {
    const { play, events } = stage();
    play(
      turn([
        incoming(NOON, text('hi')),
        { type: 'updated', at: NOON, activityId: 'x' },
        { type: 'deleted', at: NOON },
      ]),
    );

    expect(events.map(({ kind }) => kind)).toContain('message_updated');
    expect(events.map(({ kind }) => kind)).toContain('message_deleted');
  });
});

describe('marks', () => {
  test('a topic is recorded once per session, an action each time, the last result wins', () => {
    const { play, all, sessions } = stage();
    play(
      exchange(
        NOON,
        'hi',
        { name: 'setTopic', topic: 'orders' },
        { name: 'setTopic', topic: 'orders' },
        { name: 'recordAction', action: 'left phone' },
        { name: 'recordAction', action: 'left phone' },
        { name: 'setResult', result: 'asked' },
        { name: 'setResult', result: 'ordered' },
        { name: 'setAutomated', automated: false },
        { name: 'setAutomated', automated: true },
        { name: 'rateCsat', score: 4 },
        { name: 'rateNps', score: 9 },
      ),
    );

    expect(all('topic_set')).toHaveLength(1);
    expect(all('action_recorded')).toHaveLength(2);
    expect(all('result_set').map(({ data }) => data)).toEqual([
      { result: 'asked' },
      { result: 'ordered' },
    ]);
    expect(all('result_replaced')).toMatchObject([{ at: NOON + 500, data: { result: 'asked' } }]);
    expect(sessions()).toMatchObject([{ result: 'ordered', automated: true, csat: 4, nps: 9 }]);
  });

  test('a topic counts where it was set first, also if that arrives later', () => {
    const { play, all, sessions } = stage();
    const naming = (at: number) =>
      turn([incoming(at, text('hi')), call(at, { name: 'setTopic', topic: 'orders' })]);
    play(naming(NOON + 5000));
    play(naming(NOON + 9000));
    play(naming(NOON));

    expect(all('topic_set').map(({ at, only }) => [at - NOON, only])).toEqual([
      [5000, undefined],
      [0, 'reports'],
    ]);
    expect(all('topic_replaced')).toMatchObject([{ at: NOON + 5000, data: { topic: 'orders' } }]);
    expect(sessions()).toMatchObject([{ topics: [{ topic: 'orders', at: NOON }] }]);
  });

  test('what was said later wins, though its turn was queued first', () => {
    const { play, all, sessions } = stage();
    const slow = turn([
      incoming(NOON, text('slow')),
      call(NOON + 2000, { name: 'setResult', result: 'early' }),
      call(NOON + 2000, { name: 'setAutomated', automated: true }),
      call(NOON + 2000, { name: 'rateCsat', score: 1 }),
    ]);
    const quick = turn([
      incoming(NOON + 3000, text('quick')),
      call(NOON + 4000, { name: 'setResult', result: 'late' }),
      call(NOON + 4000, { name: 'setAutomated', automated: false }),
      call(NOON + 4000, { name: 'rateCsat', score: 5 }),
    ]);
    play(quick);
    play(slow);

    expect(sessions()).toMatchObject([{ result: 'late', automated: false, csat: 5 }]);
    expect(all('result_set')).toHaveLength(1);
    expect(all('csat_rated')).toHaveLength(2);
  });

  test('the 101st topic of a session is counted topic_limit', () => {
    const { play } = stage();
    const topics = Array.from({ length: 101 }, (_, i) => ({
      name: 'setTopic' as const,
      topic: `t${i}`,
    }));

    expect(play(exchange(NOON, 'hi', ...topics)).dropped).toEqual({ topic_limit: 1 });
  });

  test('dialogs nest, and the innermost open one is where the user is', () => {
    const { play, all, sessions } = stage();
    play(
      exchange(
        NOON,
        'hi',
        { name: 'startDialog', dialog: 'order' },
        { name: 'startDialog', dialog: 'address' },
      ),
    );
    expect(sessions()[0]?.lastDialog).toBe('address');
    play(exchange(at(1), 'x', { name: 'endDialog', dialog: 'address', outcome: 'completed' }));

    expect(sessions()[0]?.lastDialog).toBe('order');
    expect(all('dialog_started').map(({ data }) => data)).toEqual([
      { dialog: 'order' },
      { dialog: 'address', parent: 'order' },
    ]);
    expect(all('dialog_ended')).toMatchObject([{ data: { durationMs: MINUTE_MS } }]);
  });

  test('a click is an act: it opens a session by itself', () => {
    const { play, all, sessions } = stage();
    play(
      turn([
        incoming(NOON, event('clicked')),
        call(NOON, { name: 'recordClick', type: 'link', title: 'Pricing' }),
      ]),
    );

    expect(all('button_clicked')).toMatchObject([{ act: true, data: { confidence: 'certain' } }]);
    expect(all('user_first_seen')).toHaveLength(1);
    expect(sessions()).toMatchObject([{ messages: 0 }]);
  });

  test('a person is identified once under the same name', () => {
    const { play, all, events } = stage();
    play(exchange(at(0), 'hi', { name: 'identify', userId: 'customer-7' }));
    play(exchange(at(1), 'hi', { name: 'identify', userId: 'customer-7' }));
    play(exchange(at(2), 'hi', { name: 'identify', userId: 'customer-8' }));

    expect(all('user_identified')).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain('customer-7');
  });

  test('or once by the option, and a call of the turn comes first', () => {
    const { play, all } = stage();
    const named = { identity: 'customer-7' };
    play(turn([incoming(at(0), text('hi'))], named));
    play(turn([incoming(at(1), text('hi'))], named));
    expect(all('user_identified')).toMatchObject([{ at: at(0), sessionId: expect.anything() }]);

    const other = call(at(2), { name: 'identify', userId: 'customer-8' });
    play(turn([incoming(at(2), text('hi')), other], named));
    expect(all('user_identified')).toHaveLength(2);
  });

  test('and once more when they agree to be known', () => {
    const { play, all } = stage();
    const named = (minute: number, consent?: 'full') =>
      play(
        turn([incoming(at(minute), text('hi'))], {
          identity: 'customer-7',
          ...(consent && { consent }),
        }),
      );
    named(0);
    named(1, 'full');
    named(2, 'full');

    expect(all('user_identified').map((each) => each.at)).toEqual([at(0), at(1)]);
  });

  test('what somebody does who wants none of it is told to nobody', () => {
    const { play, events, told } = stage();
    const none = { consent: 'none' as const };
    play(turn([incoming(at(0), text('hi')), outgoing(at(0), text('hello'))], none));

    expect(events.length).toBeGreaterThan(1);
    expect(events.filter(({ only }) => only !== 'reports')).toEqual([]);
    expect(told('message_received')).toEqual([]);
  });
});
