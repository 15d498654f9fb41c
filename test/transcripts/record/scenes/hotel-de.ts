/** German; conversational language understanding, which has no recognizer in JS but a trace of its own. */

import type { TurnContext } from 'botbuilder';
import {
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { WaterfallStepContext } from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { predict } from '../services.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['ZimmerBuchen', /zimmer|buchen|übernacht/i],
  ['Stornieren', /stornier|absagen/i],
  ['Fruehstueck', /frühstück/i],
  ['Gruss', /^(hallo|servus|guten|grüß)/i],
  ['Haustiere', /\b(hund|katze)\b/i, 0.29],
];

/** What the CLU recognizers of the components package send. */
async function understand(context: TurnContext): Promise<string> {
  const { text } = context.activity;
  const intents = predict(MODEL, text);
  const [[topIntent, { score }] = ['None', { score: 0 }]] = Object.entries(intents);
  const cluResult = {
    query: text,
    prediction: { projectKind: 'Conversation', topIntent, entities: [] },
  };
  await context.sendTraceActivity(
    'CluRecognizer',
    {
      recognizerResult: { text, intents, entities: {} },
      cluModel: { ProjectName: 'hotel' },
      cluResult,
    },
    'https://www.clu.ai/schemas/trace',
    'Clu Trace',
  );
  return score >= 0.5 ? topIntent : 'None';
}

const ANSWERS: Readonly<Record<string, string>> = {
  Gruss: 'Guten Tag! Ich helfe bei Buchungen und Fragen zum Haus.',
  Stornieren: 'Bitte rufen Sie für eine Stornierung die Rezeption an.',
  Fruehstueck: 'Frühstück gibt es von 7 bis 10 Uhr.',
};

const DAY = /^(heute|morgen)$|\d\. ?(\d|januar|februar|märz|april|mai|juni)/i;

class HotelDialog extends ComponentDialog {
  constructor() {
    super('HotelDialog');
    this.addDialog(new NumberPrompt('anzahl', undefined, 'de-de'))
      .addDialog(
        new TextPrompt('anreise', ({ recognized }) =>
          Promise.resolve(DAY.test(recognized.value ?? '')),
        ),
      )
      .addDialog(new ChoicePrompt('zimmer', undefined, 'de-de'))
      .addDialog(new ConfirmPrompt('sicher', undefined, 'de-de'))
      .addDialog(
        new WaterfallDialog('hotel', [
          async (step: WaterfallStepContext) => {
            const intent = await understand(step.context);
            if (intent === 'ZimmerBuchen')
              return step.prompt('anzahl', {
                prompt: 'Für wie viele Personen?',
                retryPrompt: 'Bitte nennen Sie eine Zahl.',
              });
            await step.context.sendActivity(
              ANSWERS[intent] ?? 'Das habe ich leider nicht verstanden.',
            );
            return step.endDialog();
          },
          (step) =>
            step.prompt('anreise', {
              prompt: 'Wann reisen Sie an?',
              retryPrompt: 'An welchem Tag genau?',
            }),
          (step) =>
            step.prompt('zimmer', {
              prompt: 'Welches Zimmer?',
              choices: ['Gartenblick', 'Straßenseite', 'Suite'],
            }),
          (step) => step.prompt('sicher', 'Soll ich verbindlich buchen?'),
          async (step) => {
            await step.context.sendActivity(
              step.result ? 'Ist gebucht, wir freuen uns!' : 'Gut, dann nicht.',
            );
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'hotel';
  }
}

export const hotelDe: Scene = {
  name: 'hotel-de',
  channel: 'webchat',
  async play(log) {
    const bot = botbuilderBot(log, dialogBot(new HotelDialog()));

    const ines = person(log, bot, { name: 'Ines', locale: 'de-DE' });
    await ines.joins();
    await ines.says('Hallo!', 'recognized', 'greeted back');
    await ines.says(
      'Kann ich meinen Hund mitbringen?',
      'unrecognized',
      'a weak guess only: not understood',
    );
    await ines.says('Wann gibt es Frühstück?', 'recognized', 'answered');
    await ines.says('Ich brauche ein Zimmer', 'recognized', 'the booking starts');
    await ines.says('nur wir', 'unrecognized', 'no number: asked again');
    await ines.says('zwei', 'unrecognized', 'a number, but the bot only knows digits: asked again');
    await ines.says('2', 'recognized', 'a number');
    await ines.says('egal', 'unrecognized', 'no date: asked again');
    await ines.says('am 3. Mai', 'recognized', 'a date');
    await ines.says('mit Meerblick', 'unrecognized', 'not offered: asked again');
    await ines.says('suite', 'recognized', 'an offered room, in other case');
    await ines.says('ja', 'recognized', 'confirmed');
    await ines.says('Danke dir', 'unrecognized', 'the bot says it did not understand');

    const jan = person(log, bot, { name: 'Jan', locale: 'de-DE' });
    await jan.joins();
    await jan.says('blabla', 'unrecognized', 'not understood');
    await jan.says('Zimmer für 3 Nächte', 'recognized', 'the booking starts');
    await jan.says('4', 'recognized', 'a number');
    await jan.says('morgen', 'recognized', 'a date');
    await jan.presses('Gartenblick', 'recognized', 'a button');
    await jan.says('weiß nicht', 'unrecognized', 'neither yes nor no');
    await jan.says('nein', 'recognized', 'declined');
    await jan.says('Ich möchte stornieren', 'recognized', 'told where to call');
  },
};
