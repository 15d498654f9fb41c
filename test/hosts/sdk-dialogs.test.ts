/** Dialogs of botbuilder-dialogs: nested, given up, interrupted, looping, run by a `DialogManager`. */

import { ConversationState, MemoryStorage, UserState } from 'botbuilder';
import {
  ComponentDialog,
  ConfirmPrompt,
  Dialog,
  DialogManager,
  DialogSet,
  DialogTurnStatus,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
  runDialog,
} from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import { describe, expect, test } from 'vitest';
import { converse, runs } from './sdk/dialog-bot.ts';
import type { Conversation } from './sdk/dialog-bot.ts';

/** Knows "help", which leaves all as it is, and "cancel", which ends all. */
class Interruptible extends ComponentDialog {
  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const { text } = inner.context.activity;
    if (text === 'help') {
      await inner.context.sendActivity('It is easy.');
      return Dialog.EndOfTurn;
    }
    if (text !== 'cancel') return super.onContinueDialog(inner);
    await inner.context.sendActivity('Cancelled.');
    return inner.cancelAllDialogs(true);
  }
}

class Table extends Interruptible {
  constructor() {
    super('table');
    this.addDialog(new NumberPrompt('people'))
      .addDialog(new ConfirmPrompt('sure'))
      .addDialog(
        new WaterfallDialog('steps', [
          (step) => step.prompt('people', { prompt: 'How many?', retryPrompt: 'A number?' }),
          (step) => step.prompt('sure', 'Sure?'),
          (step) => step.endDialog(step.result),
        ]),
      );
    this.initialDialogId = 'steps';
  }
}

class Main extends Interruptible {
  constructor() {
    super('main');
    this.addDialog(new TextPrompt('name'))
      .addDialog(new Table())
      .addDialog(
        new WaterfallDialog('steps', [
          (step) => step.prompt('name', 'Your name?'),
          (step) => step.beginDialog('table'),
          (step) => step.prompt('name', 'And who pays?'),
          async (step) => {
            await step.context.sendActivity('Done.');
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'steps';
  }
}

const STARTED = 'recognized default';
const TAKEN = 'recognized prompt_accepted';
const REFUSED = 'unrecognized prompt_rejected';

/** Started and ended dialogs in their order. */
async function dialogsOf({ events }: Conversation): Promise<readonly string[]> {
  return (await events()).flatMap(({ kind, data }) => {
    const { dialog, outcome } = data as { dialog?: string; outcome?: string };
    if (kind === 'dialog_started') return `+${dialog}`;
    return kind === 'dialog_ended' ? `-${dialog} ${outcome}` : [];
  });
}

const place = async ({ rows }: Conversation) =>
  (await rows('SELECT last_dialog AS dialog, last_step AS step FROM sessions'))[0];

describe('a component within a component', () => {
  test('is told when it starts and when it ends, with the step that the session is in', async () => {
    const bot = converse(runs(new Main()));

    await bot.say('hi');
    expect(await place(bot)).toEqual({ dialog: 'main', step: 0 });
    await bot.say('alex', 'many', '4');
    expect(await place(bot)).toEqual({ dialog: 'table', step: 1 });
    expect(await bot.say('yes')).toEqual(['And who pays?']);
    expect(await place(bot)).toEqual({ dialog: 'main', step: 2 });
    expect(await bot.say('me')).toEqual(['Done.']);
    expect(await place(bot)).toEqual({ dialog: null, step: null });

    expect(await bot.heard()).toEqual([STARTED, TAKEN, REFUSED, TAKEN, TAKEN, TAKEN]);
    expect(await dialogsOf(bot)).toEqual([
      '+main',
      '+table',
      '-table completed',
      '-main completed',
    ]);
    expect((await bot.told('dialog_started'))[1]).toEqual({
      dialog: 'table',
      parent: 'main',
    });
  });

  test('"help" within a prompt is understood, and the prompt waits on', async () => {
    const bot = converse(runs(new Main()));
    await bot.say('hi', 'alex', 'help', 'help', '4');

    expect(await bot.heard()).toEqual([
      'recognized default',
      TAKEN,
      'recognized default',
      'recognized default',
      TAKEN,
    ]);
  });

  test('"cancel" ends all of it, and was understood', async () => {
    const bot = converse(runs(new Main()));
    await bot.say('hi', 'alex', 'cancel');

    expect((await bot.heard()).at(-1)).toBe('recognized prompt_accepted');
    // the SDK ends a component that has cancelled its inside as it ends any other
    expect((await dialogsOf(bot)).slice(2)).toEqual(['-table completed', '-main completed']);
    expect(await bot.say('hi again')).toEqual(['Your name?']);
    expect((await bot.heard()).at(-1)).toBe('recognized default');
  });

  test('how it has ended is what the bot says, where it says so', async () => {
    const logic = runs(new Table());
    const bot = converse(async (context, analytics) => {
      await logic(context);
      if (context.activity.text === 'cancel') analytics.of(context).endDialog('table', 'cancelled');
    });
    await bot.say('hi', 'cancel');

    expect(await dialogsOf(bot)).toEqual(['+table', '-table cancelled']);
  });
});

test('a message within an open dialog that is not understood names it', async () => {
  const bot = converse(runs(new Table()));
  await bot.say('hi', 'many');

  expect(await bot.told('message_unrecognized')).toEqual([
    { reason: 'prompt_rejected', confidence: 'certain', dialog: 'table' },
  ]);
});

test('a bot that throws its dialogs away has cancelled them', async () => {
  const state = new ConversationState(new MemoryStorage());
  const property = state.createProperty('DialogState');
  const bot = converse(async (context) => {
    if (context.activity.text === 'start over') await property.delete(context);
    await runDialog(new Table(), context, property);
    await state.saveChanges(context);
  });
  await bot.say('hi', '4', 'start over');

  expect(await dialogsOf(bot)).toEqual(['+table', '-table cancelled', '+table']);
  expect((await bot.heard()).at(-1)).toMatch(/^recognized/u);
});

test('a main dialog that begins again whatever it is told understands by its words alone', async () => {
  class Looping extends ComponentDialog {
    constructor() {
      super('looping');
      this.addDialog(new TextPrompt('ask')).addDialog(
        new WaterfallDialog('loop', [
          (step) => step.prompt('ask', (step.options as { again?: string }).again ?? 'Yes?'),
          async (step) => {
            const known = step.result === 'weather';
            await step.context.sendActivity(known ? 'It rains.' : 'I do not understand.');
            return step.replaceDialog('loop', { again: 'What else?' });
          },
        ]),
      );
      this.initialDialogId = 'loop';
    }
  }
  const bot = converse(runs(new Looping()), { fallbackTexts: ['I do not understand.'] });
  await bot.say('hi', 'weather', 'blub', 'weather');

  expect(await bot.heard()).toEqual([
    'recognized default',
    'recognized default',
    'unrecognized fallback_text',
    'recognized default',
  ]);
});

test('a DialogManager tells the whole stack', async () => {
  const manager = new DialogManager(new Main());
  manager.conversationState = new ConversationState(new MemoryStorage());
  manager.userState = new UserState(new MemoryStorage());
  const bot = converse((context) => manager.onTurn(context));
  await bot.say('hi', 'alex', 'many', '4', 'yes', 'me');

  expect(await bot.heard()).toEqual([STARTED, TAKEN, REFUSED, TAKEN, TAKEN, TAKEN]);
  expect(await dialogsOf(bot)).toEqual(['+main', '+table', '-table completed', '-main completed']);
  expect(await bot.told('dialog_started')).toEqual([
    { dialog: 'main' },
    { dialog: 'table', parent: 'main' },
  ]);
});

test('what the bot tells of its dialogs itself is not told twice', async () => {
  const bot = converse(async (context, analytics) => {
    const { text } = context.activity;
    if (text === 'hi') analytics.of(context).startDialog('table');
    await logic(context);
    if (text === 'yes') analytics.of(context).endDialog('table', 'completed');
  });
  const logic = runs(new Table());
  await bot.say('hi', '4', 'yes');

  expect(await dialogsOf(bot)).toEqual(['+table', '-table completed']);
});

test('a bot that runs its dialogs by itself, and asks a recognizer each time, sends no traces of them', async () => {
  const state = new ConversationState(new MemoryStorage());
  const dialogs = new DialogSet(state.createProperty('DialogState')).add(new Main());
  const bot = converse(async (context) => {
    const none = {
      recognizerResult: { text: 'x', intents: { None: { score: 0.9 } }, entities: {} },
    };
    await context.sendTraceActivity('LuisRecognizer', none);
    const dialog = await dialogs.createContext(context);
    const result = await dialog.continueDialog();
    if (result.status === DialogTurnStatus.empty) await dialog.beginDialog('main');
    await state.saveChanges(context);
  });
  await bot.say('hi', 'alex', 'many', '4');

  expect((await bot.heard()).slice(1)).toEqual([TAKEN, REFUSED, TAKEN]);
  expect(await dialogsOf(bot)).toEqual(['+main', '+table']);
  expect(await place(bot)).toEqual({ dialog: 'table', step: 1 });
});

test('what a turn that threw has done to its dialogs was never saved, and accepts nothing', async () => {
  const dialogs = new ComponentDialog('asking')
    .addDialog(
      new WaterfallDialog('steps', [
        (step) => step.prompt('name', 'Your name?'),
        () => Promise.reject(new Error('boom')),
      ]),
    )
    .addDialog(new TextPrompt('name'));
  const bot = converse(runs(dialogs));
  await bot.say('hi');
  await expect(bot.say('alex')).rejects.toThrow('boom');
  await expect(bot.say('alex again')).rejects.toThrow('boom');

  expect((await bot.heard()).slice(1)).toEqual([
    'unrecognized turn_error',
    'unrecognized turn_error',
  ]);
});
