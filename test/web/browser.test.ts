import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { web } from 'botbuilder-analytics/web';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

import { PAGES } from '../../src/web/pages/places.ts';
import { NOW, writeBusyWeeks } from '../export/busy-weeks.ts';
import { readWorkbook } from '../export/unzip.ts';
import { startBrowser } from '../support/browser.ts';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The weeks end on 5 March: what is asked for below has something in it. */
const WEEKS = 'from=2026-02-16&to=2026-03-05';

let folder: string;
let analytics: BotAnalytics;
let server: Server;
let browser: Browser;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-pages-'));
  const store = join(folder, 'bot.db');
  await writeBusyWeeks(store);
  analytics = createBotAnalytics({ store, clock: () => NOW });
  const site = web(analytics, {
    basePath: '/analytics',
    auth: () => ({ name: 'Ann', scopes: ['admin'] }),
  });
  server = createServer((request, response) => void site.nodeHandler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/analytics`;
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** What the browser complained of: errors of scripts, and of the policy of contents. */
  readonly complaints: string[];
}

async function openPage(options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ timezoneId: 'Asia/Kathmandu', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

interface AxeWindow {
  readonly axe: {
    run(options: object): Promise<{
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    }>;
  };
}

/** What depends on colours and on the width; all else is the same in every look. */
const RULES_OF_LOOKS = ['color-contrast', 'scrollable-region-focusable', 'target-size'];

/** What axe finds: rule and place. */
async function violationsOn(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  return page.evaluate(async (runOnly) => {
    const { violations } = await (globalThis as unknown as AxeWindow).axe.run({
      resultTypes: ['violations'],
      ...(runOnly && { runOnly }),
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }, rules);
}

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 360].map((width) => ({ colorScheme, width })),
);

test.each(PAGES.map(({ path }) => path))(
  'axe finds nothing on %s, and nothing sticks out: light, dark, wide and narrow',
  async (path) => {
    const { page, complaints } = await openPage();
    await page.goto(`${base}${path}?${WEEKS}&timezone=UTC&compare=previous`);
    await page.evaluate(AXE);
    for (const { colorScheme, width } of LOOKS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const found = await violationsOn(page, RULES_OF_LOOKS);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect({ colorScheme, width, found, sticksOut: wide > width }).toEqual({
        colorScheme,
        width,
        found: [],
        sticksOut: false,
      });
    }

    expect(await violationsOn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

test('the numbers on the page are those of the query helper', async () => {
  const { page } = await openPage();
  await page.goto(`${base}/activity?${WEEKS}&timezone=Asia/Kathmandu`);
  const options = { from: '2026-02-16', to: '2026-03-05', timezone: 'Asia/Kathmandu' };
  const { summary } = await analytics.reports.users(options);
  const { data } = await analytics.reports.messages(options);
  const card = (term: string) => page.locator('.card', { hasText: term }).locator('.value').first();

  expect(await card('New users').textContent()).toBe(String(summary.new));
  expect(await card('Returning users').textContent()).toBe(String(summary.returning));
  const table = page.locator('figure', { hasText: 'Messages of users' }).locator('tbody tr');
  const cells = await table.evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))),
  );
  expect(cells).toEqual(data.map((row) => [row.recognized, row.unrecognized, row.system]));
});

test('the zone of the browser is taken at first, and what is chosen by hand survives a reload', async () => {
  const { page } = await openPage();
  await page.goto(`${base}/activity`);
  await page.waitForURL(/timezone=Asia%2FKath?mandu/);
  await page.getByLabel('From', { exact: true }).fill('2026-02-16');
  await page.getByLabel('To', { exact: true }).fill('2026-03-05');
  await page.getByLabel('Split by').selectOption('channel');
  await page.getByText('Filters').click();
  await page.getByRole('checkbox', { name: 'msteams' }).check();
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/group=channel/);
  const shown = await page.locator('main').innerText();
  await page.reload();

  expect(await page.locator('main').innerText()).toBe(shown);
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('2026-02-16');
  expect(await page.getByLabel('Split by').inputValue()).toBe('channel');
  expect(await page.getByRole('checkbox', { name: 'msteams' }).isChecked()).toBe(true);
  expect(shown).toContain('msteams');
  expect(await page.locator('table', { hasText: 'facebook' }).count()).toBe(0);
});

test('a chart tells its values to the cursor and to the arrow keys', async () => {
  const { page } = await openPage();
  await page.goto(`${base}/activity?${WEEKS}&timezone=UTC`);
  const figure = page.locator('figure', { hasText: 'Messages of users' });
  const row = figure.locator('tbody tr').nth(-2);
  const [name, recognized] = await row.locator('th, td').allTextContents();
  await figure.locator('svg').focus();
  await page.keyboard.press('ArrowLeft');

  expect(await figure.locator('.readout').textContent()).toContain(
    `${name}: Recognized ${recognized}`,
  );
  await figure.locator('svg').hover({ position: { x: 1, y: 20 } });
  expect(await figure.locator('.readout').textContent()).toContain('Mon, Feb 16: ');
});

test('everything is reached by the keyboard alone, in the order in which it stands', async () => {
  const { page } = await openPage();
  await page.goto(`${base}/?${WEEKS}&timezone=UTC`);
  const wanted = await page.evaluate<number>(`
    const all = document.querySelectorAll(
      'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]',
    );
    const shown = [...all].filter((each) => each.checkVisibility());
    shown.forEach((each, i) => (each.dataset.place = String(i)));
    shown.length;
  `);
  const reached = new Set<string>();
  // a field for dates takes several steps
  for (let i = 0; i < 3 * wanted && reached.size < wanted; i++) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate<string | undefined>('document.activeElement.dataset.place');
    if (place !== undefined) reached.add(place);
  }

  expect([...reached]).toEqual(Array.from({ length: wanted }, (_, i) => String(i)));
});

test('an export is downloaded and opens', async () => {
  const { page } = await openPage();
  await page.goto(`${base}/activity?${WEEKS}&timezone=UTC`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'XLSX' }).first().click();
  const file = join(folder, 'page.xlsx');
  await (await download).saveAs(file);

  expect(Object.keys(readWorkbook(file))).toEqual(
    expect.arrayContaining(['users', 'sessions', 'messages']),
  );
});

test('without scripts a page is read as well: numbers, charts and tables', async () => {
  const { page } = await openPage({ javaScriptEnabled: false });
  await page.goto(`${base}/activity?${WEEKS}`);
  await page.getByText('Table of messages of users').click();

  expect(await page.locator('.card .value').first().innerText()).toBe('9');
  expect(await page.locator('table:visible tbody tr').count()).toBe(18);
  expect(await page.locator('svg path.area').first().getAttribute('d')).toMatch(/^M/);
});

test('a wrong option in the address is told, and the form is there to put it right', async () => {
  const { page } = await openPage();
  const answer = await page.goto(`${base}/activity?period=lastFortnight&timezone=UTC`);

  expect(answer?.status()).toBe(400);
  expect(await page.getByRole('alert').innerText()).toContain(
    '`period` "lastFortnight" is none of today',
  );
  expect(await page.getByRole('button', { name: 'Show' }).isVisible()).toBe(true);
});
