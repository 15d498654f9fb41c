/** What erasing a person does to every store: what goes, what stays, and what is asked of destinations. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import type { Captured } from '../../src/model/turn.ts';
import type {
  ErasureJob,
  ErasureOrder,
  Forgotten,
  ForgetQuery,
  KnownPerson,
} from '../../src/record/erasure.ts';
import type { Settlement } from '../../src/record/outbox.ts';
import type { BatchOutcome, DestinationCounts, RecordDeps, Store } from '../../src/record/store.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { MINUTE, Q0, SETTINGS, T0, deps, turn } from './turns.ts';

const UNDERSTOOD: TurnCall = { name: 'recognized' };
const DAY = 24 * 60 * MINUTE;
const NOW = T0 + 10 * DAY;
const GROUP = { conversation: { id: 'room', isGroup: true } };

type Parts = Parameters<typeof turn>[0];

/** Runs the suite; `open` gives an empty store. */
export function erasureContract(name: string, open: () => Promise<Store>): void {
  describe(`erasing people from ${name}`, () => {
    let store: Store;
    let number = 0;
    beforeEach(async () => {
      store = await open();
      number = 0;
    });
    afterEach(() => store.close());

    const record = (
      items: readonly Captured[],
      more: Partial<RecordDeps> = {},
    ): Promise<BatchOutcome> => store.record({ writer: 'w1', number: ++number, items }, deps(more));

    const forget = (userId: string, more: Partial<ForgetQuery> = {}): Promise<Forgotten> =>
      store.maintenance.erasure.forget({
        person: { channel: 'webchat', userId, test: false },
        at: NOW,
        now: NOW,
        ordersFor: () => [],
        ...more,
      });

    /** What the destinations are told about who is forgotten. */
    const knownOf = async (userId: string): Promise<KnownPerson & { destinations: string[] }> => {
      let told: (KnownPerson & { destinations: string[] }) | undefined;
      const ordersFor: ForgetQuery['ordersFor'] = (destinations, known) => {
        told = { ...known, destinations: [...destinations] };
        return [];
      };
      await forget(userId, { ordersFor });
      if (!told) throw new Error('nobody was told');
      return told;
    };

    const answers = async (): Promise<Record<string, unknown>> => {
      const span = { from: new Date(T0 - DAY), to: new Date(NOW + DAY) };
      const entries: [string, unknown][] = [];
      for (const report of REPORT_NAMES) {
        const options = report === 'audience' ? { includeTest: true } : span;
        entries.push([report, await runReport(store.reads, report, options, NOW)]);
      }
      return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>;
    };

    const books = async (): Promise<DestinationCounts> => {
      const counts = (await store.counts()).destinations['ga4'];
      if (!counts) throw new Error('no books');
      const dead = Object.values(counts.dead).reduce((sum, count) => sum + count, 0);
      const left = counts.delivered + counts.pending + dead + counts.expired;
      expect(counts.enqueued).toBe(left + counts.cancelled + counts.erased);
      return counts;
    };

    const claim = () =>
      store.outbox.claim({ destination: 'ga4', owner: 'a', limit: 1_000, leaseMs: 1_000, now: T0 });

    const said = (id: string, user: string, more: Partial<Parts> = {}) =>
      turn({ id, user, conversation: `c-${user}`, replies: [`r-${id}`], ...more });

    /** Two people and a room, with something of everything that is kept. */
    const talk = async (): Promise<void> => {
      const texts = { settings: { ...SETTINGS, captureText: 'full' as const } };
      const marks: TurnCall[] = [
        UNDERSTOOD,
        { name: 'setTopic', topic: 'orders' },
        { name: 'setResult', result: 'order placed' },
        { name: 'recordAction', action: 'left phone number' },
        { name: 'rateCsat', score: 5 },
        { name: 'startDialog', dialog: 'checkout' },
        { name: 'recordClick', type: 'link', title: 'Prices' },
        { name: 'requestHandover' },
      ];
      const named = (id: string) => ({ origin: { from: { id, name: `Name of ${id}` } } });
      await record(
        [
          said('a1', 'ann', { text: 'only ann says so', calls: marks, ...named('ann') }),
          said('b1', 'bob', { text: 'both say so', calls: marks, ...named('bob'), at: T0 + 5 }),
          said('a2', 'ann', { text: 'Both  say so', at: T0 + DAY }),
          said('a3', 'ann', { at: T0 + DAY + 5, calls: [{ name: 'unrecognized' }] }),
          said('ra', 'ann', { origin: GROUP, at: T0 + 2 * DAY, calls: [UNDERSTOOD] }),
          said('rb', 'bob', { origin: GROUP, at: T0 + 2 * DAY + 5, calls: [UNDERSTOOD] }),
        ],
        texts,
      );
      const vote: TurnCall = { name: 'recordFeedback', vote: 'positive', messageId: 'r-a1' };
      await record([said('a4', 'ann', { at: T0 + DAY + 9, calls: [vote] })], texts);
      const person = { channel: 'webchat', userId: 'ann', test: false };
      await store.setProfile(person, { tags: ['beta'], role: 'admin', traits: { plan: 'pro' } });
    };

    describe('what stays', () => {
      test('is every count of every report', async () => {
        await talk();
        const before = await answers();
        const { found } = await forget('ann');
        const after = await answers();
        const { audience, phrases, ...others } = after;
        const { audience: _, phrases: __, ...othersBefore } = before;

        expect(found).toBe(true);
        expect(others).toEqual(othersBefore);
        expect(withoutWords(phrases)).toEqual(withoutWords(before['phrases']));
        expect(withoutPeople(audience)).toEqual(withoutPeople(before['audience']));
      });

      test('is a row of the audience that says nothing about anybody', async () => {
        await talk();
        await forget('ann');
        const query = { includeTest: true, order: 'stable', limit: 10 } as const;
        const [ann, bob] = await store.reads.audience.page(query);

        expect(ann).toMatchObject({
          user: 1,
          received: 5,
          key: null,
          name: null,
          lastConversation: null,
          tags: [],
          role: null,
          traits: {},
          subscriber: false,
        });
        expect(bob).toMatchObject({ user: 2, name: 'Name of bob' });
      });

      test('are texts that somebody else has said as well', async () => {
        await talk();
        const { removed } = await forget('ann');

        expect(removed.texts).toBe(1);
        expect(await textsOf(store)).toEqual(['both say so', 'hello']);
      });

      test('are no texts of which everybody is forgotten who said them', async () => {
        await talk();
        await forget('ann');
        await forget('bob');

        expect(await textsOf(store)).toEqual([]);
      });

      test('are the sessions and votes of others, also on what was said to the one who went', async () => {
        const vote = (value: 'positive' | 'negative'): TurnCall => {
          return { name: 'recordFeedback', vote: value, messageId: 'r-ra' };
        };
        const inRoom = { origin: GROUP, conversation: 'room' };
        await record([said('ra', 'ann', inRoom), said('rb', 'bob', { ...inRoom, at: T0 + 1 })]);
        await record([said('rc', 'bob', { ...inRoom, at: T0 + 2, calls: [vote('positive')] })]);
        await forget('ann');
        await record([said('rd', 'bob', { ...inRoom, at: T0 + 3, calls: [vote('negative')] })]);
        const span = { from: Q0, to: Q0 + 1_000 };
        const labels = await store.reads.labels({ ...span, kinds: ['feedback'] });
        const marks = await store.reads.sessionMarks({ ...span, kind: 'feedback' });
        const sessions = await store.reads.sessions({ ...span, by: 'start', fields: ['received'] });

        expect(sumsOf(labels)).toEqual({ negative: 1 });
        expect(sumsOf(marks)).toEqual({ negative: 1 });
        expect(sessions.map(({ received }) => received)).toEqual([1, 3]);
      });
    });

    describe('what goes', () => {
      test('is counted', async () => {
        await talk();
        const { removed } = await forget('ann');

        expect(removed).toMatchObject({
          identities: 1,
          names: 1,
          profiles: 1,
          tags: 1,
          conversations: 1,
          participants: 2,
          sessions: 3,
          pending: 0,
        });
        expect(removed.events).toBeGreaterThan(20);
      });

      test('is whoever `identify` has made one person of, on all channels', async () => {
        const origin = { identity: 'customer-7' };
        await record([
          said('a1', 'ann', { origin }),
          said('s1', 'U1', { channel: 'slack', origin }),
          said('b1', 'bob'),
        ]);
        const { removed } = await forget('ann');
        const again = await forget('U1', {
          person: { channel: 'slack', userId: 'U1', test: false },
        });
        const rows = await store.reads.audience.page({
          includeTest: true,
          order: 'stable',
          limit: 10,
        });

        expect(removed).toMatchObject({ identities: 3, conversations: 2, participants: 2 });
        expect(again.found).toBe(false);
        expect(rows.map(({ key }) => key === null)).toEqual([true, true, false]);
      });

      test('is nobody else who has used the same device', async () => {
        await record([
          said('a1', 'tablet', { origin: { identity: 'ann' } }),
          said('b1', 'phone', { origin: { identity: 'ben' } }),
          said('b2', 'tablet', { at: T0 + 9, origin: { identity: 'ben' } }),
        ]);
        const { removed } = await forget('phone');
        const late = await record([said('a2', 'x', { at: T0 + 10, origin: { identity: 'ann' } })]);

        expect(removed.identities).toBe(3); // the phone, the tablet that is ben’s by now, and ben
        expect(late.dropped).toEqual({});
        expect((await store.counts()).users).toBe(2);
      });

      test('is nothing of somebody who is not known', async () => {
        await talk();
        const before = await answers();

        expect(await forget('carl')).toMatchObject({ found: false, jobs: [] });
        expect(await answers()).toEqual(before);
      });

      test('is gone for good: a second time there is nothing', async () => {
        await talk();
        await forget('ann');

        expect((await forget('ann')).found).toBe(false);
      });
    });

    describe('what is told late', () => {
      test('from before is not recorded, and leaves no trace', async () => {
        await talk();
        await forget('ann');
        const late = said('a9', 'ann', { at: NOW, replies: ['late'] });
        const [first, again] = [await record([late]), await record([late])];

        expect([first, again]).toEqual([
          { stored: 0, duplicate: 0, dropped: { forgotten: 2 } },
          { stored: 0, duplicate: 0, dropped: { forgotten: 2 } },
        ]);
        expect((await store.counts()).users).toBe(2);
      });

      test('from after is that of a new user, of whom the rest stays unknown', async () => {
        await talk();
        await forget('ann');
        const outcome = await record([said('a9', 'ann', { at: NOW + 1 })]);
        const late = await record([said('a8', 'ann', { at: NOW })]);

        expect(outcome).toEqual({ stored: 2, duplicate: 0, dropped: {} });
        expect(late.dropped).toEqual({ forgotten: 2 });
        expect((await store.counts()).users).toBe(3);
      });

      test('by another name of the same person is not recorded either', async () => {
        await record([said('a1', 'ann', { origin: { identity: 'customer-7' } })]);
        await forget('ann');
        const outcome = await record([said('x1', 'x', { origin: { identity: 'customer-7' } })]);

        expect(outcome.dropped).toEqual({ forgotten: 2 });
      });

      test('of nobody in a conversation that was theirs is not recorded either', async () => {
        await record([said('a1', 'ann')]);
        await forget('ann');
        const nobody = { ...said('a2', 'ann'), origin: { ...said('a2', 'ann').origin } };
        delete (nobody.origin as { from?: unknown }).from;
        nobody.origin = { ...nobody.origin, conversation: { id: 'c-ann', isGroup: true } };

        expect((await record([nobody])).dropped).toEqual({ forgotten: 2 });
      });

      test('of others is recorded', async () => {
        await talk();
        await forget('ann');

        expect((await record([said('b9', 'bob')])).stored).toBe(2);
      });

      test('is dropped up to when the channel’s clock was, if that is ahead', async () => {
        await record([said('a1', 'ann', { at: NOW + MINUTE })]);
        await forget('ann');

        expect((await record([said('a2', 'ann', { at: NOW + MINUTE })])).stored).toBe(0);
        expect((await record([said('a3', 'ann', { at: NOW + MINUTE + 1 })])).stored).toBe(2);
      });
    });

    describe('what waits for destinations', () => {
      const active = { destinations: ['ga4'] };

      test('is counted as erased at once, and what others wait for stays', async () => {
        await record([said('a1', 'ann'), said('b1', 'bob')], active);
        const { enqueued } = await books();
        const { removed } = await forget('ann');
        const after = await books();
        const claimed = await claim();

        expect(removed.pending).toBe(enqueued / 2);
        expect(after).toMatchObject({ erased: enqueued / 2, pending: enqueued / 2 });
        expect(new Set(claimed.map(({ event }) => event.turnId))).toEqual(new Set(['b1']));
      });

      test('is as old as the oldest of what is left', async () => {
        await record([said('a1', 'ann'), said('b1', 'bob', { at: T0 + 7 })], active);
        expect((await books()).oldestPendingAt).toBe(T0);
        await forget('ann');

        expect((await books()).oldestPendingAt).toBe(T0 + 7);
      });

      test('and is being sent just now is settled in vain', async () => {
        await record([said('a1', 'ann')], active);
        const claimed = await claim();
        await forget('ann');
        const settlements = claimed.map(({ delivery, seq }): Settlement => ({
          delivery,
          seq,
          outcome: 'delivered',
        }));
        await store.outbox.settle({ destination: 'ga4', owner: 'a', settlements, now: T0 });

        expect(await books()).toMatchObject({ erased: claimed.length, delivered: 0, pending: 0 });
      });

      test('and was given up is gone, and stays counted as dead', async () => {
        await record([said('a1', 'ann'), said('b1', 'bob')], active);
        const claimed = await claim();
        const settlements = claimed.map(({ delivery, seq }): Settlement => ({
          delivery,
          seq,
          outcome: 'dead',
          reason: 'no',
        }));
        await store.outbox.settle({ destination: 'ga4', owner: 'a', settlements, now: T0 });
        const { removed } = await forget('ann');
        const { letters } = await store.outboxReads.deadLetters({}, 100);

        expect(removed.deadLetters).toBe(claimed.length / 2);
        expect(letters).toHaveLength(claimed.length / 2);
        expect((await books()).dead).toEqual({ no: claimed.length });
      });

      test('is never sent in the place of what comes later', async () => {
        await record([said('b1', 'bob')], active);
        await record([said('a1', 'ann')], active);
        await forget('ann');
        await record([said('b2', 'bob', { at: T0 + 9 })], active);
        const turns = (await claim()).map(({ event }) => event.turnId);

        expect(new Set(turns)).toEqual(new Set(['b1', 'b2']));
        expect(turns).toHaveLength((await books()).pending);
      });
    });

    describe('what destinations are to erase', () => {
      const active = { destinations: ['ga4', 'mixpanel'] };

      test('is told by everything that they may know the person by', async () => {
        const origin = { identity: 'customer-7', consent: 'full' as const };
        const shape = { version: 1, userId: 'raw' } as const;
        await record(
          [said('a1', 'ann', { origin }), said('s1', 'U1', { channel: 'slack', origin })],
          {
            ...active,
            keepsRawIds: true,
            shapes: { ga4: shape },
          },
        );
        const claimed = await claim();
        const [first] = claimed;
        const known = await knownOf('ann');
        const keysOf = new Set(claimed.map(({ userKey }) => userKey));
        const conversations = new Set(claimed.map(({ conversationKey }) => conversationKey));

        expect(known.destinations).toEqual(['ga4', 'mixpanel']);
        expect(new Set(known.members)).toEqual(keysOf);
        expect(known.identities).toEqual([first?.identity?.key]);
        expect(known.rawIds).toEqual(['customer-7']);
        expect(new Set(known.conversations)).toEqual(conversations);
        expect(known.shapes).toEqual({ ga4: [shape] });
        expect(known.sending).toEqual(['ga4']);
      });

      const order = (destination: string, status: ErasureOrder['status']): ErasureOrder => {
        return { destination, status, ids: { clientIds: ['1.2'] }, nextAttemptAt: NOW };
      };
      const ordersFor: ForgetQuery['ordersFor'] = (destinations) =>
        destinations.map((each) => order(each, each === 'ga4' ? 'manual' : 'waiting'));
      const take = (statuses: ErasureJob['status'][], now = NOW) =>
        store.maintenance.erasure.takeJob({
          destinations: ['ga4', 'mixpanel'],
          statuses,
          now,
          leaseMs: MINUTE,
        });

      test('is kept as a job each, which one process at a time works on', async () => {
        await record([said('a1', 'ann')], active);
        const { jobs } = await forget('ann', { ordersFor });
        const taken = await take(['waiting']);
        const again = await take(['waiting'], NOW + MINUTE - 1);
        const later = await take(['waiting'], NOW + MINUTE);

        expect(jobs).toMatchObject([
          { destination: 'ga4', status: 'manual', ids: { clientIds: ['1.2'] }, attempts: 0 },
          { destination: 'mixpanel', status: 'waiting', tasks: [], requestedAt: NOW },
        ]);
        expect([taken?.id, again, later?.id]).toEqual([jobs[1]?.id, undefined, jobs[1]?.id]);
      });

      test('is not taken by those who have other destinations', async () => {
        await record([said('a1', 'ann')], active);
        await forget('ann', { ordersFor });
        const query = { statuses: ['waiting'], now: NOW, leaseMs: MINUTE } as const;

        expect(
          await store.maintenance.erasure.takeJob({ ...query, destinations: ['ga4'] }),
        ).toBeUndefined();
      });

      test('remembers how far it has come, and forgets the ids when it is done', async () => {
        await record([said('a1', 'ann')], active);
        await forget('ann', { ordersFor });
        const { erasure } = store.maintenance;
        const id = (await take(['waiting']))?.id ?? 0;
        const change = { problem: 'not yet', attempts: 2, nextAttemptAt: NOW + 5 };
        await erasure.changeJob(id, { ...change, status: 'asked', tasks: ['t1', 't2'] }, NOW + 1);
        const asked = (await erasure.jobs()).find((job) => job.id === id);
        await erasure.changeJob(id, { ...change, status: 'done', tasks: [] }, NOW + 2);
        const done = (await erasure.jobs()).find((job) => job.id === id);

        expect(asked).toMatchObject({
          status: 'asked',
          tasks: ['t1', 't2'],
          ids: { clientIds: ['1.2'] },
          ...change,
          requestedAt: NOW,
          updatedAt: NOW + 1,
        });
        expect(done).toMatchObject({ status: 'done', updatedAt: NOW + 2 });
        expect(done).not.toHaveProperty('ids');
      });

      test('can be done by hand', async () => {
        await record([said('a1', 'ann')], active);
        const { jobs } = await forget('ann', { ordersFor });
        const ids = jobs.map(({ id }) => id);
        const { erasure } = store.maintenance;

        expect(await erasure.finishJobs([...ids, 999], NOW)).toBe(2);
        expect(await erasure.finishJobs(ids, NOW)).toBe(0);
        expect((await erasure.jobs()).map(({ status }) => status)).toEqual(['done', 'done']);
      });
    });

    test('a store is wiped after an erasure, and needs it no more', async () => {
      await talk();
      await forget('ann');

      expect(await store.maintenance.erasure.scrub()).not.toBe(false);
      expect(await store.maintenance.erasure.scrub()).not.toBe(false);
      expect((await record([said('b9', 'bob')])).stored).toBe(2);
    });

    test('days of which events are gone are no longer recounted', async () => {
      await talk();
      const before = await store.maintenance.recount({ repair: false });
      await forget('ann');
      const after = await store.maintenance.recount({ repair: false });

      expect(before).toMatchObject({ partial: [], different: [] });
      expect(after).toMatchObject({
        partial: ['2026-01-05', '2026-01-06', '2026-01-07'],
        different: [],
      });
    });
  });
}

function sumsOf(rows: Iterable<{ readonly label: string; readonly value: number }>) {
  const sums: Record<string, number> = {};
  for (const { label, value } of rows) sums[label] = (sums[label] ?? 0) + value;
  return sums;
}

/** Texts that are kept. */
async function textsOf(store: Store): Promise<string[]> {
  const uses = await store.reads.phrases({ from: Q0, to: Q0 + 1_000 });
  const numbers = [...new Set(uses.map(({ phrase }) => phrase))];
  const texts = await store.reads.phraseTexts(numbers);
  return texts.flatMap(({ kind, text }) => (kind === 'text' && text !== '' ? [text] : [])).sort();
}

function withoutWords(report: unknown): unknown {
  const { data, ...rest } = report as { data: { text: string | null }[] };
  return { ...rest, data: data.map((line) => ({ ...line, text: '' })) };
}

/** Names and what was said about people apart. */
function withoutPeople(report: unknown): unknown {
  return JSON.parse(
    JSON.stringify(report, (name, value: unknown) =>
      ['user', 'name', 'lastConversation', 'tags', 'role', 'traits', 'byTag', 'byRole'].includes(
        name,
      )
        ? undefined
        : value,
    ),
  );
}
