/** Prompts of botbuilder-dialogs: which answers they take, which they refuse, and what is made of both. */

import { MessageFactory } from 'botbuilder';
import {
  AttachmentPrompt,
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  DateTimePrompt,
  ListStyle,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { Dialog, PromptOptions } from 'botbuilder-dialogs';
import { expect, test } from 'vitest';
import { converse, runs } from './sdk/dialog-bot.ts';

class Asking extends ComponentDialog {
  constructor(prompt: Dialog, options: PromptOptions) {
    super('asking');
    this.addDialog(prompt);
    this.addDialog(
      new WaterfallDialog('flow', [
        (step) => step.prompt(prompt.id, options),
        async (step) => {
          await step.context.sendActivity('Thanks.');
          return step.endDialog();
        },
      ]),
    );
    this.initialDialogId = 'flow';
  }
}

const colours = { choices: ['Red', 'Green', 'Blue'] };
const styled = (style: ListStyle) => Object.assign(new ChoicePrompt('p'), { style });
const even = new NumberPrompt('p', async ({ recognized, context }) => {
  if (recognized.succeeded && (recognized.value ?? 1) % 2 === 0) return true;
  await context.sendActivity('No, an even one. Two, four, six …');
  return false;
});
const silent = new TextPrompt('p', ({ recognized }) =>
  Promise.resolve(recognized.value?.startsWith('x') === true),
);

const STARTED = 'recognized default';
const TAKEN = 'recognized prompt_accepted';
const REFUSED = 'unrecognized prompt_rejected';

interface Case {
  readonly prompt: string;
  readonly dialog: Dialog;
  readonly options: PromptOptions;
  readonly refused?: string;
  readonly taken: string;
  readonly channelId?: string;
}

test.for<Case>([
  { prompt: 'text', dialog: new TextPrompt('p'), options: { prompt: 'Name?' }, taken: 'alex' },
  {
    prompt: 'number',
    dialog: new NumberPrompt('p'),
    options: { prompt: 'How many?', retryPrompt: 'In numbers, please.' },
    refused: 'lots',
    taken: 'seven',
  },
  {
    prompt: 'number without words of its own for a retry',
    dialog: new NumberPrompt('p'),
    options: { prompt: 'How many?' },
    refused: 'lots',
    taken: '7',
  },
  {
    prompt: 'validator that says why',
    dialog: even,
    options: { prompt: 'An even number?' },
    refused: '7',
    taken: '8',
  },
  {
    prompt: 'validator that says nothing',
    dialog: silent,
    options: { prompt: 'With x?', retryPrompt: 'It begins with x.' },
    refused: 'abc',
    taken: 'xyz',
  },
  {
    prompt: 'date',
    dialog: new DateTimePrompt('p'),
    options: { prompt: 'When?', retryPrompt: 'A time, please.' },
    refused: 'whenever',
    taken: '7:00 PM',
  },
  {
    prompt: 'attachment',
    dialog: new AttachmentPrompt('p'),
    options: { prompt: 'A photo?' },
    refused: 'I have none',
    taken: '',
  },
  ...['numbered list', 'inline list', 'suggested actions', 'hero card'].map((prompt, i) => ({
    prompt: `choice as ${prompt}`,
    dialog: styled(
      [ListStyle.list, ListStyle.inline, ListStyle.suggestedAction, ListStyle.heroCard][i]!,
    ),
    options: { prompt: 'Which colour?', ...colours },
    refused: 'yellowish',
    taken: 'the second one',
  })),
  {
    prompt: 'choice by its number',
    dialog: new ChoicePrompt('p'),
    options: { prompt: 'Which colour?', ...colours },
    refused: '4',
    taken: '1',
    channelId: 'slack',
  },
  {
    prompt: 'confirm',
    dialog: new ConfirmPrompt('p'),
    options: { prompt: 'Sure?' },
    refused: 'perhaps',
    taken: 'yep',
  },
  {
    prompt: 'confirm in German',
    dialog: new ConfirmPrompt('p', undefined, 'de-de'),
    options: { prompt: 'Sicher?', retryPrompt: MessageFactory.text('Ja oder nein?') },
    refused: 'vielleicht',
    taken: 'ja',
  },
])('a $prompt prompt', async ({ dialog, options, refused, taken, channelId = 'webchat' }) => {
  const bot = converse(runs(new Asking(dialog, options)), { channelId });
  const answer =
    taken === '' ? { text: '', attachments: [{ contentType: 'image/png' }] } : { text: taken };
  const wrong = refused === undefined ? [] : [refused, refused];

  expect(await bot.say('hi', ...wrong, answer)).toEqual(['Thanks.']);
  expect(await bot.heard()).toEqual([STARTED, ...wrong.map(() => REFUSED), TAKEN]);
  expect(await bot.told('dialog_ended')).toEqual([
    { dialog: 'asking', outcome: 'completed', durationMs: expect.any(Number) },
  ]);
});
