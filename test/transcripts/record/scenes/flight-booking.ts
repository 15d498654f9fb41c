/** The "core bot": a main dialog that loops, whose text prompt takes anything and asks LUIS afterwards. */

import {
  ComponentDialog,
  ConfirmPrompt,
  DateTimePrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult, WaterfallStepContext } from 'botbuilder-dialogs';
import { LuisRecognizer } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot, luis } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['BookFlight', /\b(fly|flight|ticket|book)\b/i],
  ['GetWeather', /weather|rain|sunny/i],
];

class CancelAndHelpDialog extends ComponentDialog {
  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    switch (inner.context.activity.text.toLowerCase()) {
      case 'help':
        await inner.context.sendActivity('Tell me the city, the day, or say "quit".');
        return { status: 'waiting' as DialogTurnResult['status'] };
      case 'quit':
        await inner.context.sendActivity('Cancelling...');
        return inner.cancelAllDialogs();
      default:
        return super.onContinueDialog(inner);
    }
  }
}

class DateDialog extends CancelAndHelpDialog {
  constructor() {
    super('DateDialog');
    const definite = (value?: { timex?: string }[]) =>
      /^\d{4}-\d\d-\d\d/.test(value?.[0]?.timex ?? '');
    this.addDialog(
      new DateTimePrompt('day', ({ recognized }) =>
        Promise.resolve(definite(recognized.value as { timex?: string }[])),
      ),
    ).addDialog(
      new WaterfallDialog('dateFlow', [
        (step) =>
          step.prompt('day', {
            prompt: 'On what date would you like to travel?',
            retryPrompt: "I'm sorry, please enter your travel date with day, month and year.",
          }),
        (step) => step.endDialog((step.result as { timex: string }[])[0]?.timex),
      ]),
    );
    this.initialDialogId = 'dateFlow';
  }
}

class BookingDialog extends CancelAndHelpDialog {
  constructor() {
    super('BookingDialog');
    this.addDialog(new TextPrompt('city'))
      .addDialog(new ConfirmPrompt('sure'))
      .addDialog(new DateDialog())
      .addDialog(
        new WaterfallDialog('bookingFlow', [
          async (step) => {
            const { to } = step.options as { to?: string };
            return to === undefined
              ? step.prompt('city', 'To what city would you like to travel?')
              : step.next(to);
          },
          (step) =>
            step.prompt(
              'city',
              `From what city will you be travelling to ${step.result as string}?`,
            ),
          (step) => step.beginDialog('DateDialog'),
          (step) => step.prompt('sure', `You leave on ${step.result as string}. Is this correct?`),
          (step) => step.endDialog(step.result === true ? { booked: true } : undefined),
        ]),
      );
    this.initialDialogId = 'bookingFlow';
  }
}

class MainDialog extends ComponentDialog {
  constructor(recognizer: LuisRecognizer) {
    super('MainDialog');
    this.addDialog(new TextPrompt('ask'))
      .addDialog(new BookingDialog())
      .addDialog(
        new WaterfallDialog('main', [
          (step) =>
            step.prompt(
              'ask',
              (step.options as { again?: string }).again ?? 'What can I help you with today?',
            ),
          (step) => this.act(step, recognizer),
          async (step) => {
            if (step.result)
              await step.context.sendActivity('I have you booked. Enjoy the flight!');
            return step.replaceDialog('main', { again: 'What else can I do for you?' });
          },
        ]),
      );
    this.initialDialogId = 'main';
  }

  private async act(
    step: WaterfallStepContext,
    recognizer: LuisRecognizer,
  ): Promise<DialogTurnResult> {
    const intent = LuisRecognizer.topIntent(await recognizer.recognize(step.context));
    const to = /\bto ([A-Z]\w+)/.exec(step.context.activity.text)?.[1];
    if (intent === 'BookFlight') return step.beginDialog('BookingDialog', { to });
    await step.context.sendActivity(
      intent === 'GetWeather'
        ? 'It will be mild, with some clouds.'
        : `Sorry, I didn't get that. Please try asking in a different way (intent was ${intent}).`,
    );
    return step.next();
  }
}

export const flightBooking: Scene = {
  name: 'flight-booking',
  channel: 'directline',
  async play(log, services) {
    const bot = botbuilderBot(log, dialogBot(new MainDialog(luis(services, 'flights', MODEL))));

    const carla = person(log, bot, { name: 'Carla', locale: 'en-GB' });
    await carla.joins();
    await carla.says('hello', 'recognized', 'the bot asks what it can do');
    await carla.says('asdf', 'unrecognized', 'the bot says that it did not get that');
    await carla.says('do you sell hats', 'unrecognized', 'the bot did not get that either');
    await carla.says(
      'I want to fly to Rome',
      'recognized',
      'the booking starts and knows the city',
    );
    await carla.says('help', 'recognized', 'help is given');
    await carla.says('Vienna', 'recognized', 'the city of departure');
    await carla.says('soonish', 'unrecognized', 'no date: asked again');
    await carla.says('April', 'unrecognized', 'a month is not enough: asked again');
    await carla.says('April 4th 2026', 'recognized', 'a date');
    await carla.says('hmm', 'unrecognized', 'neither yes nor no: asked again');
    await carla.says('yes', 'recognized', 'confirmed');
    await carla.says('will it rain there?', 'recognized', 'the weather is told');
    await carla.says('ok cool', 'unrecognized', 'the bot did not get that');

    const dan = person(log, bot, { name: 'Dan' });
    await dan.joins();
    await dan.says('Good morning', 'recognized', 'the bot asks what it can do');
    await dan.says('book a ticket', 'recognized', 'the booking starts');
    await dan.says('Oslo', 'recognized', 'the city to go to');
    await dan.says('Berlin', 'recognized', 'the city of departure');
    await dan.says('in a week or two', 'unrecognized', 'not a definite date');
    await dan.says('help', 'recognized', 'help is given, two dialogs deep');
    await dan.says('quit', 'recognized', 'cancelled as asked');
    await dan.says('Is it sunny?', 'recognized', 'the weather is told, after a cancelled dialog');
    await dan.says('Book me something', 'recognized', 'the booking starts');
    await dan.says('help', 'recognized', 'help is given');
    await dan.says('Quit', 'recognized', 'cancelled as asked');
    await dan.says('🤷', 'unrecognized', 'the bot did not get that');
  },
};
