/** LUIS decides, custom question answering is asked whenever LUIS does not know: several results in one turn. */

import { TurnContext } from 'botbuilder';
import { LuisRecognizer } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { luis, questionAnswering } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { KnowledgeBase, Model } from '../services.ts';

const MODEL: Model = [
  ['ResetPassword', /password|locked out/i],
  ['CreateTicket', /broken|ticket|does not work|crash/i],
  ['OrderDevice', /monitor|headset/i, 0.34],
  ['q_faq', /\b(vpn|wifi|printer|how do i)\b/i],
];

const BASE: KnowledgeBase = [
  {
    pattern: /vpn/i,
    question: 'How do I install the VPN?',
    answer: 'Open the company portal and choose "VPN".',
  },
  { pattern: /wifi/i, question: 'Guest wifi', answer: 'Guests register at the reception.' },
  { pattern: /lunch|canteen/i, question: 'When is lunch?', answer: 'From 11:30 to 14:00.' },
  {
    pattern: /holiday|vacation/i,
    question: 'Vacation',
    answer: 'Your manager approves it in the HR tool.',
  },
  { pattern: /headset/i, question: 'Headsets', answer: 'Headsets lie in the cupboard on floor 2.' },
  { pattern: /bye|see you/i, question: 'Goodbye', answer: 'Have a nice day!' },
];

export const helpdeskDispatch: Scene = {
  name: 'helpdesk-dispatch',
  channel: 'msteams',
  async play(log, services) {
    const recognizer = luis(services, 'dispatch', MODEL);
    const knowledge = questionAnswering(services, 'helpdesk', BASE);
    const bot = botbuilderBot(log, async (context) => {
      if (context.activity.type !== 'message') return;
      TurnContext.removeRecipientMention(context.activity);
      const intent = LuisRecognizer.topIntent(await recognizer.recognize(context), 'None', 0.5);
      if (intent === 'ResetPassword') {
        await context.sendActivity('A link to reset your password is on its way.');
        return;
      }
      if (intent === 'CreateTicket') {
        await context.sendActivity(
          `Ticket INC-${log.activities.length + 1000} is open. A colleague will call you.`,
        );
        return;
      }
      const [best] = await knowledge.getAnswers(context);
      await context.sendActivity(
        best && best.id !== -1 ? best.answer : "I'm afraid I have no answer to this.",
      );
    });

    const gina = person(log, bot, { name: 'Gina' });
    await gina.joins();
    await gina.says('I forgot my password', 'recognized', 'a link is sent');
    await gina.says('how do i install vpn', 'recognized', 'answered from the knowledge base');
    await gina.says(
      'when does the canteen open',
      'recognized',
      'LUIS does not know, the knowledge base does',
    );
    await gina.says('my screen is broken', 'recognized', 'a ticket is opened');
    await gina.says('can you sing', 'unrecognized', 'neither knows: no answer');
    await gina.says(
      'I need a monitor',
      'unrecognized',
      'a weak guess that is not followed: no answer',
    );
    await gina.says('I need a headset', 'recognized', 'LUIS is unsure, the knowledge base answers');
    await gina.says('lol', 'unrecognized', 'no answer');
    await gina.says('see you', 'recognized', 'chit-chat, answered');

    const hugo = person(log, bot, { name: 'Hugo' });
    await hugo.joins();
    await hugo.says(
      '<at>Helpdesk</at> printer',
      'unrecognized',
      'sent to the knowledge base, which has no answer',
      {
        entities: [
          {
            type: 'mention',
            text: '<at>Helpdesk</at>',
            mentioned: { id: 'helpdesk-dispatch-bot' },
          },
        ],
      },
    );
    await hugo.says('how do i get vacation', 'recognized', 'answered');
    await hugo.says('guest wifi?', 'recognized', 'answered');
    await hugo.says('Outlook crashes all the time', 'recognized', 'a ticket is opened');
    await hugo.says('open a ticket for my chair', 'recognized', 'a ticket is opened');
    await hugo.says('qwertz', 'unrecognized', 'no answer');
    await hugo.says('Wann ist Mittagessen?', 'unrecognized', 'a language it does not know');
    await hugo.says('lunch?', 'recognized', 'answered');
  },
};
