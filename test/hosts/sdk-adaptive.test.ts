/** Adaptive dialogs: a recognizer of regular expressions, inputs that let themselves be interrupted. */

import { ConversationState, MemoryStorage, UserState } from 'botbuilder';
import { DialogManager } from 'botbuilder-dialogs';
import type { Dialog } from 'botbuilder-dialogs';
import {
  ActivityTemplate,
  AdaptiveDialog,
  CancelAllDialogs,
  ChoiceInput,
  ConfirmInput,
  IntentPattern,
  NumberInput,
  OnIntent,
  OnUnknownIntent,
  RegexRecognizer,
  SendActivity,
  TextInput,
} from 'botbuilder-dialogs-adaptive';
import { expect, test } from 'vitest';
import { converse } from './sdk/dialog-bot.ts';

function shop(): AdaptiveDialog {
  const root = new AdaptiveDialog('shop');
  const interruptible = { allowInterruptions: true, alwaysPrompt: true };
  const patterns = { Order: 'order', Help: 'help', Cancel: 'cancel', Colour: 'colour' };
  root.recognizer = new RegexRecognizer().configure({
    intents: Object.entries(patterns).map(([intent, word]) => new IntentPattern(intent, word)),
  });
  root.triggers = [
    new OnIntent(
      'Order',
      [],
      [
        new TextInput('conversation.name', 'Your name?').configure(interruptible),
        new NumberInput('conversation.count', 'How many?').configure({
          ...interruptible,
          unrecognizedPrompt: new ActivityTemplate('Just a number.'),
          invalidPrompt: new ActivityTemplate('At most ten.'),
          validations: ['int(this.value) <= 10'],
        }),
        new ConfirmInput('conversation.sure', 'Sure?').configure({ alwaysPrompt: true }),
        new SendActivity('Ordered.'),
      ],
    ),
    new OnIntent(
      'Colour',
      [],
      [
        new ChoiceInput('conversation.colour', 'Which?').configure({
          choices: [{ value: 'red' }, { value: 'blue' }],
          alwaysPrompt: true,
        } as never),
        new SendActivity('Painted.'),
      ],
    ),
    new OnIntent('Help', [], [new SendActivity('I sell things.')]),
    new OnIntent('Cancel', [], [new SendActivity('Gone.'), new CancelAllDialogs()]),
    new OnUnknownIntent([new SendActivity('Pardon?')]),
  ];
  return root;
}

function bot(dialog: Dialog = shop()) {
  const manager = new DialogManager(dialog);
  manager.conversationState = new ConversationState(new MemoryStorage());
  manager.userState = new UserState(new MemoryStorage());
  return converse((context) => manager.onTurn(context));
}

const UNKNOWN = 'unrecognized no_intent';
const TAKEN = 'recognized prompt_accepted';
const REFUSED = 'unrecognized prompt_rejected';
const intent = (name: string) => `recognized intent ${name}`;

const ORDER = ['order', intent('Order')] as const;
const ALEX = ['Alex', TAKEN] as const;

test.for<{ what: string; heard: readonly (readonly [text: string, is: string])[] }>([
  {
    what: 'an intent, or unknown',
    heard: [
      ['help', intent('Help')],
      ['hm', UNKNOWN],
    ],
  },
  { what: 'an answer', heard: [ORDER, ALEX, ['3', TAKEN], ['yes', TAKEN], ['hm', UNKNOWN]] },
  {
    what: 'no number, or too high a one',
    heard: [ORDER, ALEX, ['many', REFUSED], ['12', REFUSED], ['3', TAKEN]],
  },
  {
    what: 'no confirmation',
    heard: [ORDER, ALEX, ['3', TAKEN], ['perhaps', REFUSED], ['no', TAKEN]],
  },
  { what: 'a digression', heard: [ORDER, ALEX, ['help me', intent('Help')], ['3', TAKEN]] },
  {
    what: 'the end of it',
    heard: [ORDER, ALEX, ['cancel', 'recognized dialog_cancelled Cancel'], ['3', UNKNOWN]],
  },
  {
    what: 'a choice',
    heard: [
      ['colour', intent('Colour')],
      ['green', REFUSED],
      ['blue', TAKEN],
    ],
  },
])('what is written is $what', async ({ heard }) => {
  const { say, heard: made } = bot();
  for (const [text] of heard) expect(await say(text)).not.toEqual([]);

  expect(await made()).toEqual(heard.map(([, is]) => is));
});

test('the adaptive dialog is open as long as it runs, and was cancelled', async () => {
  const { say, told } = bot();
  await say('order', 'Alex', 'cancel');

  expect(await told('dialog_started')).toEqual([{ dialog: 'shop' }]);
  expect(await told('dialog_ended')).toEqual([
    { dialog: 'shop', outcome: 'cancelled', durationMs: expect.any(Number) },
  ]);
});
