import { describe, expect, test } from 'vitest';
import type { FeedbackVote, TurnCall } from '../../src/model/call.ts';
import { SHORT_KEY_LENGTH } from '../../src/model/state.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { Interpretation } from '../../src/interpret/interpretation.ts';
import type { CapturedActivity, DialogTrace, TurnOrigin } from '../../src/model/turn.ts';
import {
  NOON,
  activity,
  activityKey,
  amendment,
  call,
  exchange,
  incoming,
  outgoing,
  stage,
  text,
  turn,
} from './play.ts';
import type { Stage } from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;

const vote = (value: FeedbackVote, messageId?: string): TurnCall => ({
  name: 'recordFeedback',
  vote: value,
  ...(messageId !== undefined && { messageId }),
});

type Votes = NonNullable<CapturedActivity['votes']>;

/** A vote as the channel reports it, on the message of that id. */
const voting = (minute: number, votes: Votes, on?: string, origin: Partial<TurnOrigin> = {}) =>
  turn(
    [
      incoming(
        at(minute),
        activity({ type: 'messageReaction', votes, ...(on !== undefined && { replyToId: on }) }),
      ),
    ],
    origin,
  );

/** An answer on which users are asked to vote. */
const offering = (minute: number, id?: string) =>
  turn([
    incoming(at(minute), text('hi')),
    outgoing(at(minute) + 1000, { ...text('hello', id), feedbackOffered: true }),
  ]);

const answer = (minute: number): string => `out-${at(minute)}`;
const given = ({ all }: Stage): unknown[] =>
  all('feedback_given').map(({ data: { vote: value, replaces } }) => [value, replaces]);

describe('one vote per message and user', () => {
  test('the last vote on a message wins and names the one it replaces', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    play(exchange(at(20), 'x', vote('positive', answer(0))));
    play(exchange(at(21), 'x', vote('negative', answer(0))));
    play(exchange(at(22), 'x', vote('negative', answer(0))));
    play(exchange(at(23), 'x', vote('none', answer(0))));

    expect(all('feedback_given').map(({ data }) => data)).toMatchObject([
      { vote: 'positive', messageAt: NOON + 1000 },
      { vote: 'negative', replaces: 'positive', messageAt: NOON + 1000 },
      { vote: 'none', replaces: 'negative', messageAt: NOON + 1000 },
    ]);
  });

  test('also when the bot has said a lot since', () => {
    const one = stage();
    one.play(exchange(at(0)));
    one.play(voting(1, { added: 'positive' }, answer(0)));
    for (let minute = 2; minute < 20; minute++) one.play(exchange(at(minute)));
    one.play(voting(20, { added: 'negative' }, answer(0)));

    expect(one.all('feedback_given').map(({ data }) => data)).toMatchObject([
      { vote: 'positive', messageAt: at(0) + 1000 },
      { vote: 'negative', replaces: 'positive', messageAt: at(0) + 1000 },
    ]);
  });

  test.for<{ what: string; votes: readonly Votes[]; expected: unknown }>([
    { what: 'a reaction', votes: [{ added: 'positive' }], expected: [['positive', undefined]] },
    {
      what: 'a reaction that is taken back',
      votes: [{ added: 'positive' }, { removed: 'positive' }],
      expected: [
        ['positive', undefined],
        ['none', 'positive'],
      ],
    },
    {
      what: 'a reaction in the place of another, in one step',
      votes: [{ added: 'positive' }, { added: 'negative', removed: 'positive' }],
      expected: [
        ['positive', undefined],
        ['negative', 'positive'],
      ],
    },
    {
      what: 'the same in two steps, the new one first: what is removed no longer counts',
      votes: [{ added: 'positive' }, { added: 'negative' }, { removed: 'positive' }],
      expected: [
        ['positive', undefined],
        ['negative', 'positive'],
      ],
    },
    {
      what: 'given again after it was taken back',
      votes: [{ added: 'positive' }, { removed: 'positive' }, { added: 'positive' }],
      expected: [
        ['positive', undefined],
        ['none', 'positive'],
        ['positive', 'none'],
      ],
    },
    {
      what: 'taken back twice',
      votes: [{ added: 'neutral' }, { removed: 'neutral' }, { removed: 'neutral' }],
      expected: [
        ['neutral', undefined],
        ['none', 'neutral'],
      ],
    },
    { what: 'taken back and never given', votes: [{ removed: 'positive' }], expected: [] },
    {
      what: 'the same twice',
      votes: [{ added: 'positive' }, { added: 'positive' }],
      expected: [['positive', undefined]],
    },
  ])('$what', ({ votes, expected }) => {
    const one = stage();
    one.play(exchange(at(0)));
    votes.forEach((each, i) => one.play(voting(i + 1, each, answer(0))));

    expect(given(one)).toEqual(expected);
  });

  test('two votes within a turn are two, and the second replaces the first', () => {
    const one = stage();
    one.play(exchange(at(0)));
    one.play(exchange(at(1), 'x', vote('positive', answer(0)), vote('negative', answer(0))));

    expect(given(one)).toEqual([
      ['positive', undefined],
      ['negative', 'positive'],
    ]);
  });

  test('two users of a group vote for themselves', () => {
    const one = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    one.play(exchange(at(0)));
    one.play(voting(1, { added: 'positive' }, answer(0), group));
    one.play(voting(2, { added: 'negative' }, answer(0), { ...group, from: { id: 'bert' } }));
    one.play(voting(3, { removed: 'negative' }, answer(0), group));

    expect(one.all('feedback_given').map(({ user, data }) => [user, data.vote])).toEqual([
      [1, 'positive'],
      [2, 'negative'],
    ]);
  });
});

describe('the message that is voted on', () => {
  test('without a name it is the last one that offered feedback', () => {
    const { play, all } = stage();
    play(offering(0, 'asked'));
    play(exchange(at(1)));
    play(voting(2, { added: 'positive' }));
    play(voting(3, { added: 'negative' }, 'asked'));

    expect(all('feedback_given').map(({ data }) => data)).toMatchObject([
      { vote: 'positive', replaces: 'none', messageAt: at(0) + 1000, inferred: true },
      { vote: 'negative', replaces: 'positive', messageAt: at(0) + 1000 },
    ]);
  });

  test('or the last one at all, also if the channel gave it no id', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    play(turn([incoming(at(1), text('hi')), outgoing(at(1) + 9, text('hello'))]));
    play(voting(2, { added: 'positive' }));
    play(voting(3, { removed: 'positive' }));

    expect(all('feedback_given').map(({ data }) => data)).toMatchObject([
      { vote: 'positive', messageAt: at(1) + 9, inferred: true },
      { vote: 'none', replaces: 'positive', messageAt: at(1) + 9, inferred: true },
    ]);
  });

  test('is the answer of the very turn, if the bot’s code votes on that', () => {
    const { play, all } = stage();
    const asked = turn([incoming(at(0), text('hi')), outgoing(at(0) + 9, text('hello', 'mine'))]);
    play(asked);
    play(amendment(asked, [call(at(1), vote('positive', 'mine'))]));

    expect(all('feedback_given')).toMatchObject([{ data: { messageAt: at(0) + 9 } }]);
  });

  test('gives the vote its dialog and segment', () => {
    const { play, all } = stage();
    const stack: DialogTrace = {
      dialogs: [{ id: 'order' }],
      interrupted: false,
      ended: 'completed',
    };
    const trace = outgoing(at(0), activity({ type: 'trace', stack }));
    const asked = [incoming(at(0), text('hi')), trace, outgoing(at(0), text('hello', 'm1'))];
    play(turn(asked, { locale: 'de' }));
    play(voting(1, { added: 'positive' }, 'm1', { locale: 'en' }));

    expect(all('feedback_given')).toMatchObject([
      { segment: { locale: 'de' }, data: { dialog: 'order' } },
    ]);
  });

  test('that nobody remembers is as old as the vote on it', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    play(voting(5, { added: 'positive' }, 'from before the plug-in'));
    play(voting(9, { added: 'negative' }, 'from before the plug-in'));

    expect(all('feedback_given').map(({ data }) => data)).toEqual([
      { vote: 'positive', messageAt: at(5), messageSessionId: expect.any(String) },
      {
        vote: 'negative',
        replaces: 'positive',
        messageAt: at(5),
        messageSessionId: expect.any(String),
      },
    ]);
  });
});

describe('a vote', () => {
  test('is an act and no signal', () => {
    const { play, all } = stage();
    play(
      turn([
        incoming(at(0), activity({ type: 'conversationUpdate' })),
        outgoing(at(0), text('hi', 'm')),
      ]),
    );
    play(voting(45, { added: 'positive' }, 'm'));

    expect(all('feedback_given')).toMatchObject([{ act: true }]);
    expect(all('user_first_seen')).toMatchObject([{ at: at(45) }]);
    expect(all('session_started').map(({ data }) => data.entryPoint)).toEqual([
      'bot_message',
      'act',
    ]);
    expect(all('signal_received')).toHaveLength(1);
  });

  test('that the channel reports and the bot’s code records too is one', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    const reported = activity({
      type: 'messageReaction',
      replyToId: answer(0),
      votes: { added: 'positive' },
    });
    play(turn([incoming(at(1), reported), call(at(1), vote('positive', answer(0)))]));

    expect(all('signal_received')).toEqual([]);
    expect(all('feedback_given')).toHaveLength(1);
  });

  test('on no message is counted', () => {
    const { play, all } = stage();

    expect(play(voting(0, { added: 'positive' })).dropped).toEqual({ no_message: 1 });
    const first = turn([incoming(at(1), text('hi')), call(at(1), vote('positive'))]);
    expect(play(first).dropped).toEqual({ no_message: 1 });
    expect(all('feedback_given')).toEqual([]);
  });

  test.for([
    { who: 'nobody', origin: { from: { id: 'bot' } } },
    { who: 'another bot', origin: { from: { id: 'x', role: 'bot' } } },
  ])('of $who is counted', ({ origin }) => {
    const { play, all } = stage();
    play(exchange(at(0)));

    const reported = play(voting(1, { added: 'positive' }, answer(0), origin));
    const called = play(
      turn(
        [incoming(at(2), activity({ type: 'event' })), call(at(2), vote('positive', answer(0)))],
        origin,
      ),
    );

    expect(reported).toMatchObject({ stored: 0, dropped: { no_user: 1 } });
    expect(called).toMatchObject({ stored: 1, dropped: { no_user: 1 } });
    expect(all('feedback_given')).toEqual([]);
  });

  test('says of a message that feedback was offered', () => {
    const { play, all } = stage();
    play(offering(0, 'm'));
    play(exchange(at(1)));

    expect(all('message_sent').map(({ data }) => data.feedbackOffered)).toEqual([true, undefined]);
  });
});

describe('a message on which the bot asks for a vote', () => {
  /** The rows of votes as the store has them in the end. */
  const kept = (answers: readonly Interpretation[]): unknown[] =>
    Object.values(
      Object.fromEntries(
        answers.flatMap(({ votes }) => votes).map(({ message, vote: value }) => [message, value]),
      ),
    );

  test('is one without a vote until there is one', () => {
    const { play, all } = stage();

    expect(play(offering(0, 'm')).votes).toEqual([
      {
        message: activityKey('m').slice(0, SHORT_KEY_LENGTH),
        vote: 'none',
        messageAt: at(0) + 1000,
        segment: expect.objectContaining({ locale: 'en-US' }),
        sessionId: all('message_sent')[0]?.sessionId,
      },
    ]);
    expect(all('feedback_given')).toEqual([]);
  });

  test('is known by its vote however late, with its time, segment, dialog and session', () => {
    const { play, all, sessions } = stage();
    const stack: DialogTrace = {
      dialogs: [{ id: 'order' }],
      interrupted: false,
      ended: 'completed',
    };
    const sent = outgoing(at(0), { ...text('hello', 'm'), feedbackOffered: true });
    const trace = outgoing(at(0), activity({ type: 'trace', stack }));
    play(turn([incoming(at(0), text('hi')), sent, trace], { locale: 'de' }));
    for (let minute = 40; minute < 80; minute++) play(exchange(at(minute)));
    play(voting(900, { added: 'positive' }, 'm'));
    play(voting(901, { removed: 'positive' }, 'm'));

    const [first] = sessions();
    expect(all('feedback_given')).toMatchObject(
      [
        { vote: 'positive', replaces: 'none' },
        { vote: 'none', replaces: 'positive' },
      ].map((data) => ({
        segment: { locale: 'de' },
        data: { ...data, messageAt: at(0), dialog: 'order', messageSessionId: first!.id },
      })),
    );
  });

  test.for([
    { what: 'a vote of none', votes: { added: 'none' as const } },
    {
      what: 'a vote that is taken back and was never given',
      votes: { removed: 'positive' as const },
    },
  ])('is not changed by $what', ({ votes }) => {
    const { play, all } = stage();
    play(offering(0, 'm'));

    expect(play(voting(1, votes, 'm')).votes).toEqual([]);
    expect(all('feedback_given')).toEqual([]);
  });

  test('and is voted on in the same turn is stored once', () => {
    const { play, all } = stage();
    const sent = outgoing(at(0), { ...text('hello', 'm'), feedbackOffered: true });
    const answer = play(
      turn([incoming(at(0), text('hi')), sent, call(at(0), vote('positive', 'm'))]),
    );

    expect(kept([answer])).toEqual(['positive']);
    expect(answer.votes).toHaveLength(1);
    expect(all('feedback_given')).toMatchObject([{ data: { replaces: 'none' } }]);
  });

  test('is not counted a second time if the vote on it was recorded before its turn', () => {
    const { play, all } = stage();
    play(exchange(at(0)));
    const answers = [play(voting(1, { added: 'positive' }, 'm')), play(offering(2, 'm'))];

    expect(kept(answers)).toEqual(['positive']);
    expect(all('message_sent').map(({ data }) => data.feedbackOffered)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('without an id is known by its time', () => {
    const { play, all } = stage();

    expect(play(offering(0)).votes).toMatchObject([{ message: `@${at(0) + 1000}`, vote: 'none' }]);
    play(exchange(at(1)));
    play(voting(2, { added: 'negative' }));
    expect(all('feedback_given')).toMatchObject([{ data: { replaces: 'none', inferred: true } }]);
  });

  test('and another without an id at the same time are two', () => {
    const { play, all } = stage();
    const sent = () => outgoing(at(0), { ...text('hello'), feedbackOffered: true });

    expect(play(turn([incoming(at(0), text('hi')), sent(), sent()])).votes).toHaveLength(1);
    expect(all('message_sent').map(({ data }) => data.feedbackOffered)).toEqual([true, true]);
  });

  test.for<{ what: string; origin: Partial<TurnOrigin> }>([
    {
      what: 'sent to a group by the bot’s own accord',
      origin: { conversation: { id: 'c1', isGroup: true } },
    },
    { what: 'sent to nobody', origin: { from: { id: 'bot' } } },
  ])('and that is $what is nobody’s to vote on', ({ origin }) => {
    const { play, all } = stage();
    const sent = outgoing(at(0), { ...text('hello', 'm'), feedbackOffered: true });
    const event = activity({ type: 'event', name: 'ContinueConversation' });
    const { votes } = play(turn([incoming(at(0), event), sent], origin));

    const [sending] = all('message_sent');
    expect(votes).toEqual([]);
    expect(sending).toMatchObject({ data: { feedbackOffered: true } });
    expect(sending).not.toHaveProperty('sessionId');
  });

  test('outside of a conversation can never be voted on', () => {
    const { play, all } = stage();
    const { origin, ...rest } = offering(0, 'm');
    const { conversation: _, ...nowhere } = origin;

    expect(play({ ...rest, origin: nowhere }).votes).toEqual([]);
    expect(all('message_sent')[0]?.data.feedbackOffered).toBeUndefined();
  });

  test('of a human who has the conversation is none of the bot’s', () => {
    const { play, all } = stage();
    play(exchange(at(0), 'x', { name: 'requestHandover' }, { name: 'acceptHandover' }));

    expect(play(offering(1, 'm')).votes).toEqual([]);
    expect(all('message_sent')[1]?.data).toMatchObject({ author: 'agent' });
    expect(all('message_sent')[1]?.data.feedbackOffered).toBeUndefined();
  });
});
