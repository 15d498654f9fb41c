/** Cards in Teams: forms, buttons that carry a value, old cards, Action.Execute, files. */

import { ActivityHandler, CardFactory, MessageFactory } from 'botbuilder';
import type { AdaptiveCardInvokeResponse, TurnContext } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

const form = () =>
  CardFactory.adaptiveCard({
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: 'New expense' },
      { type: 'Input.Number', id: 'amount' },
      {
        type: 'ActionSet',
        actions: [{ type: 'Action.Submit', title: 'Attach later', data: { action: 'draft' } }],
      },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Send in', data: { action: 'submit', form: 'expense' } },
      { type: 'Action.OpenUrl', title: 'Rules', url: 'https://intranet.example/rules' },
      { type: 'Action.Execute', title: 'Refresh', verb: 'refresh', data: { form: 'expense' } },
    ],
  });

const list = () =>
  CardFactory.heroCard(
    'Two expenses wait',
    'Which one?',
    [],
    [
      {
        type: 'messageBack',
        title: 'Approve taxi',
        text: 'approve',
        displayText: 'Approve taxi',
        value: { id: 17 },
      },
      {
        type: 'messageBack',
        title: 'Approve hotel',
        text: 'approve',
        displayText: 'Approve hotel',
        value: { id: 18 },
      },
      { type: 'imBack', title: 'Show all', value: 'list expenses' },
    ],
  );

async function onValue(
  context: TurnContext,
  value: { action?: string; amount?: string; id?: number },
) {
  if (value.id !== undefined) await context.sendActivity(`Expense ${value.id} is approved.`);
  else if (value.action === 'draft') await context.sendActivity('Kept as a draft.');
  else if (Number(value.amount) > 0)
    await context.sendActivity(`${value.amount} € are on their way to your manager.`);
  else await context.sendActivity('An amount is missing: please fill in the form.');
}

async function onFile(context: TurnContext, name: string) {
  const isReceipt = /\.(pdf|jpg|png)$/i.test(name);
  await context.sendActivity(
    isReceipt ? `Thanks, ${name} is attached.` : `I cannot read ${name}. Send a PDF or a photo.`,
  );
}

class ExpenseBot extends ActivityHandler {
  protected override onAdaptiveCardInvoke(): Promise<AdaptiveCardInvokeResponse> {
    const value = form().content as Record<string, unknown>;
    return Promise.resolve({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value,
    });
  }

  constructor() {
    super();
    this.onMembersAdded(async (context, next) => {
      await context.sendActivity('Hi, I handle expenses.');
      await next();
    });
    this.onMessage(async (context, next) => {
      const { text, value, attachments } = context.activity;
      const file = attachments?.find(({ contentType }) => !contentType.startsWith('text/html'));
      if (value) await onValue(context, value as object);
      else if (file) await onFile(context, file.name ?? '');
      else if (/new expense/i.test(text))
        await context.sendActivity(MessageFactory.attachment(form()));
      else if (/list|pending/i.test(text))
        await context.sendActivity(MessageFactory.attachment(list()));
      else if (/^(hi|hello|help)/i.test(text))
        await context.sendActivity('Say "new expense" or "list expenses".');
      else if (/thank/i.test(text)) await context.sendActivity('Any time.');
      else
        await context.sendActivity(
          'Sorry, that is not something I know. Say "new expense" or "list expenses".',
        );
      await next();
    });
  }
}

const FILE = 'application/vnd.microsoft.teams.file.download.info';

export const expenseCards: Scene = {
  name: 'expense-cards',
  channel: 'msteams',
  options: {
    fallbackTexts: ['Sorry, that is not something I know. Say "new expense" or "list expenses".'],
  },
  async play(log) {
    const handler = new ExpenseBot();
    const bot = botbuilderBot(log, (context) => handler.run(context));

    const rosa = person(log, bot, { name: 'Rosa' });
    await rosa.joins();
    await rosa.says('new expense', 'recognized', 'a form is shown');
    await rosa.presses('Send in', 'recognized', 'the form, filled in', {
      inputs: { amount: '42' },
    });
    await rosa.executes('Refresh', 'recognized', 'a button that refreshes the card');
    await rosa.says('who are you', 'unrecognized', 'not something it knows');
    await rosa.says('List expenses', 'recognized', 'a list is shown');
    await rosa.presses('Approve taxi', 'recognized', 'a button with a value');
    await rosa.presses('Approve hotel', 'recognized', 'a button of the same card, later');
    await rosa.presses('Attach later', 'recognized', 'a button of a card further up');
    await rosa.presses('Show all', 'recognized', 'a button that writes its text');
    await rosa.sends(
      {
        attachments: [
          {
            contentType: FILE,
            name: 'receipt.pdf',
            contentUrl: 'https://contoso.example/receipt.pdf',
            content: { fileType: 'pdf' },
          },
        ],
      },
      'recognized',
      'a file without a word, taken',
    );
    await rosa.sends(
      {
        text: '<p>and this</p>',
        attachments: [
          {
            contentType: 'image/*',
            name: 'taxi.jpg',
            contentUrl: 'https://contoso.example/taxi.jpg',
          },
          { contentType: 'text/html', content: '<p>and this</p>' },
        ],
      },
      'recognized',
      'a photo with a text, taken',
    );
    await rosa.says('thank you', 'recognized', 'answered');

    const sam = person(log, bot, { name: 'Sam' });
    await sam.joins();
    await sam.says('hello', 'recognized', 'told what to say');
    await sam.says('expnse', 'unrecognized', 'misspelled: not something it knows');
    await sam.says('new expense please', 'recognized', 'a form is shown');
    await sam.says('42 euros', 'unrecognized', 'text instead of the form: not something it knows');
    await sam.presses('Send in', 'recognized', 'the form, filled in', {
      inputs: { amount: '42', comment: 'lunch' },
    });
    await sam.says('anything pending?', 'recognized', 'a list is shown');
    await sam.says(
      'approve taxi',
      'unrecognized',
      'the title typed: without the value it is not something it knows',
    );
    await sam.presses('Approve taxi', 'recognized', 'pressed');
    await sam.says('😂😂', 'unrecognized', 'not something it knows');
    await sam.sends({ text: '  ' }, 'system', 'empty');
  },
};
