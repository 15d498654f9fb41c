/** Tells the script to a real bot on a real port: what comes of it is in the store. */

import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics, Health } from 'botbuilder-analytics';

import { startBot } from '../botbuilder-bot/bot.ts';
import { startChannel } from '../local/channel.ts';
import { play, playedClock } from './play.ts';
import type { Played } from './play.ts';
import { KNOWN_GUESTS, SCENES } from './script.ts';

const TWO_WEEKS_MS = 14 * 24 * 3_600_000;

export interface StoryOptions {
  /** File to record into. */
  readonly store: string;
  /** When the two weeks end. */
  readonly end: number;
  readonly destinations?: Pick<AnalyticsOptions, 'googleAnalytics' | 'mixpanel'>;
}

export interface Told extends Played {
  /** The books when all was played. */
  readonly health: Health;
  /** Where the bot and the channel listened. */
  readonly bot: string;
  readonly channel: string;
}

/** Plays all scenes; what is opened is closed, whatever happens. */
export async function tellStory({ store, end, destinations }: StoryOptions): Promise<Told> {
  const problems: string[] = [];
  const clock = playedClock(end - TWO_WEEKS_MS);
  const analytics = createBotAnalytics({
    ...destinations,
    store,
    botId: 'pizza-bot',
    botVersion: '1.0.0',
    captureText: 'redacted',
    captureNames: true,
    acknowledgeFeedback: true,
    clock: clock.now,
    onError: ({ message }) => void problems.push(message),
  });
  const channel = await startChannel();
  const bot = await startBot({ analytics });
  try {
    // each played day ends with all delivered: two weeks later it would be too late for GA4
    const dayIsOver = async () => void (await analytics.flush({ deliver: true }));
    const played = await play(SCENES, { channel, bot, clock, end, dayIsOver });
    await introduceGuests(analytics);
    const health = await analytics.health();
    return {
      ...played,
      problems: [...played.problems, ...problems],
      health,
      bot: bot.url,
      channel: channel.url,
    };
  } finally {
    await bot.close();
    await analytics.close();
    await channel.close();
  }
}

async function introduceGuests({ audience }: BotAnalytics): Promise<void> {
  for (const { who, profile } of KNOWN_GUESTS) {
    await audience.set({ channelId: who.channel, userId: who.id }, profile);
  }
}
