/** What every store's outbox does: what is frozen with an event, what is bounded, what people may do. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import type { PayloadShape } from '../../src/model/payload-shape.ts';
import type { Captured, TurnOrigin } from '../../src/model/turn.ts';
import type { ClaimQuery, OutboxEvent, Settlement } from '../../src/record/outbox.ts';
import type { DestinationCounts, RecordDeps, Store } from '../../src/record/store.ts';
import { MINUTE, Q0, T0, deps, turn } from './turns.ts';

const UNDERSTOOD: TurnCall = { name: 'recognized' };
const LIMITS = { maxEvents: 1_000, maxBytes: 1_000_000, maxAgeMs: 60 * MINUTE };

/** Runs the suite; `open` gives an empty store. */
export function outboxContract(name: string, open: () => Promise<Store>): void {
  describe(`the outbox of ${name}`, () => {
    let store: Store;
    let number = 0;
    beforeEach(async () => {
      store = await open();
      number = 0;
    });
    afterEach(() => store.close());

    const record = (items: readonly Captured[], more: Partial<RecordDeps> = {}) =>
      store.record(
        { writer: 'w1', number: ++number, items },
        deps({ destinations: ['ga4'], ...more }),
      );
    /** A turn with four events: first seen, session, message, recognized. */
    const fill = (id: string, more: Partial<RecordDeps> = {}, origin: Partial<TurnOrigin> = {}) =>
      record([turn({ id, user: id, conversation: `c-${id}`, calls: [UNDERSTOOD], origin })], more);
    const claim = (more: Partial<ClaimQuery> = {}) =>
      store.outbox.claim({
        destination: 'ga4',
        owner: 'a',
        limit: 1_000,
        leaseMs: 1_000,
        now: T0,
        ...more,
      });
    const settle = (events: readonly OutboxEvent[], outcome: object, owner = 'a') =>
      store.outbox.settle({
        destination: 'ga4',
        owner,
        now: T0,
        settlements: events.map(
          ({ delivery, seq }) => ({ delivery, seq, ...outcome }) as Settlement,
        ),
      });
    const books = async (destination = 'ga4'): Promise<DestinationCounts> => {
      const counts = (await store.counts()).destinations[destination];
      if (!counts) throw new Error('no books');
      const dead = Object.values(counts.dead).reduce((sum, count) => sum + count, 0);
      const left = counts.delivered + counts.pending + dead + counts.expired;
      expect(counts.enqueued).toBe(left + counts.cancelled + counts.erased);
      return counts;
    };
    const kinds = (events: readonly OutboxEvent[]) => events.map(({ event }) => event.kind);

    describe('what is frozen with an event', () => {
      const SHAPE: PayloadShape = { version: 1, naming: 'snake', properties: { plan: 'pro' } };

      test('is the shape of its payload, whatever the settings say later', async () => {
        await fill('t1', { shapes: { ga4: SHAPE } });
        await fill('t2', { shapes: { ga4: { ...SHAPE, naming: 'title' } } });
        await fill('t3', { shapes: { ga4: SHAPE } });
        await fill('t4');
        const shapes = (await claim()).map(({ event, shape }) => [event.turnId, shape]);

        expect(Object.fromEntries(shapes)).toEqual({
          t1: SHAPE,
          t2: { ...SHAPE, naming: 'title' },
          t3: SHAPE,
          t4: { version: 1 },
        });
      });

      test('and survives that it is settled later, in somebody else’s turn or in none', async () => {
        await record([turn({ id: 't1' })], { shapes: { ga4: SHAPE } });
        const later = { shapes: { ga4: { version: 1 } as const } };
        await store.settle(T0 + MINUTE + 1, deps({ destinations: ['ga4'], ...later }));
        const events = await claim();
        const message = events.find(({ event }) => event.kind === 'message_received');

        expect(message?.shape).toEqual(SHAPE);
      });

      test('only the kinds that a destination wants are for it', async () => {
        await fill('t1', {
          destinations: ['ga4', 'profiles', 'nothing'],
          shapes: {
            profiles: { version: 1, kinds: ['session_started', 'user_first_seen'] },
            nothing: { version: 1, kinds: ['csat_rated'] },
          },
        });

        expect(kinds(await claim({ destination: 'profiles' })).toSorted()).toEqual([
          'session_started',
          'user_first_seen',
        ]);
        expect((await books('profiles')).enqueued).toBe(2);
        expect((await books()).enqueued).toBe(4);
        expect((await store.counts()).destinations['nothing']).toBeUndefined();
      });

      test('the channel’s user stays who they are when the bot names them', async () => {
        const anonymous = turn({ id: 't1', calls: [UNDERSTOOD] });
        await record([anonymous]);
        const named = { id: 't2', at: T0 + 1_000, calls: [UNDERSTOOD] };
        await record([turn({ ...named, origin: { identity: 'customer-7', consent: 'full' } })]);
        const other = { id: 't3', channel: 'msteams', conversation: 'c2', user: 'x' };
        const again = { identity: 'customer-7', consent: 'full' } as const;
        await record([turn({ ...other, calls: [UNDERSTOOD], origin: again })]);
        const events = await claim();
        const of = (id: string) => events.filter(({ event }) => event.turnId === id);
        const keys = (id: string) => new Set(of(id).map(({ userKey }) => userKey));

        expect(keys('t1')).toEqual(keys('t2'));
        expect(keys('t3')).not.toEqual(keys('t1'));
        expect(new Set(events.map(({ event }) => event.user))).toEqual(new Set([1]));
        expect(of('t1').map(({ identity }) => identity)).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        const identities = new Set(
          of('t2')
            .concat(of('t3'))
            .map(({ identity }) => identity?.key),
        );
        expect(identities.size).toBe(1);
        expect([...identities][0]).toMatch(/^[0-9a-f]{32}$/u);
      });

      test.for([
        { consent: undefined, isTold: false },
        { consent: 'full' as const, isTold: true },
      ])('who the user is, is told with consent $consent: $isTold', async ({ consent, isTold }) => {
        await fill('t1', {}, { identity: 'customer-7', ...(consent && { consent }) });
        const identities = (await claim()).map(({ identity }) => identity !== undefined);

        expect(new Set(identities)).toEqual(new Set([isTold]));
      });

      test('a user who was named before and agrees later is told from then on', async () => {
        const t2 = { id: 't2', at: T0 + 1_000, calls: [UNDERSTOOD] };
        await record([turn({ id: 't1', calls: [UNDERSTOOD], origin: { identity: 'seven' } })]);
        await record([turn({ ...t2, origin: { consent: 'full' } })]);
        await record([turn({ id: 't3', at: T0 + 2_000, calls: [UNDERSTOOD] })]);
        const told = (await claim()).map(({ event, identity }) => [event.turnId, !!identity]);

        expect(Object.fromEntries(told)).toEqual({ t1: false, t2: true, t3: false });
      });

      test('the id itself is kept only if a destination is to know it', async () => {
        const origin = { identity: 'customer-7', consent: 'full' } as const;
        await fill('t1', {}, origin);
        expect((await claim())[0]?.identity?.rawId).toBeUndefined();

        await fill('t2', { keepsRawIds: true }, { ...origin, identity: 'customer-8' });
        const events = (await claim({ owner: 'b' })).filter(({ event }) => event.turnId === 't2');
        expect(new Set(events.map(({ identity }) => identity?.rawId))).toEqual(
          new Set(['customer-8']),
        );
      });

      test('the id itself stays as it was, whatever the user says later', async () => {
        const origin = { identity: 'customer-7', consent: 'full' } as const;
        await fill('t1', { keepsRawIds: true }, origin);
        const before = (await claim()).map(({ identity }) => identity);
        const later = { id: 't2', user: 't1', conversation: 'c-t1', at: T0 + 9 };
        await record([turn({ ...later, calls: [UNDERSTOOD] })], { keepsRawIds: true });
        const all = await claim({ owner: 'b', now: T0 + 1_000 });
        const of = (id: string) => all.filter(({ event }) => event.turnId === id);

        expect(of('t1').map(({ identity }) => identity)).toEqual(before);
        expect(new Set(of('t2').map(({ identity }) => identity))).toEqual(new Set([undefined]));
      });

      test.for([
        { consent: 'none' as const, after: 1_000, isKnown: false },
        { consent: undefined, after: 1_000, isKnown: false },
        { consent: 'none' as const, after: -1_000, isKnown: true },
        { consent: undefined, after: -1_000, isKnown: true },
      ])('the latest word counts: $consent, $after ms after full', async (word) => {
        const { consent, after, isKnown } = word;
        const ann = { user: 'ann', conversation: 'c' };
        const full = { identity: 'customer-7', consent: 'full' } as const;
        await record([turn({ ...ann, id: 't1', origin: full })]); // nobody answers: told later
        const origin = { ...(consent && { consent }) };
        await record([turn({ ...ann, id: 't2', at: T0 + after, calls: [UNDERSTOOD], origin })]);
        await store.settle(T0 + MINUTE + 1, deps({ destinations: ['ga4'] }));
        const message = (await claim({ now: T0 + MINUTE + 1 })).find(
          ({ event }) => event.turnId === 't1' && event.kind === 'message_received',
        );

        expect(message).toBeDefined();
        expect(message?.identity !== undefined).toBe(isKnown);
      });

      test('what somebody else does about a user is told of that user, on their own device', async () => {
        const group = { conversation: { id: 'group', isGroup: true } };
        const ask: TurnCall = { name: 'requestHandover' };
        const asking = { id: 't1', user: 'ann', calls: [UNDERSTOOD, ask] };
        await record([turn({ ...asking, origin: group })]);
        const accepting = { id: 't2', user: 'bob', at: T0 + 5_000 };
        const calls: TurnCall[] = [UNDERSTOOD, { name: 'acceptHandover' }];
        await record([turn({ ...accepting, calls, origin: group })]);
        const events = await claim();
        const keyOf = (kind: string) =>
          events.find(({ event }) => event.kind === kind)?.userKey ?? kind;

        expect(keyOf('handover_accepted')).toBe(keyOf('handover_requested'));
      });

      test('of who wants none of it nothing is told, and nobody is counted', async () => {
        const origin = { consent: 'none', identity: 'customer-7' } as const;
        await fill('t1', {}, origin);
        await fill('t2', {}, origin);

        expect(await claim()).toEqual([]);
        expect(await store.counts()).toMatchObject({ users: 0, destinations: {} });
        const span = { from: 0, to: Q0 + 1_000 };
        const rows = [...(await store.reads.counters({ ...span, measures: ['received'] }))];
        expect(rows.reduce((sum, row) => sum + row.received, 0)).toBe(2);
      });
    });

    describe('what the store knows of a user', () => {
      test('goes with the events if it is asked for, as of now', async () => {
        await fill('t1');
        await record([
          turn({ id: 't9', user: 't1', conversation: 'c-t1', at: T0 + 9_000, calls: [UNDERSTOOD] }),
        ]);
        const [first] = await claim({ withUserFacts: true });

        expect(first?.userFacts).toEqual({
          firstActAt: T0,
          firstChannel: 'webchat',
          lastActAt: T0 + 9_000,
          lastChannel: 'webchat',
          received: 2,
          sessions: 1,
          traits: {},
        });
        expect((await claim({ owner: 'b', now: T0 + 1_000 }))[0]?.userFacts).toBeUndefined();
      });

      test.for([
        { consent: 'full' as const, traits: { plan: 'pro' } },
        { consent: undefined, traits: {} },
      ])('and of the traits those that the shape names, with consent $consent', async (given) => {
        const shapes = { ga4: { version: 1, traits: ['plan', 'toString'] } as const };
        const { consent, traits } = given;
        await fill('t1', { shapes }, { identity: 'seven', ...(consent && { consent }) });
        const person = { channel: 'webchat', userId: 't1', test: false };
        await store.setProfile(person, { traits: { plan: 'pro', salary: 9 } });

        expect((await claim({ withUserFacts: true }))[0]?.userFacts?.traits).toEqual(traits);
      });
    });

    describe('who holds what', () => {
      test('a lease is as long as it is renewed', async () => {
        await fill('t1');
        await claim();
        await store.outbox.renew({ destination: 'ga4', owner: 'a', leaseMs: 1_000, now: T0 + 900 });

        expect(await claim({ owner: 'b', now: T0 + 1_899 })).toEqual([]);
        expect(await claim({ owner: 'b', now: T0 + 1_900 })).toHaveLength(4);
      });

      test('a renewal says of how many rows', async () => {
        await fill('t1');
        await fill('t2');
        const query = { destination: 'ga4', owner: 'a', leaseMs: 1_000, now: T0 };
        expect(await store.outbox.renew(query)).toBe(0);

        await claim();
        expect(await store.outbox.renew(query)).toBe(2);
      });

      test('only what was about to be sent is uncertain, where that is told', async () => {
        await fill('t1');
        const [first] = await claim({ marksBegun: true });
        await settle([first!], { outcome: 'begun' });
        const again = await claim({ owner: 'b', now: T0 + 1_000, marksBegun: true });

        expect(again.map(({ isUncertain }) => isUncertain)).toEqual([
          true,
          undefined,
          undefined,
          undefined,
        ]);
        expect(await books()).toMatchObject({ ambiguous: 1, pending: 4 });
      });

      test('a wait of a fraction of a millisecond is one', async () => {
        await fill('t1');
        await settle(await claim(), { outcome: 'retry', afterMs: 10.5 });

        expect(await claim({ now: T0 + 10 })).toEqual([]);
        expect(await claim({ now: T0 + 11 })).toHaveLength(4);
      });

      test('what a clock wrote that was ahead keeps nothing back', async () => {
        const DAYS = 24 * 60 * MINUTE;
        await fill('t1', { systemNow: () => T0 + 400 * DAYS });
        await claim({ now: T0 + 400 * DAYS });
        await fill('t2', { systemNow: () => T0 });

        expect(await claim({ owner: 'b', now: T0 })).toHaveLength(8);
        await store.outbox.release({ destination: 'ga4', owner: 'b' });
        const now = T0 + DAYS;
        expect(await store.outbox.expire({ enqueuedBefore: T0 + 1, now })).toBe(4);
      });

      test('nobody renews what somebody else has taken over', async () => {
        await fill('t1');
        await claim();
        await claim({ owner: 'b', now: T0 + 1_000 });
        const query = { destination: 'ga4', owner: 'a', leaseMs: 99_000, now: T0 + 1_001 };
        await store.outbox.renew(query);

        expect(await claim({ owner: 'c', now: T0 + 2_000 })).toHaveLength(4);
      });

      test('what a dead holder had may have been sent, and is counted so', async () => {
        await fill('t1');
        await claim();
        const again = await claim({ owner: 'b', now: T0 + 1_000 });

        expect(again.map(({ isUncertain }) => isUncertain)).toEqual([true, true, true, true]);
        expect(await books()).toMatchObject({ ambiguous: 4, pending: 4 });
      });

      test('what was given back was not sent', async () => {
        await fill('t1');
        await claim();
        await store.outbox.release({ destination: 'ga4', owner: 'a' });

        expect((await claim({ owner: 'b' }))[0]?.isUncertain).toBeUndefined();
        expect((await books()).ambiguous).toBe(0);
      });
    });

    describe('the books say besides the sum', () => {
      test('how often it is not known whether events arrived', async () => {
        await fill('t1');
        const [first, ...rest] = await claim();
        await settle(rest, { outcome: 'retry', afterMs: 5, isAmbiguous: true });
        await settle([first!], { outcome: 'dead', reason: 'ambiguous', isAmbiguous: true });

        expect(await books()).toMatchObject({ ambiguous: 4, dead: { ambiguous: 1 }, pending: 3 });
      });

      test('what was made to fit, once for each event and way', async () => {
        await fill('t1');
        const [first, second, ...rest] = await claim();
        const trimmed = ['value_clipped', 'value_clipped', 'name_changed'];
        await settle([first!], { outcome: 'delivered', trimmed });
        await settle([second!], { outcome: 'delivered', trimmed: ['value_clipped'] });
        await settle(rest, { outcome: 'delivered' });

        expect(await books()).toMatchObject({
          delivered: 4,
          trimmed: { value_clipped: 2, name_changed: 1 },
        });
      });
    });

    describe('is bounded', () => {
      test('in events: the oldest are expired, the newest stay', async () => {
        const outboxLimits = { ...LIMITS, maxEvents: 10 };
        for (const id of ['t1', 't2', 't3', 't4']) await fill(id, { outboxLimits });

        expect(await books()).toMatchObject({ enqueued: 16, expired: 8, pending: 8 });
        const turns = (await claim()).map(({ event }) => event.turnId);
        expect(new Set(turns)).toEqual(new Set(['t3', 't4']));
      });

      test('in bytes', async () => {
        const long: TurnCall = { name: 'setTopic', topic: 'x'.repeat(200) };
        const outboxLimits = { ...LIMITS, maxBytes: 3_000 };
        for (const id of ['t1', 't2', 't3', 't4', 't5']) {
          const conversation = `c-${id}`;
          const calls = [UNDERSTOOD, long];
          await record([turn({ id, user: id, conversation, calls })], { outboxLimits });
        }
        const [waiting] = await store.outboxReads.waiting();

        expect(waiting!.bytes).toBeLessThanOrEqual(3_000);
        expect(waiting!.bytes).toBeGreaterThan(1_000);
        expect((await books()).expired).toBeGreaterThan(0);
      });

      test('for each destination by itself, and less what is settled', async () => {
        const more = { outboxLimits: { ...LIMITS, maxEvents: 8 }, destinations: ['ga4', 'other'] };
        await fill('t1', more);
        await settle(await claim(), { outcome: 'delivered' });
        await fill('t2', more);
        await fill('t3', more);

        expect(await books()).toMatchObject({ expired: 0, pending: 8 });
        expect(await books('other')).toMatchObject({ expired: 4, pending: 8 });
      });

      test('but a batch that is larger than that is kept, and what is being sent', async () => {
        const outboxLimits = { ...LIMITS, maxEvents: 1 };
        await fill('t1', { outboxLimits });
        await claim();
        await fill('t2', { outboxLimits });
        expect(await books()).toMatchObject({ expired: 0, pending: 8 });

        await store.outbox.release({ destination: 'ga4', owner: 'a' });
        await fill('t3', { outboxLimits });
        expect(await books()).toMatchObject({ expired: 8, pending: 4 });
      });

      test('in time, for destinations that nobody serves any more as well', async () => {
        const at = (now: number) => ({ systemNow: () => now, destinations: ['ga4', 'gone'] });
        await fill('t1', at(T0));
        await fill('t2', at(T0 + 1));
        const expire = (enqueuedBefore: number) => store.outbox.expire({ enqueuedBefore, now: T0 });

        expect(await expire(T0)).toBe(0);
        expect(await expire(T0 + 1)).toBe(8);
        expect(await expire(T0 + 1)).toBe(0);
        for (const destination of ['ga4', 'gone']) {
          expect(await books(destination)).toMatchObject({ expired: 4, pending: 4 });
        }
      });

      test('by when it was recorded, not by when it happened', async () => {
        await record([turn({ id: 't1', at: T0 - 999 * MINUTE, calls: [UNDERSTOOD] })], {
          systemNow: () => T0,
        });

        expect(await store.outbox.expire({ enqueuedBefore: T0, now: T0 })).toBe(0);
      });
    });

    describe('for people', () => {
      const die = async (id: string, reason: string): Promise<void> => {
        await fill(id);
        const [first, ...rest] = await claim();
        await settle([first!], { outcome: 'dead', reason, detail: `because of ${id}` });
        await settle(rest, { outcome: 'delivered' });
      };

      test('what waits is summed up by destination', async () => {
        await fill('t1', { destinations: ['ga4', 'mixpanel'] });
        await fill('t2');
        const events = await claim({ limit: 1 });
        await settle(events, { outcome: 'retry', afterMs: 500 });
        await settle(await claim({ destination: 'mixpanel' }), { outcome: 'delivered' });

        expect(await store.outboxReads.waiting()).toMatchObject([
          { destination: 'ga4', events: 8, oldestAt: T0, attempts: 1, nextAttemptAt: 0 },
          { destination: 'mixpanel', events: 4 },
        ]);
      });

      test('dead letters are listed, the latest first, by every part of a filter', async () => {
        await die('t1', 'rejected');
        await die('t2', 'too_large');
        await die('t3', 'rejected');
        const list = async (filter: object, limit = 9) => {
          const { letters, total } = await store.outboxReads.deadLetters(filter, limit);
          return [letters.map(({ detail }) => detail), total];
        };

        expect(await list({})).toEqual([['because of t3', 'because of t2', 'because of t1'], 3]);
        expect(await list({}, 1)).toEqual([['because of t3'], 3]);
        expect(await list({ reason: 'too_large' })).toEqual([['because of t2'], 1]);
        expect(await list({ destinations: ['mixpanel'] })).toEqual([[], 0]);
        expect(await list({ destinations: [] })).toEqual([[], 0]);
        const { letters } = await store.outboxReads.deadLetters({}, 9);
        expect(letters[0]).toMatchObject({ destination: 'ga4', reason: 'rejected', diedAt: T0 });
        expect(await list({ ids: [letters[2]!.id] })).toEqual([['because of t1'], 1]);
      });

      test('dead letters that are tried again wait as they did before', async () => {
        const shapes = { ga4: { version: 1, naming: 'snake' } as const };
        await fill('t1', { shapes });
        const events = await claim();
        await settle(events, { outcome: 'dead', reason: 'rejected' });
        const answer = await store.outboxAdmin.retryDead({}, T0 + 5);

        expect(answer).toEqual({ retried: 4, gone: 0 });
        expect(await books()).toMatchObject({ pending: 4, dead: {} });
        const again = await claim();
        expect(again.map(({ event, shape, userKey }) => [event, shape, userKey])).toEqual(
          events.map(({ event, shape, userKey }) => [event, shape, userKey]),
        );
        expect(await store.outboxAdmin.retryDead({}, T0)).toEqual({ retried: 0, gone: 0 });
        await settle(again, { outcome: 'delivered' });
        expect(await books()).toMatchObject({ delivered: 4, pending: 0 });
      });

      test('only those that fit the filter are tried again', async () => {
        await die('t1', 'rejected');
        await die('t2', 'too_large');
        await store.outboxAdmin.retryDead({ reason: 'too_large' }, T0);

        expect((await claim()).map(({ event }) => event.turnId)).toEqual(['t2']);
        expect(await books()).toMatchObject({ dead: { rejected: 1 }, pending: 1 });
      });

      test('dead letters that are dropped are gone, and stay counted as dead', async () => {
        await die('t1', 'rejected');
        await die('t2', 'rejected');

        expect(await store.outboxAdmin.dropDead({ destinations: ['ga4'] })).toBe(2);
        expect((await store.outboxReads.deadLetters({}, 9)).total).toBe(0);
        expect(await books()).toMatchObject({ dead: { rejected: 2 } });
      });

      test('what waits is cancelled, of some destinations or of all', async () => {
        await fill('t1', { destinations: ['ga4', 'mixpanel', 'ua'] });

        expect(await store.outboxAdmin.cancelWaiting(['ga4'])).toBe(4);
        expect(await books()).toMatchObject({ cancelled: 4, pending: 0 });
        expect(await books('ua')).toMatchObject({ cancelled: 0, pending: 4 });
        expect(await store.outboxAdmin.cancelWaiting(undefined)).toBe(8);
        expect(await store.outboxAdmin.cancelWaiting(undefined)).toBe(0);
      });
    });
  });
}
