/** What every store must do: the same suite for each engine. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Interpret, InterpretInput } from '../../src/interpret/interpretation.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { TurnCall } from '../../src/model/call.ts';
import { MAX_SEGMENTS } from '../../src/model/segment.ts';
import type { Captured, CapturedTurn, Fact } from '../../src/model/turn.ts';
import { MEASURES } from '../../src/record/measures.ts';
import { NEVER } from '../../src/record/reads.ts';
import type { BatchOutcome, DestinationCounts, RecordDeps, Store } from '../../src/record/store.ts';
import { expectRecounted } from '../support/recount.ts';
import { presenceRows } from './presence-rows.ts';
import { MINUTE, Q0, QUARTER, SETTINGS, T0, deps, turn } from './turns.ts';

/** Settles a message without the bot's answering it. */
const UNDERSTOOD: TurnCall = { name: 'recognized' };

/** What is known of who was active. */
const MESSAGES = ['received', 'unrecognized'] as const;

/** Adds numbers up. */
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The rows of an answer as plain objects. */
function plain<Row extends object>(rows: Iterable<Row>): Row[] {
  return Array.from(rows, (row) => {
    const names: string[] = [];
    for (const name in row) names.push(name);
    return Object.fromEntries(names.map((name) => [name, row[name as keyof Row]])) as Row;
  });
}

/** Runs the suite; `open` gives an empty store. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    let number = 0;
    beforeEach(async () => {
      store = await open();
      number = 0;
    });
    afterEach(async () => {
      await expectRecounted(store);
      await store.close();
    });

    const record = (
      items: readonly Captured[],
      more: Partial<RecordDeps> = {},
    ): Promise<BatchOutcome> => store.record({ writer: 'w1', number: ++number, items }, deps(more));

    const counters = async (): Promise<Record<string, number>> => {
      const span = { from: 0, to: Q0 + 1_000 };
      const rows = await store.reads.counters({ ...span, measures: MEASURES });
      const sums = MEASURES.map((measure) => [measure, sum(rows.map((row) => row[measure]))]);
      return Object.fromEntries(sums.filter(([, value]) => value !== 0)) as Record<string, number>;
    };

    /** Wraps the interpretation, to see what it is given: the last time, as a store may ask again. */
    const watched = (): { inputs: InterpretInput[]; interpret: Interpret } => {
      const inputs: InterpretInput[] = [];
      const watch: Interpret = (input) => {
        const known = inputs.findIndex(({ captured }) => captured === input.captured);
        inputs[known < 0 ? inputs.length : known] = input;
        return interpret(input);
      };
      return { inputs, interpret: watch };
    };

    describe('a batch', () => {
      test('is counted in facts', async () => {
        const outcome = await record([turn({ id: 't1', replies: ['r1', 'r2'] })]);

        expect(outcome).toEqual({ stored: 3, duplicate: 0, dropped: {} });
        expect((await store.counts()).facts).toBe(3);
      });

      test('without items is a batch', async () => {
        expect(await record([])).toEqual({ stored: 0, duplicate: 0, dropped: {} });
        expect(await store.lastBatch('w1')).toMatchObject({ number: 1 });
      });

      test('that is sent again is answered, not recorded again', async () => {
        const batch = { writer: 'w1', number: 1, items: [turn({ id: 't1' })] };
        const outcome = await store.record(batch, deps());

        expect(await store.record(batch, deps())).toEqual(outcome);
        expect(await store.lastBatch('w1')).toEqual({ number: 1, outcome });
        expect((await store.counts()).facts).toBe(1);
      });

      test('of a number that lies behind is not recorded, and all its facts are accounted for', async () => {
        await record([turn({ id: 't1' })]);
        await record([turn({ id: 't2' })]);
        const again = { writer: 'w1', number: 1, items: [turn({ id: 't1' })] };

        expect(await store.record(again, deps())).toEqual({ stored: 1, duplicate: 0, dropped: {} });
        expect((await store.counts()).facts).toBe(2);
      });

      test('of one writer says nothing about those of another', async () => {
        await record([turn({ id: 't1' })]);
        await store.record({ writer: 'w2', number: 1, items: [turn({ id: 't2' })] }, deps());

        expect((await store.counts()).facts).toBe(2);
        expect(await store.lastBatch('w3')).toBeUndefined();
      });

      test('shows what an item changed to the items after it', async () => {
        const { inputs, interpret: watch } = watched();
        await record([turn({ id: 't1' }), turn({ id: 't2', at: T0 + 5 })], { interpret: watch });
        const first = inputs[1]?.known;

        expect(first?.user).toEqual({ number: 1, firstActAt: T0 });
        expect(first?.participant?.session?.received).toBe(1);
        expect(first?.conversation?.recentTurns).toHaveLength(1);
      });

      test('shows to the next batch what it has left behind', async () => {
        const { inputs, interpret: watch } = watched();
        await record([turn({ id: 't1' })], { interpret: watch });
        await record([turn({ id: 't2', at: T0 + 5 })], { interpret: watch });

        expect(inputs[1]?.known.user).toEqual({ number: 1, firstActAt: T0 });
        expect(inputs[1]?.known.participant?.sessionCount).toBe(1);
        expect(inputs[1]?.known.participant?.session?.received).toBe(1);
      });
    });

    describe('an item whose interpretation throws', () => {
      const failing: Interpret = (input) => {
        if (input.captured.origin.turnId === 'bad') throw new Error('boom');
        return interpret(input);
      };

      test('is dropped as internal and told, and the rest goes on', async () => {
        const told: unknown[] = [];
        const outcome = await record(
          [
            turn({ id: 't1' }),
            turn({ id: 'bad', user: 'bob', replies: ['r1'] }),
            turn({ id: 't3' }),
          ],
          { interpret: failing, onItemError: (error) => told.push(error) },
        );

        expect(outcome).toEqual({ stored: 2, duplicate: 0, dropped: { internal: 2 } });
        expect(told).toEqual([new Error('boom')]);
        expect(await store.counts()).toMatchObject({ users: 1, facts: 2 });
      });

      test('leaves nothing: delivered again, it is recorded', async () => {
        const item = turn({ id: 'bad', incoming: 'i', replies: ['r'] });
        await record([item], { interpret: failing, onItemError: () => undefined });

        expect(await record([item])).toMatchObject({ stored: 2, duplicate: 0 });
      });
    });

    describe('redelivery', () => {
      const call: TurnCall = { name: 'setTopic', topic: 'orders' };
      const first = { id: 't1', incoming: 'i', calls: [call], replies: ['r1'] };
      test.for([
        { when: 'the same activity', again: {}, outcome: { stored: 0, duplicate: 3 } },
        { when: 'answered anew', again: { replies: ['r2'] }, outcome: { stored: 1, duplicate: 2 } },
        { when: 'of another id', again: { incoming: 'j' }, outcome: { stored: 2, duplicate: 1 } },
        { when: 'of another type', again: { type: 'event' }, outcome: { stored: 2, duplicate: 1 } },
        {
          when: 'in another conversation',
          again: { conversation: 'c2' },
          outcome: { stored: 3, duplicate: 0 },
        },
        {
          when: 'on another channel',
          again: { channel: 'slack' },
          outcome: { stored: 3, duplicate: 0 },
        },
        { when: 'without an id', again: { incoming: null }, outcome: { stored: 2, duplicate: 1 } },
        {
          when: 'of the id of the answer',
          again: { incoming: 'r1', replies: [] },
          outcome: { stored: 2, duplicate: 0 },
        },
      ])('$when → $outcome', async ({ again, outcome }) => {
        await record([turn(first)]);

        expect(await record([turn({ ...first, id: 't2', ...again })])).toMatchObject(outcome);
      });

      test('within one batch is seen too', async () => {
        expect(await record([turn(first), turn({ ...first, id: 't2' })])).toMatchObject({
          stored: 3,
          duplicate: 3,
        });
      });

      test('changes no number', async () => {
        await record([turn(first)]);
        const before = await counters();
        await record([turn({ ...first, id: 't2', at: T0 + 99 })]);

        expect(await counters()).toEqual(before);
      });

      test('makes the calls of its amendments duplicates too', async () => {
        const again = turn({ ...first, id: 't2' });
        const late: Fact = { type: 'call', at: T0 + 9, call };
        const amendment: Captured = {
          type: 'amendment',
          id: 'a1',
          origin: again.origin,
          facts: [late],
        };
        await record([turn(first), again]);

        expect(await record([amendment])).toMatchObject({ stored: 0, duplicate: 1 });
      });

      test('makes the calls of a second continuation duplicates', async () => {
        const continuation = (id: string): CapturedTurn => {
          const { origin, facts } = turn({ id, calls: [call], replies: [`r-${id}`] });
          const activity = {
            type: 'event',
            name: 'ContinueConversation',
            id: 'long',
            attachmentCount: 0,
            hasValue: false,
          };
          return {
            type: 'turn',
            origin,
            facts: [{ type: 'incoming', at: T0, activity }, ...facts.slice(1)],
            typeAtEnd: 'message',
          };
        };
        await record([turn({ id: 'm', incoming: 'long' }), continuation('c1')]);

        expect(await record([continuation('c2')])).toMatchObject({ stored: 2, duplicate: 1 });
      });

      test('is never seen in an event by which the bot wakes itself', async () => {
        const wake = (id: string): CapturedTurn => {
          const { origin, facts } = turn({ id, replies: [`r-${id}`] });
          const activity = {
            type: 'event',
            name: 'ContinueConversation',
            id: 'taken from elsewhere',
            attachmentCount: 0,
            hasValue: false,
          };
          return {
            type: 'turn',
            origin,
            facts: [{ type: 'incoming', at: T0, activity }, ...facts.slice(1)],
          };
        };
        await record([wake('t1')]);

        expect((await record([wake('t2')])).duplicate).toBe(0);
      });
    });

    describe('users', () => {
      const numberOf = async (id: string, more: object = {}): Promise<number | undefined> => {
        const { inputs, interpret: watch } = watched();
        await record([turn({ id: `who-${id}-${number}`, user: id, ...more })], {
          interpret: watch,
        });
        return inputs[0]?.known.user?.number;
      };

      test('are told apart by channel and id', async () => {
        expect(await numberOf('ann')).toBe(1);
        expect(await numberOf('bob')).toBe(2);
        expect(await numberOf('ann', { channel: 'slack' })).toBe(3);
        expect(await numberOf('ann')).toBe(1);
      });

      test('are nobody where the turn names nobody', async () => {
        expect(await numberOf('the-bot')).toBeUndefined();
        expect((await store.counts()).users).toBe(0);
      });

      test('with one name are one user from that turn on, under the number of the first', async () => {
        const named = { origin: { identity: 'customer-7' } };
        expect(await numberOf('ann')).toBe(1);
        expect(await numberOf('ann', named)).toBe(1);
        expect(await numberOf('bob', { channel: 'slack' })).toBe(2);
        expect(await numberOf('bob', { channel: 'slack', ...named })).toBe(1);
        expect(await numberOf('bob', { channel: 'slack' })).toBe(1);
      });

      test('with two names on one device are two users', async () => {
        expect(await numberOf('kiosk', { origin: { identity: 'ann' } })).toBe(1);
        expect(await numberOf('kiosk', { origin: { identity: 'bob' } })).toBe(2);
        expect(await numberOf('kiosk')).toBe(2);
        expect(await numberOf('kiosk', { origin: { identity: 'ann' } })).toBe(1);
      });

      test('named by a call are named in the very turn', async () => {
        const call: TurnCall = { name: 'identify', userId: 'customer-7' };
        expect(await numberOf('ann', { calls: [call] })).toBe(1);
        expect(await numberOf('bob', { calls: [call] })).toBe(1);
      });
    });

    describe('late facts', () => {
      test('are interpreted with the sessions near them, oldest first', async () => {
        const { inputs, interpret: watch } = watched();
        const hour = 60 * MINUTE;
        const calls = [UNDERSTOOD];
        await record([turn({ id: 't1', calls }), turn({ id: 't2', at: T0 + 2 * hour, calls })]);
        await record([turn({ id: 't3', at: T0 + 9 * hour, calls })]);
        await record(
          [
            turn({ id: 't4', at: T0 + 10, calls }),
            turn({ id: 't5', at: T0 + 2 * hour - 30 * MINUTE, calls }),
          ],
          { interpret: watch },
        );

        expect(
          inputs.map(({ known }) => known.nearbySessions.map(({ openedAt }) => openedAt - T0)),
        ).toEqual([[0], [2 * hour]]);
        expect(inputs[0]?.known.participant?.session?.openedAt).toBe(T0 + 9 * hour);
      });

      test('see sessions that the same batch has opened', async () => {
        const { inputs, interpret: watch } = watched();
        await record(
          [
            turn({ id: 't1' }),
            turn({ id: 't2', at: T0 + 5 * 60 * MINUTE }),
            turn({ id: 't3', at: T0 + 1 }),
          ],
          { interpret: watch },
        );

        expect(inputs[2]?.known.nearbySessions.map(({ openedAt }) => openedAt)).toEqual([T0]);
      });

      test('move the start of a session, and its first quarter-hour', async () => {
        await record([turn({ id: 't1', at: T0 + QUARTER })]);
        await record([turn({ id: 't2', at: T0 + QUARTER - 1 })]);
        const fields = ['startedAt'] as const;
        const span = { from: Q0, to: Q0 + 9 };
        const [session, ...others] = plain(
          await store.reads.sessions({
            ...span,
            by: 'activity',
            fields,
          }),
        );

        expect(others).toEqual([]);
        expect(session).toMatchObject({
          startedAt: T0 + QUARTER - 1,
          quarter: Q0,
          later: [Q0 + 1],
        });
        expect(plain(await store.reads.sessions({ ...span, by: 'start', fields }))).toMatchObject([
          { segment: 1, quarter: Q0, later: [] },
        ]);
      });

      test('may make a user new earlier', async () => {
        await record([turn({ id: 't1', at: T0 + QUARTER })]);
        await record([turn({ id: 't2', at: T0, conversation: 'c2' })]);

        expect(
          presenceRows(
            await store.reads.presence({ from: Q0, to: Q0 + 2, fields: MESSAGES }),
            MESSAGES,
          ),
        ).toEqual([
          { quarter: Q0, segment: 1, user: 1, received: 1, unrecognized: 1 },
          { quarter: Q0 + 1, segment: 1, user: 1, received: 1, unrecognized: 1 },
        ]);
        const firsts = await store.reads.firstQuarters({ includeTest: false });
        expect([...firsts]).toEqual([NEVER, Q0]);
      });
    });

    describe('reads', () => {
      const active = { by: 'activity', fields: [] } as const;

      test('of an empty store are empty', async () => {
        const span = { from: 0, to: Q0 };
        expect(await store.reads.segments()).toEqual([]);
        expect(await store.reads.firstFactAt()).toBeUndefined();
        expect(plain(await store.reads.sessions({ ...span, ...active }))).toEqual([]);
        expect(plain(await store.reads.sessionMarks({ ...span, kind: 'topic' }))).toEqual([]);
        expect(plain(await store.reads.labels({ ...span, kinds: ['topic'] }))).toEqual([]);
        expect(await store.reads.handovers(span)).toEqual([]);
        expect(plain(await store.reads.phrases(span))).toEqual([]);
        expect(plain(await store.reads.responseTimes({ ...span, byDialog: true }))).toEqual([]);
        expect([...(await store.reads.firstQuarters({ includeTest: true }))]).toEqual([]);
        expect(plain(await store.reads.firstActsOnChannels({ includeTest: true }))).toEqual([]);
        expect(await counters()).toEqual({});
      });

      test('give what lies in the span, its end excluded, by quarter-hour', async () => {
        await record([
          turn({ id: 't0', at: T0 - 1 }),
          turn({ id: 't1', at: T0, replies: ['r1'] }),
          turn({ id: 't2', at: T0 + QUARTER - 1 }),
          turn({ id: 't3', at: T0 + QUARTER }),
          turn({ id: 't4', at: T0 + 3 * QUARTER }),
        ]);
        const span = { from: Q0, to: Q0 + 3 };

        expect(
          plain(await store.reads.counters({ ...span, measures: ['received', 'sent'] })),
        ).toEqual([
          { quarter: Q0, segment: 1, received: 2, sent: 1 },
          { quarter: Q0 + 1, segment: 1, received: 1, sent: 0 },
        ]);
        expect(
          presenceRows(await store.reads.presence({ ...span, fields: MESSAGES }), MESSAGES),
        ).toEqual([
          { quarter: Q0, segment: 1, user: 1, received: 2, unrecognized: 1 },
          { quarter: Q0 + 1, segment: 1, user: 1, received: 1, unrecognized: 1 },
        ]);
        const fields = ['received', 'startedAt'] as const;
        expect(
          plain(await store.reads.sessions({ ...span, by: 'activity', fields })),
        ).toMatchObject([{ received: 5, startedAt: T0 - 1, quarter: Q0, later: [Q0 + 1] }]);
        expect(plain(await store.reads.sessions({ ...span, by: 'start', fields }))).toEqual([]);
        expect(await store.reads.firstFactAt()).toBe(T0 - QUARTER);
      });

      test('cover spans of many weeks', async () => {
        const weeks = [0, 1, 7, 8, 30];
        await record(weeks.map((week, i) => turn({ id: `t${i}`, at: T0 + week * 672 * QUARTER })));
        const span = { from: Q0 - 5_000, to: Q0 + 30 * 672 + 1 };

        expect(
          (await store.reads.presence(span)).map(({ quarter }) => (quarter - Q0) / 672),
        ).toEqual(weeks);
      });

      test('answer for the segments that are asked for; none of them is none', async () => {
        await record([
          turn({ id: 't1' }),
          turn({ id: 't2', user: 'bob', channel: 'slack', conversation: 'c2' }),
        ]);
        const of = async (segments?: readonly number[]) => {
          const span = { from: Q0, to: Q0 + 1, segments };
          const { reads } = store;
          return {
            counters: (await reads.counters({ ...span, measures: ['received'] })).length,
            presence: (await reads.presence(span)).length,
            sessions: (await reads.sessions({ ...span, ...active })).length,
            phrases: (await reads.phrases(span)).length,
          };
        };

        expect(await of()).toEqual({ counters: 2, presence: 2, sessions: 2, phrases: 2 });
        expect(await of([2])).toEqual({ counters: 1, presence: 1, sessions: 1, phrases: 1 });
        expect(await of([])).toEqual({ counters: 0, presence: 0, sessions: 0, phrases: 0 });
        expect((await store.reads.segments()).map(({ channel }) => channel)).toEqual([
          'webchat',
          'slack',
        ]);
      });

      test('know the first act ever, on the channel, and with test traffic', async () => {
        const test = { test: true };
        await record([
          turn({ id: 't1', at: T0 - 9 * QUARTER, origin: test }),
          turn({ id: 't2', at: T0 - 5 * QUARTER, origin: { identity: 'x' } }),
          turn({
            id: 't3',
            at: T0 - 3 * QUARTER,
            channel: 'slack',
            user: 'b',
            origin: { identity: 'x' },
          }),
          turn({ id: 't4', at: T0, channel: 'slack', user: 'b' }),
        ]);
        const firsts = async (includeTest: boolean, users?: number[]) => [
          ...(await store.reads.firstQuarters({ includeTest, users })),
        ];
        const onChannels = async (includeTest: boolean) =>
          (await store.reads.firstActsOnChannels({ includeTest })).map(({ at, channel }) => [
            channel,
            (at - T0) / QUARTER,
          ]);
        expect(await firsts(false)).toEqual([NEVER, Q0 - 5]);
        expect(await firsts(false, [1])).toEqual([NEVER, Q0 - 5]);
        expect(await firsts(true)).toEqual([NEVER, Q0 - 9]);
        expect(await firsts(true, [])).toEqual([]);
        expect(await onChannels(false)).toEqual([
          ['slack', -3],
          ['webchat', -5],
        ]);
        expect(await onChannels(true)).toEqual([
          ['slack', -3],
          ['webchat', -9],
        ]);
      });

      test('find sessions and what was recorded in them by a dialog that was opened', async () => {
        const dialog = "O'Brien; DROP TABLE sessions";
        const topic: TurnCall = { name: 'setTopic', topic: 'orders' };
        await record([
          turn({ id: 't1', calls: [{ name: 'startDialog', dialog }, topic] }),
          turn({ id: 't2', user: 'bob', conversation: 'c2', calls: [topic] }),
        ]);
        const span = { from: Q0, to: Q0 + 1 };
        const found = async (name?: string) => {
          const query = { ...span, dialog: name };
          const labels = await store.reads.labels({ ...query, kinds: ['topic'] });
          return {
            sessions: (await store.reads.sessions({ ...query, ...active })).length,
            marks: (await store.reads.sessionMarks({ ...query, kind: 'topic' })).length,
            recorded: sum(labels.map(({ value }) => value)),
          };
        };

        expect(await found()).toEqual({ sessions: 2, marks: 2, recorded: 2 });
        expect(await found(dialog)).toEqual({ sessions: 1, marks: 1, recorded: 1 });
        expect(await found('other')).toEqual({ sessions: 0, marks: 0, recorded: 0 });
        expect(await store.reads.knownDialogs({})).toEqual([{ segment: 1, dialog }]);
      });

      test('give the marks of a session also where it was active before they were set', async () => {
        const topic: TurnCall = { name: 'setTopic', topic: 'orders' };
        await record([turn({ id: 't1' })]);
        await record([turn({ id: 't2', at: T0 + QUARTER, calls: [topic] })]);

        for (const from of [Q0, Q0 + 1]) {
          expect(
            plain(await store.reads.sessionMarks({ from, to: from + 1, kind: 'topic' })),
          ).toEqual([{ session: 1, segment: 1, label: 'orders', value: 1 }]);
        }
      });

      test('know a text as it was first written, whatever arrived first', async () => {
        const kept = { settings: { ...SETTINGS, captureText: 'full' } } as const;
        const saying = (id: string, at: number, text: string) => turn({ id, at, text });
        await record([saying('t2', T0 + 60_000, 'HELLO')], kept);
        await record([saying('t1', T0, 'hello')], kept);

        expect(await store.reads.phraseTexts([1])).toEqual([
          { number: 1, kind: 'text', text: 'hello' },
        ]);
      });

      test('know what stands for a text that is not kept', async () => {
        const intent: TurnCall = { name: 'recognized', intent: 'Order' };
        await record([
          turn({ id: 't1', calls: [intent] }),
          turn({ id: 't2', at: T0 + 1, calls: [{ name: 'unrecognized' }] }),
        ]);
        const rows = plain(await store.reads.phrases({ from: Q0, to: Q0 + 1 }));

        expect(rows).toEqual([
          { at: T0, segment: 1, phrase: 1, class: 'recognized', user: 1, count: 1 },
          { at: T0 + 1, segment: 1, phrase: 2, class: 'unrecognized', user: 1, count: 1 },
        ]);
        expect(await store.reads.phraseTexts([2, 1])).toEqual([
          { number: 2, kind: 'intent', text: '' },
          { number: 1, kind: 'intent', text: 'Order' },
        ]);
      });

      test('find a handover by any of its instants', async () => {
        const request: TurnCall = { name: 'requestHandover', reason: 'direct', via: 'takeover' };
        await record([turn({ id: 't1', calls: [request] })]);
        await record([turn({ id: 't2', at: T0 + QUARTER, calls: [{ name: 'acceptHandover' }] })]);
        const found = (from: number) => store.reads.handovers({ from, to: from + 1 });
        const [row] = await found(Q0);

        expect(row).toMatchObject({
          segment: 1,
          user: 1,
          reason: 'direct',
          via: 'takeover',
          requestedAt: T0 + 1,
          acceptedAt: T0 + QUARTER + 1,
          failedAt: null,
          completedAt: null,
        });
        expect(await found(Q0 + 1)).toEqual([row]);
        expect(await found(Q0 + 2)).toEqual([]);
      });
    });

    describe('segments', () => {
      test('beyond the limit are folded, and bot, channel and test never are', async () => {
        const items = Array.from({ length: MAX_SEGMENTS + 5 }, (_, index) =>
          turn({ id: `t${index}`, origin: { device: `device-${index}` } }),
        );
        await record(items);
        await record([turn({ id: 'slack', channel: 'slack', origin: { device: 'new' } })]);
        const segments = await store.reads.segments();

        expect(segments).toHaveLength(MAX_SEGMENTS + 2);
        expect(segments.slice(-2)).toMatchObject([
          { channel: 'webchat', device: 'other', locale: 'other' },
          { channel: 'slack', device: 'other', locale: 'other' },
        ]);
        expect(await counters()).toMatchObject({ received: MAX_SEGMENTS + 6 });
      });
    });

    describe('hostile words', () => {
      const words = [
        `'; DROP TABLE events; --`,
        `" OR 1=1 --`,
        '__proto__',
        'constructor',
        '\u202Etxt',
        '%_\\',
        '{"a":1}',
        'a\uD800b',
        '𝕏'.repeat(60),
      ];
      test.for(words)('%j is kept as a word in every field', async (word) => {
        const everywhere = turn({
          id: 't1',
          user: word,
          conversation: `c${word}`,
          channel: word,
          incoming: word,
          replies: [`${word}1`],
          origin: { locale: word, device: word, browser: word, identity: word },
          calls: [
            { name: 'recognized', intent: word },
            { name: 'setTopic', topic: word },
            { name: 'setResult', result: word },
            { name: 'recordAction', action: word },
            { name: 'startDialog', dialog: word },
            { name: 'recordClick', type: 'link', title: word, destination: word },
            { name: 'track', event: word, properties: { a: word } },
          ],
        });
        await record([everywhere], { destinations: [word] });
        await record([turn({ id: 't2', user: word, conversation: `c${word}`, channel: word })]);
        const claim = { destination: word, owner: word, limit: 99, leaseMs: 9, now: T0 };
        const custom = (await store.outbox.claim(claim)).find(
          ({ event }) => event.kind === 'custom',
        );

        expect(custom?.event.data).toEqual({ name: word, properties: { a: word } });
        expect(await store.counts()).toMatchObject({ facts: 10, users: 1 });
        expect(
          (
            await store.reads.sessions({
              from: Q0,
              to: Q0 + 1,
              dialog: word,
              by: 'start',
              fields: [],
            })
          ).length,
        ).toBe(word.includes('\uD800') ? 0 : 1);
      });

      test('ids that differ in half a surrogate pair are two users', async () => {
        await record([
          turn({ id: 't1', user: 'a\uD800' }),
          turn({ id: 't2', user: 'a\uD801' }),
          turn({ id: 't3', user: 'a\uFFFD' }),
        ]);

        expect((await store.counts()).users).toBe(3);
      });
    });

    describe('the outbox', () => {
      const claim = (owner: string, now = T0, more: object = {}) =>
        store.outbox.claim({
          destination: 'ga4',
          owner,
          limit: 1_000,
          leaseMs: 1_000,
          now,
          ...more,
        });
      const settle = (
        owner: string,
        events: Awaited<ReturnType<typeof claim>>,
        outcome: object = { outcome: 'delivered' },
        now = T0,
      ) =>
        store.outbox.settle({
          destination: 'ga4',
          owner,
          now,
          settlements: events.map(({ delivery, seq }) => ({ delivery, seq, ...outcome }) as never),
        });
      const books = async (): Promise<DestinationCounts> => {
        const counts = (await store.counts()).destinations['ga4'];
        if (!counts) throw new Error('no books');
        const dead = Object.values(counts.dead).reduce((sum, count) => sum + count, 0);
        const left = counts.delivered + counts.pending + dead + counts.expired;
        expect(counts.enqueued).toBe(left + counts.cancelled + counts.erased);
        return counts;
      };
      const fill = (...ids: readonly string[]) =>
        record(
          ids.map((id) => turn({ id, user: id, conversation: `c-${id}`, calls: [UNDERSTOOD] })),
          { destinations: ['ga4', 'mixpanel'] },
        );

      test('holds every event for each destination, with the pseudonyms of user and conversation', async () => {
        await fill('t1');
        const events = await claim('a');

        expect(events.map(({ event }) => event.kind).toSorted()).toEqual([
          'message_received',
          'message_recognized',
          'session_started',
          'user_first_seen',
        ]);
        const received = events.find(({ event }) => event.kind === 'message_received');
        expect(received).toMatchObject({
          attempts: 0,
          event: {
            at: T0,
            turnId: 't1',
            act: true,
            user: 1,
            sessionId: 't1-s0',
            sessionOpenedAt: T0,
            segment: { bot: 'pizza', channel: 'webchat', test: false },
            data: { class: 'recognized' },
          },
        });
        expect(received?.userKey).toMatch(/^[0-9a-f]{32}$/u);
        expect(received?.conversationKey).toMatch(/^[0-9a-f]{32}$/u);
        expect((await claim('b', T0, { destination: 'mixpanel' })).length).toBe(events.length);
      });

      test('gives back the very events that were interpreted', async () => {
        const { inputs, interpret: watch } = watched();
        const calls: TurnCall[] = [{ name: 'track', event: 'x', properties: { n: 1.5 } }];
        await record([turn({ id: 't1', calls, replies: ['r1'] })], {
          interpret: watch,
          destinations: ['ga4'],
        });

        expect((await claim('a')).map(({ event }) => event)).toEqual(interpret(inputs[0]!).events);
      });

      test('never holds test traffic, nor what is of local interest', async () => {
        await record([turn({ id: 't1', origin: { test: true } })], { destinations: ['ga4'] });
        expect((await store.counts()).destinations).toEqual({});

        await record(
          [turn({ id: 't2', type: 'conversationUpdate' }), turn({ id: 't3', calls: [UNDERSTOOD] })],
          { destinations: ['ga4'] },
        );
        const kinds = (await claim('a')).map(({ event }) => event.kind);
        expect(kinds).toContain('message_received');
        expect(kinds).not.toContain('signal_received');
        expect((await books()).enqueued).toBe(kinds.length);
      });

      test('keeps its books at every step', async () => {
        await fill('t1');
        expect(await books()).toMatchObject({ enqueued: 4, pending: 4, oldestPendingAt: T0 });

        const events = await claim('a');
        await settle('a', events.slice(0, 1));
        expect(await books()).toMatchObject({ delivered: 1, pending: 3 });

        await settle('a', events.slice(1, 2), { outcome: 'dead', reason: 'bad_request' });
        await settle('a', events.slice(2, 3), { outcome: 'expired' });
        expect(await books()).toMatchObject({ pending: 1, dead: { bad_request: 1 }, expired: 1 });

        await settle('a', events.slice(3));
        expect(await books()).toMatchObject({ delivered: 2, pending: 0 });
        expect((await books()).oldestPendingAt).toBeUndefined();
        expect(await claim('b', T0 + 9_999)).toEqual([]);
      });

      test('settles an event once, however often it is told', async () => {
        await fill('t1');
        const events = await claim('a');
        const [first] = events;
        if (!first) throw new Error('nothing claimed');
        await settle('a', [first, first]);
        await settle('a', [first], { outcome: 'dead', reason: 'late' });
        await settle('a', [
          { ...first, seq: first.seq + 99 },
          { ...first, delivery: 99 },
        ]);

        expect(await books()).toMatchObject({ delivered: 1, pending: 3, dead: {} });
      });

      test('gives what is leased to nobody else until the lease is over', async () => {
        await fill('t1');
        const events = await claim('a');

        expect(await claim('b', T0 + 999)).toEqual([]);
        expect(await claim('a', T0 + 999)).toEqual([]);
        expect(await claim('b', T0 + 1_000)).toEqual(
          events.map((event) => ({ ...event, isUncertain: true })),
        );
      });

      test('lets only the holder of the lease settle', async () => {
        await fill('t1');
        const events = await claim('a');
        await claim('b', T0 + 1_000);
        await settle('a', events);
        expect(await books()).toMatchObject({ delivered: 0, pending: 4 });

        await settle('b', events);
        await settle('a', events);
        expect(await books()).toMatchObject({ delivered: 4, pending: 0 });
      });

      test('shares its rows between owners that claim at the same time', async () => {
        await fill('t1');
        await fill('t2');
        await fill('t3');
        const owners = ['a', 'b', 'c', 'd'];
        const claimed = await Promise.all(owners.map((owner) => claim(owner, T0, { limit: 1 })));
        const ids = claimed.flat().map(({ event }) => event.id);

        expect(new Set(ids).size).toBe(12);
        expect(ids).toHaveLength(12);
        await Promise.all(owners.map((owner, index) => settle(owner, claimed[index] ?? [])));
        expect(await books()).toMatchObject({ enqueued: 12, delivered: 12, pending: 0 });
      });

      test('stops at the row with which the limit is reached, oldest first', async () => {
        await fill('t1');
        await fill('t2');
        await fill('t3');
        const turns = async (owner: string, limit: number) => [
          ...new Set((await claim(owner, T0, { limit })).map(({ event }) => event.turnId)),
        ];

        expect(await turns('a', 5)).toEqual(['t1', 't2']);
        expect(await turns('b', 0)).toEqual([]);
        expect(await turns('b', 1)).toEqual(['t3']);
      });

      test('tries again when it is time, and counts the attempt', async () => {
        await fill('t1');
        const [first, ...others] = await claim('a');
        await settle('a', others.slice(0, 1), { outcome: 'retry', afterMs: 500 });
        await settle('a', [first!]);
        await settle('a', others.slice(1), { outcome: 'retry', afterMs: 200 });

        expect(await claim('b', T0 + 499)).toEqual([]);
        const again = await claim('b', T0 + 500);
        expect(again.map(({ seq }) => seq)).toEqual(others.map(({ seq }) => seq));
        expect(again.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
        expect(await books()).toMatchObject({ delivered: 1, pending: 3 });
      });

      test('takes back what an owner releases, due at once, and no attempt is counted', async () => {
        await fill('t1');
        const events = await claim('a');
        await settle('a', events.slice(0, 1));
        await store.outbox.release({ destination: 'mixpanel', owner: 'a' });
        expect(await claim('b')).toEqual([]);

        await store.outbox.release({ destination: 'ga4', owner: 'a' });
        expect(await claim('b')).toEqual(events.slice(1));
      });

      test('remembers the time of the oldest event that waits', async () => {
        await record(
          [turn({ id: 't1', at: T0 + 70 }), turn({ id: 't2', at: T0 + 90, user: 'b' })],
          {
            destinations: ['ga4'],
          },
        );
        const events = await claim('a');
        await settle(
          'a',
          events.filter(({ event }) => event.at < T0 + 90),
        );
        await store.outbox.release({ destination: 'ga4', owner: 'a' });

        expect((await books()).oldestPendingAt).toBe(T0 + 90);
      });
    });

    describe('messages that wait for their answer', () => {
      const DESTINATIONS = { destinations: ['ga4'] };
      const MINUTE_LATER = T0 + MINUTE;
      const amendment = (of: CapturedTurn, id: string, facts: readonly Fact[]): Captured => ({
        type: 'amendment',
        id,
        origin: of.origin,
        facts,
      });
      const answer = (after: number): Fact => ({
        type: 'outgoing',
        at: T0 + after,
        status: 'sent',
        activity: { type: 'message', text: 'here', attachmentCount: 0, hasValue: false },
      });
      const settle = (now: number, more: Partial<RecordDeps> = {}): Promise<number> =>
        store.settle(now, deps({ ...DESTINATIONS, ...more }));

      /** What destinations have been told of messages: turn, class and reason. */
      const told = async (): Promise<unknown[]> => {
        const events = await store.outbox.claim({
          destination: 'ga4',
          owner: 'test',
          limit: 1_000,
          leaseMs: 1,
          now: T0 + 999 * MINUTE,
        });
        await store.outbox.release({ destination: 'ga4', owner: 'test' });
        return events.flatMap(({ event }) =>
          event.kind === 'message_received'
            ? [[event.turnId, event.data.class, event.data.reason]]
            : [],
        );
      };
      const NEVER = ['unrecognized', 'no_answer'];
      const LATE = ['recognized', 'late_answer'];

      test('are settled when their minute is over, and not before', async () => {
        await record([turn({ id: 't1' })], DESTINATIONS);
        expect(await counters()).toMatchObject({ received: 1, unrecognized: 1 });
        expect(await settle(MINUTE_LATER)).toBe(0);
        expect(await told()).toEqual([]);

        expect(await settle(MINUTE_LATER + 1)).toBe(1);
        expect(await told()).toEqual([['t1', ...NEVER]]);
        expect(await counters()).toMatchObject({ received: 1, unrecognized: 1 });
      });

      test('are settled at most once', async () => {
        await record([turn({ id: 't1' })], DESTINATIONS);
        expect(await settle(MINUTE_LATER + 1)).toBe(1);

        expect(await settle(MINUTE_LATER + 1)).toBe(0);
        expect(await settle(T0 + 99 * MINUTE)).toBe(0);
        await record([turn({ id: 't2', at: T0 + 2 * MINUTE, calls: [UNDERSTOOD] })], DESTINATIONS);
        expect(await told()).toEqual([
          ['t1', ...NEVER],
          ['t2', 'recognized', 'developer'],
        ]);
      });

      test('are not due once they are answered', async () => {
        const asked = turn({ id: 't1' });
        await record([asked], DESTINATIONS);
        await record([amendment(asked, 'a1', [answer(5_000)])], DESTINATIONS);

        expect(await settle(MINUTE_LATER + 1)).toBe(0);
        expect(await told()).toEqual([['t1', ...LATE]]);
        expect(await counters()).toEqual({ received: 1, recognized: 1, sent: 1 });
      });

      test('are answered within the batch that asked', async () => {
        const asked = turn({ id: 't1' });
        await record([asked, amendment(asked, 'a1', [answer(5_000)])], DESTINATIONS);

        expect(await settle(MINUTE_LATER + 1)).toBe(0);
        expect(await told()).toEqual([['t1', ...LATE]]);
      });

      test('wait on after what says nothing', async () => {
        const asked = turn({ id: 't1' });
        await record([asked], DESTINATIONS);
        const mark: Fact = { type: 'call', at: T0 + 9, call: { name: 'setTopic', topic: 'x' } };
        await record([amendment(asked, 'a1', [mark])], DESTINATIONS);

        expect(await told()).toEqual([]);
        expect(await settle(MINUTE_LATER + 1)).toBe(1);
      });

      test('are settled in all conversations that are due, the longest waiting first', async () => {
        const users = Array.from({ length: 230 }, (_, i) => `u${i}`);
        await record(
          users.map((user, i) => turn({ id: user, user, conversation: user, at: T0 - i })),
          DESTINATIONS,
        );

        expect(await settle(MINUTE_LATER - 28)).toBe(200);
        expect(await settle(MINUTE_LATER - 28)).toBe(1);
        expect(await settle(MINUTE_LATER - 28)).toBe(0);
        expect(await settle(MINUTE_LATER + 1)).toBe(29);
        const turns = (await told()).map((each) => (each as string[])[0]);
        expect(turns).toEqual(users.toReversed());
      });

      test('are answered by what the bot says to a redelivery', async () => {
        await record([turn({ id: 't1', incoming: 'i' })], DESTINATIONS);
        const again = turn({ id: 't2', incoming: 'i', at: T0 + 15_000, replies: ['r'] });
        await record([again], DESTINATIONS);

        expect(await told()).toEqual([['t1', ...LATE]]);
      });

      test('leave the session, the user and the books as they are', async () => {
        await record([turn({ id: 't1' })], DESTINATIONS);
        const before = await store.counts();
        const fields = ['received', 'messages', 'lastClass', 'closesAt'] as const;
        const whole = { from: Q0, to: Q0 + 1, by: 'activity', fields } as const;
        const sessions = plain(await store.reads.sessions(whole));
        await settle(MINUTE_LATER + 1);

        expect(plain(await store.reads.sessions(whole))).toEqual(sessions);
        expect(await store.counts()).toMatchObject({
          facts: before.facts,
          users: before.users,
          segments: before.segments,
        });
      });

      test('are told with the pseudonyms of user and conversation, in their session', async () => {
        await record([turn({ id: 't1' })], DESTINATIONS);
        await settle(MINUTE_LATER + 1);
        const query = { destination: 'ga4', owner: 'a', limit: 99, leaseMs: 9, now: T0 };
        const events = await store.outbox.claim(query);
        const [opened, received] = (['session_started', 'message_received'] as const).map((kind) =>
          events.find(({ event }) => event.kind === kind),
        );

        expect(received).toMatchObject({
          userKey: opened?.userKey,
          conversationKey: opened?.conversationKey,
          event: { at: T0, user: 1, sessionId: 't1-s0', sessionOpenedAt: T0, act: true },
        });
        expect(received?.userKey).toMatch(/^[0-9a-f]{32}$/u);
      });

      test('in test traffic are settled and told to nobody', async () => {
        await record([turn({ id: 't1', origin: { test: true } })], DESTINATIONS);

        expect(await settle(MINUTE_LATER + 1)).toBe(1);
        expect((await store.counts()).destinations).toEqual({});
      });

      test('are told to those who were active when they came, whoever settles them', async () => {
        await record([turn({ id: 't1' })]);
        await record([turn({ id: 't2', user: 'b', conversation: 'c2' })], DESTINATIONS);
        const others = { destinations: ['mixpanel of another bot'] };
        while ((await settle(MINUTE_LATER + 1, others)) > 0);

        expect(await told()).toEqual([['t2', ...NEVER]]);
        expect(Object.keys((await store.counts()).destinations)).toEqual(['ga4']);
      });

      test('are told to nobody else by the message that follows, and that one to its own', async () => {
        await record([turn({ id: 't1' })]);
        await record([turn({ id: 't2', at: T0 + 1_000 })], DESTINATIONS);
        await settle(MINUTE_LATER + 2_000);

        expect(await told()).toEqual([['t2', ...NEVER]]);
      });

      describe('in an import', () => {
        const IMPORT = { ...DESTINATIONS, imported: true as const };
        const HOUR = 60 * MINUTE;

        test('of times before the conversation that is remembered are told in the end', async () => {
          await record([turn({ id: 'live', at: T0 + HOUR })], DESTINATIONS);
          await record([turn({ id: 'p1' }), turn({ id: 'p2', at: T0 + 5 * MINUTE })], IMPORT);
          while ((await settle(T0 + 2 * HOUR)) > 0);

          expect(await told()).toEqual([
            ['p1', ...NEVER],
            ['live', ...NEVER],
            ['p2', ...NEVER],
          ]);
        });

        test('leave what is going on as it is', async () => {
          await record([turn({ id: 'live', at: T0 + HOUR })], DESTINATIONS);
          await record([turn({ id: 'p1' }), turn({ id: 'p2', at: T0 + 5 * MINUTE })], {
            imported: true,
          });
          const late = turn({ id: 'live', at: T0 + HOUR });
          await record([amendment(late, 'a', [answer(HOUR + 5_000)])], DESTINATIONS);

          expect(await told()).toEqual([['live', ...LATE]]);
        });

        test('that are a little out of order are one conversation all the same', async () => {
          await record([turn({ id: 'p1', at: T0 + 10, replies: ['r1'] })], IMPORT);
          await record([turn({ id: 'p2', at: T0 + 9 })], IMPORT);
          await record([turn({ id: 'p3', at: T0 + MINUTE, replies: ['r3'] })], IMPORT);

          expect(await told()).toEqual([
            ['p1', 'recognized', 'default'],
            ['p2', ...NEVER],
            ['p3', 'recognized', 'default'],
          ]);
        });
      });

      test('that cannot be settled are told once and not tried for ever', async () => {
        const other = turn({ id: 't2', user: 'b', conversation: 'c2' });
        await record([turn({ id: 't1' }), other], DESTINATIONS);
        const errors: unknown[] = [];
        const failing: Interpret = (input) => {
          if (input.captured.origin.turnId === 't1') throw new Error('boom');
          return interpret(input);
        };
        const now = MINUTE_LATER + 1;
        await settle(now, { interpret: failing, onItemError: (error) => errors.push(error) });

        expect(errors).toEqual([new Error('boom')]);
        expect(await settle(now)).toBe(0);
        expect(await told()).toEqual([['t2', ...NEVER]]);
      });

      test('of nobody there are none: nothing is written', async () => {
        expect(await settle(T0)).toBe(0);
        await record([turn({ id: 't1', replies: ['r'] })]);
        expect(await settle(T0 + 99 * MINUTE)).toBe(0);
        expect((await store.counts()).destinations).toEqual({});
      });
    });

    describe('votes', () => {
      const voting = (id: string, vote: 'positive' | 'negative' | 'none', more: object = {}) =>
        turn({
          id,
          at: T0 + 5,
          replies: [`r-${id}`],
          calls: [{ name: 'recordFeedback', vote, messageId: 'the answer' }],
          ...more,
        });
      const votes = async (): Promise<unknown> => {
        const span = { from: 0, to: Q0 + 1_000 };
        const rows = await store.reads.labels({ ...span, kinds: ['feedback'] });
        return ['positive', 'negative', 'none'].map((name) =>
          sum(rows.filter(({ label }) => label === name).map(({ value }) => value)),
        );
      };

      test('are remembered across batches, however much was said since', async () => {
        await record([turn({ id: 't0', replies: ['the answer'] })]);
        await record([voting('t1', 'positive')]);
        const talk = Array.from({ length: 15 }, (_, i) =>
          turn({ id: `talk${i}`, at: T0 + 6 + i, replies: [`r${i}`] }),
        );
        await record(talk);
        expect(await votes()).toEqual([1, 0, 0]);

        await record([voting('t2', 'negative')]);
        expect(await votes()).toEqual([0, 1, 0]);
        await record([voting('t3', 'none')]);
        expect(await votes()).toEqual([0, 0, 1]);
      });

      test('of one batch replace each other', async () => {
        await record([
          turn({ id: 't0', replies: ['the answer'] }),
          voting('t1', 'positive'),
          voting('t2', 'negative'),
          voting('t3', 'negative'),
        ]);

        expect(await votes()).toEqual([0, 1, 0]);
      });

      test('are each user’s and each conversation’s own', async () => {
        await record([turn({ id: 't0', replies: ['the answer'] })]);
        await record([
          voting('t1', 'positive'),
          voting('t2', 'positive', { user: 'bob' }),
          voting('t3', 'positive', { conversation: 'c2' }),
        ]);
        await record([voting('t4', 'negative', { user: 'bob' })]);

        expect(await votes()).toEqual([2, 1, 0]);
      });

      test('count where the message counts, also when they change much later', async () => {
        await record([turn({ id: 't0', replies: ['the answer'] })]);
        await record([voting('t1', 'positive', { at: T0 + 5 * QUARTER })]);
        await record([voting('t2', 'negative', { at: T0 + 9 * QUARTER })]);
        const span = { from: Q0, to: Q0 + 20 };
        const vote = { quarter: Q0, segment: 1, label: 'negative', value: 1 };

        expect(plain(await store.reads.labels({ ...span, kinds: ['feedback'] }))).toMatchObject([
          vote,
        ]);
        expect(plain(await store.reads.sessionMarks({ ...span, kind: 'feedback' }))).toMatchObject([
          { session: 1, label: 'negative', value: 1 },
        ]);
      });

      test('are one also where somebody logs in between', async () => {
        await record([
          turn({ id: 'x', user: 'tel', channel: 'slack', origin: { identity: 'me' } }),
        ]);
        await record([turn({ id: 't0', replies: ['the answer'] })]);
        await record([voting('t1', 'positive')]);
        await record([voting('t2', 'negative', { origin: { identity: 'me' } })]);

        expect(await votes()).toEqual([0, 1, 0]);
      });

      test('of an item that failed are forgotten with it', async () => {
        await record([turn({ id: 't0', replies: ['the answer'] })]);
        const failing: Interpret = () => {
          throw new Error('boom');
        };
        await record([voting('t1', 'positive')], {
          interpret: failing,
          onItemError: () => undefined,
        });
        await record([voting('t2', 'negative')]);

        expect(await votes()).toEqual([0, 1, 0]);
      });
    });

    test('a key for a purpose is of this store', async () => {
      const other = await open();
      expect(store.deriveKey('ga4')).toMatch(/^[0-9a-f]{64}$/u);
      expect(store.deriveKey('ga4')).not.toBe(other.deriveKey('ga4'));
      await other.close();
    });

    test('closing twice is closing once', async () => {
      const other = await open();
      await other.close();

      await expect(other.close()).resolves.toBeUndefined();
    });
  });
}
