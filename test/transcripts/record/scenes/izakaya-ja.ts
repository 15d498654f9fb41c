/** Japanese on Telegram: /start with a payload, inline buttons, a choice by number, LUIS in Japanese. */

import { ConversationState, MemoryStorage } from 'botbuilder';
import { LuisRecognizer } from 'botbuilder-ai';
import {
  ChoicePrompt,
  ComponentDialog,
  ListStyle,
  NumberPrompt,
  WaterfallDialog,
  runDialog,
} from 'botbuilder-dialogs';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { luis } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['予約', /予約|席/],
  ['メニュー', /メニュー|料理/],
  ['営業時間', /営業|何時/],
  ['挨拶', /こんにちは|こんばんは/],
];

const ANSWERS: Readonly<Record<string, string>> = {
  メニュー: '本日のおすすめは焼き鳥です。',
  営業時間: '毎日17時から24時まで営業しています。',
  挨拶: 'いらっしゃいませ!',
};

class IzakayaDialog extends ComponentDialog {
  constructor(recognizer: LuisRecognizer) {
    super('IzakayaDialog');
    const seat = new ChoicePrompt('seat', undefined, 'ja-jp');
    seat.style = ListStyle.list;
    const plan = new ChoicePrompt('plan', undefined, 'ja-jp');
    plan.style = ListStyle.suggestedAction;
    this.addDialog(seat)
      .addDialog(plan)
      .addDialog(new NumberPrompt('guests', undefined, 'ja-jp'))
      .addDialog(
        new WaterfallDialog('izakaya', [
          async (step) => {
            const intent = LuisRecognizer.topIntent(
              await recognizer.recognize(step.context),
              'None',
              0.5,
            );
            if (intent === '予約')
              return step.prompt('guests', {
                prompt: '何名様ですか?',
                retryPrompt: '人数を数字で入力してください。',
              });
            await step.context.sendActivity(ANSWERS[intent] ?? 'すみません、わかりませんでした。');
            return step.endDialog();
          },
          (step) =>
            step.prompt('seat', {
              prompt: 'お席をお選びください。',
              choices: ['カウンター', '座敷', 'テラス'],
            }),
          (step) =>
            step.prompt('plan', { prompt: 'コースはどうしますか?', choices: ['飲み放題', 'なし'] }),
          async (step) => {
            await step.context.sendActivity('ご予約を承りました。');
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'izakaya';
  }
}

export const izakayaJa: Scene = {
  name: 'izakaya-ja',
  channel: 'telegram',
  async play(log, services) {
    const dialog = new IzakayaDialog(luis(services, 'izakaya', MODEL));
    const state = new ConversationState(new MemoryStorage());
    const dialogState = state.createProperty('DialogState');
    const bot = botbuilderBot(log, async (context) => {
      if (context.activity.type !== 'message') return;
      if (context.activity.text.startsWith('/start'))
        await context.sendActivity('ようこそ!予約やメニューについてどうぞ。');
      else await runDialog(dialog, context, dialogState);
      await state.saveChanges(context);
    });

    const yuki = person(log, bot, { name: 'ユキ', locale: 'ja-JP' });
    await yuki.says('/start flyer7', 'system', 'the command that Telegram sends first');
    await yuki.says('こんばんは', 'recognized', 'greeted back');
    await yuki.says('犬は好きですか', 'unrecognized', 'not understood');
    await yuki.says('何時まで開いていますか', 'recognized', 'answered');
    await yuki.says('予約したいです', 'recognized', 'the booking starts');
    await yuki.says('まだわからない', 'unrecognized', 'no number: asked again');
    await yuki.says('4', 'recognized', 'a number');
    await yuki.says('窓際', 'unrecognized', 'not offered: asked again');
    await yuki.says('2', 'recognized', 'the second seat of the list');
    await yuki.presses('飲み放題', 'recognized', 'a button');
    await yuki.says('🍻', 'unrecognized', 'not understood');

    const ken = person(log, bot, { name: 'ケン', locale: 'ja-JP' });
    await ken.says('/start', 'system', 'the command that Telegram sends first');
    await ken.says('おすすめの料理は?', 'recognized', 'answered');
    await ken.says('席ありますか', 'recognized', 'the booking starts');
    await ken.says('3', 'recognized', 'a number');
    await ken.says('カウンター', 'recognized', 'a seat of the list, typed');
    await ken.says('うーん', 'unrecognized', 'none of the two: asked again');
    await ken.says('なし', 'recognized', 'a button, typed');
    await ken.says('ありがとう', 'unrecognized', 'not understood');
  },
};
