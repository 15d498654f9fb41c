/** LUIS on every turn and dialogs without traces: what a prompt takes ("milk") is `None` to LUIS. */

import { ConversationState, MemoryStorage } from 'botbuilder';
import { LuisRecognizer } from 'botbuilder-ai';
import {
  DateTimePrompt,
  DialogSet,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { luis } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['AddItem', /\b(add|put|need)\b/i],
  ['Remind', /remind/i],
  ['ShowList', /(show|what).*list/i],
  ['Greeting', /^(hi|hello|hey)\b/i],
  ['Cancel', /^(cancel|stop|never mind)\b/i],
];

export const shoppingList: Scene = {
  name: 'shopping-list',
  channel: 'webchat',
  async play(log, services) {
    const recognizer = luis(services, 'shopping', MODEL);
    const state = new ConversationState(new MemoryStorage());
    const lists = state.createProperty<string[]>('list');
    const dialogs = new DialogSet(state.createProperty('DialogState'))
      .add(new TextPrompt('text'))
      .add(new NumberPrompt('number'))
      .add(new DateTimePrompt('time'))
      .add(
        new WaterfallDialog('add', [
          (step) => step.prompt('text', 'What shall I put on the list?'),
          (step) => {
            (step.values as { item?: string }).item = step.result as string;
            return step.prompt('number', {
              prompt: 'How many of it?',
              retryPrompt: 'A number, please: how many?',
            });
          },
          async (step) => {
            const { item = '' } = step.values as { item?: string };
            const list = await lists.get(step.context, []);
            await lists.set(step.context, [...list, `${step.result as number} ${item}`]);
            await step.context.sendActivity(`Got it: ${step.result as number} × ${item}.`);
            return step.endDialog();
          },
        ]),
      )
      .add(
        new WaterfallDialog('remind', [
          (step) => step.prompt('text', 'Whom shall I remind?'),
          (step) =>
            step.prompt('time', {
              prompt: 'At what time?',
              retryPrompt: 'I did not see a time in that. When?',
            }),
          async (step) => {
            await step.context.sendActivity('The reminder is set.');
            return step.endDialog();
          },
        ]),
      );
    const bot = botbuilderBot(log, async (context) => {
      if (context.activity.type !== 'message') return;
      const intent = LuisRecognizer.topIntent(await recognizer.recognize(context), 'None', 0.5);
      const dialog = await dialogs.createContext(context);
      if (intent === 'Cancel' && dialog.activeDialog) {
        await dialog.cancelAllDialogs();
        await context.sendActivity('OK, I dropped it.');
      } else if (dialog.activeDialog) await dialog.continueDialog();
      else if (intent === 'AddItem') await dialog.beginDialog('add');
      else if (intent === 'Remind') await dialog.beginDialog('remind');
      else if (intent === 'ShowList') {
        const list = await lists.get(context, []);
        await context.sendActivity(
          list.length > 0 ? `You have ${list.join(', ')}.` : 'Your list is empty.',
        );
      } else if (intent === 'Greeting')
        await context.sendActivity('Hi! Tell me what you need from the shop.');
      else await context.sendActivity("Hm, that's beyond me. I keep lists and reminders.");
      await state.saveChanges(context);
    });

    const kim = person(log, bot, { name: 'Kim' });
    await kim.joins();
    await kim.says('hey', 'recognized', 'greeted back');
    await kim.says('add something', 'recognized', 'asked what');
    await kim.says('milk', 'recognized', 'taken for the list, though LUIS does not know the word');
    await kim.says('dunno', 'unrecognized', 'no number: asked again');
    await kim.says('3', 'recognized', 'a number');
    await kim.says('remind somebody', 'recognized', 'asked whom');
    await kim.says('alex', 'recognized', 'a name');
    await kim.says('after work', 'unrecognized', 'no time: asked again');
    await kim.says('7:00 PM', 'recognized', 'a time');
    await kim.says('what a day', 'unrecognized', 'beyond the bot');
    await kim.says('what is on the list?', 'recognized', 'the list is told');

    const lea = person(log, bot, { name: 'Lea' });
    await lea.joins();
    await lea.says('what can I say?', 'unrecognized', 'beyond the bot');
    await lea.says('I need stuff', 'recognized', 'asked what');
    await lea.says('olive oil', 'recognized', 'taken for the list');
    await lea.says('a lot!', 'unrecognized', 'no number');
    await lea.says('many', 'unrecognized', 'no number');
    await lea.says('never mind', 'recognized', 'dropped as asked');
    await lea.says('🥛', 'unrecognized', 'beyond the bot');
    await lea.says('show my list', 'recognized', 'an empty list is told');
    await lea.says(
      'put cheese on it',
      'recognized',
      'asked what: the bot does not read items, but knows what she wants',
    );
    await lea.says('cheese', 'recognized', 'taken');
    await lea.says('two', 'recognized', 'a number');
  },
};
