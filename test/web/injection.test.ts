import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { web } from 'botbuilder-analytics/web';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { SECOND_MS } from '../../src/model/time.ts';
import { PAGES } from '../../src/web/pages/places.ts';
import type { Moment } from '../report/history.ts';
import { storeOf } from '../report/history.ts';
import { startBrowser } from '../support/browser.ts';
import { BARE_PAYLOADS, PAYLOADS } from './xss-payloads.ts';

/** 5 March 2026, a Thursday. */
const NOW = Date.parse('2026-03-05T12:07:00Z');

/** Every place that words of users or developers can get to. */
const HISTORY: readonly Moment[] = PAYLOADS.map((words, i) => ({
  at: NOW - (PAYLOADS.length - i) * SECOND_MS,
  kind: 'message',
  user: words,
  name: words,
  text: words,
  // at most so many segments are kept apart
  bot: i % 20 === 0 ? words.slice(0, 60) : 'bot',
  device: i % 20 === 1 ? words : 'phone',
  browser: i % 20 === 2 ? words : 'browser',
  version: i % 20 === 3 ? words : '1.0',
  unrecognized: i % 2 === 0,
  replies: 1,
  calls: [
    { name: 'setTopic', topic: words },
    { name: 'setResult', result: words },
    { name: 'recordAction', action: words },
    { name: 'startDialog', dialog: words },
    { name: 'recordClick', type: 'link', title: words, destination: words },
  ],
}));

let folder: string;
let analytics: BotAnalytics;
let server: Server;
let browser: Browser;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-words-'));
  const store = join(folder, 'bot.db');
  await (await storeOf(HISTORY, store, { captureText: 'full' })).close();
  analytics = createBotAnalytics({ store, clock: () => NOW, captureText: 'full' });
  const site = web(analytics, { auth: () => ({ name: PAYLOADS[0]!, scopes: ['admin'] }) });
  server = createServer((request, response) => void site.nodeHandler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Watched {
  readonly page: Page;
  /** Dialogs that opened, policies that were violated, requests to elsewhere. */
  readonly found: string[];
}

async function watchedPage(): Promise<Watched> {
  const page = await browser.newPage();
  const found: string[] = [];
  page.on('dialog', (dialog) => {
    found.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:,')) {
      found.push(`request ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => found.push(`error ${error.message}`));
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => console.error('violation', event.violatedDirective))",
  );
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 400')) {
      found.push(message.text());
    }
  });
  return { page, found };
}

test('there are 520 of them', () => {
  expect(new Set(PAYLOADS).size).toBe(520);
});

test('words stay words on every page', { timeout: 60_000 }, async () => {
  const { page, found } = await watchedPage();
  const seen = new Set<string>();
  for (const { path } of PAGES) {
    await page.goto(`${base}${path}?period=today&timezone=UTC`);
    // who moves over everything and puts the focus everywhere sets off what waits for that
    await page.evaluate(`for (const each of document.querySelectorAll('*')) {
      each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      if (each.focus) each.focus();
    }`);
    const text = await page.evaluate<string>('document.body.textContent');
    for (const payload of PAYLOADS) if (text.includes(payload.slice(0, 40))) seen.add(payload);
  }

  expect(found).toEqual([]);
  // those that can be read as they are: what is invisible is shown in brackets
  expect(seen.size).toBeGreaterThan(400);
  await page.close();
});

test('words in an address stay words', { timeout: 60_000 }, async () => {
  const { page, found } = await watchedPage();
  const some = BARE_PAYLOADS.filter((_, i) => i % 13 === 0);
  for (const words of some) {
    const asked = new URLSearchParams({
      from: words,
      timezone: words,
      channel: words,
      group: words,
      value: words,
      search: words,
      before: words,
    });
    await page.goto(`${base}/topics?${asked.toString()}`);
  }
  await page.goto(
    `${base}/topics?period=today&timezone=UTC&value=${encodeURIComponent(PAYLOADS[1]!)}`,
  );

  expect(await page.locator('h1').innerText()).toBe('Topics');
  expect(found).toEqual([]);
  await page.close();
});

test('no answer to a program can be taken for a page', async () => {
  for (const words of BARE_PAYLOADS.filter((_, i) => i % 13 === 0)) {
    for (const path of [
      `/api/reports/${encodeURIComponent(words)}`,
      `/${encodeURIComponent(words)}`,
    ]) {
      const answer = await fetch(`${base}${path}`);

      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  }
});
