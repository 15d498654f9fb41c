/** Every read answers on PostgreSQL what it answers on SQLite, to the order of the rows. */

import { afterAll, beforeAll, expect, test } from 'vitest';

import { QUARTER_MS, quarterStart } from '../../../src/model/time.ts';
import type { AudienceQuery } from '../../../src/record/audience.ts';
import { MEASURES } from '../../../src/record/measures.ts';
import { NEVER } from '../../../src/record/reads.ts';
import type { DialogQuery, ReportReads, SessionField } from '../../../src/record/reads.ts';
import { FACTS, FIRST_QUARTER } from '../../../src/record/recording/statements.ts';
import { isRows } from '../../../src/record/rows.ts';
import { REPORT_NAMES } from '../../../src/report/registry.ts';
import { runReport } from '../../../src/report/run.ts';
import { FIRST, LAST, randomTables } from './random-rows.ts';
import { twoStores } from './two-stores.ts';
import type { TwoStores } from './two-stores.ts';

let stores: TwoStores;
beforeAll(async () => {
  stores = await twoStores(randomTables(), [
    { name: FACTS, value: 1_234 },
    { name: FIRST_QUARTER, value: FIRST },
  ]);
});
afterAll(() => stores.close());

const DAY = 96;
const SPANS = [
  { from: FIRST - 9 * DAY, to: LAST + DAY },
  { from: FIRST + 3, to: LAST - 5 },
  { from: FIRST + DAY, to: FIRST + 2 * DAY },
  { from: FIRST + 20 * DAY, to: FIRST + 48 * DAY },
  { from: FIRST - 3 * DAY, to: FIRST - DAY },
  { from: FIRST + DAY, to: FIRST + DAY },
];

/** Every span, with some segments, and the longest with none and with all. */
const PLACES: readonly DialogQuery[] = [
  ...SPANS.map((span, i) => (i % 2 === 0 ? span : { ...span, segments: [2, 5, 7] })),
  { ...SPANS[0]!, segments: [1, 2, 3, 4, 8] },
  { ...SPANS[0]!, segments: [] },
];

const DIALOGS: readonly DialogQuery[] = [
  ...PLACES,
  ...PLACES.slice(0, 4).map((place) => ({ ...place, dialog: 'B' })),
  ...['', 'none', 'a\0', '\uD83D'].map((dialog) => ({ ...PLACES[0]!, dialog })),
];

const FIELDS: readonly SessionField[] = [
  ...(['user', 'startedAt', 'lastAt', 'received', 'messages', 'sent', 'handovers'] as const),
  ...(['automated', 'csat', 'nps', 'hasResult', 'closesAt', 'lastClass'] as const),
  ...(['promptOpen', 'lastDialog', 'lastStep', 'id'] as const),
];

type Ask = (reads: ReportReads) => Promise<unknown>;

/** Questions by the read that they are put to. */
const ASKED: Readonly<Record<string, readonly Ask[]>> = {
  segments: [(reads) => reads.segments()],
  firstFactAt: [(reads) => reads.firstFactAt()],
  presence: PLACES.flatMap((place): Ask[] => [
    (reads) => reads.presence(place),
    (reads) => reads.presence({ ...place, fields: ['received', 'unrecognized'] }),
  ]),
  counters: PLACES.flatMap((place): Ask[] => [
    (reads) => reads.counters({ ...place, measures: MEASURES }),
    (reads) => reads.counters({ ...place, measures: ['sentByAgent'] }),
  ]),
  firstQuarters: [true, false].flatMap((includeTest) =>
    [undefined, [7, 3, 50, 3, 999], [], Array.from({ length: 5_001 }, (_, i) => i)].map(
      (users): Ask =>
        async (reads) => {
          const quarters = [...(await reads.firstQuarters({ includeTest, users }))];
          // how many follow of whom nothing is known means nothing
          return quarters.slice(0, quarters.findLastIndex((quarter) => quarter !== NEVER) + 1);
        },
    ),
  ),
  firstActsOnChannels: [true, false].map(
    (includeTest): Ask =>
      (reads) =>
        reads.firstActsOnChannels({ includeTest }),
  ),
  sessions: DIALOGS.flatMap((place): Ask[] => [
    (reads) => reads.sessions({ ...place, by: 'activity', fields: FIELDS }),
    (reads) => reads.sessions({ ...place, by: 'start', fields: ['lastDialog'] }),
  ]),
  labels: [
    ...DIALOGS.flatMap((place): Ask[] => [
      (reads) => reads.labels({ ...place, kinds: ['topic', 'dialog'] }),
      (reads) => reads.labels({ ...place, kinds: ['feedback', 'csat'], label: '😀' }),
    ]),
    ...['', 'a\0', '\uD83D'].map(
      (label): Ask =>
        (reads) =>
          reads.labels({ ...SPANS[0]!, kinds: ['result'], label }),
    ),
  ],
  sessionMarks: DIALOGS.map(
    (place): Ask =>
      (reads) =>
        reads.sessionMarks({ ...place, kind: 'dialog' }),
  ),
  knownDialogs: [undefined, [1, 2, 3], []].map(
    (segments): Ask =>
      (reads) =>
        reads.knownDialogs({ segments }),
  ),
  handovers: DIALOGS.map(
    (place): Ask =>
      (reads) =>
        reads.handovers(place),
  ),
  phraseCounts: PLACES.flatMap((place): Ask[] => [
    (reads) => reads.phraseCounts(place),
    (reads) => reads.phraseCounts({ ...place, classes: ['unrecognized', 'system'] }),
  ]),
  phrases: PLACES.flatMap((place): Ask[] => [
    (reads) => reads.phrases(place),
    (reads) => reads.phrases({ ...place, classes: ['system'], phrases: [3, 9, 17] }),
    (reads) => reads.phrases({ ...place, phrases: [] }),
  ]),
  phraseTexts: [
    (reads) => reads.phraseTexts('intents'),
    (reads) => reads.phraseTexts([9, 2, 9, 30, 999]),
    (reads) => reads.phraseTexts([]),
  ],
};

test.for(Object.entries(ASKED))('%s answers the same rows in the same order', async ([, asks]) => {
  const all = async (reads: ReportReads): Promise<readonly unknown[]> => {
    const answers = [];
    for (const ask of asks) answers.push(plain(await ask(reads)));
    return answers;
  };
  const expected = await all(stores.sqlite.reads);

  expect(await stores.postgres.snapshot(() => all(stores.postgres.reads))).toEqual(expected);
  expect(JSON.stringify(expected).length).toBeGreaterThan(asks.length * 5);
});

test('responseTimes answers the same rows', async () => {
  for (const place of PLACES) {
    for (const byDialog of [true, false]) {
      const [expected, found] = await Promise.all(
        [stores.sqlite, stores.postgres].map(async ({ reads }) =>
          [...(await reads.responseTimes({ ...place, byDialog }))].map((row) =>
            JSON.stringify(row),
          ),
        ),
      );
      expect(found?.toSorted()).toEqual(expected?.toSorted());
    }
  }
  const all = await stores.postgres.reads.responseTimes({ ...SPANS[0]!, byDialog: true });
  expect(all.length).toBeGreaterThan(300);
});

const SEEN = quarterStart(FIRST + 5);
const FILTERS: readonly Partial<AudienceQuery>[] = [
  {},
  { channels: ['webchat', 'Teams'] },
  { channels: [] },
  { tags: ['B', '😀'] },
  { tags: ['\uD83D', '\0'] },
  { roles: ['ä', ''] },
  { subscriber: true },
  { subscriber: false, search: 'BÓB' },
  { search: 'änn' },
  { search: '' },
  { search: 'a\0' },
  { search: '\uDE00' },
  { from: SEEN },
  { to: SEEN },
  { from: SEEN, to: SEEN + 7 * QUARTER_MS, channels: ['😀', 'ähnlich', 'webchat'] },
];

const LIMIT = 25;

test('the audience answers the same rows, page by page', async () => {
  const pages = async (
    { audience }: ReportReads,
    query: AudienceQuery,
    order: 'recent' | 'stable',
  ) => {
    const rows = [];
    for (let page = await audience.page({ ...query, order, limit: LIMIT }); page.length > 0;) {
      rows.push(...page);
      const { user, channel, lastAt } = page.at(-1)!;
      const after = { user, channel, lastAt: lastAt ?? -1 };
      page = await audience.page({ ...query, order, limit: LIMIT, after });
    }
    return rows;
  };
  const all = async (reads: ReportReads) => {
    const answers = [];
    for (const [i, filters] of FILTERS.entries()) {
      const query = { ...filters, includeTest: i % 2 === 0 };
      answers.push(await pages(reads, query, 'recent'), await pages(reads, query, 'stable'));
    }
    return answers;
  };
  const expected = await all(stores.sqlite.reads);

  expect(await stores.postgres.snapshot(() => all(stores.postgres.reads))).toEqual(expected);
  expect(expected[0]?.length).toBeGreaterThan(3 * LIMIT);
});

test('the audience is counted the same, to the order of the names', async () => {
  const summary = async ({ audience }: ReportReads) => {
    const counted = [];
    for (const includeTest of [true, false]) {
      for (const filters of FILTERS) {
        const query = { ...filters, includeTest };
        counted.push([query, await audience.counts(query), await audience.testHidden(query)]);
      }
    }
    return [await audience.channels(), ...counted].map((counts) => JSON.stringify(counts));
  };

  expect(await stores.postgres.snapshot(() => summary(stores.postgres.reads))).toEqual(
    await summary(stores.sqlite.reads),
  );
});

test('the books are the same, to the order of the names', async () => {
  const counts = await stores.postgres.counts();

  expect(JSON.stringify(counts)).toBe(JSON.stringify(await stores.sqlite.counts()));
  expect(counts).toMatchObject({ facts: 1_234, users: 60, segments: 8 });
});

const OPTIONS = [
  { timezone: 'Asia/Kathmandu', group: 'channel', dimension: 'week', includeTest: true },
  {
    timezone: 'America/New_York',
    compare: 'previous',
    channel: ['webchat', 'Teams'],
    dialog: 'B',
    value: 'b',
    dimension: 'day',
  },
];

test('every report answers the same bytes, in any zone', async () => {
  const now = quarterStart(LAST) + 1;
  const ask = async (reads: ReportReads, name: string, more: object): Promise<string> => {
    let options: Record<string, unknown> = { from: '2026-01-20', to: '2026-03-10', ...more };
    for (;;) {
      try {
        return JSON.stringify(await runReport(reads, name, options, now));
      } catch (error) {
        // what a report does not know is left out
        const { issues } = (error as { details: { issues: { path: string }[] } }).details;
        const wrong = new Set(issues.map(({ path }) => path));
        options = Object.fromEntries(Object.entries(options).filter(([key]) => !wrong.has(key)));
      }
    }
  };
  const all = async (reads: ReportReads): Promise<Record<string, string>> => {
    const answers: Record<string, string> = {};
    for (const name of REPORT_NAMES) {
      for (const options of OPTIONS)
        answers[`${name} ${JSON.stringify(options)}`] = await ask(reads, name, options);
    }
    return answers;
  };

  const found = await stores.postgres.snapshot(() => all(stores.postgres.reads));
  expect(found).toEqual(await all(stores.sqlite.reads));
});

/** Rows as objects: a row of columns is no more than a place. */
function plain(answer: unknown): unknown {
  if (!isRows(answer)) return answer;
  return answer.map((row) => {
    const fields: Record<string, unknown> = {};
    for (const name in row) fields[name] = row[name as keyof typeof row];
    return fields;
  });
}
