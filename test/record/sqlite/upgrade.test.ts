/** A file of an older schema answers as if its history had been recorded by this release. */

import { expect, onTestFinished, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { MIGRATIONS } from '../../../src/record/sqlite/migrations.ts';
import { openSqliteReader, openSqliteStore } from '../../../src/record/sqlite/store.ts';
import type { Store } from '../../../src/record/store.ts';
import { REPORT_NAMES } from '../../../src/report/registry.ts';
import { runReport } from '../../../src/report/run.ts';
import { recordInto, storeOf } from '../../report/history.ts';
import type { Moment } from '../../report/history.ts';
import { openDatabase } from '../../support/database.ts';
import { deps, turn } from '../turns.ts';
import { releasedFile } from './released.ts';

const BEGIN = Date.parse('2026-03-02T08:00Z');
const NOW = BEGIN + 20 * DAY_MS;

const message = (after: number, user: string, more: Partial<Moment> = {}): Moment => ({
  at: BEGIN + after,
  kind: 'message',
  user,
  replies: 1,
  ...more,
});

/** What the files of older schemas hold; they were recorded by the releases that had them. */
const HISTORY: readonly Moment[] = [
  message(0, 'ann', {
    calls: [
      { name: 'recognized', intent: 'Order' },
      { name: 'setTopic', topic: 'orders' },
      { name: 'startDialog', dialog: 'checkout' },
    ],
  }),
  message(2 * MINUTE_MS, 'ann', { unrecognized: true, replies: 0 }),
  message(4 * MINUTE_MS, 'ann', {
    calls: [
      { name: 'recognized', intent: 'Pay' },
      { name: 'setResult', result: 'lost' },
      { name: 'endDialog', dialog: 'checkout', outcome: 'completed' },
      { name: 'recordFeedback', vote: 'positive' },
    ],
  }),
  message(20 * MINUTE_MS, 'ann', {
    calls: [
      { name: 'recognized' },
      { name: 'setResult', result: 'sold' },
      { name: 'rateCsat', score: 4 },
      { name: 'setAutomated', automated: true },
    ],
  }),
  message(HOUR_MS, 'bob', { channel: 'facebook', kind: 'command' }),
  message(HOUR_MS + MINUTE_MS, 'bob', {
    channel: 'facebook',
    unrecognized: true,
    calls: [{ name: 'requestHandover', reason: 'direct', via: 'takeover' }],
  }),
  message(HOUR_MS + 3 * MINUTE_MS, 'bob', {
    channel: 'facebook',
    calls: [{ name: 'acceptHandover' }],
  }),
  message(DAY_MS, 'ann', { kind: 'click' }),
  message(DAY_MS + 2 * HOUR_MS, 'cyd', {
    locale: 'de-AT',
    calls: [
      { name: 'recognized', intent: 'Order' },
      { name: 'recordAction', action: 'call' },
      { name: 'recordAction', action: 'call' },
      { name: 'rateNps', score: 9 },
    ],
  }),
  message(DAY_MS + 3 * HOUR_MS, 'cyd', { locale: 'de-AT', kind: 'campaign' }),
  message(2 * DAY_MS, 'eve', { channel: 'emulator', test: true }),
  message(9 * DAY_MS, 'ann', {
    calls: [{ name: 'recognized', intent: 'Order' }, { name: 'endSession' }],
  }),
  message(9 * DAY_MS + MINUTE_MS, 'ann', { kind: 'empty', replies: 0 }),
];

/**
 * Reports of what a schema did not hold: the first, which dialog was open when a session ended. Users
 * are listed by pseudonyms, which each file makes by a key of its own.
 */
const SCHEMAS = [
  { schema: '001', newSince: ['dropOff', 'audience'] },
  { schema: '002', newSince: ['audience'] },
  { schema: '003', newSince: ['audience'] },
  { schema: '004', newSince: ['audience'] },
  { schema: '005', newSince: ['audience'] },
] as const;

function upgraded(schema: string): { path: string; store: Store } {
  const path = releasedFile(Number(schema));
  const store = openSqliteStore({ path, durability: 'balanced' });
  onTestFinished(() => store.close());
  return { path, store };
}

test.for(SCHEMAS)(
  'all reports of a file of schema $schema are those of its history',
  async ({ schema, newSince }) => {
    const { store } = upgraded(schema);
    const fresh = await storeOf(HISTORY);
    onTestFinished(() => fresh.close());

    expect((await store.counts()).version).toBe(MIGRATIONS.length);
    const missing: ReadonlySet<string> = new Set(newSince);
    for (const name of REPORT_NAMES.filter((each) => !missing.has(each))) {
      for (const more of [
        {},
        { dialog: 'checkout' },
        { group: 'channel' },
        { includeTest: true },
      ]) {
        const asked = { from: '2026-03-01', to: '2026-03-15', ...more };
        const answer = (of: Store) =>
          runReport(of.reads, name, asked, NOW).catch((error: unknown) => String(error));
        expect({ name, more, answer: await answer(store) }).toEqual({
          name,
          more,
          answer: await answer(fresh),
        });
      }
    }
  },
);

test('views that somebody made on ours do not hinder an upgrade', () => {
  const path = releasedFile(1);
  const db = openDatabase(path);
  db.exec('CREATE VIEW own AS SELECT channel, sum(value) AS n FROM v1_counters GROUP BY 1');
  db.close();
  const store = openSqliteStore({ path, durability: 'balanced' });
  onTestFinished(() => store.close());

  expect(openDatabase(path).prepare('SELECT * FROM own').all()).not.toEqual([]);
});

test('a report of a file that nobody has upgraded says what to do', () => {
  const path = releasedFile(1);

  expect(() => openSqliteReader({ path })).toThrow(
    expect.objectContaining({ code: 'STORE_OUTDATED' }),
  );
});

test.for(SCHEMAS)(
  'a vote, a result and a session of schema $schema go on as if they had been recorded now',
  async ({ schema }) => {
    const { store } = upgraded(schema);
    const fresh = await storeOf(HISTORY);
    onTestFinished(() => fresh.close());
    const later: readonly Moment[] = [
      message(9 * DAY_MS + 2 * MINUTE_MS, 'ann', {
        calls: [
          { name: 'setResult', result: 'kept' },
          { name: 'recordFeedback', vote: 'negative' },
        ],
      }),
      message(10 * DAY_MS, 'cyd', { calls: [{ name: 'setTopic', topic: 'orders' }] }),
    ];
    for (const each of [store, fresh]) await recordInto(each, later, {}, 100);

    for (const name of ['results', 'feedback', 'outcomes', 'topics', 'sessions'] as const) {
      const asked = { from: '2026-03-01', to: '2026-03-15' };
      const answer = (of: Store) => runReport(of.reads, name, asked, NOW);
      expect({ name, answer: await answer(store) }).toEqual({ name, answer: await answer(fresh) });
    }
  },
);

test.for(SCHEMAS)('recording goes on in an upgraded file of schema $schema', async ({ schema }) => {
  const { store } = upgraded(schema);
  const before = await store.counts();
  const items = [turn({ id: 'later', at: NOW, replies: ['r'] })];
  await store.record({ writer: 'new', number: 1, items }, deps());

  expect((await store.counts()).facts).toBe(before.facts + 2);
});

test('what waits and what died in a file of schema 002 goes on', async () => {
  const { store } = upgraded('002');
  const claim = (destination: string) =>
    store.outbox.claim({ destination, owner: 'b', limit: 99, leaseMs: 1_000, now: NOW + 10 });
  const [counts] = await store.outboxReads.waiting();
  const { pending } = (await store.counts()).destinations['ga4']!;
  const events = await claim('ga4');

  expect(counts).toMatchObject({ destination: 'ga4', events: pending });
  expect(counts!.bytes).toBeGreaterThan(150 * pending);
  expect(events).toHaveLength(pending);
  expect(events.every(({ shape, userKey }) => shape.version === 1 && userKey)).toBe(true);
  expect(await store.outboxAdmin.retryDead({}, NOW)).toEqual({ retried: 1, gone: 0 });
  const again = await claim('mixpanel');
  expect(again.map(({ attempts }) => attempts)).toEqual([1, 0]);
  const { delivered, dead } = (await store.counts()).destinations['mixpanel']!;
  expect([delivered, dead]).toEqual([54, {}]);
});

test('what waits and what died in a file of schema 003 goes on, as it was made', async () => {
  const { store } = upgraded('003');
  const claim = (destination: string) =>
    store.outbox.claim({ destination, owner: 'b', limit: 99, leaseMs: 1_000, now: NOW });
  const { pending } = (await store.counts()).destinations['ga4']!;
  const events = await claim('ga4');

  expect(events).toHaveLength(pending);
  expect(events.some(({ isUncertain }) => isUncertain)).toBe(false);
  expect(await store.outboxAdmin.retryDead({}, NOW)).toEqual({ retried: 1, gone: 0 });
  expect(await claim('mixpanel')).toMatchObject([
    { event: { kind: 'topic_set' }, shape: { version: 1, properties: { environment: 'test' } } },
  ]);
});

test.for([
  { schema: '001', compared: 3, partial: ['2026-03-02'] },
  { schema: '002', compared: 4, partial: [] },
  { schema: '003', compared: 4, partial: [] },
  { schema: '004', compared: 4, partial: [] },
  { schema: '005', compared: 4, partial: [] },
])('the events of schema $schema add up to what was counted', async (expected) => {
  const { store } = upgraded(expected.schema);
  const { compared, partial, different } = await store.maintenance.recount({ repair: false });

  // the first schema counted a result that was replaced in the event of the next one
  expect({ compared, partial, different }).toEqual({
    compared: expected.compared,
    partial: expected.partial,
    different: [],
  });
});
