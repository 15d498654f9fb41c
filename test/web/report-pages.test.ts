/** The pages of reports: what stands on them is what the reports answer. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { createBotAnalytics } from '../../src/index.ts';
import type { BotAnalytics } from '../../src/index.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import { web } from '../../src/web/index.ts';
import type { WebSite } from '../../src/web/index.ts';
import type { Moment } from '../report/history.ts';
import { storeOf } from '../report/history.ts';

const T = Date.UTC(2026, 9, 5, 9); // a Monday
const NOW = T + 3 * DAY_MS;
const MARKUP = '<img src=x onerror=alert(1)>';
const ESCAPED = '&lt;img src=x onerror=alert(1)&gt;';

const folder = mkdtempSync(join(tmpdir(), 'report-pages-'));
let analytics: BotAnalytics;
let site: WebSite;

beforeAll(async () => {
  const store = join(folder, 'bot.db');
  const recorded = await storeOf(history(), store, { captureText: 'full' });
  await recorded.close();
  analytics = createBotAnalytics({
    store,
    clock: () => NOW,
    captureText: 'full',
    onError: () => undefined, // run from its sources it has no file of a thread, and says so
  });
  site = web(analytics, { auth: () => ({ name: 'Ann', scopes: ['admin'] }) });
}, 60_000);

afterAll(async () => {
  await analytics.close();
  rmSync(folder, { recursive: true, force: true });
});

function history(): readonly Moment[] {
  const said = (user: string, minute: number, more: Partial<Moment> = {}): Moment => ({
    at: T + minute * MINUTE_MS,
    kind: 'message',
    user,
    replies: 1,
    key: `${user}-${minute}`,
    ...more,
  });
  return [
    said('ann', 0, {
      calls: [
        { name: 'setTopic', topic: 'Refund' },
        { name: 'startDialog', dialog: 'Order' },
        { name: 'rateCsat', score: 4 },
      ],
    }),
    said('ann', 1, {
      calls: [
        { name: 'recordFeedback', vote: 'positive', messageId: 'ann-0-reply-0' },
        { name: 'setAutomated', automated: true },
        { name: 'setResult', result: 'Sold' },
        { name: 'endDialog', dialog: 'Order', outcome: 'completed' },
        { name: 'recordClick', type: 'link', title: 'Shop', destination: 'https://shop.example/' },
      ],
    }),
    said('bob', 5, {
      channel: 'facebook',
      locale: 'de-AT',
      unrecognized: true,
      text: MARKUP,
      calls: [
        { name: 'setTopic', topic: MARKUP },
        { name: 'setResult', result: MARKUP },
        { name: 'recordAction', action: MARKUP },
        { name: 'startDialog', dialog: MARKUP },
        { name: 'recordClick', type: 'card_button', title: MARKUP, destination: MARKUP },
        { name: 'rateNps', score: 9 },
      ],
    }),
    said('bob', 6, { channel: 'facebook', locale: 'de-AT', calls: [{ name: 'requestHandover' }] }),
    said('bob', 8, { channel: 'facebook', locale: 'de-AT', calls: [{ name: 'acceptHandover' }] }),
    said('cid', 60, { calls: [{ name: 'setAutomated', automated: false }] }),
    said('ann', 24 * 60, { calls: [{ name: 'setTopic', topic: 'Refund' }] }),
  ];
}

async function page(path: string): Promise<{ readonly status: number; readonly html: string }> {
  const answer = await site.fetch(new Request(`http://localhost${path}`));
  return { status: answer.status, html: await answer.text() };
}

/** Cards of a page: what stands under a term. */
function cardsOf(html: string): Readonly<Record<string, string>> {
  const cards = html.matchAll(/<a class="term"[^>]*>([^<]*)<\/a><\/dt><dd class="value">([^<]*)</g);
  return Object.fromEntries([...cards].map(([, term, value]) => [term, value]));
}

/** Rows of the table with this caption, as texts. */
function tableOf(html: string, caption: string): readonly (readonly string[])[] {
  const table = [...html.matchAll(/<caption>(.*?)<\/caption>(.*?)<\/table>/gs)].find(
    ([, title]) => title === caption,
  );
  const [, body = ''] = table?.[2]?.split('<tbody>') ?? [];
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, cells = '']) =>
    [...cells.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell.replace(/<[^>]*>/g, ''),
    ),
  );
}

test('Efficiency shows the automation rate and the ratings as the reports have them', async () => {
  const { html } = await page('/efficiency');

  const automation = await analytics.reports.automation();
  const evaluation = await analytics.reports.evaluation();
  expect(cardsOf(html)).toMatchObject({
    'Automation rate': `${automation.summary.rate.value} %`,
    'Automated sessions': '1',
    'Not automated sessions': '1',
    'Unmarked sessions': String(automation.summary.unmarked),
    'Satisfaction (CSAT)': String(evaluation.summary.csat.mean),
    'Net promoter score': '100',
    'Mean rating': '9',
  });
  expect(
    tableOf(html, 'All sessions by their last rating from 1 to 5').map((row) => row[1]),
  ).toEqual(evaluation.summary.csat.distribution.map(({ sessions }) => String(sessions)));
});

test('Topics shows the sessions of each, their share, and those without', async () => {
  const { html } = await page('/topics');

  const { data } = await analytics.reports.topics();
  const caption = 'Topics, in percent of all sessions. A topic leads to its course over time.';
  expect(tableOf(html, caption).map((row) => row.slice(0, 3))).toEqual(
    data.map(({ value, sessions, share }) => [
      value === null ? 'Without topics' : value.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      String(sessions),
      `${share} %`,
    ]),
  );
});

test('a chosen topic shows how often it was recorded, day by day', async () => {
  const { html } = await page('/topics?value=Refund&from=2026-10-05&to=2026-10-06&dimension=day');

  expect(cardsOf(html)).toMatchObject({ 'Times recorded': '2', 'Sessions that have it': '2' });
  expect(tableOf(html, 'Times recorded')).toEqual([
    ['Mon, Oct 5', '1'],
    ['Tue, Oct 6', '1'],
  ]);
});

test('Results and Actions name the sessions without any', async () => {
  const results = await page('/results');
  const actions = await page('/actions');

  expect(results.html).toContain('Without results');
  expect(actions.html).toContain('Without actions');
});

test('Engagement shows handover, feedback, clicks and dialogs as the reports have them', async () => {
  const { html } = await page('/engagement');

  const { summary } = await analytics.reports.handover();
  expect(cardsOf(html)).toMatchObject({
    'Handover rate': `${summary.handoverRate.value} %`,
    'Sessions with requests': '1',
    'Sessions without requests': '3',
    Accepted: '1',
    'Time to accept': '2 min',
    'Positive share': '100 %',
    Clicks: '2',
    Opened: '2',
  });
  expect(tableOf(html, 'Requests by reason').map((row) => row[1])).toEqual(
    Object.values(summary.byReason).map(String),
  );
});

test('the heat map has all hours of the week, and the busiest in words', async () => {
  const { html } = await page('/engagement');

  const { data, summary } = await analytics.reports.traffic();
  const caption = 'Messages by weekday and hour: the stronger the colour, the more';
  const rows = tableOf(html, caption);
  expect(rows.map(([day]) => day)).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  expect(rows[0]?.slice(1)).toEqual(data[1]?.map(({ value }) => String(value)));
  expect(html).toContain(
    `Monday, 09:00–10:00</strong> (UTC), with 10 of ${summary.total} messages`,
  );
});

test('sessions with good feedback are listed when they are asked for', async () => {
  const { html } = await page('/engagement?chats=only_positive');

  const { chats } = await analytics.reports.feedback({ chats: 'only_positive' });
  expect(chats?.count).toBe(1);
  expect(html).toContain(`<code>${chats?.sessions[0]?.session}</code>`);
});

test('Platforms has a row for each channel, and their sum', async () => {
  const { html } = await page('/platforms');

  const { platforms, total } = (await analytics.reports.platforms()).summary;
  const row = ({ active, received, sent, ...more }: typeof total) =>
    [active, more.new, more.accumulated, more.churned, received, sent].map(String);
  expect(tableOf(html, 'The whole period by platform')).toEqual([
    ['webchat', ...row(platforms['webchat']!)],
    ['facebook', ...row(platforms['facebook']!)],
    ['All platforms', ...row(total)],
  ]);
});

test('Insights shows outcomes, retention and what was not understood', async () => {
  const { html } = await page('/insights?from=2026-10-05&to=2026-10-07');

  const { summary } = await analytics.reports.outcomes({ from: '2026-10-05', to: '2026-10-07' });
  expect(cardsOf(html)).toMatchObject({
    Containment: `${summary.containment.value} %`,
    'True containment': `${summary.trueContainment.value} %`,
    Resolved: String(summary.resolved),
    Escalated: '1',
    'New users': '3',
    'Back 1 day later': '33.33 %',
  });
  const phrases = tableOf(html, 'What the bot did not understand, the most frequent first');
  expect(phrases).toEqual([[ESCAPED, '1', '1', 'Oct 5, 2026, 09:05', 'Oct 5, 2026, 09:05']]);
});

test.for([
  '/efficiency',
  '/topics',
  '/results',
  '/actions',
  '/engagement',
  '/platforms',
  '/insights',
])('%s: a group has a row, a filter counts, and a change is told', async (path) => {
  const { status, html } = await page(`${path}?group=channel&channel=facebook&compare=previous`);

  expect(status).toBe(200);
  expect(html).toMatch(/<tr><th scope="row"><bdi>facebook<\/bdi><\/th>/);
  expect(html).not.toContain('<bdi>webchat</bdi></th>');
  expect(html).toContain('compared with');
  expect(html).toContain('nothing to compare with');
});

test.for([
  '/topics?value=Refund&dimension=minute',
  '/engagement?chats=good',
  '/engagement?type=toString',
  '/engagement?measure=calls',
  '/insights?timezone=Mars',
  '/platforms?period=last30days&from=2026-10-05',
  '/topics?value=Refund&group=name',
])('a wrong option is told, and the form stays: %s', async (path) => {
  const { status, html } = await page(path);

  expect(status).toBe(400);
  expect(html).toContain('role="alert"');
  expect(html).toContain('data-controls');
});

test.for([
  '/topics',
  `/topics?value=${encodeURIComponent(MARKUP)}&group=channel`,
  '/results',
  '/actions',
  '/engagement',
  '/insights',
])('markup in names and texts is text: %s', async (path) => {
  const { html } = await page(path);

  expect(html).toContain(ESCAPED);
  expect(html).not.toContain(MARKUP);
});

test('options of a page alone stay when the form is sent, and are exported', async () => {
  const { html } = await page('/topics?value=Refund');

  expect(html).toContain('<input type="hidden" name="value" value="Refund"/>');
  expect(html).toContain('value=Refund&amp;format=csv&amp;reports=topics');
});

test.for(['/efficiency', '/topics', '/engagement', '/platforms', '/insights'])(
  '%s: a period without anything says so',
  async (path) => {
    const { status, html } = await page(`${path}?from=2020-01-01&to=2020-01-02`);

    expect(status).toBe(200);
    expect(html).toMatch(/<p class="empty">/);
    expect(html).not.toContain('NaN');
  },
);

test('every term on the pages leads to a definition that is there', async () => {
  const paths = [
    '/',
    '/activity',
    '/efficiency',
    '/topics',
    '/engagement',
    '/platforms',
    '/insights',
  ];

  const pages = await Promise.all(paths.map(page));

  const linked = pages.flatMap(({ html }) => [...html.matchAll(/\/definitions#(\w+)"/g)]);
  const { html } = await page('/definitions');
  const names = [...new Set(linked.map(([, name]) => name))];
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !html.includes(`id="${name}"`))).toEqual([]);
});

test.for(['/topics', '/engagement', '/insights'])(
  '%s: every export of it succeeds, whatever is looked at',
  async (path) => {
    const { html } = await page(`${path}?dimension=month&group=channel&compare=previous`);
    const links = [...html.matchAll(/href="(\/api\/export\?[^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&'),
    );
    const ofThisPage = links.filter((link) => link.includes('format=csv'));

    const answers = await Promise.all(ofThisPage.map(page));

    expect(ofThisPage.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status)).toEqual(ofThisPage.map(() => 200));
  },
);
