/** A menu of buttons in Web Chat: what it does not know gets the same menu again. */

import { ActivityHandler, CardFactory, MessageFactory } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

const menu = () =>
  MessageFactory.suggestedActions(
    ['Shoes', 'Hats', 'My order'],
    'What are you looking for?',
    undefined,
    'expectingInput',
  );

const product = (name: string, id: number) =>
  CardFactory.heroCard(
    name,
    [{ url: `https://shop.example/${id}.png` }],
    [
      { type: 'postBack', title: `Buy ${name}`, value: `buy:${id}` },
      { type: 'postBack', title: `Like ${name}`, value: { like: id } as never },
      { type: 'openUrl', title: 'Details', value: `https://shop.example/${id}` },
    ],
  );

async function answer(context: TurnContext): Promise<void> {
  const { text, value } = context.activity;
  const show = (...names: string[]) =>
    context.sendActivity(
      MessageFactory.carousel(names.map((name, index) => product(name, index + names[0]!.length))),
    );
  if (value) await context.sendActivity('I will remember that you like it.');
  else if (text.startsWith('buy:')) await context.sendActivity('It is in your basket.');
  else if (/^shoes?$/i.test(text)) await show('Boots', 'Sandals');
  else if (/^hats?$/i.test(text)) await show('Beret', 'Cap');
  else if (/order/i.test(text))
    await context.sendActivity('Your order left our house this morning.');
  else if (/bye/i.test(text)) await context.sendActivity('Bye, see you soon!');
  else await context.sendActivity(menu());
}

export const shopMenu: Scene = {
  name: 'shop-menu',
  channel: 'webchat',
  async play(log) {
    const handler = new ActivityHandler();
    handler.onMembersAdded(async (context, next) => {
      await context.sendActivity('Welcome to the shop!');
      await next();
    });
    handler.onMessage(async (context, next) => {
      await answer(context);
      await next();
    });
    const bot = botbuilderBot(log, (context) => handler.run(context));

    const xenia = person(log, bot, { name: 'Xenia' });
    await xenia.joins();
    await xenia.says('hi', 'recognized', 'the menu is shown');
    await xenia.says('something for my dad', 'unrecognized', 'the same menu again');
    await xenia.presses('Shoes', 'recognized', 'a button');
    await xenia.presses('Buy Boots', 'recognized', 'a button that posts back');
    await xenia.says('hats', 'recognized', 'an older button, typed in other case');
    await xenia.presses('Like Cap', 'recognized', 'a button with a value');
    await xenia.presses('Buy Sandals', 'recognized', 'a button of an older card');
    await xenia.says('menu', 'recognized', 'the menu is shown, as asked');
    await xenia.says('the menu for socks', 'unrecognized', 'the same menu again');
    await xenia.presses('My order', 'recognized', 'a button');
    await xenia.says('bye', 'recognized', 'answered');

    const yann = person(log, bot, { name: 'Yann', locale: 'fr-FR' });
    await yann.joins();
    await yann.says('bonjour', 'recognized', 'the menu is shown');
    await yann.says('je cherche un cadeau', 'unrecognized', 'the same menu again');
    await yann.says('🎁', 'unrecognized', 'the same menu again');
    await yann.says(
      '  SHOES ',
      'unrecognized',
      'blanks around it: the bot is strict and shows the menu again',
    );
    await yann.says('Hats', 'recognized', 'a button, typed');
    await yann.presses('Buy Beret', 'recognized', 'a button that posts back');
    await yann.says('où est mon order?', 'recognized', 'answered');
  },
};
