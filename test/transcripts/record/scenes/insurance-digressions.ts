/** A claim in several steps; every message is first looked up in the knowledge base, so questions are answered in between. */

import {
  ComponentDialog,
  ConfirmPrompt,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult } from 'botbuilder-dialogs';
import type { QnAMaker } from 'botbuilder-ai';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { dialogBot, qnaMaker } from '../scene.ts';
import type { Scene } from '../scene.ts';
import type { KnowledgeBase } from '../services.ts';

const BASE: KnowledgeBase = [
  {
    pattern: /how long|when .* money/i,
    question: 'How long does it take?',
    answer: 'Usually ten days.',
  },
  {
    pattern: /what is a deductible/i,
    question: 'What is a deductible?',
    answer: 'The part that you pay yourself.',
  },
  {
    pattern: /where .* policy number/i,
    question: 'Where is my policy number?',
    answer: 'On the first page, at the top.',
  },
  { pattern: /who are you/i, question: 'Who are you?', answer: 'The assistant of your insurance.' },
  { pattern: /thanks/i, question: 'Thanks', answer: 'Gladly.' },
];

class ClaimDialog extends ComponentDialog {
  private readonly knowledge: QnAMaker;

  constructor(knowledge: QnAMaker) {
    super('ClaimDialog');
    this.knowledge = knowledge;
    this.addDialog(
      new TextPrompt('policy', ({ recognized }) =>
        Promise.resolve(/^[A-Z]{2}\d{4}$/i.test(recognized.value ?? '')),
      ),
    )
      .addDialog(new TextPrompt('story'))
      .addDialog(new NumberPrompt('amount'))
      .addDialog(new ConfirmPrompt('sure'))
      .addDialog(
        new WaterfallDialog('claim', [
          (step) =>
            step.prompt('policy', {
              prompt: 'Your policy number, please.',
              retryPrompt: 'It has two letters and four digits.',
            }),
          (step) => step.prompt('story', 'What happened?'),
          (step) =>
            step.prompt('amount', {
              prompt: 'How high is the damage?',
              retryPrompt: 'About how much, in numbers?',
            }),
          (step) => step.prompt('sure', 'Shall I file the claim?'),
          async (step) => {
            await step.context.sendActivity(
              step.result ? 'Your claim is filed.' : 'Nothing is filed.',
            );
            return step.endDialog();
          },
        ]),
      );
    this.initialDialogId = 'claim';
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const [best] = await this.knowledge.getAnswers(inner.context);
    if (!best || best.id === -1) return super.onContinueDialog(inner);
    await inner.context.sendActivity(best.answer);
    await inner.repromptDialog();
    return { status: 'waiting' as DialogTurnResult['status'] };
  }
}

export const insuranceDigressions: Scene = {
  name: 'insurance-digressions',
  channel: 'webchat',
  async play(log, services) {
    const bot = botbuilderBot(
      log,
      dialogBot(new ClaimDialog(qnaMaker(services, 'insurance', BASE))),
    );

    const dora = person(log, bot, { name: 'Dora' });
    await dora.joins();
    await dora.says('I had an accident', 'recognized', 'the claim starts');
    await dora.says(
      'where do i find the policy number',
      'recognized',
      'answered, then asked again',
    );
    await dora.says('1234', 'unrecognized', 'not a policy number');
    await dora.says(
      'is it the one with AB?',
      'unrecognized',
      'neither an answer nor a policy number',
    );
    await dora.says('AB1234', 'recognized', 'a policy number');
    await dora.says('who are you?', 'recognized', 'answered, then asked again');
    await dora.says('A tree fell on my car', 'recognized', 'the story');
    await dora.says('no idea', 'unrecognized', 'no number');
    await dora.says('what is a deductible', 'recognized', 'answered, then asked again');
    await dora.says('2,500', 'recognized', 'a number');
    await dora.says('how long will it take?', 'recognized', 'answered, then asked again');
    await dora.says('let me think', 'unrecognized', 'the same question again');
    await dora.says('Yes', 'recognized', 'filed');

    const emil = person(log, bot, { name: 'Emil' });
    await emil.joins();
    await emil.says('claim', 'recognized', 'the claim starts');
    await emil.says('claim!', 'unrecognized', 'not a policy number');
    await emil.says('xy0001', 'recognized', 'a policy number');
    await emil.says('Hail', 'recognized', 'the story, in one word');
    await emil.says('when do i get my money', 'recognized', 'answered, then asked again');
    await emil.says('300', 'recognized', 'a number');
    await emil.presses('No', 'recognized', 'a button');
  },
};
