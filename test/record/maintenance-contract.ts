/** What every store's maintenance does: what goes with time, and that the rollups are what the events say. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import type { RetentionSettings } from '../../src/model/retention.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, quarterOf } from '../../src/model/time.ts';
import type { RetainedCounts } from '../../src/record/maintenance.ts';
import type { Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import type { ReportName } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { recordInto, replyId } from '../report/history.ts';
import type { Moment } from '../report/history.ts';
import { expectRecounted } from '../support/recount.ts';
import { deps, turn } from './turns.ts';

/** A store, and SQL about what is in it: `"user"` and `totals` as in PostgreSQL. */
export interface OpenedStore {
  readonly store: Store;
  readonly sql: (text: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const BEGIN = Date.parse('2026-03-02T00:00Z');
const NOW = BEGIN + 100 * DAY_MS;

/** Begin of the oldest day of which events are kept at {@link NOW}. */
const KEPT_FROM = BEGIN + 10 * DAY_MS;

const NOTHING_GONE: RetainedCounts = {
  events: 0,
  deadLetters: 0,
  seenActivities: 0,
  votes: 0,
  conversations: 0,
  texts: 0,
  sessions: 0,
  rollups: 0,
  writers: 0,
};

const says = (at: number, user: string, more: Partial<Moment> = {}): Moment => ({
  at,
  kind: 'message',
  user,
  replies: 1,
  ...more,
});

/** A little of everything, on days that go and on days that stay. */
const HISTORY: readonly Moment[] = [
  says(BEGIN, 'ann', {
    key: 'a1',
    offersFeedback: true,
    calls: [
      { name: 'recognized', intent: 'Order' },
      { name: 'setTopic', topic: 'orders' },
      { name: 'startDialog', dialog: 'checkout' },
      { name: 'setResult', result: 'lost' },
    ],
  }),
  says(BEGIN + 5 * MINUTE_MS, 'ann', {
    unrecognized: true,
    calls: [
      { name: 'setResult', result: 'sold' },
      { name: 'rateCsat', score: 4 },
    ],
  }),
  says(BEGIN + HOUR_MS, 'bob', { kind: 'click', channel: 'facebook' }),
  says(BEGIN + 2 * HOUR_MS, 'bob', {
    channel: 'facebook',
    calls: [{ name: 'requestHandover' }, { name: 'acceptHandover' }],
  }),
  says(BEGIN + DAY_MS, 'cyd', { kind: 'added', members: ['cyd'] }),
  says(KEPT_FROM - 1, 'ann', { key: 'a2', offersFeedback: true }),
  says(KEPT_FROM, 'ann', { key: 'a3' }),
  says(NOW - 3 * DAY_MS, 'bob', {
    channel: 'facebook',
    key: 'b1',
    offersFeedback: true,
    calls: [{ name: 'recognized', intent: 'Order' }],
  }),
  // a vote two days later, counted where the message is
  says(NOW - DAY_MS, 'bob', {
    channel: 'facebook',
    calls: [{ name: 'recordFeedback', vote: 'positive', messageId: replyId('b1', 0) }],
  }),
];

/** Runs the suite; `open` gives an empty store. */
export function maintenanceContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the maintenance of ${name}`, () => {
    let store: Store;
    let sql: OpenedStore['sql'];
    beforeEach(async () => {
      ({ store, sql } = await open());
    });
    afterEach(() => store.close());

    const retain = (more: Partial<RetentionSettings> = {}, now = NOW) =>
      store.maintenance.retain({ now, retention: { ...DEFAULT_RETENTION, ...more } });
    const retained = async (more: Partial<RetentionSettings> = {}, now = NOW) => {
      const counts = await retain(more, now);
      if (!counts) throw new Error('it was done before');
      return counts;
    };
    const one = async (text: string): Promise<unknown> =>
      Object.values((await sql(text))[0] ?? {})[0];
    const times = async (): Promise<readonly number[]> =>
      (await sql('SELECT DISTINCT at FROM events ORDER BY at')).map(({ at }) => Number(at));
    const reports = async (
      names: readonly ReportName[] = REPORT_NAMES,
    ): Promise<Readonly<Record<string, unknown>>> => {
      const span = { from: '2026-03-01', to: '2026-06-12' };
      const answers: [string, unknown][] = [];
      for (const report of names) {
        answers.push([report, await runReport(store.reads, report, span, NOW)]);
      }
      return Object.fromEntries(answers);
    };

    describe('what goes with time', () => {
      test('are the events before a whole day, and no number of any report changes', async () => {
        await recordInto(store, HISTORY);
        const before = await reports();
        const { events } = await retained();

        expect(events).toBeGreaterThan(20);
        expect(Math.min(...(await times()))).toBe(KEPT_FROM);
        expect(await reports()).toEqual(before);
      });

      test('and nothing of what is younger', async () => {
        await recordInto(store, HISTORY);
        const events = await one('SELECT count(*) FROM events');

        expect(await retained({}, BEGIN + 47 * HOUR_MS)).toEqual(NOTHING_GONE);
        expect(await one('SELECT count(*) FROM events')).toEqual(events);
      });

      test('once: the second time nothing is left to go', async () => {
        await recordInto(store, HISTORY);
        await retained();

        expect(await retained()).toEqual(NOTHING_GONE);
      });

      test('not an event that a destination waits for', async () => {
        const items = [turn({ id: 't1', at: BEGIN }), turn({ id: 't2', at: BEGIN + HOUR_MS })];
        for (const [number, item] of items.entries()) {
          const given = deps({ destinations: number === 0 ? ['ga4'] : [] });
          await store.record({ writer: 'w', number: number + 1, items: [item] }, given);
        }
        await retained();
        expect(await times()).toEqual([BEGIN]);

        const claim = { destination: 'ga4', owner: 'a', limit: 99, leaseMs: 1_000, now: NOW };
        const claimed = await store.outbox.claim(claim);
        const settlements = claimed.map(({ delivery, seq }) => ({
          delivery,
          seq,
          outcome: 'delivered' as const,
        }));
        await store.outbox.settle({ destination: 'ga4', owner: 'a', now: NOW, settlements });
        expect((await retained()).events).toBeGreaterThan(0);
        expect(await times()).toEqual([]);
        expect((await store.counts()).destinations['ga4']).toMatchObject({
          enqueued: claimed.length,
          delivered: claimed.length,
          pending: 0,
          erased: 0,
        });
      });

      test('not a vote on a message of a day that is kept', async () => {
        const messageAt = KEPT_FROM + 1_000;
        await recordInto(store, [
          says(KEPT_FROM - 1_000, 'ann', { key: 'a1', replyAfterMs: 2_000 }),
          says(KEPT_FROM - 500, 'ann', {
            replies: 0,
            calls: [{ name: 'recordFeedback', vote: 'positive', messageId: replyId('a1', 0) }],
          }),
        ]);
        await retained();
        const kinds = await sql(`SELECT kind FROM events WHERE at < ${messageAt} ORDER BY seq`);

        expect(kinds).toEqual([{ kind: 'feedback_given' }]);
        await expectRecounted(store);
      });

      test('a dead letter with its event; it stays counted as dead', async () => {
        for (const [number, at] of [BEGIN, KEPT_FROM].entries()) {
          const items = [turn({ id: `t${number}`, at, calls: [{ name: 'recognized' }] })];
          const batch = { writer: 'w', number: number + 1, items };
          await store.record(batch, deps({ destinations: ['ga4'] }));
        }
        const claim = { destination: 'ga4', owner: 'a', limit: 99, leaseMs: 1_000, now: NOW };
        const claimed = await store.outbox.claim(claim);
        const settlements = claimed.map(({ delivery, seq }) => ({
          delivery,
          seq,
          outcome: 'dead' as const,
          reason: 'rejected',
        }));
        await store.outbox.settle({ destination: 'ga4', owner: 'a', now: NOW, settlements });
        const gone = claimed.filter(({ event }) => event.at < KEPT_FROM).length;

        expect(await retained()).toMatchObject({ events: gone, deadLetters: gone });
        expect(await store.outboxAdmin.retryDead({}, NOW)).toEqual({
          retried: claimed.length - gone,
          gone: 0,
        });
        expect((await store.counts()).destinations['ga4']?.dead).toEqual({ rejected: gone });
      });

      test('the memory of activities after 48 hours, but not that of an import', async () => {
        const at = [NOW - 48 * HOUR_MS - 1, NOW - 48 * HOUR_MS, NOW - 48 * HOUR_MS - 1];
        const items = at.map((receivedAt, i) =>
          turn({ id: `t${i}`, at: receivedAt, calls: [{ name: 'recognized' }] }),
        );
        const batch = (number: number, item = items[number - 1]!) =>
          ({ writer: 'w', number, items: [item] }) as const;
        await store.record(batch(1), deps());
        await store.record(batch(2), deps());
        await store.record(batch(3), deps({ imported: true }));

        expect((await retained()).seenActivities).toBe(1);
        const again = [];
        for (const [i, item] of items.entries()) {
          again.push((await store.record(batch(4 + i, item), deps())).duplicate > 0);
        }
        expect(again).toEqual([false, true, true]);
      });

      test('what was said last in a silent conversation, but not who was welcomed there', async () => {
        await recordInto(store, HISTORY);
        const before = await sql('SELECT key, state FROM conversations ORDER BY number');
        const silent = [await retained(), await retained({ conversationsDays: 2 })];
        const after = await sql('SELECT key, state FROM conversations ORDER BY number');
        const welcomed = (rows: typeof before): readonly unknown[] =>
          rows.map(({ key, state }) => [key, (JSON.parse(String(state)) as unknown[])[5]]);
        const changed = after.filter(({ state }, i) => state !== before[i]?.['state']);

        // Cyd has been silent for 99 days, Ann for 90, Bob was here yesterday
        expect(silent.map(({ conversations }) => conversations)).toEqual([1, 1]);
        expect(after).toHaveLength(3);
        expect(welcomed(after)).toEqual(welcomed(before));
        expect(changed.map(({ state }) => String(state)).toSorted()).toEqual([
          expect.stringMatching(/^\[\[\],\[\],\[\],\[\],null,\["[0-9a-f]{16}"\]\]$/u),
          '[[],[],[],[],null,null]',
        ]);
      });

      test('and what comes in it afterwards is counted as it would have been', async () => {
        await recordInto(store, HISTORY);
        await retained({ conversationsDays: 2 });
        await recordInto(
          store,
          [
            says(NOW, 'cyd', { kind: 'added', members: ['cyd'] }),
            says(NOW, 'ann', { calls: [{ name: 'setTopic', topic: 'orders' }] }),
          ],
          {},
          100,
        );
        const [welcomes] = await sql(
          "SELECT sum(value) AS n FROM label_counters WHERE kind = 'welcome'",
        );
        const ann = await sql('SELECT state FROM participants ORDER BY number LIMIT 1');

        expect(Number(welcomes?.['n'])).toBe(1);
        expect(JSON.parse(String(ann[0]?.['state']))).toMatchObject({ sessionCount: 3 });
        await expectRecounted(store);
      });

      test('offers to vote that nobody took up; a vote that was given can still be changed', async () => {
        const voted = (at: number, vote: 'positive' | 'negative', messageId: string): Moment =>
          says(at, 'ann', { replies: 0, calls: [{ name: 'recordFeedback', vote, messageId }] });
        await recordInto(store, [
          says(BEGIN, 'ann', { key: 'a1', offersFeedback: true, replies: 2 }),
          voted(BEGIN + MINUTE_MS, 'positive', replyId('a1', 0)),
        ]);
        expect((await retained()).votes).toBe(1);
        await recordInto(store, [voted(NOW, 'negative', replyId('a1', 0))], {}, 100);
        const labels = await sql(
          "SELECT label, sum(value) AS n FROM label_counters WHERE kind = 'feedback' GROUP BY label ORDER BY label",
        );

        expect(labels.map(({ label, n }) => [label, Number(n)])).toEqual([
          ['negative', 1],
          ['none', 1],
          ['positive', 0],
        ]);
      });

      test('the words of a text that nobody sends any more, until somebody does', async () => {
        const text = (at: number, words: string) => says(at, 'ann', { text: words });
        const recorded = [text(BEGIN, 'old'), text(BEGIN + 1, 'used'), text(NOW - DAY_MS, 'used')];
        await recordInto(store, recorded, { captureText: 'full' });
        const texts = async () => {
          const asked = { from: '2026-03-01', to: '2026-06-12' };
          const { data } = (await runReport(store.reads, 'phrases', asked, NOW + DAY_MS)) as {
            readonly data: readonly { readonly text: string; readonly count: number }[];
          };
          return data.map(({ text: words, count }) => [words, count]);
        };

        expect((await retained()).texts).toBe(0);
        expect((await retained({ textsDays: 30 })).texts).toBe(1);
        expect(await texts()).toEqual([
          ['used', 2],
          [null, 1],
        ]);
        await recordInto(store, [text(NOW, 'Old')], { captureText: 'full' }, 100);
        expect(await texts()).toEqual([
          ['Old', 2],
          ['used', 2],
        ]);
      });

      test('sessions, if that is wanted, with what was recorded of them', async () => {
        await recordInto(store, HISTORY);
        const others = ['users', 'messages', 'traffic', 'dialogs', 'clicks', 'phrases'] as const;
        const before = await reports(others);
        const { sessions } = await retained({ sessionsDays: 90 });
        const rows = await sql('SELECT last_at AS at FROM sessions ORDER BY last_at');
        const marks = await sql('SELECT DISTINCT session FROM marks');
        const kept = await sql('SELECT number FROM sessions');

        // the one that lasted into the first day that is kept is kept
        expect(sessions).toBe(4);
        expect(Number(rows[0]?.['at'])).toBe(KEPT_FROM + 1_000);
        expect(kept.map(({ number }) => number)).toEqual(
          expect.arrayContaining(marks.map(({ session }) => session)),
        );
        expect(Number(await one('SELECT count(*) FROM handovers'))).toBe(0);
        expect(await reports(others)).toEqual(before);
        await expectRecounted(store);
      });

      test('a session that nothing ends is never too old', async () => {
        await recordInto(store, [says(BEGIN, 'ann')], {
          sessionTimeoutMs: { default: Infinity, channels: {} },
        });

        expect((await retained({ sessionsDays: 90 })).sessions).toBe(0);
      });

      test('what was counted, if that is wanted: nothing before, all since', async () => {
        await recordInto(store, HISTORY);
        const since = { from: '2026-03-12', to: '2026-06-12' };
        const users = (asked: object) => runReport(store.reads, 'users', asked, NOW);
        const before = await users(since);
        const { rollups } = await retained({ rollupsDays: 90 });

        expect(rollups).toBeGreaterThan(10);
        expect(await users(since)).toEqual(before);
        expect(await users({ from: '2026-03-01', to: '2026-03-11' })).toMatchObject({
          summary: { total: 0 },
        });
        for (const table of ['counters', 'presence', 'response_times', 'label_counters']) {
          const first = await one(`SELECT min(quarter) FROM ${table}`);
          expect({ table, first: Number(first) >= quarterOf(KEPT_FROM) }).toEqual({
            table,
            first: true,
          });
        }
        expect(Number(await one('SELECT min(at) FROM phrase_uses'))).toBe(KEPT_FROM);
        await expectRecounted(store);
      });

      test('the rows of processes that have written nothing for 30 days', async () => {
        const items = (at: number) => [turn({ id: `t${at}`, at })];
        await store.record({ writer: 'old', number: 3, items: items(BEGIN) }, deps());
        await store.record({ writer: 'new', number: 4, items: items(NOW - 29 * DAY_MS) }, deps());

        expect((await retained()).writers).toBe(1);
        expect(await store.lastBatch('old')).toBeUndefined();
        expect(await store.lastBatch('new')).toMatchObject({ number: 4 });
      });

      test('nothing of it if all is to be kept for ever', async () => {
        await recordInto(store, HISTORY);
        const forEver = { eventsDays: Infinity, conversationsDays: Infinity };

        expect(await retained({ ...forEver, seenActivitiesHours: Infinity })).toEqual(NOTHING_GONE);
      });
    });

    describe('when it is removed', () => {
      const daily = (now: number) =>
        store.maintenance.retain({
          now,
          retention: DEFAULT_RETENTION,
          unlessWithinMs: 20 * HOUR_MS,
        });

      test('once in a while, whoever asks', async () => {
        expect(await daily(NOW)).toEqual(NOTHING_GONE);
        expect(await daily(NOW + 20 * HOUR_MS - 1)).toBeUndefined();
        expect(await daily(NOW + 20 * HOUR_MS)).toEqual(NOTHING_GONE);
      });

      test('by one of several who ask at the same time', async () => {
        const answers = await Promise.all([daily(NOW), daily(NOW), daily(NOW)]);

        expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1);
      });

      test('a clock that is far ahead is not believed before the next day', async () => {
        await recordInto(store, HISTORY);
        await daily(BEGIN + DAY_MS);
        expect(await daily(NOW)).toMatchObject({ events: 0 });
        expect(await daily(NOW + DAY_MS)).toMatchObject({ events: expect.any(Number) as number });
        expect(Math.min(...(await times()))).toBeGreaterThan(KEPT_FROM);
      });

      test('what it wrote does not keep anybody from it afterwards', async () => {
        await daily(NOW + 400 * DAY_MS);

        expect(await daily(NOW)).toEqual(NOTHING_GONE);
      });

      test('until it is to stop; what is left goes the next time', async () => {
        await recordInto(store, HISTORY);
        const query = { now: NOW, retention: DEFAULT_RETENTION, isStopped: () => true };
        expect(await store.maintenance.retain(query)).toEqual(NOTHING_GONE);

        expect((await retained()).events).toBeGreaterThan(0);
      });

      test('and recording goes on meanwhile', async () => {
        await recordInto(store, HISTORY);
        const removing = retained();
        const outcomes = [];
        for (let number = 1; number <= 5; number++) {
          const items = [turn({ id: `m${number}`, at: NOW + number })];
          outcomes.push(await store.record({ writer: 'x', number, items }, deps()));
        }
        const { events } = await removing;

        expect(events).toBeGreaterThan(0);
        expect(outcomes.map(({ stored }) => stored)).toEqual([1, 1, 1, 1, 1]);
        await expectRecounted(store);
      });
    });

    describe('a recount', () => {
      const recount = (more: object = {}) => store.maintenance.recount({ repair: false, ...more });

      test('finds the days on which anything happened to be what their events say', async () => {
        await recordInto(store, HISTORY);

        expect(await recount()).toEqual({
          completeFrom: '2026-03-02',
          compared: 6,
          partial: [],
          different: [],
        });
      });

      test('of a store in which nothing happened compares nothing', async () => {
        expect(await recount()).toEqual({ compared: 0, partial: [], different: [] });
      });

      const quarter = quarterOf(BEGIN);
      const day = `quarter >= ${quarter} AND quarter < ${quarter + 96}`;

      test('tells what is missing, too many or something else, and puts it right', async () => {
        await recordInto(store, HISTORY);
        const tables = ['counters', 'label_counters', 'presence', 'response_times', 'marks'];
        const rows = async () => {
          const found = [];
          for (const table of [...tables, 'phrase_uses']) {
            const all = await sql(`SELECT * FROM ${table}`);
            found.push([table, all.map((row) => JSON.stringify(row)).toSorted()]);
          }
          return found;
        };
        const before = await rows();
        await sql(`UPDATE counters SET signals = signals + 1 WHERE quarter = ${quarter}`);
        await sql(`INSERT INTO label_counters (kind, quarter, segment, label, value)
          VALUES ('topic', ${quarter}, 1, 'x', 1), ('click', ${quarter}, 1, '["x"]', 0)`);
        await sql(`DELETE FROM presence WHERE quarter = ${quarter}`);
        await sql(
          `UPDATE response_times SET total_ms = 7 WHERE quarter = ${quarter} AND dialog = ''`,
        );
        await sql(`DELETE FROM marks WHERE kind = 'topic' AND ${day}`);
        await sql(`DELETE FROM phrase_uses WHERE at = ${BEGIN}`);
        const found = await recount();
        const told = found.different[0]?.tables.map(
          ({ table, expected, found: there, different }) => [table, expected - there, different],
        );

        expect(found.different).toMatchObject([{ day: '2026-03-02', repaired: false }]);
        expect(told).toEqual([
          ['counters', 0, 1],
          ['label_counters', -1, 1],
          ['presence', 1, 1],
          ['response_times', 0, 1],
          ['marks', 1, 1],
          ['phrase_uses', 1, 1],
        ]);
        const repaired = [{ ...found.different[0], repaired: true }];
        expect(await recount({ repair: true })).toEqual({ ...found, different: repaired });
        expect(await recount()).toMatchObject({ compared: 6, different: [] });
        expect(await rows()).toEqual(before);
      });

      test('repairs what a vote of another day has added', async () => {
        await recordInto(store, HISTORY);
        const voted = "kind = 'feedback' AND label = 'positive'";
        await sql(`UPDATE label_counters SET value = 5 WHERE ${voted}`);
        const { different } = await recount({ repair: true });

        expect(different.map(({ day: found }) => found)).toEqual(['2026-06-07']);
        expect(Number(await one(`SELECT value FROM label_counters WHERE ${voted}`))).toBe(1);
      });

      test('looks at the days that are asked for', async () => {
        await recordInto(store, HISTORY);
        await sql('UPDATE counters SET signals = signals + 1');
        const days = async (more: object) =>
          (await recount(more)).different.map(({ day: found }) => found);

        expect(await days({})).toHaveLength(6);
        expect(await days({ from: BEGIN + DAY_MS, to: KEPT_FROM })).toEqual([
          '2026-03-03',
          '2026-03-11',
        ]);
        expect(await days({ from: NOW - DAY_MS })).toEqual(['2026-06-09']);
        expect(await days({ to: BEGIN + 1 })).toEqual(['2026-03-02']);
      });

      test('leaves days alone whose events are gone', async () => {
        await recordInto(store, HISTORY);
        await retained();
        const counters = await one(`SELECT sum(received) FROM counters WHERE ${day}`);

        expect(await recount({ repair: true })).toEqual({
          completeFrom: '2026-03-12',
          compared: 3,
          partial: [],
          different: [],
        });
        expect(await one(`SELECT sum(received) FROM counters WHERE ${day}`)).toEqual(counters);
      });

      test('leaves days alone of which events were erased', async () => {
        await recordInto(store, HISTORY);
        await sql(`INSERT INTO partial_days (day) VALUES (${BEGIN / DAY_MS})`);
        await sql(`DELETE FROM events WHERE at < ${BEGIN + DAY_MS}`);
        await sql(`INSERT INTO events (seq, id, kind, at, turn, act, segment, identified, data)
          VALUES (999999, 'e', 'signal_received', ${BEGIN}, 't', 0, 1, 0, '{}')`);

        expect(await recount({ repair: true })).toMatchObject({
          compared: 5,
          partial: ['2026-03-02'],
          different: [],
        });
      });

      test('nor does it miss the vote of somebody who was erased, on what others were told', async () => {
        const group = { conversation: 'group', isGroup: true } as const;
        await recordInto(store, [
          says(BEGIN, 'ann', { ...group, key: 'a1' }),
          says(BEGIN + 2 * DAY_MS, 'bob', {
            ...group,
            calls: [{ name: 'recordFeedback', vote: 'positive', messageId: replyId('a1', 0) }],
          }),
        ]);
        await store.maintenance.erasure.forget({
          person: { channel: 'webchat', userId: 'bob', test: false },
          at: NOW,
          now: NOW,
          ordersFor: () => [],
        });

        expect(await recount()).toMatchObject({
          partial: ['2026-03-02', '2026-03-04'],
          different: [],
        });
      });

      test('ends when it is to stop', async () => {
        await recordInto(store, HISTORY);
        const stopped = recount({ isStopped: () => true });

        await expect(stopped).rejects.toSatisfy(
          (error) => AnalyticsError.is(error) && error.code === 'CLOSED',
        );
        expect(await recount()).toMatchObject({ different: [] });
      });

      test('repairs while others record', async () => {
        await recordInto(store, HISTORY);
        await sql('UPDATE counters SET signals = signals + 1');
        const repairing = recount({ repair: true });
        for (let number = 1; number <= 10; number++) {
          const at = BEGIN + number * HOUR_MS;
          const items = [turn({ id: `m${number}`, at, replies: ['r'] })];
          await store.record({ writer: 'x', number, items }, deps());
        }
        await repairing;

        await expectRecounted(store);
      });
    });
  });
}
