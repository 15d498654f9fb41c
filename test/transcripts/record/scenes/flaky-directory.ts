/** A bot on Direct Line that breaks, falls silent, and answers some questions only when a search is done. */

import { TurnContext } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

export const flakyDirectory: Scene = {
  name: 'flaky-directory',
  channel: 'directline',
  async play(log) {
    const searches: (() => Promise<void>)[] = [];
    const bot = botbuilderBot(log, async (context) => {
      const { activity } = context;
      if (activity.type !== 'message') return;
      const text = activity.text?.trim() ?? '';
      if (/^\/inspect/i.test(text)) return;
      if (/^find /i.test(text)) {
        const reference = TurnContext.getConversationReference(activity);
        searches.push(() =>
          bot.continueConversation(reference, async (later) => {
            await later.sendActivity(`${text.slice(5)} sits in room ${200 + text.length}.`);
          }),
        );
      } else if (/^call /i.test(text)) throw new RangeError('the telephone system is down');
      else if (/^(hi|hello)/i.test(text))
        await context.sendActivity('Hello. Say: find somebody, or call somebody.');
      else if (/^who/i.test(text))
        await context.sendActivities([
          { type: 'typing' },
          { type: 'message', text: 'I am the directory.' },
        ]);
    });
    /** The search is over some seconds later. */
    const found = async (seconds: number) => {
      log.pass(seconds * 1_000);
      await searches.shift()?.();
    };

    const hana = person(log, bot, { name: 'Hana' });
    await hana.joins();
    await hana.says('/INSPECT open', 'system', 'a command of the emulator for developers');
    await hana.says('hi', 'recognized', 'told what to say');
    await hana.says('find Kurt', 'recognized', 'the answer comes some seconds later');
    await found(8);
    await hana.says('where is Kurt?', 'unrecognized', 'no answer');
    await hana.says('call Kurt', 'unrecognized', 'the bot breaks');
    await hana.says('call Kurt', 'unrecognized', 'the bot breaks again');
    await hana.says('who are you', 'recognized', 'answered');
    await hana.says('find Liz', 'recognized', 'the answer comes some seconds later');
    await found(15);
    await hana.says('thx', 'unrecognized', 'no answer');

    const ivan = person(log, bot, { name: 'Ivan', locale: 'pl-PL' });
    await ivan.joins();
    await ivan.says('Dzień dobry', 'unrecognized', 'no answer');
    await ivan.says('hello', 'recognized', 'told what to say');
    await ivan.says('find Ola', 'recognized', 'the answer comes some seconds later');
    await found(4);
    await ivan.says('call Ola', 'unrecognized', 'the bot breaks');
    await ivan.sends({ text: '' }, 'system', 'empty');
    await ivan.says('📞', 'unrecognized', 'no answer');
    await ivan.says('who?', 'recognized', 'answered');
  },
};
