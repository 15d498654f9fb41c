/** Prompts of every kind in a waterfall, with buttons, validators, help and cancel at any time. */

import type { TurnContext } from 'botbuilder';
import {
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  ListStyle,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot } from '../scene.ts';
import type { Scene } from '../scene.ts';

class PizzaDialog extends ComponentDialog {
  constructor() {
    super('PizzaDialog');
    const size = new ChoicePrompt('size');
    size.style = ListStyle.suggestedAction;
    this.addDialog(size)
      .addDialog(
        new NumberPrompt('count', async ({ recognized, attemptCount, context }) => {
          const { value } = recognized;
          if (recognized.succeeded && value !== undefined && value >= 1 && value <= 10) return true;
          if (attemptCount > 1)
            await context.sendActivity('Between one and ten, please - our oven is small.');
          return false;
        }),
      )
      .addDialog(
        new TextPrompt('street', ({ recognized }) =>
          Promise.resolve(/\d/.test(recognized.value ?? '')),
        ),
      )
      .addDialog(new ConfirmPrompt('confirm'))
      .addDialog(
        new WaterfallDialog('order', [
          (step) =>
            step.prompt('size', {
              prompt: 'Hello! What size should your pizza have?',
              retryPrompt: 'I only bake these sizes. Which one?',
              choices: ['Small', 'Medium', 'Large'],
            }),
          (step) =>
            step.prompt('count', {
              prompt: 'How many?',
              retryPrompt: 'I need a number from 1 to 10.',
            }),
          (step) => step.prompt('street', 'Where do we bring it? Street and number, please.'),
          (step) => step.prompt('confirm', `Shall I send it to ${step.result as string}?`),
          async (step) => {
            await step.context.sendActivity(
              step.result ? 'Done! Half an hour.' : 'All right, nothing is sent.',
            );
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'order';
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const text = (inner.context.activity.text ?? '').toLowerCase();
    if (text === 'help' || text === '?') {
      await inner.context.sendActivity(
        'I take orders for pizza. Answer my questions, or say cancel.',
      );
      await inner.repromptDialog();
      return { status: 'waiting' as DialogTurnResult['status'] };
    }
    if (text === 'cancel') {
      await inner.context.sendActivity('Cancelled. Say anything to start again.');
      return inner.cancelAllDialogs();
    }
    return super.onContinueDialog(inner);
  }
}

export const pizzaOrder: Scene = {
  name: 'pizza-order',
  channel: 'webchat',
  async play(log) {
    const run = dialogBot(new PizzaDialog());
    const bot = botbuilderBot(log, (context: TurnContext) => run(context));

    const anna = person(log, bot, { name: 'Anna' });
    await anna.joins();
    await anna.says('Hi', 'recognized', 'the bot greets and asks for the size');
    await anna.says('gluten free?', 'unrecognized', 'not a size: asked again');
    await anna.presses('Large', 'recognized', 'one of the sizes');
    await anna.says('as many as you can carry', 'unrecognized', 'no number: asked again');
    await anna.says('two', 'recognized', 'a number in words');
    await anna.says('?', 'recognized', 'help is given, then the question stands again');
    await anna.says('home', 'unrecognized', 'no number in it: the same question again');
    await anna.says('12 Baker Street', 'recognized', 'an address');
    await anna.says('👍', 'recognized', 'understood as a yes');
    await anna.says('another one please', 'recognized', 'the next order starts');
    await anna.says('large', 'recognized', 'a button typed in other case');
    await anna.says('cancel', 'recognized', 'cancelled as asked');

    const ben = person(log, bot, { name: 'Ben' });
    await ben.joins();
    await ben.says('I want pizza!!', 'recognized', 'the order starts');
    await ben.says('xl', 'unrecognized', 'not a size');
    await ben.says('huge', 'unrecognized', 'not a size either');
    await ben.says('the second one', 'recognized', 'an ordinal chooses from the list');
    await ben.says('help', 'recognized', 'help is given');
    await ben.says('40', 'unrecognized', 'too many');
    await ben.says('0', 'unrecognized', 'too few: the validator explains in its own words');
    await ben.says('ok then 10', 'recognized', 'a number it takes');
    await ben.says('Hill Road 4', 'recognized', 'an address');
    await ben.says('maybe', 'unrecognized', 'neither yes nor no');
    await ben.says('no', 'recognized', 'no');
    await ben.sends({ text: '' }, 'system', 'empty');
  },
};
