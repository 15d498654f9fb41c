/** Runs the agent by itself: `npx tsx samples/agents-bot/index.ts`. */

import { createBotAnalytics } from 'botbuilder-analytics';

import { runUntilStopped } from '../local/run-until-stopped.ts';
import { startBot } from './bot.ts';

void runUntilStopped(async (port) => {
  // the store and the destinations are configured by BOT_ANALYTICS_…, see .env.example
  const analytics = createBotAnalytics({ botId: 'pizza-agent', botVersion: '1.0.0' });
  return { analytics, bot: await startBot({ analytics, port }) };
});
