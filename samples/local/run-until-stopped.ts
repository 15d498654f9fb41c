/** Runs a sample bot until Ctrl+C: what was received is recorded before the process ends. */

import { once } from 'node:events';

import type { BotAnalytics } from 'botbuilder-analytics';

import type { BotServer } from './serve.ts';

interface Started {
  readonly analytics: BotAnalytics;
  readonly bot: BotServer;
}

/** Port of the Bot Framework Emulator's examples, unless `PORT` names another. */
const DEFAULT_PORT = 3978;

/** @param start opens bot and analytics; what it throws is printed and becomes exit code 1 */
export async function runUntilStopped(start: (port: number) => Promise<Started>): Promise<void> {
  try {
    const { analytics, bot } = await start(Number(process.env['PORT'] ?? DEFAULT_PORT));
    console.log(`the bot listens on ${bot.url}/api/messages, Ctrl+C stops it`);
    console.log(`its pages are at ${bot.url}/analytics; its README says how to sign in`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await bot.close();
    const { inMemory } = await analytics.close();
    console.log(inMemory === 0 ? 'all is recorded' : `${inMemory} facts could not be recorded`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
