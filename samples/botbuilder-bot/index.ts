/** Runs the bot by itself: `npx tsx samples/botbuilder-bot/index.ts`. */

import { createBotAnalytics } from 'botbuilder-analytics';

import { runUntilStopped } from '../local/run-until-stopped.ts';
import { startBot } from './bot.ts';

void runUntilStopped(async (port) => {
  // the store and the destinations are configured by BOT_ANALYTICS_…, see .env.example
  const analytics = createBotAnalytics({
    botId: 'pizza-bot',
    botVersion: '1.0.0',
    acknowledgeFeedback: true, // the thumbs of Teams, which the bot itself does not answer
  });
  return { analytics, bot: await startBot({ analytics, port }) };
});
