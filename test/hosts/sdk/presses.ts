/** What bots offer to be pressed, and what arrives when it is: by kind of button and by channel. */

import { CardFactory, MessageFactory } from 'botbuilder';

const hero = MessageFactory.attachment(
  CardFactory.heroCard('What now?', undefined, [
    { type: 'imBack', title: 'Prices', value: 'show prices' },
    { type: 'postBack', title: 'Order', value: 'order-1' },
    { type: 'postBack', title: 'Order much', value: { order: 2, much: true } },
    { type: 'messageBack', title: 'Help', text: 'help', displayText: 'Help!', value: { help: 1 } },
    { type: 'openUrl', title: 'Site', value: 'https://example.com/' },
  ] as never),
);
const adaptive = MessageFactory.attachment(
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'Input.Text', id: 'name' }],
    actions: [
      { type: 'Action.Submit', title: 'Send', data: { form: 'contact' } },
      {
        type: 'Action.Submit',
        title: 'Say it',
        data: { msteams: { type: 'imBack', value: 'said' } },
      },
      { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { id: 7 } },
      {
        type: 'Action.ShowCard',
        title: 'More',
        card: {
          type: 'AdaptiveCard',
          actions: [{ type: 'Action.Submit', title: 'Deep', data: { deep: true } }],
        },
      },
    ],
  }),
);
export const suggested = {
  type: 'message',
  text: 'Which?',
  suggestedActions: {
    to: [],
    actions: [
      { type: 'imBack', title: 'Red one', value: 'red' },
      { type: 'imBack', title: 'Blue one', value: 'blue' },
    ],
  },
};
/** By the name of what is offered. */
export const OFFERS: Readonly<Record<string, object>> = { hero, adaptive, suggested };

const execute = (trigger?: string) => ({
  type: 'invoke',
  name: 'adaptiveCard/action',
  replyToId: 'reply-1',
  value: {
    action: { type: 'Action.Execute', verb: 'approve', data: { id: 7, name: 'canary' } },
    ...(trigger !== undefined && { trigger }),
  },
});

export interface Press {
  readonly what: string;
  readonly offer: keyof typeof OFFERS;
  readonly press: object;
  /** `type title destination confidence`; absent where it is no click. */
  readonly click?: string;
  readonly channelId?: string;
}

export const PRESSES: readonly Press[] = [
  {
    what: 'a suggested action',
    offer: 'suggested',
    press: { text: 'red' },
    click: 'quick_reply Red one red probable',
  },
  {
    what: 'its title, typed',
    offer: 'suggested',
    press: { text: ' BLUE  one' },
    click: 'quick_reply Blue one blue probable',
  },
  { what: 'other words', offer: 'suggested', press: { text: 'green' } },
  {
    what: 'imBack',
    offer: 'hero',
    press: { text: 'show prices' },
    click: 'card_button Prices show prices probable',
  },
  { what: 'a link, typed', offer: 'hero', press: { text: 'site' } },
  {
    what: 'postBack of a text in Web Chat',
    offer: 'hero',
    press: { text: 'order-1', channelData: { postBack: true } },
    click: 'card_button Order order-1 certain',
    channelId: 'webchat',
  },
  {
    what: 'postBack of an object',
    offer: 'hero',
    press: { value: { order: 2, much: true } },
    click: 'card_button Order much certain',
  },
  {
    what: 'messageBack in Teams',
    offer: 'hero',
    press: { text: 'help', value: { help: 1 }, replyToId: 'reply-1' },
    click: 'card_button Help certain',
  },
  {
    what: 'Action.Submit with its inputs, in answer to its card',
    offer: 'adaptive',
    press: { value: { form: 'contact', name: 'canary' }, replyToId: 'reply-1' },
    click: 'card_button Send certain',
  },
  {
    what: 'Action.Submit with its inputs alone',
    offer: 'adaptive',
    press: { value: { name: 'canary', form: 'contact' } },
    click: 'card_button Send certain',
  },
  {
    what: 'Action.Submit that Teams sends as words',
    offer: 'adaptive',
    press: { text: 'said' },
    click: 'card_button Say it said probable',
  },
  {
    what: 'Action.Submit on a card within the card',
    offer: 'adaptive',
    press: { value: { deep: true } },
    click: 'card_button Deep certain',
  },
  {
    what: 'a form that nobody knows',
    offer: 'adaptive',
    press: { value: { other: 'canary' } },
    click: 'card_button unknown certain',
  },
  {
    what: 'Action.Execute',
    offer: 'adaptive',
    press: execute('manual'),
    click: 'card_button Approve certain',
  },
  {
    what: 'Action.Execute without a trigger',
    offer: 'adaptive',
    press: execute(),
    click: 'card_button Approve certain',
  },
  {
    what: 'Action.Execute of a card that refreshes itself',
    offer: 'adaptive',
    press: execute('automatic'),
  },
  {
    what: 'an invoke without a name, in Teams',
    offer: 'hero',
    press: { type: 'invoke', value: { order: 2, much: true }, replyToId: 'reply-1' },
    click: 'card_button Order much certain',
  },
  {
    what: 'a task module',
    offer: 'adaptive',
    press: { type: 'invoke', name: 'task/fetch', value: { data: { form: 'contact' } } },
    click: 'card_button Send certain',
  },
  {
    what: 'a postback of Messenger',
    offer: 'hero',
    press: { text: 'order-1', channelData: { postback: { payload: 'order-1', title: 'Order' } } },
    click: 'card_button Order order-1 certain',
    channelId: 'facebook',
  },
  {
    what: 'a quick reply of Messenger',
    offer: 'suggested',
    press: { text: 'red', channelData: { message: { quick_reply: { payload: 'red' } } } },
    click: 'quick_reply Red one red certain',
    channelId: 'facebook',
  },
  {
    what: "Telegram's callback",
    offer: 'hero',
    press: { text: 'show prices', channelData: { callback_query: { data: 'show prices' } } },
    click: 'card_button Prices show prices certain',
    channelId: 'telegram',
  },
  {
    what: "Slack's payload",
    offer: 'hero',
    press: {
      text: 'show prices',
      channelData: { Payload: { actions: [{ name: 'x', value: 'show prices' }] } },
    },
    click: 'card_button Prices show prices certain',
    channelId: 'slack',
  },
];
