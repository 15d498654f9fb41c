/** Texts that are kept: which, how much of them, under which key, and where they are named. */

import { describe, expect, test } from 'vitest';
import type { CaptureText } from '../../src/model/settings.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { CapturedActivity } from '../../src/model/turn.ts';
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
  textKey,
  turn,
} from './play.ts';
import type { Stage } from './play.ts';

const keeping = (captureText: CaptureText): Stage => stage({ ...SETTINGS, captureText });

const saying = (words: string, more: Partial<CapturedActivity> = {}, at = NOON) =>
  turn([incoming(at, { ...text(words), ...more }), outgoing(at, text('an answer'))]);

/** What is kept of one message. */
const keptOf = (captureText: CaptureText, words: string, more: Partial<CapturedActivity> = {}) =>
  keeping(captureText)
    .play(saying(words, more))
    .texts.map(({ text: kept }) => kept);

describe('what is kept', () => {
  test.for<{ captureText: CaptureText; words: string; kept: readonly string[] }>([
    { captureText: 'off', words: 'a pizza', kept: [] },
    { captureText: 'full', words: '  a  Pizza\n', kept: ['a  Pizza'] },
    { captureText: 'full', words: ' \n ', kept: [] },
    { captureText: 'full', words: 'I am anna@example.com', kept: ['I am anna@example.com'] },
    { captureText: 'redacted', words: 'I am anna@example.com', kept: ['I am [email]'] },
    { captureText: 'redacted', words: ' call 0664 1234567 ', kept: ['call [phone]'] },
    { captureText: 'redacted', words: ' ', kept: [] },
    { captureText: 'full', words: '/start', kept: ['/start'] },
  ])('$captureText: "$words"', ({ captureText, words, kept }) => {
    expect(keptOf(captureText, words)).toEqual(kept);
  });

  test.for<{ captureText: CaptureText; redactedText: string; kept: readonly string[] }>([
    { captureText: 'redacted', redactedText: 'I am NAME', kept: ['I am NAME'] },
    { captureText: 'redacted', redactedText: 'bert@example.com', kept: ['[email]'] },
    { captureText: 'redacted', redactedText: '', kept: [] },
    { captureText: 'full', redactedText: 'I am NAME', kept: ['I am Anna'] },
    { captureText: 'off', redactedText: 'I am NAME', kept: [] },
  ])('$captureText, where the bot’s code made "$redactedText" of it', (given) => {
    const { captureText, redactedText, kept } = given;

    expect(keptOf(captureText, 'I am Anna', { redactedText })).toEqual(kept);
  });

  test('is at most 256 units, and never half a character', () => {
    expect(keptOf('full', 'x'.repeat(300))).toEqual(['x'.repeat(256)]);
    expect(keptOf('full', `${'x'.repeat(255)}😀!`)).toEqual(['x'.repeat(255)]);
    expect(keptOf('full', `${'x'.repeat(254)}😀!`)).toEqual([`${'x'.repeat(254)}😀`]);
    expect(keptOf('full', `${'x'.repeat(250)}${' '.repeat(9)}y`)).toEqual(['x'.repeat(250)]);
  });

  test('is clipped after it was redacted: no number is cut until it is none', () => {
    const words = `${'x'.repeat(248)} 4111 1111 1111 1111`;

    expect(keptOf('redacted', words)).toEqual([`${'x'.repeat(248)} [card]`]);
  });

  test('is not what the bot says, what only comes as a value, or what another bot sends', () => {
    const { play } = keeping('full');
    const pressed = activity({ type: 'invoke', name: 'adaptiveCard/action', hasValue: true });
    const bot = { from: { id: 'other', role: 'bot' } };

    expect(play(turn([incoming(NOON, pressed), outgoing(NOON, text('!'))])).texts).toEqual([]);
    expect(play(turn([incoming(NOON, text('beep'))], bot)).texts).toEqual([]);
    expect(play(turn([incoming(NOON, activity({ type: 'event' }))])).texts).toEqual([]);
  });

  test('is also what is said to a human', () => {
    const { play, all } = keeping('full');
    play(exchange(NOON, 'help', { name: 'requestHandover' }, { name: 'acceptHandover' }));

    expect(play(saying('my order is late', {}, NOON + MINUTE_MS)).texts).toMatchObject([
      { text: 'my order is late' },
    ]);
    expect(all('message_received').map(({ data }) => data.phrase)).toEqual([
      textKey('help'),
      textKey('my order is late'),
    ]);
  });
});

describe('the key', () => {
  test.for([
    ['A  pizza, please', ' a pizza,\tPLEASE '],
    ['cafe\u0301', 'CAF\u00c9'],
    ['mail anna@example.com', 'Mail bert@example.org'],
  ])('of "%s" and "%s" is the same', ([one, other]) => {
    const { play, all } = keeping('redacted');
    play(saying(one!));
    play(saying(other!, {}, NOON + SECOND_MS));

    const keys = all('message_received').map(({ data }) => data.phrase);
    expect(keys[0]).toBeDefined();
    expect(keys[1]).toBe(keys[0]);
  });

  test('is that of all that is kept', () => {
    const { play, all } = keeping('full');
    const { texts } = play(saying('Hi  there'));

    expect(texts).toEqual([{ key: textKey('hi there'), text: 'Hi  there', at: NOON }]);
    expect(all('message_received')[0]?.data.phrase).toBe(textKey('hi there'));
    expect(all('message_recognized')[0]?.data.phrase).toBe(textKey('hi there'));
  });
});

describe('a message that changes its class', () => {
  const key = textKey('hi there');

  test('by a verdict after its turn keeps its phrase', () => {
    const { play, all } = keeping('full');
    const said = saying('Hi there');
    play(said);
    const { texts } = play(amendment(said, [call(NOON + SECOND_MS, { name: 'unrecognized' })]));

    expect(all('message_reclassified')).toMatchObject([{ data: { phrase: key } }]);
    expect(texts).toEqual([]);
  });

  test.for<{ end: string; class: string; settle: (one: Stage) => void }>([
    {
      end: 'nobody answers',
      class: 'unrecognized',
      settle: ({ play }) => void play(settling(LONELY, NOON + 2 * MINUTE_MS)),
    },
    {
      end: 'the bot answers late',
      class: 'recognized',
      settle: ({ play }) =>
        void play(amendment(LONELY, [outgoing(NOON + SECOND_MS, text('an answer'))])),
    },
  ])('when $end tells its phrase to reports and with what is settled', ({ settle, ...given }) => {
    const one = keeping('full');
    one.play(LONELY);
    settle(one);

    expect(one.counted('message_received')).toMatchObject([{ data: { phrase: key } }]);
    expect(one.told('message_received')).toMatchObject([
      { data: { phrase: key, class: given.class } },
    ]);
    const isAnswered = given.class === 'recognized';
    expect(one.counted('message_reclassified').map(({ data }) => data.phrase)).toEqual(
      isAnswered ? [key] : [],
    );
    expect(one.told('message_recognized').map(({ data }) => data.phrase)).toEqual(
      isAnswered ? [key] : [],
    );
  });

  const LONELY = turn([incoming(NOON, text('Hi there', 'lonely'))]);
});

test.for<CaptureText>(['off', 'redacted', 'full'])(
  'with %s no event and no state has a word of what was said',
  (captureText) => {
    const one = keeping(captureText);
    const lonely = turn([incoming(NOON, text('canary one', 'a'))]);
    one.play(lonely);
    one.play(settling(lonely, NOON + 2 * MINUTE_MS));
    const said = saying('canary two', { redactedText: 'canary three' }, NOON + 3 * MINUTE_MS);
    one.play(said);
    one.play(amendment(said, [call(NOON + 4 * MINUTE_MS, { name: 'unrecognized' })]));

    const seen = JSON.stringify([one.events, one.conversation(), one.sessions()]);
    expect(seen).toContain('message_reclassified');
    expect(seen).not.toContain('canary');
  },
);
