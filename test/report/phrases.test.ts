import { expect, test } from 'vitest';
import type { InterpretSettings } from '../../src/model/settings.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import { phrases } from '../../src/report/questions/phrases.ts';
import type {
  GroupedPhrasesReport,
  PhrasesOptions,
  PhrasesReport,
} from '../../src/report/questions/phrases.ts';
import { readsOf } from './reads-of.ts';
import type { Moment } from './history.ts';

const T = Date.UTC(2026, 9, 5, 9);
const NOW = T + 3 * DAY_MS;

async function ask<Answer = PhrasesReport>(
  history: readonly Moment[],
  options: PhrasesOptions = {},
  settings: Partial<InterpretSettings> = { captureText: 'full' },
): Promise<Answer> {
  const reads = await readsOf(history, settings);
  return (await phrases.run(reads, phrases.schema.parse(options) as never, NOW)) as Answer;
}

/** One who understands everything answers. */
function said(user: string, text: string, minute: number, more: Partial<Moment> = {}): Moment {
  return { at: T + minute * MINUTE_MS, kind: 'message', user, text, replies: 1, ...more };
}

const FALLBACK = { unrecognized: true };

test('texts that differ in case and white space are one, shown as it was first written', async () => {
  const { data, summary } = await ask([
    said('ann', ' Where is  my order? ', 0),
    said('bob', 'where is my order?', 5),
    said('ann', 'WHERE IS MY ORDER?', 60),
    said('ann', 'bye', 61),
  ]);

  expect(data).toEqual([
    {
      text: 'Where is  my order?',
      count: 3,
      users: 2,
      firstAt: '2026-10-05T09:00:00.000Z',
      lastAt: '2026-10-05T10:00:00.000Z',
      class: 'recognized',
    },
    expect.objectContaining({ text: 'bye', count: 1, users: 1 }),
  ]);
  expect(summary).toEqual({ count: 4, phrases: 2 });
});

test('a phrase has a row for each class', async () => {
  const history = [
    said('ann', 'refund', 0, FALLBACK),
    said('bob', 'refund', 1, FALLBACK),
    said('ann', 'refund', 2),
    said('ann', '/start', 3, { kind: 'command' }),
  ];
  const { data } = await ask(history);
  const unrecognized = await ask(history, { class: 'unrecognized' });
  const both = await ask(history, { class: ['recognized', 'system'] });

  expect(data.map(({ text, class: of, count }) => [text, of, count])).toEqual([
    ['refund', 'unrecognized', 2],
    ['refund', 'recognized', 1],
    ['/start', 'system', 1],
  ]);
  expect(unrecognized).toMatchObject({
    class: ['unrecognized'],
    data: [{ text: 'refund', users: 2, class: 'unrecognized' }],
    summary: { count: 2, phrases: 1 },
  });
  expect(both.summary).toEqual({ count: 2, phrases: 2 });
});

test('rows come by count, then by users, then by their first message', async () => {
  const { data } = await ask([
    said('ann', 'late', 30),
    said('ann', 'twice by one', 1),
    said('ann', 'twice by one', 2),
    said('ann', 'twice by two', 3),
    said('bob', 'twice by two', 4),
    said('ann', 'early', 0),
  ]);

  expect(data.map(({ text }) => text)).toEqual(['twice by two', 'twice by one', 'early', 'late']);
});

test('`limit` cuts the rows and not the summary', async () => {
  const history = ['a', 'b', 'c'].map((text, i) => said('ann', text, i));
  const { data, summary } = await ask(history, { limit: 2 });

  expect(data.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(summary).toEqual({ count: 3, phrases: 3 });
});

test('`search` finds a part, whatever the case and the width of the letters', async () => {
  const history = [said('ann', 'Wo ist die Straße ＡＢＣ?', 0), said('ann', 'hello', 1)];

  expect((await ask(history, { search: 'STRAßE abc' })).data).toMatchObject([{ count: 1 }]);
  expect((await ask(history, { search: 'strasse' })).summary.phrases).toBe(0);
});

test('without texts there are intents and classes, and a hint that names the option', async () => {
  const intent = (name: string) => ({
    calls: [{ name: 'recognized' as const, intent: name }],
  });
  const history = [
    said('ann', 'one', 0, intent('Order')),
    said('bob', 'two', 1, intent('Order')),
    said('ann', 'three', 2, intent('Refund')),
    said('ann', 'four', 3, FALLBACK),
  ];
  const { data, hint } = await ask(history, {}, {});
  const found = await ask(history, { search: 'ord' }, {});

  expect(data).toMatchObject([
    { text: null, intent: 'Order', count: 2, users: 2, class: 'recognized' },
    { text: null, intent: 'Refund', count: 1, class: 'recognized' },
    { text: null, intent: null, count: 1, class: 'unrecognized' },
  ]);
  expect(hint).toContain('captureText');
  expect(found).toMatchObject({ data: [{ intent: 'Order' }], summary: { count: 2, phrases: 1 } });
});

test('where all texts are kept there is no hint', async () => {
  expect(await ask([said('ann', 'hello', 0)])).not.toHaveProperty('hint');
});

test('only what the range and the filters take in is counted, first and last included', async () => {
  const history = [
    said('ann', 'hello', 0),
    said('bob', 'hello', 24 * 60, { channel: 'msteams' }),
    said('carl', 'hello', 25 * 60),
    said('dora', 'hello', 26 * 60, { test: true }),
  ];
  const day = { from: '2026-10-06', to: '2026-10-06' };

  expect(await ask(history, day)).toMatchObject({
    from: '2026-10-06T00:00:00.000Z',
    testHidden: 2,
    data: [
      {
        count: 2,
        users: 2,
        firstAt: '2026-10-06T09:00:00.000Z',
        lastAt: '2026-10-06T10:00:00.000Z',
      },
    ],
  });
  expect((await ask(history, { channel: 'msteams' })).data).toMatchObject([{ count: 1, users: 1 }]);
  expect((await ask(history, { includeTest: true })).summary.count).toBe(4);
});

test('each group has its own rows and users', async () => {
  const { groups, summary } = await ask<GroupedPhrasesReport>(
    [
      said('ann', 'hello', 0),
      said('ann', 'hello', 1, { channel: 'msteams' }),
      said('bob', 'hello', 2, { channel: 'msteams' }),
      said('bob', 'bye', 3, { channel: 'msteams' }),
    ],
    { group: 'channel' },
  );

  expect(groups).toMatchObject([
    { key: 'msteams', data: [{ text: 'hello', users: 2 }, { text: 'bye' }], summary: { count: 3 } },
    { key: 'webchat', data: [{ text: 'hello', users: 1 }], summary: { count: 1 } },
  ]);
  expect(summary).toEqual({ count: 4, phrases: 2 });
});

test('a message that is classified anew moves to its new class', async () => {
  const history: Moment[] = [
    { at: T, kind: 'message', user: 'ann', text: 'are you there?' },
    { at: T + 30_000, kind: 'campaign', user: 'ann' },
  ];
  const { data } = await ask(history);

  expect(data).toMatchObject([{ text: 'are you there?', count: 1, class: 'recognized' }]);
});

test('the summary is compared with the period before', async () => {
  const report = await ask(
    [said('ann', 'a', 0), said('ann', 'a', 24 * 60), said('ann', 'b', 24 * 60 + 1)],
    { from: '2026-10-06', to: '2026-10-06', compare: 'previous' },
  );

  expect(report).toMatchObject({
    previous: { summary: { count: 1, phrases: 1 } },
    change: { count: 100, phrases: 100 },
  });
});

test('nothing said is an empty answer', async () => {
  expect(await ask([])).toMatchObject({ data: [], summary: { count: 0, phrases: 0 } });
});

test.for([
  { class: 'recognised' },
  { class: [] },
  { limit: 0 },
  { limit: 1_000_001 },
  { limit: 1.5 },
  { search: '' },
  { dimension: 'day' },
  { dialog: 'checkout' },
])('%o is refused', (options) => {
  expect(phrases.schema.safeParse(options).success).toBe(false);
});

test('many users and phrases are counted as a plain loop counts them', async () => {
  const history = Array.from({ length: 600 }, (_, i) =>
    said(`u${(i * 7_919) % 97}`, `text ${(i * i) % 61}`, i, { test: false }),
  );
  const { data, summary } = await ask(history, { limit: 10_000 });
  const expected = new Map<string, { count: number; users: Set<string> }>();
  for (const { text = '', user } of history) {
    const known = expected.get(text) ?? { count: 0, users: new Set<string>() };
    expected.set(text, { count: known.count + 1, users: known.users.add(user) });
  }

  expect(summary).toEqual({ count: 600, phrases: expected.size });
  expect(Object.fromEntries(data.map(({ text, count, users }) => [text, [count, users]]))).toEqual(
    Object.fromEntries(
      [...expected].map(([text, { count, users }]) => [text, [count, users.size]]),
    ),
  );
});
