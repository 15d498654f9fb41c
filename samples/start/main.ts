/**
 * `npm start`: two weeks of a pizza bot in a few seconds. A real bot on a real port, a channel that
 * plays its users, and collectors that stand in for Google Analytics, a Universal Analytics collector
 * and Mixpanel. All that it prints is what came out; exit code 1 if anything is missing.
 *
 * `npm start -- --end 2026-10-31T12:00Z` plays the two weeks before that instant; `npm start -- --stay` serves
 * the pages of them until Ctrl+C.
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { AnalyticsOptions } from 'botbuilder-analytics';

import { startCollectors } from '../local/collectors.ts';
import type { Collectors } from '../local/collectors.ts';
import { wrongInBooks } from './books.ts';
import { endOf } from './end.ts';
import { showBooks, showCollected, showConclusion, showPlayed } from './show.ts';
import { showExport, showReports } from './show-reports.ts';
import { servePages } from './serve-pages.ts';
import { tellStory } from './story.ts';

const API_SECRET = 'sample-api-secret';
const MIXPANEL_TOKEN = 'sample-mixpanel-token';

async function main(): Promise<void> {
  const options = { end: { type: 'string' }, stay: { type: 'boolean' } } as const;
  const { end, stay } = parseArgs({ options }).values;
  const store = await playAndShow(endOf(end));
  if (stay) await servePages(store);
}

/** Returns the store that was written. */
async function playAndShow(end: number): Promise<string> {
  const store = join(mkdtempSync(join(tmpdir(), 'pizza-bot-')), 'pizza-bot.db');
  const collectors = await startCollectors();
  try {
    const problems = await run(end, collectors, store);
    showConclusion(problems);
    if (problems.length > 0) process.exitCode = 1;
    return store;
  } finally {
    await collectors.close();
  }
}

/** Returns what went wrong, in words. */
async function run(end: number, collectors: Collectors, store: string): Promise<string[]> {
  const told = await tellStory({ store, end, destinations: destinationsOf(collectors) });

  showPlayed(told, store);
  await showReports(store, end);
  await showExport(store, end);
  await showBooks(store, told.health);
  showCollected(collectors, [API_SECRET, MIXPANEL_TOKEN]);
  return [...told.problems, ...wrongInBooks(told.health, collectors)];
}

function destinationsOf({
  ga4,
  ua,
  mixpanel,
}: Collectors): Pick<AnalyticsOptions, 'googleAnalytics' | 'mixpanel'> {
  return {
    googleAnalytics: [
      { trackingId: 'G-SAMPLE0001', apiSecret: API_SECRET, active: true, endpoint: ga4.url },
      {
        trackingId: 'UA-12345-1',
        active: true,
        collectorUrl: `${ua.url}/com.google.analytics/v1`,
      },
    ],
    mixpanel: { token: MIXPANEL_TOKEN, active: true, endpoint: mixpanel.url },
  };
}

main().catch((error: unknown) => {
  console.error(`npm start failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
