import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { CapturedActivity, OfferedButton, TurnOrigin } from '../../src/model/turn.ts';
import { NOON, activity, exchange, incoming, outgoing, stage, text, turn } from './play.ts';
import type { Stage } from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;

const button = (title: string, more: Partial<OfferedButton> = {}): OfferedButton => ({
  type: 'card_button',
  title,
  ...more,
});
const quick = (title: string, words = title) =>
  button(title, { type: 'quick_reply', text: words, destination: words });

/** The bot offers buttons in answer to a message. */
const offering = (minute: number, buttons: readonly OfferedButton[], id = `card-${minute}`) =>
  turn([
    incoming(at(minute), text('show me')),
    outgoing(at(minute) + 1000, { ...text('Here you are', id), buttons }),
  ]);

const pressing = (minute: number, what: CapturedActivity, origin: Partial<TurnOrigin> = {}) =>
  turn([incoming(at(minute), what), outgoing(at(minute) + 1000, text('fine'))], origin);

const submitted = (...value: readonly string[]) => activity({ hasValue: true, value });

/** The clicks so far, as `confidence title`. */
const clicks = ({ all }: Stage): string[] =>
  all('button_clicked').map(({ data }) => `${data.confidence} ${data.title}`);

/** Class and reason of the last message. */
const lastMessage = ({ all }: Stage): unknown => {
  const { reason, confidence } = all('message_received').at(-1)!.data;
  return [reason, confidence];
};

describe('what arrives, by the kind of button', () => {
  const BUY = button('Buy', { value: ['action="buy"', 'item=7'] });
  test.for<{
    kind: string;
    offered: OfferedButton;
    arrives: CapturedActivity;
    expected: readonly string[];
    message: unknown;
  }>([
    {
      kind: 'imBack: nothing but words',
      offered: button('Red', { text: 'red' }),
      arrives: text('red'),
      expected: ['probable Red'],
      message: ['click', 'probable'],
    },
    {
      kind: 'a suggested action, in other letters',
      offered: quick('Yes, please'),
      arrives: text('  YES,  please '),
      expected: ['probable Yes, please'],
      message: ['click', 'probable'],
    },
    {
      kind: 'the title, where the channel sends that and not the value',
      offered: button('Red', { text: 'color:red' }),
      arrives: text('Red'),
      expected: ['probable Red'],
      message: ['click', 'probable'],
    },
    {
      kind: 'postBack with words, marked by the channel',
      offered: button('Red', { text: 'red' }),
      arrives: { ...text('red'), pressed: 'card_button' },
      expected: ['certain Red'],
      message: ['click', 'certain'],
    },
    {
      kind: 'postBack with an object',
      offered: BUY,
      arrives: submitted('action="buy"', 'item=7'),
      expected: ['certain Buy'],
      message: ['click', 'certain'],
    },
    {
      kind: 'messageBack: words and value',
      offered: BUY,
      arrives: { ...text('I buy it'), hasValue: true, value: ['item=7', 'action="buy"'] },
      expected: ['certain Buy'],
      message: ['click', 'certain'],
    },
    {
      kind: 'Action.Submit with inputs',
      offered: BUY,
      arrives: submitted('action="buy"', 'item=7', 'comment="no onions"'),
      expected: ['certain Buy'],
      message: ['click', 'certain'],
    },
    {
      kind: 'Action.Execute by its verb',
      offered: button('Approve', { verb: 'approve' }),
      arrives: activity({
        type: 'invoke',
        name: 'adaptiveCard/action',
        hasValue: true,
        cardTrigger: 'manual',
        pressed: 'card_button',
        verb: 'approve',
      }),
      expected: ['certain Approve'],
      message: ['click', 'certain'],
    },
    {
      kind: 'Action.Execute by verb and data',
      offered: button('Approve', { verb: 'approve', value: ['id=1'] }),
      arrives: activity({
        type: 'invoke',
        name: 'adaptiveCard/action',
        hasValue: true,
        pressed: 'card_button',
        verb: 'approve',
        value: ['id=1', 'note="ok"'],
      }),
      expected: ['certain Approve'],
      message: ['click', 'certain'],
    },
    {
      kind: 'a link, which tells nobody: its words are only words',
      offered: button('Docs', { type: 'link', destination: 'https://example.com' }),
      arrives: text('Docs'),
      expected: [],
      message: ['default', 'probable'],
    },
    {
      kind: 'a link, whatever value it has',
      offered: button('Docs', { type: 'link', value: ['id=1'] }),
      arrives: submitted('id=1'),
      expected: ['certain unknown'],
      message: ['click', 'certain'],
    },
    {
      kind: 'other words than any button has',
      offered: quick('Yes'),
      arrives: text('yes but later'),
      expected: [],
      message: ['default', 'probable'],
    },
    {
      kind: 'a value without all that the button sends',
      offered: BUY,
      arrives: submitted('action="buy"'),
      expected: ['certain unknown'],
      message: ['click', 'certain'],
    },
    {
      kind: 'a value that no button sends',
      offered: quick('Yes'),
      arrives: submitted('rating=5'),
      expected: ['certain unknown'],
      message: ['click', 'certain'],
    },
    {
      kind: 'an empty form: a button without a value is not known by it',
      offered: button('Send'),
      arrives: submitted(),
      expected: ['certain unknown'],
      message: ['click', 'certain'],
    },
    {
      kind: 'another verb',
      offered: button('Approve', { verb: 'approve' }),
      arrives: activity({
        type: 'invoke',
        name: 'adaptiveCard/action',
        hasValue: true,
        pressed: 'card_button',
        verb: 'refuse',
      }),
      expected: ['certain refuse'],
      message: ['click', 'certain'],
    },
  ])('$kind', ({ offered, arrives, expected, message }) => {
    const one = stage();
    one.play(offering(0, [button('Other', { value: ['x=1'] }), offered]));
    one.play(pressing(1, arrives));

    expect(clicks(one)).toEqual(expected);
    expect(lastMessage(one)).toEqual(message);
  });

  test('a click tells the type of the button and where it leads', () => {
    const { play, all } = stage();
    play(offering(0, [quick('Yes', 'confirm')]));
    play(pressing(1, text('confirm')));

    expect(all('button_clicked')).toMatchObject([
      {
        act: true,
        data: { type: 'quick_reply', title: 'Yes', destination: 'confirm', confidence: 'probable' },
      },
    ]);
  });
});

describe('which of several buttons', () => {
  const same = (title: string) => button(title, { value: ['id=1'] });

  test('the message that is answered comes before the latest', () => {
    const one = stage();
    one.play(offering(0, [same('First')], 'first'));
    one.play(offering(1, [same('Second')], 'second'));
    one.play(pressing(2, { ...submitted('id=1'), replyToId: 'first' }));
    one.play(pressing(3, submitted('id=1')));
    one.play(pressing(4, { ...submitted('id=1'), replyToId: 'not remembered' }));

    expect(clicks(one)).toEqual(['certain First', 'certain Second', 'certain Second']);
  });

  test('a whole value comes before a part of one, and a larger part before a smaller', () => {
    const one = stage();
    one.play(
      offering(0, [
        button('Any', { value: ['kind="pizza"'] }),
        button('Large', { value: ['kind="pizza"', 'size="l"'] }),
      ]),
    );
    one.play(pressing(1, submitted('kind="pizza"')));
    one.play(pressing(2, submitted('kind="pizza"', 'size="l"')));
    one.play(pressing(3, submitted('kind="pizza"', 'size="l"', 'note="hot"')));
    one.play(pressing(4, submitted('kind="pizza"', 'note="hot"')));

    expect(clicks(one)).toEqual(['certain Any', 'certain Large', 'certain Large', 'certain Any']);
  });

  test('a whole value of an older message comes before a part of one of the latest', () => {
    const one = stage();
    one.play(offering(0, [button('Large', { value: ['kind="pizza"', 'size="l"'] })], 'first'));
    one.play(offering(1, [button('Any', { value: ['kind="pizza"'] })], 'second'));
    const large = submitted('kind="pizza"', 'size="l"');
    one.play(pressing(2, large));
    one.play(pressing(3, { ...large, replyToId: 'second' }));

    expect(clicks(one)).toEqual(['certain Large', 'certain Any']);
  });

  test('a value comes before words', () => {
    const one = stage();
    one.play(offering(0, [button('Words', { text: 'go' }), button('Value', { value: ['id=1'] })]));
    one.play(pressing(1, { ...text('go'), hasValue: true, value: ['id=1'] }));

    expect(clicks(one)).toEqual(['certain Value']);
  });

  test('words of the latest turn come before those of an older one, which still count', () => {
    const one = stage();
    one.play(offering(0, [quick('Old', 'yes'), quick('Older only', 'maybe')]));
    one.play(offering(1, [quick('New', 'yes')]));
    one.play(pressing(2, text('yes')));
    one.play(pressing(3, text('maybe')));

    expect(clicks(one)).toEqual(['probable New', 'probable Older only']);
  });

  test('buttons are forgotten with the fifth message of the bot after them', () => {
    const later = (minute: number) => exchange(at(minute));
    const known = stage();
    known.play(offering(0, [same('Buy')]));
    for (const minute of [1, 2, 3, 4]) known.play(later(minute));
    known.play(pressing(5, submitted('id=1')));

    const forgotten = stage();
    forgotten.play(offering(0, [same('Buy')]));
    for (const minute of [1, 2, 3, 4, 5]) forgotten.play(later(minute));
    forgotten.play(pressing(6, submitted('id=1')));

    expect(clicks(known)).toEqual(['certain Buy']);
    expect(clicks(forgotten)).toEqual(['certain unknown']);
  });
});

describe('what is no click, or nobody’s', () => {
  test('words of a button in a turn of its own are a message first', () => {
    const one = stage();
    one.play(pressing(0, text('red')));

    expect(clicks(one)).toEqual([]);
  });

  test('what another bot sends presses nothing', () => {
    const one = stage();
    one.play(offering(0, [quick('Yes')]));
    one.play(pressing(1, text('Yes'), { from: { id: 'helper', role: 'bot' } }));
    const invoke = activity({ type: 'invoke', name: 'task/fetch', pressed: 'card_button' });
    one.play(pressing(2, invoke, { callerId: 'urn:botframework:aadappid:1' }));

    expect(clicks(one)).toEqual([]);
  });

  test('while a human has the conversation, words are words', () => {
    const one = stage();
    one.play(offering(0, [quick('Yes')]));
    one.play(exchange(at(1), 'human', { name: 'requestHandover' }));
    one.play(pressing(2, text('Yes')));

    expect(clicks(one)).toEqual([]);
    expect(lastMessage(one)).toEqual(['human', 'certain']);
  });

  test('commands and empty messages are none', () => {
    const one = stage();
    one.play(offering(0, [quick('Start', '/start')]));
    one.play(pressing(1, text('/start')));

    expect(clicks(one)).toEqual([]);
  });

  test('a number or title of a list of choices is an answer and no click', () => {
    const one = stage();
    const listed = { ...text('Which? (1) red or (2) blue'), inputHint: 'expectingInput' };
    one.play(turn([incoming(at(0), text('colors')), outgoing(at(0) + 9, listed)]));
    one.play(pressing(1, text('2')));

    expect(clicks(one)).toEqual([]);
    expect(lastMessage(one)).toEqual(['prompt_accepted', 'probable']);
  });
});

describe('a press that sends no message', () => {
  const fetch = activity({
    type: 'invoke',
    name: 'task/fetch',
    hasValue: true,
    pressed: 'card_button',
    value: ['id=1'],
  });

  test('is a click by itself: an act, in a session, and neither message nor signal', () => {
    const one = stage();
    one.play(offering(0, [button('Open', { value: ['id=1'] })]));
    one.play(
      turn([incoming(at(45), fetch), outgoing(at(45), activity({ type: 'invokeResponse' }))]),
    );

    expect(clicks(one)).toEqual(['certain Open']);
    expect(one.sessions()).toHaveLength(2);
    expect(one.all('session_started').at(-1)?.data.entryPoint).toBe('act');
    expect(one.all('message_received')).toHaveLength(1);
    expect(one.all('signal_received')).toEqual([]);
  });

  test('of a button that nobody remembers is counted under no name', () => {
    const one = stage();
    one.play(turn([incoming(NOON, fetch)]));

    expect(one.all('button_clicked')).toMatchObject([
      { act: true, data: { type: 'card_button', title: 'unknown', confidence: 'certain' } },
    ]);
    expect(one.all('user_first_seen')).toHaveLength(1);
  });

  test('never keeps words that come from the user’s side', () => {
    const one = stage();
    one.play(turn([incoming(NOON, activity({ pressed: 'quick_reply', text: 'ann@example.com' }))]));
    one.play(turn([incoming(at(1), { ...submitted('a=1'), text: 'my own words' })]));
    one.play(
      turn([
        incoming(at(2), activity({ type: 'invoke', pressed: 'card_button', verb: 'my own words' })),
      ]),
    );
    one.play(
      turn([
        incoming(at(3), activity({ type: 'invoke', pressed: 'card_button', verb: 'order.add' })),
      ]),
    );

    expect(one.all('button_clicked').map(({ data }) => [data.type, data.title])).toEqual([
      ['quick_reply', 'unknown'],
      ['card_button', 'unknown'],
      ['card_button', 'unknown'],
      ['card_button', 'order.add'],
    ]);
  });
});

test('no words and values of buttons are kept, only their titles and where they lead', () => {
  const { play, conversation } = stage();
  play(offering(0, [button('Buy', { text: 'secret words', value: ['secret="value"'] })]));

  expect(JSON.stringify(conversation())).toContain('Buy');
  expect(JSON.stringify(conversation())).not.toContain('secret');
});

test.for([
  {
    what: 'a form that sends nothing of its own',
    arrives: activity({ hasValue: true }),
    title: 'Send',
  },
  {
    what: 'another verb',
    arrives: activity({ type: 'invoke', pressed: 'card_button', verb: 'undo' }),
    title: 'undo',
  },
  {
    what: 'words',
    arrives: activity({ pressed: 'card_button', text: 'something else' }),
    title: 'unknown',
  },
] as const)('a card with one button is answered by $what: $title', ({ arrives, title }) => {
  const { play, all } = stage();
  play(
    turn([
      incoming(NOON, text('?')),
      outgoing(NOON, activity({ id: 'card', buttons: [{ type: 'card_button', title: 'Send' }] })),
    ]),
  );
  play(turn([incoming(at(1), { ...arrives, replyToId: 'card' })]));

  expect(all('button_clicked').map(({ data }) => data.title)).toEqual([title]);
});
