import { describe, expect, test } from 'vitest';
import type { TurnCall } from '../../src/model/call.ts';
import type { HandoverSign, OfferedButton } from '../../src/model/turn.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import {
  NOON,
  SETTINGS,
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
import type { Matches } from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;
const event = (name: string, more = {}) => activity({ type: 'event', name, ...more });
const initiated = event('handoff.initiate', { handover: 'requested' });

describe('requests and answers', () => {
  test('the signs of one request are one request, until it is over', () => {
    const { play, all, sessions } = stage();
    play(exchange(at(0), 'human', { name: 'requestHandover' }));
    play(turn([incoming(at(1), text('human!')), outgoing(at(1), initiated)]));
    play(exchange(at(2), 'x', { name: 'acceptHandover' }));
    play(exchange(at(3), 'x', { name: 'completeHandover' }));
    play(exchange(at(4), 'human', { name: 'requestHandover', via: 'ticket' }));

    expect(all('handover_requested').map(({ data }) => data.via)).toEqual(['takeover', 'ticket']);
    expect(all('handover_accepted')).toMatchObject([{ data: { waitMs: 2 * MINUTE_MS } }]);
    expect(all('handover_completed')).toMatchObject([{ data: { durationMs: MINUTE_MS } }]);
    expect(sessions()[0]?.handovers).toBe(2);
  });

  test.for([
    {
      what: 'the previous message was not understood',
      before: 'unrecognized',
      reason: 'after_fallback',
    },
    { what: 'it was', before: 'recognized', reason: 'direct' },
  ] as const)('asked for when $what: $reason', ({ before, reason }) => {
    const { play, all } = stage();
    play(exchange(at(0), 'x', { name: before }));
    play(exchange(at(1), 'human', { name: 'requestHandover' }));

    expect(all('handover_requested')).toMatchObject([{ data: { reason } }]);
  });

  test('a message not understood in the session before does not count', () => {
    const { play, all } = stage();
    play(exchange(at(0), 'x', { name: 'unrecognized' }));
    play(exchange(at(100), 'human', { name: 'requestHandover' }));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'direct' } }]);
  });

  test('the developer’s reason wins', () => {
    const { play, all } = stage();
    play(exchange(at(0), 'x', { name: 'requestHandover', reason: 'operator_button' }));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'operator_button' } }]);
  });

  test('while a human has the conversation, what is sent is theirs', () => {
    const { play, all } = stage();
    play(exchange(at(0), 'human', { name: 'requestHandover' }));
    play(exchange(at(1)));
    play(turn([incoming(at(2), event('handoff.status', { handover: 'completed' }))]));
    play(exchange(at(3)));

    expect(all('message_sent').map(({ data }) => data.author)).toEqual(['bot', 'agent', 'bot']);
    expect(all('handover_completed')).toHaveLength(1);
  });

  test('the end of the session ends it too', () => {
    const { play, all, conversation } = stage();
    play(exchange(at(0), 'human', { name: 'requestHandover' }));
    play(exchange(at(100)));

    expect(conversation().handovers).toEqual([]);
    expect(all('message_sent').map(({ data }) => data.author)).toEqual(['bot', 'bot']);
  });

  test('a request before the turn has a session belongs to the session that the turn opens', () => {
    const { play, all, sessions } = stage();
    play(
      turn([
        incoming(at(0), event('talk to a human')),
        call(at(0), { name: 'requestHandover' }),
        outgoing(at(0), text('somebody will come')),
      ]),
    );

    expect(sessions()).toMatchObject([{ handovers: 1 }]);
    expect(all('handover_requested')[0]?.sessionId).toBe(sessions()[0]?.id);
  });

  test('a request without a session is over after the timeout, and the next one counts', () => {
    const { play, all } = stage();
    play(turn([incoming(at(0), event('join')), call(at(0), { name: 'requestHandover' })]));
    play(exchange(at(31), 'human', { name: 'requestHandover' }));

    expect(all('handover_requested')).toHaveLength(2);
    expect(all('message_sent').map(({ data }) => data.author)).toEqual(['bot']);
  });

  test('in a group, what one user asked for does not hold the bot for another', () => {
    const group = { conversation: { id: 'c1', isGroup: true } };
    const asking = (who: string, minute: number) =>
      turn(
        [
          incoming(at(minute), text('human')),
          call(at(minute), { name: 'requestHandover' }),
          outgoing(at(minute), text('ok')),
        ],
        { ...group, from: { id: who } },
      );
    const { play, all } = stage();
    play(asking('anna', 0));
    play(asking('bert', 1));

    expect(all('handover_requested').map(({ user }) => user)).toEqual([1, 2]);
    expect(all('message_sent').map(({ data }) => data.author)).toEqual(['bot', 'bot']);
  });

  test('the developer’s words hold, also if the SDK’s sign came first', () => {
    const { play, all } = stage();
    play(
      turn([
        incoming(at(0), text('human')),
        outgoing(at(0), initiated),
        call(at(0), { name: 'requestHandover', reason: 'operator_button', via: 'ticket' }),
      ]),
    );

    expect(all('handover_requested').map(({ data }) => [data.reason, data.via])).toEqual([
      ['operator_button', 'ticket'],
    ]);
  });

  test('asked for after the turn, the message before it decides the reason', () => {
    const { play, all } = stage();
    play(exchange(at(0), '???', { name: 'unrecognized' }));
    const asked = exchange(at(1), 'human');
    play(asked);
    play(amendment(asked, [call(at(1), { name: 'requestHandover' })]));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'after_fallback' } }]);
  });

  test('accepting, failing and completing what nobody asked for is counted', () => {
    const { play } = stage();
    const names = ['acceptHandover', 'failHandover', 'completeHandover'] as const;

    const answer = play(exchange(NOON, 'x', ...names.map((name) => ({ name }))));

    expect(answer.dropped).toEqual({ no_handover: 3 });
  });
});

/** Phrases that ask for a human. */
const PHRASES: Matches = (list, words) => list === 'handoverPhrases' && words === 'human please';

const QUICK: readonly OfferedButton[] = [
  { type: 'quick_reply', title: 'Talk to us', text: 'human please' },
  { type: 'card_button', title: 'Call me', value: ['action="human"'] },
];

/** The bot offers a human as a button. */
const offering = (minute: number, ...calls: readonly TurnCall[]) =>
  turn([
    incoming(at(minute), text('?')),
    ...calls.map((each) => call(at(minute), each)),
    outgoing(at(minute), { ...text('Sorry. Do you want to talk to us?'), buttons: QUICK }),
  ]);

const lost: TurnCall = { name: 'unrecognized' };
const ask: TurnCall = { name: 'requestHandover' };

describe('why a human is asked for', () => {
  test('a button, by code that runs on when its turn is over: operator_button', () => {
    const { play, all } = stage();
    play(offering(0, lost));
    const pressed = turn([incoming(at(1), text('human please')), outgoing(at(1), text('ok'))]);
    play(pressed);
    play(amendment(pressed, [call(at(1) + 500, ask)]));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'operator_button' } }]);
  });

  test.for([
    { what: 'a button, by its words', arrives: text('human please') },
    {
      what: 'a button, by its value',
      arrives: activity({ hasValue: true, value: ['action="human"'] }),
    },
    {
      what: 'a button that sends no message',
      arrives: activity({ type: 'invoke', pressed: 'card_button', value: ['action="human"'] }),
    },
  ] as const)('$what: operator_button, also after a fallback', ({ arrives }) => {
    const { play, all } = stage();
    play(offering(0, lost));
    play(turn([incoming(at(1), arrives), call(at(1), ask), outgoing(at(1), text('wait'))]));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'operator_button' } }]);
  });

  test('a button, and the developer says otherwise: the developer’s word', () => {
    const { play, all } = stage();
    play(offering(0));
    play(exchange(at(1), 'human please', { ...ask, reason: 'direct' }));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'direct' } }]);
  });

  test.for([
    { what: 'words after a fallback', before: [lost], reason: 'after_fallback' },
    { what: 'words', before: [], reason: 'direct' },
  ] as const)('a phrase: $what are $reason', ({ before, reason }) => {
    const { play, all } = stage(SETTINGS, PHRASES);
    play(exchange(at(0), 'x', ...before));
    play(exchange(at(1), 'human please'));

    expect(all('handover_requested')).toMatchObject([
      { at: at(1), data: { reason, via: 'takeover' } },
    ]);
  });

  test('a phrase that is a button is a button', () => {
    const { play, all } = stage(SETTINGS, PHRASES);
    play(offering(0, lost));
    play(exchange(at(1), 'human please'));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'operator_button' } }]);
  });

  test('a phrase and the call in its turn are one request, in the developer’s words', () => {
    const { play, all } = stage(SETTINGS, PHRASES);
    play(exchange(at(0), 'human please', { ...ask, reason: 'after_fallback', via: 'ticket' }));

    expect(all('handover_requested').map(({ data }) => [data.reason, data.via])).toEqual([
      ['after_fallback', 'ticket'],
    ]);
  });

  test('a message that nobody had answered yet is one that was not understood', () => {
    const { play, all } = stage();
    play(turn([incoming(at(0), text('???'))]));
    play(exchange(at(0) + 5000, 'human', ask));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'after_fallback' } }]);
  });

  test('one that was answered late is one that was understood', () => {
    const { play, all } = stage();
    const slow = turn([incoming(at(0), text('hm'))]);
    play(slow);
    play(amendment(slow, [outgoing(at(0) + 5000, text('this is how'))]));
    play(exchange(at(0) + 9000, 'human', ask));

    expect(all('handover_requested')).toMatchObject([{ data: { reason: 'direct' } }]);
  });
});

describe('what activities say', () => {
  const inward = (minute: number, sign: HandoverSign, more = {}) =>
    turn([incoming(at(minute), event('handoff.status', { handover: sign, ...more }))]);
  const outward = (minute: number, sign: HandoverSign) =>
    turn([
      incoming(at(minute), text('hm')),
      outgoing(at(minute), { ...text('…'), handover: sign }),
    ]);
  const kinds = (events: readonly { readonly kind: string }[]): string[] =>
    events.flatMap(({ kind }) => (kind.startsWith('handover_') ? [kind] : []));

  test.for([
    {
      what: 'in: accepted and completed',
      turns: [inward(1, 'accepted'), inward(2, 'completed')],
      told: ['accepted', 'completed'],
    },
    { what: 'in: failed', turns: [inward(1, 'failed')], told: ['failed'] },
    {
      what: 'in: accepted twice',
      turns: [inward(1, 'accepted'), inward(2, 'accepted')],
      told: ['accepted'],
    },
    {
      what: 'in: completed without having been accepted',
      turns: [inward(1, 'completed')],
      told: ['completed'],
    },
    {
      what: 'in: failed after it was completed',
      turns: [inward(1, 'completed'), inward(2, 'failed')],
      told: ['completed'],
    },
    {
      what: 'out: the tag of a message that ends it',
      turns: [outward(1, 'accepted'), outward(2, 'completed')],
      told: ['accepted', 'completed'],
    },
    { what: 'in: requested once more', turns: [inward(1, 'requested')], told: [] },
  ])('$what', ({ turns, told }) => {
    const { play, events } = stage();
    play(turn([incoming(at(0), text('human')), outgoing(at(0), initiated)]));
    for (const each of turns) play(each);

    expect(kinds(events)).toEqual([
      'handover_requested',
      ...told.map((sign) => `handover_${sign}`),
    ]);
  });

  test('a message of the hub is a request too, and stays a message', () => {
    const { play, all } = stage();
    play(
      turn([
        incoming(at(0), text('human')),
        outgoing(at(0), { ...text('Connecting you'), handover: 'requested' }),
      ]),
    );

    expect(all('handover_requested')).toHaveLength(1);
    expect(all('message_sent')).toMatchObject([{ data: { author: 'bot' } }]);
  });

  test('what could not be sent asks for nothing', () => {
    const { play, all } = stage();
    play(turn([incoming(at(0), text('human')), outgoing(at(0), initiated, 'failed')]));

    expect(all('handover_requested')).toEqual([]);
  });

  test('answers to what nobody asked for change nothing, and drop nothing', () => {
    const { play, events } = stage();
    const answers = (['accepted', 'failed', 'completed'] as const).map((sign, i) =>
      play(inward(i, sign)),
    );

    expect(kinds(events)).toEqual([]);
    expect(answers.map(({ stored, dropped }) => [stored, dropped])).toEqual([
      [1, {}],
      [1, {}],
      [1, {}],
    ]);
  });

  test('while the human has it, silence of the bot says nothing, and after that it does', () => {
    const { play, all } = stage();
    play(turn([incoming(at(0), text('human')), outgoing(at(0), initiated)]));
    play(turn([incoming(at(1), text('hello human'))]));
    play(inward(2, 'completed'));
    play(turn([incoming(at(3), text('hello bot'))]));

    expect(all('message_received').map(({ data }) => data.reason)).toEqual([
      'default',
      'human',
      'no_answer',
    ]);
  });

  test('a ticket leaves the conversation to the bot', () => {
    const { play, all } = stage();
    play(exchange(at(0), 'human', { ...ask, via: 'ticket' }));
    play(turn([incoming(at(1), text('and now?'))]));
    play(exchange(at(2)));

    expect(all('message_received').at(1)?.data.reason).toBe('no_answer');
    expect(all('message_sent').map(({ data }) => data.author)).toEqual(['bot', 'bot']);
  });
});
