/**
 * `npm start`: two weeks of a pizza bot in a few seconds. A real bot on a real port, a channel that
 * plays its users, and collectors that stand in for Google Analytics, a Universal Analytics collector
 * and Mixpanel. All that it prints is what came out; exit code 1 if anything is missing.
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';

import { startBot } from '../botbuilder-bot/bot.ts';
import { startChannel } from '../local/channel.ts';
import { startCollectors } from '../local/collectors.ts';
import type { Collectors } from '../local/collectors.ts';
import { wrongInBooks } from './books.ts';
import { play, playedClock } from './play.ts';
import type { PlayedClock } from './play.ts';
import { SCENES } from './script.ts';
import { showBooks, showCollected, showConclusion, showPlayed, showReports } from './show.ts';

const API_SECRET = 'sample-api-secret';
const MIXPANEL_TOKEN = 'sample-mixpanel-token';

const TWO_WEEKS_MS = 14 * 24 * 3_600_000;

/** What is open is closed at the end, the last opened first, whatever happened. */
type Closers = (() => Promise<unknown>)[];

async function main(): Promise<void> {
  const closers: Closers = [];
  try {
    const problems = await run(closers);
    showConclusion(problems);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** Returns what went wrong, in words. */
async function run(closers: Closers): Promise<string[]> {
  const problems: string[] = [];
  const store = join(mkdtempSync(join(tmpdir(), 'pizza-bot-')), 'pizza-bot.db');
  const end = Date.now();
  const clock = playedClock(end - TWO_WEEKS_MS);

  const collectors = await startCollectors();
  closers.push(() => collectors.close());
  const channel = await startChannel();
  closers.push(() => channel.close());
  const analytics = createAnalytics({ store, clock, collectors, problems });
  closers.push(() => analytics.close());
  const bot = await startBot({ analytics });
  closers.push(() => bot.close());

  // each played day ends with all delivered: two weeks later it would be too late for GA4
  const dayIsOver = async () => void (await analytics.flush({ deliver: true }));
  const played = await play(SCENES, { channel, bot, clock, end, dayIsOver });
  problems.push(...played.problems);
  const health = await analytics.health();

  showPlayed(played, { bot: bot.url, channel: channel.url, store });
  await showReports(store);
  await showBooks(store, health);
  showCollected(collectors, [API_SECRET, MIXPANEL_TOKEN]);
  return [...problems, ...wrongInBooks(health, collectors)];
}

interface AnalyticsParts {
  readonly store: string;
  readonly clock: PlayedClock;
  readonly collectors: Collectors;
  /** Is told what the plug-in complains of. */
  readonly problems: string[];
}

function createAnalytics({ store, clock, collectors, problems }: AnalyticsParts): BotAnalytics {
  const { ga4, ua, mixpanel } = collectors;
  return createBotAnalytics({
    store,
    botId: 'pizza-bot',
    botVersion: '1.0.0',
    googleAnalytics: [
      { trackingId: 'G-SAMPLE0001', apiSecret: API_SECRET, active: true, endpoint: ga4.url },
      {
        trackingId: 'UA-12345-1',
        active: true,
        collectorUrl: `${ua.url}/com.google.analytics/v1`,
      },
    ],
    mixpanel: { token: MIXPANEL_TOKEN, active: true, endpoint: mixpanel.url },
    clock: clock.now,
    onError: ({ message }) => void problems.push(message),
  });
}

main().catch((error: unknown) => {
  console.error(`npm start failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
