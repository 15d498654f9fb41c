/** QnA Maker and nothing else: answers, chit-chat, follow-up questions as buttons, misses. */

import { ActivityHandler, CardFactory, MessageFactory } from 'botbuilder';
import type { QnAMaker, QnAMakerResult } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { qnaMaker } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { KnowledgeBase } from '../services.ts';

const BASE: KnowledgeBase = [
  {
    pattern: /passport|identity card/i,
    question: 'How do I get a passport?',
    answer: 'Passports are issued in room 12. Bring a photo. What else would you like to know?',
    prompts: ['Opening hours', 'Fees'],
  },
  {
    pattern: /opening hours|when .* open|open on/i,
    question: 'Opening hours',
    answer: 'Monday to Friday, 8 to 16.',
  },
  { pattern: /fee|cost|how much/i, question: 'Fees', answer: 'Between 15 and 80 euros.' },
  {
    pattern: /rubbish|trash|garbage|bin\b/i,
    question: 'When is rubbish collected?',
    answer: 'Every Tuesday.',
  },
  { pattern: /^(hi|hello|hey)\b/i, question: 'Hello', answer: 'Hello, citizen!' },
  {
    pattern: /how are you|how old are you/i,
    question: 'How are you?',
    answer: 'Never felt better.',
  },
  { pattern: /thank/i, question: 'Thank you', answer: "You're welcome." },
  {
    pattern: /joke/i,
    question: 'Tell me a joke',
    answer: 'A form walked into an office. It was the wrong one.',
  },
  {
    pattern: /dog/i,
    question: 'Do I have to register my dog?',
    answer: 'Yes, within two weeks.',
    score: 0.41,
  },
  {
    pattern: /park/i,
    question: 'Where can I park?',
    answer: 'In front of the town hall.',
    score: 0.12,
  },
];

function reply({ answer, context }: QnAMakerResult) {
  const prompts = context?.prompts ?? [];
  if (prompts.length === 0) return MessageFactory.text(answer);
  const buttons = prompts.map(({ displayText }) => displayText);
  return MessageFactory.attachment(CardFactory.heroCard('', answer, [], buttons));
}

class FaqBot extends ActivityHandler {
  constructor(knowledge: QnAMaker) {
    super();
    this.onMembersAdded(async (context, next) => {
      await context.sendActivity('Welcome to the town hall. Ask me anything.');
      await next();
    });
    this.onMessage(async (context, next) => {
      const [best] = await knowledge.getAnswers(context);
      await context.sendActivity(
        best && best.id !== -1 ? reply(best) : 'No QnA Maker answers were found.',
      );
      await next();
    });
  }
}

export const cityFaq: Scene = {
  name: 'city-faq',
  channel: 'webchat',
  async play(log, services) {
    const handler = new FaqBot(qnaMaker(services, 'town-hall', BASE, { scoreThreshold: 0.3 }));
    const bot = botbuilderBot(log, (context) => handler.run(context));

    const eva = person(log, bot, { name: 'Eva' });
    await eva.joins();
    await eva.says('Hello', 'recognized', 'greeted back');
    await eva.says('how are you?', 'recognized', 'chit-chat, answered');
    await eva.says('i lost my passport', 'recognized', 'the right answer');
    await eva.presses('Fees', 'recognized', 'a follow-up question, pressed');
    await eva.says('opening hours', 'recognized', 'a follow-up question, typed');
    await eva.says('who is the mayor', 'unrecognized', 'no answers were found');
    await eva.says('the mayor!!!', 'unrecognized', 'no answers were found');
    await eva.says('tell me a joke', 'recognized', 'a joke is told');
    await eva.says(
      'where can I park my boat',
      'unrecognized',
      'the only answer scores too low: none is given',
    );
    await eva.says(
      'does my dog need papers',
      'recognized',
      'the right answer, though the score is modest',
    );
    await eva.says('Thanks', 'recognized', 'chit-chat, answered');

    const finn = person(log, bot, { name: 'Finn', locale: 'en-IE' });
    await finn.joins();
    await finn.says('rubbish', 'recognized', 'one word, the right answer');
    await finn.says('and glass?', 'unrecognized', 'no answers were found');
    await finn.says('asdfgh', 'unrecognized', 'no answers were found');
    await finn.says('😀', 'unrecognized', 'no answers were found');
    await finn.says('how much is a passport', 'recognized', 'answered');
    await finn.presses('Opening hours', 'recognized', 'a follow-up question, pressed');
    await finn.says(
      '¿Dónde está la biblioteca?',
      'unrecognized',
      'a language the bot does not know',
    );
    await finn.says('thank you', 'recognized', 'answered');
  },
};
