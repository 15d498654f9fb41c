/** What the bot understands besides an order, by keywords, and what it tells the analytics of it. */

import { CardFactory, MessageFactory } from 'botbuilder';
import type { Activity, TurnContext } from 'botbuilder';
import type { TurnAnalytics } from 'botbuilder-analytics';

import type { Memory } from './memory.ts';
import { PIZZAS } from './order.ts';

/** What a skill works on. */
export interface Asked {
  readonly context: TurnContext;
  readonly turn: TurnAnalytics;
  readonly memory: Memory;
  readonly words: string;
}

type Reply = string | Partial<Activity>;

/** Tells the analytics about the turn and returns what the bot answers. */
type Skill = (asked: Asked) => Reply;

export const WELCOME = MessageFactory.suggestedActions(
  PIZZAS,
  'Welcome! I bake pizza. Are you hungry?',
);

const LOST = MessageFactory.suggestedActions(
  ['A pizza, please', 'Opening hours', 'Talk to a human'],
  'Sorry, I did not get that. What would you like?',
);

const showMenu: Skill = ({ turn }) => {
  turn.setTopic('menu');
  const card = CardFactory.heroCard(
    'Our pizzas',
    [],
    [...PIZZAS, { type: 'openUrl', title: 'All about them', value: 'https://pizza.example/menu' }],
  );
  return MessageFactory.attachment(card);
};

const tellHours: Skill = ({ turn, context }) => {
  turn.setTopic('opening hours');
  turn.setAutomated(true);
  const reply = MessageFactory.text('We bake from 11 to 23, every day.');
  // Teams puts thumbs up and down below it
  if (context.activity.channelId === 'msteams') reply.channelData = { feedbackLoopEnabled: true };
  return reply;
};

const callHuman: Skill = ({ turn, memory }) => {
  turn.requestHandover({ via: 'takeover' });
  turn.setAutomated(false);
  memory.isWithHuman = true;
  return 'I am getting somebody for you.';
};

const callBack: Skill = ({ turn }) => {
  turn.requestHandover({ via: 'ticket' });
  turn.setAutomated(false);
  return 'We will call you back.';
};

/** A dialog that the SDK knows nothing of: the bot says when it starts and when it ends. */
const complain: Skill = ({ turn, memory }) => {
  turn.setTopic('complaints');
  turn.startDialog('complaint');
  memory.isComplaining = true;
  return 'I am sorry. What happened?';
};

const takeComplaint: Skill = ({ turn, memory }) => {
  turn.endDialog('complaint', 'completed');
  turn.recordAction('complained');
  memory.isComplaining = false;
  return 'I have told the kitchen. The next one is on us.';
};

const rate: Skill = ({ turn, memory, words }) => {
  const score = Number(words);
  if (memory.rating === 'nps') {
    turn.rateNps(score);
    memory.rating = undefined;
    return 'Thank you!';
  }
  if (score > 5) return 'From 1 to 5, please.';
  turn.rateCsat(score);
  memory.rating = 'nps';
  return 'Thank you! And would you recommend us, from 0 to 10?';
};

const breakDown: Skill = () => {
  throw new Error('the oven does not answer');
};

/** The intents: the first pattern that fits decides. What has no skill is an order. */
const INTENTS: readonly (readonly [pattern: RegExp, intent: string, skill?: Skill])[] = [
  [/^(hi|hello|hey)\b/i, 'Greeting', () => 'Hello! Are you hungry?'],
  [/\bmenu\b/i, 'ShowMenu', showMenu],
  [/\bcall me\b/i, 'CallBack', callBack],
  [/\b(human|agent|somebody)\b/i, 'TalkToHuman', callHuman],
  [/\b(cold|late|wrong)\b/i, 'Complain', complain],
  [/\b(open|opening|hours)\b/i, 'OpeningHours', tellHours],
  [/\boven\b/i, 'LightOven', breakDown],
  [/\b(pizza|hungry|order|margherita|diavola|funghi)\b/i, 'OrderPizza'],
  [/^(\d|10)$/, 'Rate', rate],
];

export interface Understood {
  readonly intent: string;
  readonly skill?: Skill | undefined;
}

/** Returns what is meant; `undefined` if the bot does not know. */
export function understand(words: string, memory: Memory): Understood | undefined {
  if (memory.isComplaining) return { intent: 'Complaint', skill: takeComplaint };
  const [, intent, skill] = INTENTS.find(([pattern]) => pattern.test(words)) ?? [];
  return intent === undefined ? undefined : { intent, skill };
}

/** Answers by a skill, or says that the bot is lost. */
export function replyTo(asked: Asked, understood: Understood | undefined): Reply {
  const { turn } = asked;
  if (!understood?.skill) {
    turn.unrecognized('no keyword');
    return LOST;
  }
  const reply = understood.skill(asked);
  turn.recognized(understood.intent, { score: 1 });
  return reply;
}
