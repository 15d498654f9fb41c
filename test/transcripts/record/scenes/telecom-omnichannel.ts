/** Omnichannel: the bot escalates by tags, a human writes through the same channel, then the bot is back. */

import { TurnContext } from 'botbuilder';
import { LuisRecognizer } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Person } from '../person.ts';
import { luis } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['Invoice', /invoice|bill\b/i],
  ['Outage', /internet|slow|outage|offline/i],
  ['Tariff', /tariff|contract/i, 0.44],
  ['Goodbye', /bye/i],
];

const ANSWERS: Readonly<Record<string, string>> = {
  Invoice: 'Your last invoice was 39.90. Shall I send a copy?',
  Outage: 'We see no outage at your address. Please restart the router.',
  Goodbye: 'Goodbye!',
};

const tags = (type: string) => ({
  tags: JSON.stringify({ type, context: { skill: 'mobile' } }),
  deliveryMode: 'bridged',
});

export const telecomOmnichannel: Scene = {
  name: 'telecom-omnichannel',
  channel: 'directline',
  options: { handoverPhrases: ['agent', 'I want a human'] },
  async play(log, services) {
    const recognizer = luis(services, 'telecom', MODEL);
    const withHuman = new Set<string>();
    const bot = botbuilderBot(log, async (context) => {
      const { activity } = context;
      if (activity.type !== 'message' || withHuman.has(activity.conversation.id)) return;
      if (/^agent$|human/i.test(activity.text)) {
        withHuman.add(activity.conversation.id);
        await context.sendActivity({
          type: 'message',
          text: 'One moment, a colleague will join.',
          channelData: tags('Escalate'),
        });
        return;
      }
      const intent = LuisRecognizer.topIntent(await recognizer.recognize(context), 'None', 0.5);
      await context.sendActivity(
        ANSWERS[intent] ?? 'I did not find anything about that. You can also say "agent".',
      );
    });
    const human = async (who: Person, text: string, isLast = false) => {
      log.pass(11_000);
      const reference = TurnContext.getConversationReference(who.lastOfBot() as never);
      await bot.continueConversation(
        { ...reference, channelId: log.channel, user: reference.bot, bot: reference.user } as never,
        async (context) => {
          await context.sendActivity({
            type: 'message',
            text,
            channelData: isLast ? tags('EndConversation') : { deliveryMode: 'bridged' },
          });
        },
      );
      if (isLast) withHuman.delete(who.conversation);
    };

    const zoe = person(log, bot, { name: 'Zoe' });
    await zoe.joins();
    await zoe.says('my internet is slow', 'recognized', 'answered');
    await zoe.says('i did that already', 'unrecognized', 'nothing found');
    await zoe.says('Agent', 'recognized', 'handed over');
    await human(zoe, 'Hi Zoe, Max here.');
    await zoe.says('the router blinks red', 'recognized', 'a human has the conversation');
    await zoe.says('for two days', 'recognized', 'a human has the conversation');
    await human(zoe, 'I will send you a new one.');
    await zoe.says('great, bye', 'recognized', 'a human has the conversation');
    await human(zoe, 'Bye!', true);
    await zoe.says('how high is my invoice?', 'recognized', 'answered by the bot');
    await zoe.says('yes', 'unrecognized', 'the bot asked, but finds nothing about a yes');
    await zoe.says('which tariff do I have', 'unrecognized', 'a weak guess that is not followed');

    const adam = person(log, bot, { name: 'Adam' });
    await adam.joins();
    await adam.says('are you a robot', 'unrecognized', 'nothing found');
    await adam.says('i want a HUMAN', 'recognized', 'handed over');
    await adam.says('hello?', 'recognized', 'waiting for a human, who answers later');
    await human(adam, 'Hello Adam, sorry for the wait.');
    await adam.says('no worries', 'recognized', 'a human has the conversation');
    await human(adam, 'Solved, then.', true);
    await adam.says('bill please', 'recognized', 'answered by the bot');
    await adam.says('bye', 'recognized', 'answered by the bot');
  },
};
