/** Slack: choices as a numbered list in the text, answers by number, no traces at all. */

import { ConversationState, MemoryStorage } from 'botbuilder';
import {
  ChoicePrompt,
  ConfirmPrompt,
  DialogSet,
  ListStyle,
  NumberPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

export const slackBooking: Scene = {
  name: 'slack-booking',
  channel: 'slack',
  async play(log) {
    const state = new ConversationState(new MemoryStorage());
    const pick = new ChoicePrompt('pick');
    pick.style = ListStyle.list;
    const room = new ChoicePrompt('room');
    room.style = ListStyle.inline;
    const sure = new ConfirmPrompt('sure');
    sure.style = ListStyle.inline;
    const dialogs = new DialogSet(state.createProperty('DialogState'))
      .add(pick)
      .add(room)
      .add(sure)
      .add(new NumberPrompt('people'))
      .add(
        new WaterfallDialog('start', [
          (step) =>
            step.prompt('pick', {
              prompt: 'What can I do?',
              choices: ['Book a room', 'Order coffee', 'Nothing'],
            }),
          async (step) => {
            const { value } = step.result as { value: string };
            if (value === 'Book a room') return step.beginDialog('book');
            await step.context.sendActivity(
              value === 'Nothing' ? 'Fine.' : 'Coffee will be there in five minutes.',
            );
            return step.endDialog();
          },
        ]),
      )
      .add(
        new WaterfallDialog('book', [
          (step) =>
            step.prompt('room', {
              prompt: 'Which room?',
              retryPrompt: 'There is no such room.',
              choices: ['Mars', 'Venus', 'Pluto'],
            }),
          (step) =>
            step.prompt('people', {
              prompt: 'For how many people?',
              retryPrompt: 'How many people, as a number?',
            }),
          (step) => step.prompt('sure', 'Shall I book it for today?'),
          async (step) => {
            await step.context.sendActivity(step.result ? 'Booked.' : 'Not booked.');
            return step.endDialog();
          },
        ]),
      );
    const bot = botbuilderBot(log, async (context) => {
      if (context.activity.type !== 'message') return;
      const dialog = await dialogs.createContext(context);
      if (dialog.activeDialog && /^stop$/i.test(context.activity.text)) {
        await dialog.cancelAllDialogs();
        await context.sendActivity('Stopped.');
      } else if (dialog.activeDialog) await dialog.continueDialog();
      else await dialog.beginDialog('start');
      await state.saveChanges(context);
    });

    const bea = person(log, bot, { name: 'Bea' });
    await bea.says('hey bot', 'recognized', 'asked what it can do');
    await bea.says('dance', 'unrecognized', 'not in the list: asked again');
    await bea.says('1', 'recognized', 'the first of the list');
    await bea.says('4', 'unrecognized', 'there are only three rooms');
    await bea.says('venus', 'recognized', 'a room, in other case');
    await bea.says('the whole team', 'unrecognized', 'no number');
    await bea.says('five', 'recognized', 'a number in words');
    await bea.says('1', 'recognized', 'yes is the first of the two');
    await bea.says('again', 'recognized', 'asked what it can do');
    await bea.says('2.', 'recognized', 'the second of the list');

    const cem = person(log, bot, { name: 'Cem', locale: 'en-GB' });
    await cem.says('yo', 'recognized', 'asked what it can do');
    await cem.says('room', 'unrecognized', 'he means the first, but the bot asks again');
    await cem.says('BOOK A ROOM', 'recognized', 'a choice, typed in other case');
    await cem.says('Jupiter', 'unrecognized', 'there is no such room');
    await cem.says('☄️', 'unrecognized', 'there is no such room');
    await cem.says('the third one', 'recognized', 'an ordinal');
    await cem.says('12', 'recognized', 'a number');
    await cem.says('tomorrow', 'unrecognized', 'neither yes nor no: asked again');
    await cem.says('stop', 'recognized', 'stopped as asked');
    await cem.says('hello again', 'recognized', 'asked what it can do');
    await cem.says('order coffee', 'recognized', 'a choice, typed');
  },
};
