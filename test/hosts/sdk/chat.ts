/** A bot of either SDK behind real HTTP, with the plug-in in its chain, and somebody who talks with it. */

import { onTestFinished } from 'vitest';
import { startChannel } from '../../../samples/local/channel.ts';
import type { LocalChannel } from '../../../samples/local/channel.ts';
import { serve } from '../../../samples/local/serve.ts';
import type { TurnProcessor } from '../../../samples/local/serve.ts';
import type { AnalyticsOptions } from '../../../src/index.ts';
import { startBot } from '../../support/bots.ts';
import type { Bot, BotContext, BotOptions, Sdk } from '../../support/bots.ts';
import { watch } from './watch.ts';
import type { Watched } from './watch.ts';

export interface Chat extends Watched {
  readonly channel: LocalChannel;
  /** Posts an activity of the user Ann in the conversation c1, if it does not say otherwise. */
  post(activity: object): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Posts messages, one after the other. */
  say(...texts: readonly string[]): Promise<void>;
  /** Waits until the bot has sent so many activities in all. */
  untilSent(count: number): Promise<void>;
}

export interface ChatOptions extends Omit<BotOptions, 'logic' | 'middlewares' | 'port'> {
  readonly logic: (context: BotContext, chat: Chat) => Promise<void>;
  /** Registered after ours. */
  readonly later?: NonNullable<BotOptions['middlewares']>;
  readonly options?: Partial<AnalyticsOptions>;
  readonly channelId?: string;
}

/** Starts a bot that runs this for each of its turns. */
export async function chat(sdk: Sdk, chatOptions: ChatOptions): Promise<Chat & { bot: Bot }> {
  const { logic, later = [], options, channelId, ...rest } = chatOptions;
  const analytics = watch(options);
  const bot = await startBot(sdk, {
    ...rest,
    logic: (context) => logic(context, self),
    middlewares: [analytics.middleware, ...later],
  });
  onTestFinished(() => bot.close());
  const self: Chat = await talkTo(bot.url, analytics, channelId);
  return { ...self, bot };
}

/** Serves what an adapter of the bot's own processes. */
export async function chatWith(
  analytics: Watched,
  processTurn: TurnProcessor,
  channelId?: string,
): Promise<Chat> {
  const server = await serve(0, processTurn);
  onTestFinished(() => server.close());
  return talkTo(server.url, analytics, channelId);
}

async function talkTo(url: string, analytics: Watched, channelId = 'msteams'): Promise<Chat> {
  const channel = await startChannel();
  onTestFinished(() => channel.close());
  let ids = 0;
  const post: Chat['post'] = (activity) =>
    channel.send(url, {
      type: 'message',
      id: `in-${++ids}`,
      timestamp: new Date().toISOString(),
      channelId,
      from: { id: 'ann', name: 'Ann' },
      recipient: { id: 'bot', name: 'Bot' },
      conversation: { id: 'c1' },
      ...activity,
    });
  return {
    ...analytics,
    channel,
    post,
    async say(...texts) {
      for (const text of texts) await post({ text });
    },
    async untilSent(count) {
      while (channel.calls.length < count) await new Promise((turn) => setImmediate(turn));
    },
  };
}
