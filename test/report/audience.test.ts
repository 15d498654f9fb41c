import { beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { AudienceProfile } from '../../src/record/audience.ts';
import type { Store } from '../../src/record/store.ts';
import { audience } from '../../src/report/questions/audience.ts';
import type {
  AudienceOptions,
  AudiencePage,
  AudienceReport,
} from '../../src/report/questions/audience.ts';
import { deps, turn } from '../record/turns.ts';
import { storeOf } from './history.ts';
import type { Moment } from './history.ts';

const T = Date.UTC(2026, 9, 5, 9);
const NOW = T + 3 * DAY_MS;

async function ask<Answer extends AudiencePage = AudienceReport>(
  { reads }: Store,
  options: AudienceOptions = {},
): Promise<Answer> {
  return (await audience.run(reads, audience.schema.parse(options) as never, NOW)) as Answer;
}

function seen(user: string, minute: number, more: Partial<Moment> = {}): Moment {
  return { at: T + minute * MINUTE_MS, kind: 'message', user, replies: 1, ...more };
}

async function storeWith(
  history: readonly Moment[],
  profiles: Readonly<Record<string, AudienceProfile>> = {},
): Promise<Store> {
  const store = await storeOf(history);
  for (const [userId, profile] of Object.entries(profiles)) {
    await store.setProfile({ channel: 'webchat', userId, test: false }, profile);
  }
  return store;
}

const names = ({ data }: AudiencePage): string => data.map(({ name }) => name ?? '-').join(' ');

test('everybody whom the store knows on a channel, the most recently seen first', async () => {
  const store = await storeWith([
    seen('ann', 0, { name: 'Ann' }),
    seen('bob', 1, { name: 'Bob', channel: 'msteams' }),
    seen('ann', 2, { name: 'Anna', replies: 2 }),
    seen('carl', 3, { kind: 'campaign' }),
  ]);
  const { data, summary, ...head } = await ask(store);

  expect(head).toEqual({ report: 'audience', timezone: 'UTC', filters: {} });
  expect(data).toEqual([
    {
      user: expect.stringMatching(/^[0-9a-f]{32}$/),
      channel: 'webchat',
      name: 'Anna',
      firstAt: '2026-10-05T09:00:00.000Z',
      lastAt: '2026-10-05T09:02:00.000Z',
      received: 2,
      sent: 3,
      sessions: 1,
      lastConversation: expect.stringMatching(/^[0-9a-f]{32}$/),
      tags: [],
      role: null,
      traits: {},
      subscriber: false,
    },
    expect.objectContaining({ name: 'Bob', channel: 'msteams', received: 1, sent: 1 }),
    expect.objectContaining({ name: null, firstAt: null, lastAt: null, received: 0, sent: 1 }),
  ]);
  expect(summary).toEqual({
    users: 3,
    byChannel: { msteams: 1, webchat: 2 },
    byTag: {},
    byRole: {},
    subscribers: 0,
  });
});

test('without names it shows pseudonyms', async () => {
  const { data } = await ask(await storeWith([seen('ann', 0)]));

  expect(data).toMatchObject([{ name: null, user: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
});

test('an empty store has nobody', async () => {
  expect(await ask(await storeWith([]))).toMatchObject({ data: [], summary: { users: 0 } });
});

const CROWD = [
  seen('ann', 0, { name: 'Ann Ämmer' }),
  seen('bob', 1, { name: 'Bob' }),
  seen('carl', 2, { name: 'Carl', channel: 'msteams' }),
  seen('dora', 24 * 60, { name: 'Dora', channel: 'directline' }),
  seen('emil', 24 * 60 + 1, { name: 'Emil', channel: 'emulator', test: true }),
];
const PROFILES = {
  ann: { tags: ['beta', 'vip'], role: 'admin', subscriber: true },
  bob: { tags: ['beta'], role: 'editor', traits: { plan: 'pro' } },
};

/** Only to be asked. */
let crowd: Store;
beforeAll(async () => {
  crowd = await storeWith(CROWD, PROFILES);
  return () => crowd.close();
});

test.for<{ options: AudienceOptions; found: string }>([
  { options: {}, found: 'Dora Carl Bob Ann Ämmer' },
  { options: { channel: 'msteams' }, found: 'Carl' },
  { options: { channel: ['msteams', 'directline'] }, found: 'Dora Carl' },
  { options: { source: 'widget' }, found: 'Dora Bob Ann Ämmer' },
  { options: { source: 'custom' }, found: 'Carl' },
  { options: { source: 'widget', channel: ['msteams', 'webchat'] }, found: 'Bob Ann Ämmer' },
  { options: { source: 'slack' }, found: '' },
  { options: { tag: 'beta' }, found: 'Bob Ann Ämmer' },
  { options: { tag: ['vip', 'nobody'] }, found: 'Ann Ämmer' },
  { options: { role: 'editor' }, found: 'Bob' },
  { options: { role: ['editor', 'admin'] }, found: 'Bob Ann Ämmer' },
  { options: { subscriber: true }, found: 'Ann Ämmer' },
  { options: { subscriber: false }, found: 'Dora Carl Bob' },
  { options: { search: 'N ÄM' }, found: 'Ann Ämmer' },
  { options: { search: 'o' }, found: 'Dora Bob' },
  { options: { search: '%' }, found: '' },
  { options: { from: '2026-10-06' }, found: 'Dora' },
  { options: { to: '2026-10-05' }, found: 'Carl Bob Ann Ämmer' },
  { options: { period: 'yesterday' }, found: '' },
  { options: { from: '2026-10-06', timezone: 'Pacific/Auckland' }, found: 'Dora' },
  { options: { from: '2026-10-05T23:00', timezone: 'Pacific/Auckland' }, found: 'Dora' },
  {
    options: { from: '2026-10-05T22:00', timezone: 'Pacific/Auckland' },
    found: 'Dora Carl Bob Ann Ämmer',
  },
  { options: { includeTest: true }, found: 'Emil Dora Carl Bob Ann Ämmer' },
])('$options finds $found', async ({ options, found }) => {
  const report = await ask(crowd, options);

  expect(names(report)).toBe(found);
  expect(report.summary.users).toBe(report.data.length);
});

test('the head tells range, zone and filters, and how many rows of test traffic are hidden', async () => {
  const options = { from: '2026-10-06', timezone: 'Europe/Vienna', tag: 'vip', search: 'x' };

  expect(await ask(crowd)).toMatchObject({ testHidden: 1 });
  expect(await ask(crowd, { includeTest: true })).not.toHaveProperty('testHidden');
  expect(await ask(crowd, options)).toMatchObject({
    from: '2026-10-05T22:00:00.000Z',
    to: '2026-10-08T09:15:00.000Z',
    timezone: 'Europe/Vienna',
    filters: { tag: ['vip'], search: 'x' },
  });
});

test('the summary counts what the filters let through', async () => {
  const { summary } = await ask(crowd, { channel: 'webchat' });

  expect(summary).toEqual({
    users: 2,
    byChannel: { webchat: 2 },
    byTag: { beta: 2, vip: 1 },
    byRole: { admin: 1, editor: 1 },
    subscribers: 1,
  });
});

// ---- pages -------------------------------------------------------------------------------------

/** Reads page by page; between two pages something happens. */
async function pages(
  store: Store,
  options: AudienceOptions,
  meanwhile: (page: number) => Promise<unknown> = async () => undefined,
): Promise<readonly AudiencePage[]> {
  const read: AudiencePage[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask<AudiencePage>(store, { ...options, cursor });
    read.push(page);
    cursor = page.nextCursor;
    await meanwhile(read.length);
  } while (cursor !== undefined);
  return read;
}

test('pages follow one another, and only the first has a summary', async () => {
  const history = Array.from({ length: 7 }, (_, i) => seen(`u${i}`, i, { name: `U${i}` }));
  const read = await pages(await storeWith(history), { limit: 3 });

  expect(read.map(names)).toEqual(['U6 U5 U4', 'U3 U2 U1', 'U0']);
  expect(read.map((page) => 'summary' in page)).toEqual([true, false, false]);
});

test('a page that holds the last one has no cursor', async () => {
  const history = [seen('ann', 0), seen('bob', 1)];

  expect(await ask(await storeWith(history), { limit: 2 })).not.toHaveProperty('nextCursor');
});

/** Records messages that come while somebody reads. */
function tell(
  store: Store,
  batch: number,
  messages: readonly { readonly user: string; readonly minute: number }[],
): Promise<unknown> {
  const items = messages.map(({ user, minute }) =>
    turn({
      id: `${user}-${minute}`,
      at: T + minute * MINUTE_MS,
      conversation: `c-${user}`,
      origin: { from: { id: user, name: user } },
    }),
  );
  return store.record({ writer: 'meanwhile', number: batch, items }, deps());
}

test('nobody comes twice, and nobody who did not act meanwhile is missed, while users arrive', async () => {
  const quiet = Array.from({ length: 40 }, (_, i) =>
    // many are seen at the same time
    seen(`q${i}`, Math.floor(i / 7), { name: `q${i}`, channel: i % 3 ? 'webchat' : 'msteams' }),
  );
  const campaign = seen('listener', 0, { kind: 'campaign', name: 'listener' });
  const busy = Array.from({ length: 10 }, (_, i) => seen(`b${i}`, 3, { name: `b${i}` }));
  const store = await storeWith([...quiet, campaign, ...busy]);
  const arrive = (page: number): Promise<unknown> =>
    tell(store, page, [
      { user: `b${page}`, minute: 100 + page },
      { user: `new${page}`, minute: 100 + page },
      // what comes late is of a time that the pages have passed, or have yet to come to
      { user: `late${page}`, minute: page % 6 },
    ]);
  const read = await pages(store, { limit: 4 }, arrive);
  const found = read.flatMap(({ data }) => data.map(({ name, channel }) => `${channel} ${name}`));

  expect(new Set(found).size).toBe(found.length);
  for (const { name, channel = 'webchat' } of quiet) expect(found).toContain(`${channel} ${name}`);
  expect(found.at(-1)).toBe('webchat listener');
  expect(found.length).toBeGreaterThan(51);
});

test.for(['nonsense', '', 'W10', Buffer.from('[1,"2","webchat"]').toString('base64url')])(
  'the cursor %j is refused by name',
  async (cursor) => {
    await expect(async () => ask(crowd, { cursor })).rejects.toThrow(/cursor/u);
  },
);

test.for([
  { group: 'channel' },
  { compare: 'previous' },
  { dimension: 'day' },
  { bot: 'pizza' },
  { locale: 'en' },
  { limit: 0 },
  { limit: 1_001 },
  { subscriber: 'yes' },
  { tag: '' },
  { timezone: 'Mars' },
])('%o is refused', (options) => {
  expect(audience.schema.safeParse(options).success).toBe(false);
});
