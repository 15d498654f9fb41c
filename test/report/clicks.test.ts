import { expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS } from '../../src/model/time.ts';
import type {
  ClicksOptions,
  ClicksReport,
  GroupedClicksReport,
} from '../../src/report/questions/clicks.ts';
import { clicks } from '../../src/report/questions/clicks.ts';
import { asking, problemsOf } from './ask.ts';
import type { Moment } from './history.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const DAY: ClicksOptions = { from: '2026-03-02', to: '2026-03-02' };

type Click = Omit<Extract<TurnCall, { name: 'recordClick' }>, 'name'>;

function clicked(click: Click, times = 1, more: Partial<Moment> = {}): Moment {
  const call: TurnCall = { name: 'recordClick', ...click };
  return {
    at: NOON,
    kind: 'message',
    user: 'ann',
    calls: Array.from({ length: times }, () => call),
    ...more,
  };
}

async function reportOf(history: readonly Moment[]) {
  return asking<ClicksOptions, ClicksReport>(clicks, history, NOON + 30 * DAY_MS);
}

const PRICES: Click = { type: 'link', title: 'Prices', destination: 'https://example.com/prices' };
const YES: Click = { type: 'quick_reply', title: 'Yes' };
const BUY: Click = { type: 'card_button', title: 'Buy', destination: 'checkout' };

test('R2: type, title and destination of every button, the most clicked first', async () => {
  const ask = await reportOf([
    clicked(YES, 2),
    clicked(PRICES, 3),
    clicked(BUY, 1, { user: 'bob' }),
    clicked(YES, 9, { at: NOON + DAY_MS }),
  ]);

  const answer = await ask(DAY);

  expect(answer).toMatchObject({ report: 'clicks', filters: {} });
  expect(answer.data).toEqual([
    { ...PRICES, clicks: 3, certain: 3 },
    { ...YES, destination: null, clicks: 2, certain: 2 },
    { ...BUY, clicks: 1, certain: 1 },
  ]);
  expect(answer.summary).toEqual({ clicks: 6, certain: 6 });
});

test('buttons that are clicked equally often are in the order of type, title and destination', async () => {
  const ask = await reportOf(
    [
      { type: 'quick_reply', title: 'A' },
      { type: 'link', title: 'B', destination: 'y' },
      { type: 'link', title: 'B', destination: 'x' },
      { type: 'link', title: 'B' },
      { type: 'link', title: 'A' },
      { type: 'card_button', title: 'Z' },
    ].map((click) => clicked(click as Click)),
  );

  const { data } = await ask(DAY);

  expect(data.map(({ type, title, destination }) => [type, title, destination])).toEqual([
    ['card_button', 'Z', null],
    ['link', 'A', null],
    ['link', 'B', null],
    ['link', 'B', 'x'],
    ['link', 'B', 'y'],
    ['quick_reply', 'A', null],
  ]);
});

test.for([
  { filter: { type: 'link' }, titles: ['Prices'] },
  { filter: { type: ['link', 'card_button'] }, titles: ['Buy', 'Prices'] },
  { filter: { title: 'Yes' }, titles: ['Yes'] },
  { filter: { title: ['Yes', 'Buy', 'No'] }, titles: ['Buy', 'Yes'] },
  { filter: { title: 'yes' }, titles: [] },
  { filter: { destination: 'checkout' }, titles: ['Buy'] },
  {
    filter: { destination: ['checkout', 'https://example.com/prices'] },
    titles: ['Buy', 'Prices'],
  },
  { filter: { type: 'link', destination: 'checkout' }, titles: [] },
] as const)('$filter leaves $titles', async ({ filter, titles }) => {
  const ask = await reportOf([clicked(PRICES), clicked(YES), clicked(BUY)]);

  const { data, summary } = await ask({ ...DAY, ...filter });

  expect(data.map(({ title }) => title)).toEqual(titles);
  expect(summary.clicks).toBe(titles.length);
});

test('the head repeats the filters of clicks as lists', async () => {
  const ask = await reportOf([clicked(PRICES)]);

  const answer = await ask({ ...DAY, type: 'link', title: ['Prices', 'Buy'], channel: 'webchat' });

  expect(answer).toMatchObject({
    type: ['link'],
    title: ['Prices', 'Buy'],
    filters: { channel: ['webchat'] },
  });
  expect(answer).not.toHaveProperty('destination');
});

test('words that may have been typed are a click that is not certain', async () => {
  const more = { conversation: 'one' };
  const ask = await reportOf([
    { at: NOON, kind: 'message', user: 'ann', replies: 1, offers: ['Yes', 'No'], ...more },
    { at: NOON + 1000, kind: 'message', user: 'ann', text: 'yes', replies: 1, ...more },
    { at: NOON + 2000, kind: 'message', user: 'ann', text: 'No', pressed: true, ...more },
    { at: NOON + 3000, kind: 'message', user: 'ann', text: 'yes', pressed: true, ...more },
  ]);

  const { data, summary } = await ask(DAY);

  expect(data.map(({ title, clicks: count, certain }) => [title, count, certain])).toEqual([
    ['Yes', 2, 1],
    ['No', 1, 1],
  ]);
  expect(summary).toEqual({ clicks: 3, certain: 2 });
});

test('titles with quotes, commas and emoji come back as they were', async () => {
  const click: Click = { type: 'link', title: '"Yes", she said 🍕', destination: '["link"]' };
  const ask = await reportOf([clicked(click)]);

  expect((await ask(DAY)).data).toEqual([{ ...click, clicks: 1, certain: 1 }]);
});

test('in groups each has its own rows', async () => {
  const ask = await reportOf([
    clicked(YES, 1, { channel: 'slack' }),
    clicked(YES, 2, { channel: 'facebook' }),
    clicked(BUY, 1, { channel: 'slack' }),
  ]);

  const answer = (await ask({ ...DAY, group: 'channel' })) as unknown as GroupedClicksReport;

  expect(
    answer.groups.map(({ key, data }) => [key, data.map((row) => [row.title, row.clicks])]),
  ).toEqual([
    ['facebook', [['Yes', 2]]],
    [
      'slack',
      [
        ['Buy', 1],
        ['Yes', 1],
      ],
    ],
  ]);
  expect(answer.summary).toEqual({ clicks: 4, certain: 4 });
});

test.for([
  {
    options: { type: 'button' },
    problem: 'type is none of quick_reply, card_button, link, nor a list of them',
  },
  {
    options: { type: ['link', 'button'] },
    problem: 'type is none of quick_reply, card_button, link, nor a list of them',
  },
  { options: { type: [] }, problem: 'type is an empty list' },
  { options: { title: 7 }, problem: /^title is neither a text nor a list of texts/ },
  {
    options: { dimension: 'day' },
    problem: /^dimension is an option of reports that have buckets/,
  },
])('$options is an error', ({ options, problem }) => {
  expect(problemsOf(clicks, options)[0]).toMatch(problem);
});
