/** Adaptive dialogs: a regex recognizer, inputs that can be interrupted, an answer to what is unknown. */

import { ConversationState, MemoryStorage, UserState } from 'botbuilder';
import { DialogManager } from 'botbuilder-dialogs';
import {
  ActivityTemplate,
  AdaptiveDialog,
  CancelAllDialogs,
  ConfirmInput,
  NumberInput,
  OnIntent,
  OnUnknownIntent,
  RegexRecognizer,
  SendActivity,
  TemplateEngineLanguageGenerator,
  TextInput,
} from 'botbuilder-dialogs-adaptive';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

function todoDialog(): AdaptiveDialog {
  const root = new AdaptiveDialog('todoDialog');
  root.recognizer = new RegexRecognizer().configure({
    intents: [
      { intent: 'Add', pattern: '(?i)\\b(add|new)\\b.*(task|todo)' },
      { intent: 'Help', pattern: '(?i)^(help|what can you do)' },
      { intent: 'Cancel', pattern: '(?i)^(cancel|forget it)$' },
      { intent: 'Joke', pattern: '(?i)joke' },
      { intent: 'Clear', pattern: '(?i)(clear|delete).*(all|everything|list)' },
    ],
  });
  root.generator = new TemplateEngineLanguageGenerator();
  root.triggers = [
    new OnIntent(
      'Add',
      [],
      [
        new TextInput('conversation.title', 'What is to be done?').configure({
          allowInterruptions: true,
          alwaysPrompt: true,
        }),
        new NumberInput('conversation.days', 'In how many days?').configure({
          unrecognizedPrompt: new ActivityTemplate('Just a number of days.'),
          invalidPrompt: new ActivityTemplate('That is too far away.'),
          validations: ['int(this.value) <= 365'],
          allowInterruptions: true,
          alwaysPrompt: true,
        }),
        new SendActivity('Noted: ${conversation.title}, in ${conversation.days} days.'),
      ],
    ),
    new OnIntent(
      'Clear',
      [],
      [
        new ConfirmInput('conversation.sure', 'Really delete all of it?').configure({
          alwaysPrompt: true,
        }),
        new SendActivity("${if(conversation.sure, 'All gone.', 'I keep it.')}"),
      ],
    ),
    new OnIntent(
      'Help',
      [],
      [new SendActivity('I keep your tasks: add a task, or clear the list.')],
    ),
    new OnIntent('Joke', [], [new SendActivity('My list of jokes is still to be done.')]),
    new OnIntent('Cancel', [], [new SendActivity('Forgotten.'), new CancelAllDialogs()]),
    new OnUnknownIntent([new SendActivity('I did not catch that. Try "help".')]),
  ];
  return root;
}

export const adaptiveTodo: Scene = {
  name: 'adaptive-todo',
  channel: 'directline',
  async play(log) {
    const storage = new MemoryStorage();
    const manager = new DialogManager(todoDialog());
    manager.conversationState = new ConversationState(storage);
    manager.userState = new UserState(storage);
    const bot = botbuilderBot(log, async (context) => {
      if (context.activity.type === 'message') await manager.onTurn(context);
    });

    const mia = person(log, bot, { name: 'Mia' });
    await mia.joins();
    await mia.says('what can you do', 'recognized', 'help is given');
    await mia.says('hm hm', 'unrecognized', 'not caught');
    await mia.says('add a task', 'recognized', 'asked what is to be done');
    await mia.says('tell me a joke', 'recognized', 'a digression within a question, answered');
    await mia.says('paint the fence', 'recognized', 'the title of the task');
    await mia.says('some day', 'unrecognized', 'no number: asked again');
    await mia.says('help', 'recognized', 'help within a question');
    await mia.says('1000', 'unrecognized', 'too far away');
    await mia.says('14', 'recognized', 'a number of days');
    await mia.says('clear the list', 'recognized', 'asked to confirm');
    await mia.says('well', 'unrecognized', 'neither yes nor no: asked again');
    await mia.says('yes', 'recognized', 'confirmed');
    await mia.says('xyzzy', 'unrecognized', 'not caught');

    const nils = person(log, bot, { name: 'Nils', locale: 'en-GB' });
    await nils.joins();
    await nils.says('new todo please', 'recognized', 'asked what is to be done');
    await nils.says('buy stamps', 'recognized', 'the title of the task');
    await nils.says('cancel', 'recognized', 'forgotten as asked');
    await nils.says('buy stamps', 'unrecognized', 'nothing was asked any more: not caught');
    await nils.says('add task', 'recognized', 'asked what is to be done');
    await nils.says('water the plants', 'recognized', 'the title of the task');
    await nils.says('two', 'recognized', 'a number of days in words');
    await nils.says('delete everything', 'recognized', 'asked to confirm');
    await nils.presses('No', 'recognized', 'a button');
  },
};
