/** Bots' analytics that are closed when their test is over, and where they may record. */

import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { onTestFinished } from 'vitest';

import { temporaryFolder } from './folder.ts';

const SILENT = { warn: () => undefined, error: () => undefined };

/** A file, on a thread of its own or on that of the bot. */
export const ON_FILES: readonly { readonly name: string; options(): AnalyticsOptions }[] = [
  { name: 'threads', options: () => ({ store: join(temporaryFolder(), 'bot.db') }) },
  { name: 'inline', options: () => ({ store: join(temporaryFolder(), 'bot.db'), thread: false }) },
];

export const ANYWHERE: typeof ON_FILES = [
  ...ON_FILES,
  { name: 'memory', options: () => ({ store: ':memory:' }) },
];

/** Makes one that says nothing, and closes it when the test is over. */
export function open(options: AnalyticsOptions): BotAnalytics {
  const analytics = createBotAnalytics({ logger: SILENT, ...options });
  onTestFinished(() => analytics.close({ timeoutMs: 500 }).then(() => undefined));
  return analytics;
}
