/** Teams: choices on hero cards without any text, a form that a waterfall waits for, a fresh start at any time. */

import { CardFactory, MessageFactory } from 'botbuilder';
import {
  ChoicePrompt,
  ComponentDialog,
  Dialog,
  ListStyle,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot } from '../scene.ts';
import type { Scene } from '../scene.ts';

const dates = () =>
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'Input.Date', id: 'first' },
      { type: 'Input.Date', id: 'last' },
    ],
    actions: [{ type: 'Action.Submit', title: 'Take these days', data: { form: 'dates' } }],
  });

class VacationDialog extends ComponentDialog {
  constructor() {
    super('VacationDialog');
    const kind = new ChoicePrompt('kind');
    kind.style = ListStyle.heroCard;
    const deputy = new TextPrompt('deputy', ({ recognized, context }) => {
      const isKnown = /marta|piet|lin/i.test(recognized.value ?? '');
      return isKnown
        ? Promise.resolve(true)
        : context.sendActivity('I know no colleague of that name.').then(() => false);
    });
    this.addDialog(kind)
      .addDialog(deputy)
      .addDialog(
        new WaterfallDialog('vacation', [
          (step) =>
            step.prompt('kind', {
              prompt: 'What do you need?',
              choices: ['Vacation', 'Sick leave', 'Home office'],
            }),
          async (step) => {
            await step.context.sendActivity(MessageFactory.attachment(dates()));
            return Dialog.EndOfTurn;
          },
          (step) => {
            const value = step.context.activity.value as { first?: string } | undefined;
            if (value?.first !== undefined) return step.prompt('deputy', 'Who stands in for you?');
            return step.replaceDialog('form');
          },
          (step) => this.finish(step),
        ]),
      )
      .addDialog(
        new WaterfallDialog('form', [
          async (step) => {
            await step.context.sendActivity('Please fill in the two dates.');
            return Dialog.EndOfTurn;
          },
          (step) => step.prompt('deputy', 'Who stands in for you?'),
          (step) => this.finish(step),
        ]),
      );
    this.initialDialogId = 'vacation';
  }

  private async finish(step: DialogContext): Promise<DialogTurnResult> {
    await step.context.sendActivity('Handed in. Enjoy!');
    return step.endDialog();
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    if (/^start over$/i.test(inner.context.activity.text ?? '')) {
      await inner.cancelAllDialogs();
      return inner.beginDialog('vacation');
    }
    return super.onContinueDialog(inner);
  }
}

export const vacationTeams: Scene = {
  name: 'vacation-teams',
  channel: 'msteams',
  async play(log) {
    const bot = botbuilderBot(log, dialogBot(new VacationDialog()));

    const piet = person(log, bot, { name: 'Piet' });
    await piet.joins();
    await piet.says('hi', 'recognized', 'asked what he needs');
    await piet.says('a raise', 'unrecognized', 'not offered: the same card again');
    await piet.presses('Vacation', 'recognized', 'a button of the card');
    await piet.presses('Take these days', 'recognized', 'the form, filled in', {
      inputs: { first: '2026-06-01', last: '2026-06-05' },
    });
    await piet.says('Marta', 'recognized', 'a colleague it knows');
    await piet.says('one more', 'recognized', 'asked what he needs');
    await piet.says('home office', 'recognized', 'a choice, typed');
    await piet.says('start over', 'recognized', 'begun again, as asked');
    await piet.says('3', 'recognized', 'the third of the card');
    await piet.presses('Take these days', 'recognized', 'the form, filled in', {
      inputs: { first: '2026-06-08', last: '2026-06-08' },
    });
    await piet.says('my neighbour', 'unrecognized', 'no colleague of that name');
    await piet.says('Lin from sales', 'recognized', 'a colleague it knows');

    const lin = person(log, bot, { name: 'Lin', locale: 'zh-CN' });
    await lin.joins();
    await lin.says('你好', 'recognized', 'asked what she needs');
    await lin.says('休假', 'unrecognized', 'a language it does not know: the same card again');
    await lin.says('vacation', 'recognized', 'a choice, typed');
    await lin.says('next week', 'unrecognized', 'the form is wanted, and asked for again');
    await lin.presses('Take these days', 'recognized', 'the form, filled in', {
      inputs: { first: '2026-07-01', last: '2026-07-02' },
    });
    await lin.says('piet', 'recognized', 'a colleague it knows');
  },
};
