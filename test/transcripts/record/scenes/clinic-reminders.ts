/** Reminders that the bot sends first: answers to a proactive question, buttons of it, and all the rest. */

import { MessageFactory } from 'botbuilder';
import type { Activity, ConversationReference } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Person } from '../person.ts';
import type { Scene } from '../scene.ts';

const LOST = 'Sorry, I only handle appointments. Please call 0800 1234 for anything else.';

const question = (text: string) =>
  MessageFactory.suggestedActions(
    ['I will come', 'Move it', 'Cancel it'],
    text,
    undefined,
    'expectingInput',
  );

function answer(text: string): Partial<Activity> | string {
  if (/will come|^yes/i.test(text)) return 'See you then.';
  if (/cancel/i.test(text)) return 'Your appointment is cancelled.';
  if (/move|later|another day/i.test(text))
    return question('The next free time is Friday at ten. Does it suit you?');
  if (/when/i.test(text)) return 'Tomorrow at nine, with Dr. Okafor.';
  return LOST;
}

export const clinicReminders: Scene = {
  name: 'clinic-reminders',
  channel: 'telegram',
  options: { fallbackTexts: [LOST] },
  async play(log) {
    const bot = botbuilderBot(log, async (context) => {
      const { type, text, attachments } = context.activity;
      if (type !== 'message') return;
      if (attachments?.length)
        await context.sendActivity('The practice will look at your document.');
      else if (text.startsWith('/start'))
        await context.sendActivity('You will get your reminders here.');
      else if (text.trim() !== '') await context.sendActivity(answer(text));
    });
    const remind = async (who: Person, text: string) => {
      log.pass(90 * 60_000);
      const { from, recipient, conversation } = who.lastOfBot() as Activity;
      const reference = {
        channelId: log.channel,
        user: recipient,
        bot: from,
        conversation,
        serviceUrl: 'https://telegram.botframework.com/',
      };
      await bot.continueConversation(reference as ConversationReference, async (context) => {
        await context.sendActivity(question(text));
      });
    };

    const ruth = person(log, bot, { name: 'Ruth' });
    await ruth.says('/start clinic', 'system', 'the command that Telegram sends first');
    await remind(ruth, 'You have an appointment tomorrow at nine. Will you come?');
    await ruth.says('when was that?', 'recognized', 'told');
    await ruth.says('who is the doctor on duty', 'unrecognized', 'sent to the telephone');
    await ruth.presses('I will come', 'recognized', 'a button of the reminder');
    await remind(ruth, 'Your next check-up is due. Shall I book you in?');
    await ruth.says('yes please', 'recognized', 'understood as a yes');
    await ruth.sends(
      {
        attachments: [
          {
            contentType: 'application/pdf',
            name: 'referral.pdf',
            contentUrl: 'https://files.example/referral.pdf',
          },
        ],
      },
      'recognized',
      'a file, taken',
    );
    await ruth.says('👌', 'unrecognized', 'sent to the telephone');

    const saul = person(log, bot, { name: 'Saul', locale: 'he-IL' });
    await saul.says('/start', 'system', 'the command that Telegram sends first');
    await remind(saul, 'You have an appointment tomorrow at nine. Will you come?');
    await saul.presses('Move it', 'recognized', 'a button of the reminder');
    await saul.says('yes', 'recognized', 'a yes to the time that was offered');
    await saul.says('שלום', 'unrecognized', 'a language it does not know');
    await saul.says('cancel it', 'recognized', 'a button, typed in other case');
    await saul.sends({ text: ' ' }, 'system', 'empty');
  },
};
