/** The SDK's own dialog for a knowledge base: answers, "did you mean", a default answer; a stack of its own. */

import { QnAMakerDialog } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person, uuidOf } from '../person.ts';
import { dialogBot } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { KnowledgeBase } from '../services.ts';

const BASE: KnowledgeBase = [
  {
    pattern: /ticket/i,
    question: 'How much is a ticket?',
    answer: 'Twelve euros, children are free.',
  },
  { pattern: /open|hours/i, question: 'When are you open?', answer: 'Daily from 10 to 18.' },
  {
    pattern: /dinosaur|t-?rex/i,
    question: 'Where are the dinosaurs?',
    answer: 'In the basement, of course.',
  },
  {
    pattern: /tour/i,
    question: 'Are there guided tours?',
    answer: 'Every full hour.',
    score: 0.62,
  },
  {
    pattern: /tour/i,
    question: 'Can I tour at night?',
    answer: 'On the first Friday of the month.',
    score: 1.2,
  },
  { pattern: /^(hi|hello)/i, question: 'Hi', answer: 'Hello from the museum!' },
];

export const museumQna: Scene = {
  name: 'museum-qna',
  channel: 'webchat',
  async play(log, services) {
    services.addKnowledgeBase('museum', BASE);
    const dialog = new QnAMakerDialog('museum', undefined, services.url, undefined, 0.3);
    dialog.withEndpointKey(uuidOf('key'));
    const bot = botbuilderBot(log, dialogBot(dialog));

    const noah = person(log, bot, { name: 'Noah' });
    await noah.joins();
    await noah.says('hello', 'recognized', 'greeted back');
    await noah.says('opening hours', 'recognized', 'answered');
    await noah.says('is there wifi', 'unrecognized', 'nothing found');
    await noah.says(
      'are there tours',
      'recognized',
      'the bot offers the two questions it knows about it',
    );
    await noah.presses('Are there guided tours?', 'recognized', 'one of the two');
    await noah.says('where is the T-Rex', 'recognized', 'answered');
    await noah.says('roar', 'unrecognized', 'nothing found');
    await noah.says('tours?', 'recognized', 'the bot offers the two questions it knows about it');
    await noah.presses('None of the above.', 'recognized', 'a button');
    await noah.says('tickets', 'recognized', 'answered');
    await noah.says('🦖', 'unrecognized', 'nothing found');
  },
};
