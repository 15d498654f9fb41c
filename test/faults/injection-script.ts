/**
 * A conversation in which a middleware meets everything that capture looks at, through botbuilder's
 * own adapter, and what the bot, its users and its error handler see of it.
 */

import type { TurnContext } from 'botbuilder';
import type { TurnAnalytics } from '../../src/capture/turn-analytics.ts';
import { DirectAdapter, message } from '../support/capture.ts';

/** The API of the turn; absent where the bot runs without the plug-in. */
export type Find = (context?: unknown) => TurnAnalytics;

/** What the bot throws, to be known again as the same object. */
class OrderError extends Error {}

/** Plays the conversation and answers with all that could tell that somebody was watching, as text. */
export async function playAll(middleware?: object, find?: Find): Promise<string> {
  const adapter = new DirectAdapter();
  if (middleware) adapter.use(middleware as never);
  const seen: unknown[] = [];
  const thrown = new OrderError('no such order');
  adapter.onTurnError = async (context, error) => {
    seen.push('onTurnError', error.message, (error as unknown) === thrown);
    seen.push(await context.sendActivity('sorry'));
    find?.(context).unrecognized('error');
  };
  const deps: Deps = { adapter, seen, thrown, find };
  for (const turn of TURNS) await turn(deps).catch((error: unknown) => seen.push(String(error)));
  find?.().setTopic('outside of any turn');
  return JSON.stringify({ seen, sent: adapter.sent });
}

interface Deps {
  readonly adapter: DirectAdapter;
  readonly seen: unknown[];
  readonly thrown: Error;
  readonly find: Find | undefined;
}

const TURNS: readonly ((deps: Deps) => Promise<void>)[] = [
  talk,
  press,
  vote,
  join,
  rewrite,
  fail,
  refuse,
  runOn,
];

/** Everything that a message can bear and a bot can do. */
async function talk({ adapter, seen, find }: Deps): Promise<void> {
  const said = message({
    text: '<at>Bot</at> 4711',
    locale: 'de-AT',
    channelId: 'msteams:copilot',
    channelData: { tags: '{"type":"Escalate"}', postBack: true },
    entities: [
      { type: 'mention', mentioned: { id: 'bot-1' }, text: '<at>Bot</at>' },
      { type: 'clientInfo', platform: 'iOS', locale: 'de' },
    ],
  });
  await adapter.run(said, async (context) => {
    leaveTraces(context);
    tellAll(find, context);
    seen.push(await context.sendActivity('hi'));
    seen.push(await context.sendActivities([{ type: 'typing' }, CARD, ...RECOGNIZED]));
    seen.push(await context.updateActivity({ id: 'old', type: 'message', text: 'new' }));
    seen.push(await context.deleteActivity('old'));
    await new Promise((resolve) => setImmediate(resolve));
    find?.().recordAction('found without a context');
  });
}

/** What recognizers and dialogs leave behind. */
function leaveTraces(context: TurnContext): void {
  context.turnState.set('LuisResult', { text: 'x', intents: { Order: { score: 0.9 } } });
  const prompt = { id: 'NamePrompt', state: { options: { prompt: 'Your name?' }, state: {} } };
  const dialogStack = [{ id: 'order', state: { stepIndex: 1, values: {} } }, prompt];
  context.turnState.set(Symbol('state'), { state: { DialogState: { dialogStack } } });
}

function tellAll(find: Find | undefined, context: TurnContext): void {
  const turn = find?.(context);
  turn?.recognized('Order', { score: 0.9 });
  turn?.rateCsat(9); // no such score
  turn?.recordClick({ type: 'link', title: 'Pricing', destination: 'https://x.example' });
  turn?.requestHandover({ reason: 'direct', via: 'takeover' });
  turn?.endDialog('order', 'completed');
  turn?.track('coupon', { value: 5, left: {} as never });
}

const CARD = {
  type: 'message',
  text: 'Choose',
  inputHint: 'expectingInput',
  suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'yes' }] },
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        type: 'AdaptiveCard',
        body: [{ type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: 'x', url: 'u' }] }],
        actions: [
          { type: 'Action.Submit', title: 'Buy', data: { id: 1, list: [1, 'a'] } },
          { type: 'Action.Execute', title: 'Do', verb: 'do', data: 'x' },
        ],
      },
    },
    {
      contentType: 'application/vnd.microsoft.card.hero',
      content: { buttons: [{ type: 'call' }] },
    },
  ],
  channelData: { feedbackLoop: { type: 'default' } },
  entities: [{ type: 'streaminfo', streamType: 'final' }],
} as never;

const RECOGNIZED = [
  {
    type: 'trace',
    name: 'LuisRecognizer',
    value: { recognizerResult: { text: 'x', intents: { Order: { score: 0.8 } } } },
  },
  {
    type: 'trace',
    name: 'BotState',
    value: { conversation: { DialogState: { dialogStack: [{ id: 'order', state: {} }] } } },
  },
  { type: 'event', name: 'handoff.initiate', value: {} },
] as never[];

/** A pressed button. */
async function press({ adapter, seen }: Deps): Promise<void> {
  const pressed = message({ id: 'a2', text: undefined, value: { id: 1, list: [1, 'a'] } });
  await adapter.run({ ...pressed, replyToId: 'sent-3' }, async (context) => {
    seen.push(await context.sendActivity({ type: 'event', name: 'x', value: { secret: 1 } }));
  });
}

/** A vote that the bot refuses: no answer of ours may stand in for its own. */
async function vote({ adapter, seen }: Deps): Promise<void> {
  const value = { actionName: 'feedback', actionValue: { reaction: 'like', feedback: '{}' } };
  const invoke = message({ type: 'invoke', name: 'message/submitAction', id: 'a3', value });
  await adapter.run(invoke, async (context) => {
    const answer = { type: 'invokeResponse', value: { status: 400 } };
    seen.push(await context.sendActivity(answer));
  });
}

async function join({ adapter, seen }: Deps): Promise<void> {
  const membersAdded = [{ id: 'user-1', name: 'Ann', role: 'user' }];
  const update = message({ type: 'conversationUpdate', id: 'a4', membersAdded, timestamp: 'x' });
  await adapter.run(update, async (context) => {
    seen.push(await context.sendActivity('welcome'));
  });
}

/** An id that is too long, and an activity that another middleware makes into something else. */
async function rewrite({ adapter, seen }: Deps): Promise<void> {
  const event = message({ type: 'event', name: 'handoff.status', id: 'x'.repeat(200) });
  await adapter.run({ ...event, value: { state: 'accepted' } }, async (context) => {
    Object.assign(context.activity, { type: 'message', text: 'rewritten' });
    seen.push(await context.sendActivity('hi'));
  });
}

async function fail({ adapter, thrown, find }: Deps): Promise<void> {
  await adapter.run(message({ id: 'a6' }), async () => {
    find?.().setTopic('orders');
    throw thrown;
  });
}

/** A channel that refuses what is sent; the bot gets the very error. */
async function refuse({ adapter, seen }: Deps): Promise<void> {
  const refused = new Error('no');
  const sendsBefore = adapter.beforeSend;
  adapter.beforeSend = () => Promise.reject(refused);
  await adapter.run(message({ id: 'a7' }), async (context) => {
    for (const change of [
      () => context.sendActivity('x'),
      () => context.updateActivity({ id: 'old' }),
      () => context.deleteActivity('old'),
    ]) {
      await change().catch((error: unknown) => seen.push('refused', error === refused));
    }
  });
  adapter.beforeSend = sendsBefore;
}

/** Something is sent, and told, after the turn is over. */
async function runOn({ adapter, seen, find }: Deps): Promise<void> {
  let over: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  let late: Promise<unknown> = Promise.resolve();
  adapter.beforeSend = () => ended;
  await adapter.run(message({ id: 'a8' }), async (context) => {
    late = context
      .sendActivity('late')
      .catch((error: unknown) => seen.push(String(error)))
      .then(() => find?.().setTopic('late'));
  });
  over();
  await late;
  adapter.beforeSend = () => undefined;
}
