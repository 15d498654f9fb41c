/**
 * Takes pizza orders, by keywords. It tells the analytics what only the bot's own code can know: what
 * was meant, what it is about, how it ended.
 */

import { ActivityHandler, MessageFactory } from 'botbuilder';
import type { BotAnalytics, TurnAnalytics } from 'botbuilder-analytics';

const PIZZAS = ['Margherita', 'Diavola', 'Funghi'];
const PRICE = 9.5;
const WELCOME = MessageFactory.suggestedActions(PIZZAS, 'Welcome! I bake pizza. Are you hungry?');

/** What the bot remembers of a conversation; a bot in earnest has a `ConversationState`. */
interface Memory {
  pizza?: string | undefined;
  isOrdering?: boolean;
  isWithHuman?: boolean;
}

export function pizzaHandler(analytics: BotAnalytics): ActivityHandler {
  const memories = new Map<string, Memory>();
  const memoryOf = (conversationId: string): Memory => {
    const memory = memories.get(conversationId) ?? {};
    memories.set(conversationId, memory);
    return memory;
  };
  return new ActivityHandler()
    .onMembersAdded(async (context, next) => {
      const { membersAdded = [], recipient } = context.activity;
      if (membersAdded.some(({ id }) => id !== recipient.id)) await context.sendActivity(WELCOME);
      await next();
    })
    .onMessage(async (context, next) => {
      const memory = memoryOf(context.activity.conversation.id);
      const words = context.activity.text?.trim() ?? '';
      if (words === '' || words === '/start') await context.sendActivity(WELCOME);
      else if (!memory.isWithHuman) {
        await context.sendActivity(answer(analytics.of(context), memory, words));
      }
      await next();
    })
    .onReactionsAdded(async (context, next) => {
      const isGood = context.activity.reactionsAdded?.some(({ type }) => type === 'like');
      const messageId = context.activity.replyToId;
      analytics.of(context).recordFeedback(isGood ? 'positive' : 'negative', { messageId });
      await next();
    })
    .onEvent(async (context, next) => {
      // The helpdesk accepted or gave back the conversation. The middleware sees that by itself.
      const { name, value } = context.activity as { name?: string; value?: { state?: string } };
      const memory = memoryOf(context.activity.conversation.id);
      if (name === 'handoff.status') memory.isWithHuman = value?.state === 'accepted';
      await next();
    });
}

/** Tells the analytics about the turn and returns what the bot answers. */
type Skill = (turn: TurnAnalytics, memory: Memory, words: string) => string;

const answer: Skill = (turn, memory, words) => {
  const [, intent, skill] = SKILLS.find(([pattern]) => pattern.test(words)) ?? [];
  if (intent && skill) {
    const reply = skill(turn, memory, words);
    turn.recognized(intent, { score: 1 });
    return reply;
  }
  turn.unrecognized('no keyword');
  return 'Sorry, I did not get that. Try “pizza”, “opening hours” or “human”.';
};

const startOrder: Skill = (turn, memory) => {
  turn.setTopic('orders');
  turn.startDialog('order');
  memory.isOrdering = true;
  return `Which one: ${PIZZAS.join(', ')}?`;
};

const choosePizza: Skill = (turn, memory, pizza) => {
  if (!memory.isOrdering) startOrder(turn, memory, pizza);
  turn.recordClick({ type: 'quick_reply', title: pizza });
  memory.pizza = pizza;
  return `One ${pizza} for ${PRICE} euros, is that right?`;
};

const confirmOrder: Skill = (turn, memory) => {
  const { pizza } = memory;
  if (!pizza) return 'You have not chosen a pizza yet.';
  turn.endDialog('order', 'completed');
  turn.setResult('order placed');
  turn.recordAction('ordered a pizza');
  turn.setAutomated(true);
  turn.track('pizza_ordered', { pizza, value: PRICE, currency: 'EUR' });
  Object.assign(memory, { isOrdering: false, pizza: undefined });
  return 'It is in the oven! How did I do, from 1 to 5?';
};

const cancelOrder: Skill = (turn, memory) => {
  if (memory.isOrdering) turn.endDialog('order', 'cancelled');
  if (memory.isOrdering) turn.setResult('order cancelled');
  Object.assign(memory, { isOrdering: false, pizza: undefined });
  return 'Another time, then.';
};

const rate: Skill = (turn, _memory, score) => {
  turn.rateCsat(Number(score));
  return 'Thank you!';
};

const tellHours: Skill = (turn) => {
  turn.setTopic('opening hours');
  turn.setAutomated(true);
  return 'We bake from 11 to 23, every day.';
};

const callHuman: Skill = (turn, memory) => {
  turn.requestHandover({ via: 'takeover' });
  turn.setAutomated(false);
  memory.isWithHuman = true;
  return 'I am getting somebody for you.';
};

const breakDown: Skill = () => {
  throw new Error('the oven does not answer');
};

/** What the bot understands: the first pattern that fits decides. */
const SKILLS: readonly (readonly [pattern: RegExp, intent: string, skill: Skill])[] = [
  [/^(hi|hello|hey)\b/i, 'Greeting', () => 'Hello! Are you hungry?'],
  [/^(margherita|diavola|funghi)$/i, 'ChoosePizza', choosePizza],
  [/\b(pizza|hungry|order)\b/i, 'OrderPizza', startOrder],
  [/^(yes|ok)$/i, 'Confirm', confirmOrder],
  [/^(no|cancel)$/i, 'Cancel', cancelOrder],
  [/^[1-5]$/, 'Rate', rate],
  [/\b(open|opening|hours)\b/i, 'OpeningHours', tellHours],
  [/\b(human|agent|somebody)\b/i, 'TalkToHuman', callHuman],
  [/\boven\b/i, 'LightOven', breakDown],
];
