/** The pages that the samples mount, and those that `npm start -- --stay` serves, on the built package. */

import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test, vi } from 'vitest';

import { startBot as startAgent } from '../../samples/agents-bot/bot.ts';
import { startBot } from '../../samples/botbuilder-bot/bot.ts';
import type { BotServer } from '../../samples/local/serve.ts';
import { runCli } from '../../samples/start/cli.ts';
import { servePages } from '../../samples/start/serve-pages.ts';
import { temporaryFolder } from '../support/folder.ts';
import { storeFile } from '../support/store-file.ts';

const BOTS: Readonly<
  Record<string, (options: { readonly analytics: BotAnalytics }) => Promise<BotServer>>
> = { 'botbuilder-bot': startBot, 'agents-bot': startAgent };

test.for(Object.keys(BOTS))('%s shows its pages to who has a token', async (name) => {
  const store = join(temporaryFolder(), 'bot.db');
  const analytics = createBotAnalytics({ store });
  onTestFinished(async () => void (await analytics.close()));
  const bot = await BOTS[name]!({ analytics });
  onTestFinished(() => bot.close());
  await analytics.health(); // the store is there
  const made = await runCli(['token', 'create', '--scope', 'reports:read', '--store', store]);
  const [token = ''] = made.split('\n');
  const headers = { authorization: `Bearer ${token}` };
  const page = await fetch(`${bot.url}/analytics/activity`, { headers });
  const report = await fetch(`${bot.url}/analytics/api/reports/messages`, { headers });
  const stranger = await fetch(`${bot.url}/analytics/api/reports/messages`);

  expect([page.status, report.status, stranger.status]).toEqual([200, 200, 401]);
  expect(await page.text()).toContain('<h1>Activity</h1>');
  expect(await report.json()).toMatchObject({ summary: { received: 0 } });
});

test('who stays after `npm start` gets a link to the pages of the store', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
  onTestFinished(() => log.mockRestore());
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stopping = new AbortController();
  const stayed = servePages(storeFile(), { stdout, stderr, stop: stopping.signal });
  const [link] = (await once(stdout, 'data')) as [Buffer];
  const answer = await fetch(String(link).trim(), { redirect: 'manual' });
  stopping.abort();
  await stayed;

  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
});
