/** Where a session stands at the end of its last turn: does a prompt wait, and how long does it last. */

import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { CapturedTurn, DialogTrace, Fact } from '../../src/model/turn.ts';
import type { TurnCall } from '../../src/model/call.ts';
import {
  NOON,
  SETTINGS,
  activity,
  amendment,
  call,
  incoming,
  outgoing,
  stage,
  text,
  turn,
} from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;

const asks = (minute: number, words = 'Which size?'): Fact =>
  outgoing(at(minute), { ...text(words, `out-${minute}-${words}`), inputHint: 'expectingInput' });
const says = (minute: number): Fact => outgoing(at(minute), text('Fine.', `out-${minute}`));

/** A turn of the user with what the bot does in it. */
const user = (minute: number, ...facts: readonly Fact[]): CapturedTurn =>
  turn([incoming(at(minute), text('hi', `in-${minute}`)), ...facts]);

/** The SDK tells its stack, with a prompt on it or not. */
const tells = (minute: number, prompt?: string): Fact => {
  const stack: DialogTrace = {
    dialogs: [{ id: 'order', step: 1 }],
    ...(prompt !== undefined && { prompt: { id: prompt, texts: [] } }),
    interrupted: false,
    ended: 'completed',
  };
  return outgoing(at(minute), activity({ type: 'trace', stack }));
};

/** The SDK tells that no dialog is left. */
const ends = (minute: number): Fact => {
  const stack: DialogTrace = { dialogs: [], interrupted: false, ended: 'completed' };
  return outgoing(at(minute), activity({ type: 'trace', stack }));
};

const calls = (minute: number, what: TurnCall): Fact => call(at(minute), what);

const signal = (minute: number): CapturedTurn =>
  turn([incoming(at(minute), activity({ type: 'event', name: 'ping' }))]);

describe('a prompt waits', () => {
  const first = user(0, asks(0));

  test.for<{
    when: string;
    turns: readonly Parameters<ReturnType<typeof stage>['play']>[0][];
    waits: boolean;
  }>([
    { when: 'the bot has asked', turns: [first], waits: true },
    { when: 'the bot has only spoken', turns: [user(0, says(0))], waits: false },
    {
      when: 'the bot said something after its question',
      turns: [user(0, asks(0), says(0))],
      waits: false,
    },
    {
      when: 'the bot said something before its question',
      turns: [user(0, says(0), asks(0))],
      waits: true,
    },
    { when: 'the user has answered', turns: [first, user(1, says(1))], waits: false },
    { when: 'the user has answered and the bot is silent', turns: [first, user(1)], waits: false },
    { when: 'the bot asks again', turns: [first, user(1, asks(1))], waits: true },
    { when: 'something else happens meanwhile', turns: [first, signal(1)], waits: true },
    {
      when: 'the answer to the answer comes after its turn',
      turns: [first, ...late(user(1), asks(1))],
      waits: true,
    },
    {
      when: 'a verdict comes after the turn',
      turns: [first, ...late(user(1, says(1)), calls(2, { name: 'unrecognized' }))],
      waits: false,
    },
    {
      when: 'the session is ended',
      turns: [user(0, asks(0), calls(0, { name: 'endSession' }))],
      waits: true,
    },
    { when: 'its stack has a prompt', turns: [user(0, says(0), tells(0, 'size'))], waits: true },
    {
      when: 'its stack has none, whatever it said',
      turns: [user(0, asks(0), tells(0))],
      waits: false,
    },
    {
      when: 'the prompt is gone from the stack',
      turns: [user(0, asks(0), tells(0, 'size')), user(1, says(1), tells(1))],
      waits: false,
    },
    {
      when: 'a turn threw and nothing of it was saved',
      turns: [
        user(0, asks(0), tells(0, 'size')),
        { ...user(1, says(1)), error: { type: 'Error' } },
      ],
      waits: true,
    },
  ])('or not, when $when: $waits', ({ turns, waits }) => {
    const { play, sessions } = stage();
    for (const each of turns) play(each);

    expect(sessions()).toHaveLength(1);
    expect(sessions()[0]?.promptOpen).toBe(waits ? true : undefined);
  });

  function late(asked: CapturedTurn, ...facts: readonly Fact[]) {
    return [asked, amendment(asked, facts)];
  }

  test('in the session in which it was asked, also when the user comes back in another', () => {
    const { play, sessions } = stage();
    play(first);
    play(user(45, says(45)));

    expect(sessions().map(({ promptOpen }) => promptOpen)).toEqual([true, undefined]);
  });

  test.for<{ what: string; asked: readonly Fact[]; answered: readonly Fact[] }>([
    {
      what: 'calls tell the dialogs',
      asked: [calls(0, { name: 'startDialog', dialog: 'size' }), asks(0)],
      answered: [says(1), calls(1, { name: 'endDialog', dialog: 'size', outcome: 'completed' })],
    },
    {
      what: 'the next dialog asks',
      asked: [calls(0, { name: 'startDialog', dialog: 'size' }), asks(0)],
      answered: [
        calls(1, { name: 'endDialog', dialog: 'size', outcome: 'completed' }),
        calls(1, { name: 'startDialog', dialog: 'colour' }),
        asks(1, 'Which colour?'),
      ],
    },
    {
      what: 'the stack tells them',
      asked: [asks(0), tells(0, 'size')],
      answered: [says(1), ends(1)],
    },
  ])('the same, whichever turn is recorded first, where $what', ({ asked, answered }) => {
    const turns = [user(0, ...asked), user(1, ...answered)];
    const [inOrder, reversed] = [turns, turns.toReversed()].map((each) => {
      const { play, sessions } = stage();
      for (const one of each) play(one);
      expect(sessions()).toHaveLength(1);
      return sessions().map(({ promptOpen, lastDialog, lastStep }) => ({
        promptOpen,
        lastDialog,
        lastStep,
      }));
    });

    expect(reversed).toEqual(inOrder);
  });

  test('as it did, when a message of an earlier turn is recorded last', () => {
    const { play, sessions } = stage();
    const earlier = user(0);
    play(earlier);
    play(user(1, asks(1)));
    play(amendment(earlier, [says(0)]));

    expect(sessions()[0]?.promptOpen).toBe(true);
  });

  test('in no session, when the bot asks a group of its own accord', () => {
    const { play, sessions } = stage();
    const group = { conversation: { id: 'c1', isGroup: true } };
    play({ ...user(0, says(0)), origin: { ...user(0).origin, ...group } });
    const event = activity({ type: 'event', name: 'ContinueConversation' });
    play(turn([incoming(at(1), event), asks(1)], group));

    expect(sessions().map(({ promptOpen }) => promptOpen)).toEqual([undefined]);
  });
});

describe('the timeout of a session', () => {
  test('is that of its channel, and as new as its last fact', () => {
    const one = stage();
    one.play(user(0, says(0)));
    expect(one.sessions()[0]?.timeoutMs).toBe(30 * MINUTE_MS);

    const teams = stage();
    teams.play({ ...user(0), origin: { ...user(0).origin, channel: 'msteams' } });
    expect(teams.sessions()[0]?.timeoutMs).toBe(HOUR_MS);
  });

  test('is none where sessions last for ever', () => {
    const forever = { ...SETTINGS, sessionTimeoutMs: { default: Infinity, channels: {} } };
    const one = stage(forever);
    one.play(user(0, says(0)));
    one.play(user(9_000, says(9_000)));

    expect(one.sessions().map(({ timeoutMs }) => timeoutMs)).toEqual([undefined]);
  });
});

describe('the first answer', () => {
  test('names the dialog in which it was asked for, and no other does', () => {
    const { play, all } = stage();
    play(user(0, says(0), tells(0)));
    play(user(1, says(1), asks(1), tells(1)));
    const asked = user(2, tells(2));
    play(asked);
    play(amendment(asked, [says(2)]));

    expect(
      all('message_sent').map(({ data: { dialog, responseTimeMs } }) => [dialog, responseTimeMs]),
    ).toEqual([
      [undefined, 0],
      ['order', 0],
      [undefined, undefined],
      ['order', 0],
    ]);
  });
});
