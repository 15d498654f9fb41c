/** A group chat in Teams: several people, one conversation, cards that all of them press. */

import { CardFactory, MessageFactory, TurnContext } from 'botbuilder';
import { LuisRecognizer } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { luis } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { Model } from '../services.ts';

const MODEL: Model = [
  ['Standup', /stand-?up|daily/i],
  ['WhoIsMissing', /missing|who .* not/i],
  ['Thanks', /thank/i],
];

const poll = () =>
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: 'How is it going?' },
      { type: 'Input.Text', id: 'blocker' },
    ],
    actions: [
      { type: 'Action.Submit', title: 'All good', data: { mood: 'good' } },
      {
        type: 'Action.Submit',
        title: 'I am stuck',
        data: { mood: 'stuck', msteams: { type: 'messageBack', text: 'stuck' } },
      },
    ],
  });

export const standupGroup: Scene = {
  name: 'standup-group',
  channel: 'msteams',
  async play(log, services) {
    const recognizer = luis(services, 'standup', MODEL);
    const here = new Set<string>();
    const bot = botbuilderBot(log, async (context) => {
      const { activity } = context;
      if (activity.type !== 'message') return;
      if (activity.value) {
        here.add(activity.from.name);
        await context.sendActivity(`Noted, ${activity.from.name}.`);
        return;
      }
      TurnContext.removeRecipientMention(activity);
      const intent = LuisRecognizer.topIntent(await recognizer.recognize(context), 'None', 0.5);
      if (intent === 'Standup') await context.sendActivity(MessageFactory.attachment(poll()));
      else if (intent === 'WhoIsMissing')
        await context.sendActivity(`I have heard from ${here.size} of you.`);
      else if (intent === 'Thanks') await context.sendActivity('😊');
      else
        await context.sendActivity(`I am not sure what you want from me, ${activity.from.name}.`);
    });
    const mention = (text: string) => ({
      text: `<at>Bot</at> ${text}`,
      entities: [
        {
          type: 'mention',
          text: '<at>Bot</at>',
          mentioned: { id: 'standup-group-bot', name: 'Bot' },
        },
      ],
    });

    const amy = person(log, bot, { name: 'Amy', group: 'team' });
    const bob = person(log, bot, { name: 'Bob', group: 'team' });
    const cho = person(log, bot, { name: 'Cho', group: 'team', locale: 'ko-KR' });
    await amy.joins();
    await amy.sends(mention('start the daily'), 'recognized', 'a poll is posted');
    await bob.presses('All good', 'recognized', 'a button', { inputs: { blocker: '' } });
    await cho.presses('I am stuck', 'recognized', 'the other button', {
      inputs: { blocker: 'the build' },
    });
    await cho.sends(mention('도와주세요'), 'unrecognized', 'a language it does not know');
    await amy.sends(mention('who has not answered?'), 'recognized', 'told');
    await amy.presses('All good', 'recognized', 'a button of a card further up', {
      inputs: { blocker: '' },
    });
    await bob.sends(mention('do a backflip'), 'unrecognized', 'not sure what he wants');
    await bob.sends(mention('thank you'), 'recognized', 'a smile');
    await cho.sends(mention('standup again'), 'recognized', 'a poll is posted');
    await bob.presses('I am stuck', 'recognized', 'a button of the first poll', {
      older: 1,
      inputs: { blocker: 'tests' },
    });
    await amy.sends(mention(''), 'unrecognized', 'only a mention: not sure what she wants');
  },
};
