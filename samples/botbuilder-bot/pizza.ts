/**
 * Takes pizza orders. It tells the analytics what only the bot's own code can know: what was meant,
 * what it is about, how it ended. Dialogs, clicks, votes and the helpdesk are seen without its help.
 */

import { ActivityHandler } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import type { BotAnalytics } from 'botbuilder-analytics';
import { runDialog } from 'botbuilder-dialogs';

import { memories } from './memory.ts';
import { OrderDialog } from './order.ts';
import { replyTo, understand, WELCOME } from './skills.ts';

/** What is answered in the middle of an order, which then goes on. */
const INTERRUPTING: ReadonlySet<string> = new Set(['TalkToHuman', 'OpeningHours']);

export function pizzaHandler(analytics: BotAnalytics): ActivityHandler {
  const state = memories();
  const order = new OrderDialog(analytics, state);

  const answer = async (context: TurnContext, words: string): Promise<void> => {
    const memory = await state.memory.get(context, {});
    if (memory.isWithHuman) return;
    const turn = analytics.of(context);
    const understood = understand(words, memory);
    const isOrdering = ((await state.dialogs.get(context))?.dialogStack.length ?? 0) > 0;
    if (isOrdering && !INTERRUPTING.has(understood?.intent ?? '')) {
      await runDialog(order, context, state.dialogs);
    } else if (understood?.intent === 'OrderPizza') {
      turn.setTopic('orders');
      turn.recognized('OrderPizza', { score: 1 });
      await runDialog(order, context, state.dialogs);
    } else {
      await context.sendActivity(replyTo({ context, turn, memory, words }, understood));
    }
  };

  return new ActivityHandler()
    .onMembersAdded(async (context, next) => {
      const { membersAdded = [], recipient } = context.activity;
      if (membersAdded.some(({ id }) => id !== recipient.id)) await context.sendActivity(WELCOME);
      await next();
    })
    .onMessage(async (context, next) => {
      const words = context.activity.text?.trim() ?? '';
      if (words === '' || words === '/start') await context.sendActivity(WELCOME);
      else await answer(context, words);
      await next();
    })
    .onEvent(async (context, next) => {
      // The helpdesk accepted or gave back the conversation. The middleware sees that by itself.
      const { name, value } = context.activity as { name?: string; value?: { state?: string } };
      const memory = await state.memory.get(context, {});
      if (name === 'handoff.status') memory.isWithHuman = value?.state === 'accepted';
      await next();
    })
    .onDialog(async (context, next) => {
      await state.save(context);
      await next();
    });
}
