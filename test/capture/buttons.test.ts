/** The buttons that a bot offers, and that what comes back when one is pressed is known again. */

import { CardFactory, MessageFactory } from 'botbuilder';
import { describe, expect, test } from 'vitest';

import { readIncoming, readOutgoing } from '../../src/capture/activity.ts';
import { createReader } from '../../src/capture/read.ts';
import { MAX_BUTTONS_PER_MESSAGE, MAX_VALUE_ENTRIES } from '../../src/model/turn.ts';
import { message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});

const buttonsOf = (activity: object) =>
  readOutgoing(read, { type: 'message', ...activity }).buttons;
const suggested = (...actions: object[]) => buttonsOf({ suggestedActions: { actions } });
const onCard = (content: unknown, contentType = 'application/vnd.microsoft.card.hero') =>
  buttonsOf({ attachments: [{ contentType, content }] });
const adaptive = (content: unknown) => onCard(content, 'application/vnd.microsoft.card.adaptive');

describe('an action of the Bot Framework', () => {
  const LONG = `https://shop.example/${'x'.repeat(256)}`;

  test.for<{ action: object; button: object }>([
    {
      action: { type: 'imBack', title: 'Yes!', value: 'yes' },
      button: { title: 'Yes!', text: 'yes', destination: 'yes' },
    },
    { action: { type: 'imBack', title: 'Yes!' }, button: { title: 'Yes!', text: 'Yes!' } },
    { action: { title: '7', value: 7 }, button: { title: '7', text: '7', destination: '7' } },
    {
      action: { type: 'postBack', title: 'A', value: 'a' },
      button: { title: 'A', text: 'a', destination: 'a' },
    },
    {
      action: { type: 'postBack', title: 'A', value: { id: 1, list: [true, null] } },
      button: { title: 'A', value: ['id=1', 'list=[true,null]'] },
    },
    {
      action: { type: 'messageBack', title: 'A', text: 'said', value: { id: 1 } },
      button: { title: 'A', text: 'said', value: ['id=1'] },
    },
    {
      action: { type: 'messageBack', title: 'A', value: 'v' },
      button: { title: 'A', value: ['"v"'], destination: 'v' },
    },
    {
      action: { type: 'invoke', title: 'A', value: { type: 'task/fetch', data: 'x' } },
      button: { title: 'A', value: ['type="task/fetch"', 'data="x"'] },
    },
    {
      action: { type: 'Action.Submit', title: 'A', value: { id: 1 } },
      button: { title: 'A', value: ['id=1'] },
    },
    ...['openUrl', 'downloadFile', 'playAudio', 'playVideo', 'showImage'].map((type) => ({
      action: { type, title: 'See', value: 'https://shop.example' },
      button: { type: 'link', title: 'See', destination: 'https://shop.example' },
    })),
    {
      action: { type: 'call', title: 'Call', value: 'tel:+431234' },
      button: { type: 'link', title: 'Call', destination: 'tel:+431234' },
    },
    {
      action: { type: 'openUrl', title: 'See', value: LONG },
      button: { type: 'link', title: 'See' },
    },
    {
      action: { type: 'signin', title: 'Sign in', value: 'https://token.example/secret' },
      button: { type: 'link', title: 'Sign in' },
    },
    { action: { type: 'imBack', value: 'x' }, button: { title: '', text: 'x', destination: 'x' } },
  ])('$action', ({ action, button }) => {
    expect(suggested(action)).toEqual([{ type: 'quick_reply', ...button }]);
    expect(onCard({ buttons: [action] })).toEqual([{ type: 'card_button', ...button }]);
  });

  test('has a title of at most 256 characters', () => {
    expect(suggested({ title: 'x'.repeat(300), value: 'y' })?.[0]?.title).toBe('x'.repeat(256));
  });

  test.for<{ what: unknown }>([{ what: null }, { what: 5 }, { what: 'yes' }])(
    '$what is none',
    ({ what }) => {
      expect(suggested(what as object)).toBeUndefined();
    },
  );
});

describe('the cards of the SDK', () => {
  const actions = ['one', 'two'];
  const cards = {
    hero: CardFactory.heroCard('title', [], actions),
    thumbnail: CardFactory.thumbnailCard('title', [], actions),
    animation: CardFactory.animationCard('title', ['https://x.example'], actions),
    audio: CardFactory.audioCard('title', ['https://x.example'], actions),
    video: CardFactory.videoCard('title', ['https://x.example'], actions),
    receipt: CardFactory.receiptCard({ buttons: CardFactory.actions(actions) } as never),
  };

  test.for(Object.entries(cards))('%s', ([, card]) => {
    const buttons = buttonsOf(MessageFactory.attachment(card));

    expect(buttons?.map(({ type, text }) => [type, text])).toEqual([
      ['card_button', 'one'],
      ['card_button', 'two'],
    ]);
  });

  test('a sign-in card, whose address is nobody’s business', () => {
    const card = CardFactory.signinCard('Sign in', 'https://token.example/secret', 'please');

    expect(buttonsOf(MessageFactory.attachment(card))).toEqual([
      { type: 'link', title: 'Sign in' },
    ]);
  });

  test('the tap of a card, and of a receipt’s items', () => {
    const tap = { type: 'imBack', title: 'tap', value: 'tapped' };
    const texts = onCard({ tap, items: [{ tap: { ...tap, value: 'item' } }] })?.map(
      ({ text }) => text,
    );

    expect(texts).toEqual(['tapped', 'item']);
  });

  test('suggested actions come before those of cards', () => {
    const activity = MessageFactory.attachment(CardFactory.heroCard('title', [], ['card']));
    const both = MessageFactory.suggestedActions(['quick']).suggestedActions;

    expect(buttonsOf({ ...activity, suggestedActions: both })?.map(({ type }) => type)).toEqual([
      'quick_reply',
      'card_button',
    ]);
  });
});

describe('an Adaptive Card', () => {
  const submit = (data?: unknown) => ({ type: 'Action.Submit', title: 'Go', data });

  test.for<{ action: object; button: object | undefined }>([
    { action: submit(), button: { title: 'Go' } },
    { action: submit({ b: 1, a: 'x' }), button: { title: 'Go', value: ['b=1', 'a="x"'] } },
    {
      action: submit('word'),
      button: { title: 'Go', text: 'word', value: ['"word"'], destination: 'word' },
    },
    {
      action: submit({ a: 1, msteams: { type: 'imBack', value: 'hello' } }),
      button: { title: 'Go', text: 'hello', value: ['a=1'], destination: 'hello' },
    },
    {
      action: submit({ msteams: { type: 'messageBack', text: 'said', value: { id: 2 } }, a: 1 }),
      button: { title: 'Go', text: 'said', value: ['id=2'] },
    },
    {
      action: submit({ msteams: { type: 'messageBack', text: 'said' }, a: 1 }),
      button: { title: 'Go', text: 'said', value: ['a=1'] },
    },
    {
      action: submit({ msteams: { type: 'invoke', value: { id: 3 } } }),
      button: { title: 'Go', value: ['id=3'] },
    },
    {
      action: submit({ msteams: { type: 'task/fetch' }, a: 1 }),
      button: { title: 'Go', value: ['a=1'] },
    },
    {
      action: submit({ msteams: { type: 'signin', value: 'https://token.example/secret' } }),
      button: { type: 'link', title: 'Go' },
    },
    {
      action: { type: 'Action.Execute', title: 'Go', verb: 'order', data: { id: 4 } },
      button: { title: 'Go', verb: 'order', value: ['id=4'] },
    },
    {
      action: { type: 'Action.OpenUrl', title: 'See', url: 'https://shop.example' },
      button: { type: 'link', title: 'See', destination: 'https://shop.example' },
    },
    { action: { type: 'Action.ToggleVisibility', title: 'More' }, button: undefined },
    { action: { type: 'Action.ShowCard', title: 'More', card: {} }, button: undefined },
    { action: { type: 'Action.ResetInputs', title: 'Clear' }, button: undefined },
  ])('with $action', ({ action, button }) => {
    expect(adaptive({ actions: [action] })).toEqual(button && [{ type: 'card_button', ...button }]);
  });

  test('is searched in depth', () => {
    const named = (title: string) => ({ type: 'Action.Submit', title, data: { title } });
    const card = {
      type: 'AdaptiveCard',
      selectAction: named('card'),
      body: [
        { type: 'Container', selectAction: named('container'), items: [{ type: 'TextBlock' }] },
        {
          type: 'ColumnSet',
          columns: [
            {
              items: [{ type: 'ActionSet', actions: [named('column')] }],
              selectAction: named('side'),
            },
          ],
        },
        { type: 'Input.Text', inlineAction: named('inline') },
        { type: 'Table', rows: [{ cells: [{ items: [{ selectAction: named('cell') }] }] }] },
      ],
      actions: [
        {
          type: 'Action.ShowCard',
          title: 'more',
          card: { body: [{ selectAction: named('shown') }], actions: [named('inner')] },
        },
        named('last'),
      ],
    };

    expect(adaptive(card)?.map(({ title }) => title)).toEqual([
      'container',
      'column',
      'side',
      'inline',
      'cell',
      'card',
      'shown',
      'inner',
      'last',
    ]);
  });
});

describe('limits', () => {
  test('keeps the first buttons of a message', () => {
    const actions = Array.from({ length: 60 }, (_, i) => ({ title: `b${i}`, value: `b${i}` }));
    const buttons = buttonsOf({
      suggestedActions: { actions },
      attachments: [
        { contentType: 'application/vnd.microsoft.card.hero', content: { buttons: actions } },
      ],
    });

    expect(buttons?.map(({ title }) => title)).toEqual(
      actions.slice(0, MAX_BUTTONS_PER_MESSAGE).map(({ title }) => title),
    );
  });

  test('a card that holds itself comes to an end', () => {
    const card: Record<string, unknown> = { type: 'AdaptiveCard' };
    Object.assign(card, { body: Array.from({ length: 40 }, () => card), items: [card] });

    expect(adaptive(card)).toBeUndefined();
  });

  test('a message without cards and suggestions has no buttons', () => {
    expect(buttonsOf({ text: 'hi', attachments: [] })).toBeUndefined();
  });

  test('another attachment has none', () => {
    expect(onCard(undefined, 'image/png')).toBeUndefined();
    expect(onCard('https://x.example', 'image/png')).toBeUndefined();
  });
});

describe('what comes back is known again', () => {
  const pressed = (fields: object) =>
    readIncoming(read, message({ text: undefined, ...fields })).value ?? [];
  const overWire = (value: object): object => JSON.parse(JSON.stringify(value)) as object;
  const LONG = 'x'.repeat(70_000);

  test.for<{ when: string; data: object }>([
    { when: 'nested data', data: { id: 7, deep: { b: [1, { c: null }], a: 'x' } } },
    { when: 'dates', data: { at: new Date(0), dates: [new Date(1)] } },
    { when: 'what does not cross the wire', data: { a: undefined, b: () => 1, c: Number.NaN } },
    { when: 'long texts', data: { text: LONG, deep: [{ text: LONG }] } },
    { when: 'emoji and broken ones', data: { '👍': '👍', half: '\ud83d' } },
    {
      when: 'more fields than are kept',
      data: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i])),
    },
    { when: 'data that Teams uses itself', data: { id: 1, msteams: { type: 'task/fetch' } } },
  ])('$when', ({ data }) => {
    const [button] = adaptive({ actions: [{ type: 'Action.Submit', title: 'Go', data }] })!;
    const value = { ...overWire(data), typed: 'by the user', other: 2 };

    expect(button?.value?.length).toBeGreaterThan(0);
    expect(button?.value?.length).toBeLessThanOrEqual(MAX_VALUE_ENTRIES);
    expect(pressed({ value })).toEqual(expect.arrayContaining([...button!.value!]));
    for (const entry of button!.value!) expect(entry.length).toBeLessThanOrEqual(128);
  });

  test('whatever the order of the keys within a field', () => {
    expect(pressed({ value: { a: { x: 1, y: 2 } } })).toEqual(
      pressed({ value: { a: { y: 2, x: 1 } } }),
    );
  });

  test.for([
    { one: { a: 'x' }, other: { a: 'y' } },
    { one: { a: 1 }, other: { a: '1' } },
    { one: { a: `${LONG}1` }, other: { a: `${LONG}` } },
    { one: { a: [1, 2] }, other: { a: [2, 1] } },
    { one: { a: {} }, other: { a: [] } },
    { one: 'a', other: ['a'] },
  ])('and nothing else: case %#', ({ one, other }) => {
    expect(pressed({ value: one })).not.toEqual(pressed({ value: other }));
  });

  test('a hostile value costs next to nothing', () => {
    const cyclic: Record<string, unknown> = { list: Array.from({ length: 5_000 }, () => LONG) };
    for (let i = 0; i < 60; i++) cyclic[`self${i}`] = cyclic;

    expect(pressed({ value: cyclic })).toHaveLength(MAX_VALUE_ENTRIES);
    expect(pressed({ value: { a: Object.create(null) as object } })).toEqual(['a={}']);
  });
});
