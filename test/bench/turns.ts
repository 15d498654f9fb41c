/** Turns for the benchmarks: botbuilder's own adapter and context, without a network behind them. */

import { ActivityTypes, BotAdapter, TurnContext } from 'botbuilder';
import type {
  Activity,
  ConversationReference,
  Middleware,
  MiddlewareHandler,
  ResourceResponse,
} from 'botbuilder';

let sent = 0;

/** An adapter whose channel answers at once. */
export class SilentAdapter extends BotAdapter {
  override sendActivities(
    _context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    return Promise.resolve(activities.map(() => ({ id: `r${process.pid}-${++sent}` })));
  }

  override updateActivity(): Promise<void> {
    return Promise.resolve();
  }

  override deleteActivity(): Promise<void> {
    return Promise.resolve();
  }

  override continueConversation(
    _reference: Partial<ConversationReference>,
    _logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    return Promise.reject(new Error('not part of the benchmark'));
  }

  /** Runs one turn: the middleware, and a bot that answers with one message. */
  turn(activity: Partial<Activity>): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), reply);
  }
}

async function reply(context: TurnContext): Promise<void> {
  await context.sendActivity('Your pizza is on its way.');
}

/** An adapter with one middleware. */
export function adapterWith(middleware: Middleware | MiddlewareHandler): SilentAdapter {
  const adapter = new SilentAdapter();
  adapter.use(middleware);
  return adapter;
}

export const NO_OP: Middleware = { onTurn: (_context, next) => next() };

const CHANNELS = ['webchat', 'msteams', 'slack', 'facebook'];

/** The n-th message of many users in as many conversations. */
export function message(n: number, users: number): Partial<Activity> {
  const user = (n * 7919) % users;
  return {
    type: ActivityTypes.Message,
    id: `m${n}`,
    channelId: CHANNELS[user % CHANNELS.length] ?? 'webchat',
    serviceUrl: 'https://channel.example',
    from: { id: `user-${user}`, name: '' },
    recipient: { id: 'bot', name: '' },
    conversation: { id: `conversation-${user}`, isGroup: false, conversationType: '', name: '' },
    text: 'I would like a pizza with mushrooms, please',
    locale: 'en-US',
    timestamp: new Date(),
  };
}
