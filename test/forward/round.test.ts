/** What a claim comes to: what is not sent, what is sent again, and what is known of it. */

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Destination, Parcel, Verdict } from '../../src/forward/destination.ts';
import { POLL_MS } from '../../src/forward/dispatcher.ts';
import { hold } from '../../src/forward/hold.ts';
import { LEASE_MS, workRound } from '../../src/forward/round.ts';
import type { RoundDeps } from '../../src/forward/round.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { Outbox } from '../../src/record/outbox.ts';
import { memoryOutbox } from './memory-outbox.ts';
import { AT, eventOf } from './one-of-each.ts';

const DELIVERED: Verdict = { outcome: 'delivered', rejected: [] };
const event = (id: string, at = AT) => eventOf('topic_set', { topic: id }, { id, at });

/** A destination that is told what to answer; a parcel holds so many events. */
function answering(
  answer: (parcel: Parcel) => Verdict | Promise<Verdict>,
  rest: Partial<Destination> = {},
  size = 100,
): Destination & { readonly sent: string[][] } {
  const sent: string[][] = [];
  return {
    name: 'd',
    claimLimit: 100,
    concurrency: 2,
    maxAgeMs: Infinity,
    maxAheadMs: Infinity,
    onAmbiguous: 'retry',
    sent,
    encode(events) {
      const requests: Parcel[] = [];
      for (let i = 0; i < events.length; i += size) {
        requests.push({ events: events.slice(i, i + size) });
      }
      return { requests, rejected: [] };
    },
    async send(parcel) {
      sent.push(parcel.events.map(({ event: { id } }) => id));
      return answer(parcel);
    },
    ...rest,
  };
}

function setUp(destination: Destination, rest: Partial<RoundDeps> = {}, outbox = memoryOutbox()) {
  const now = rest.now ?? (() => AT);
  const deps: RoundDeps = {
    destination,
    hold: hold({ outbox, destination: 'd', owner: 'p1', now }),
    now,
    eventNow: () => AT,
    trustedNow: () => AT,
    random: () => 0.5,
    stopping: () => false,
    signal: new AbortController().signal,
    ...rest,
  };
  return { outbox, deps, round: (failures = 0) => workRound(deps, failures) };
}

const row = (outbox: ReturnType<typeof memoryOutbox>, id: string) =>
  outbox.rows('d').find((each) => each.event.id === id);

describe('what is too old for the destination', () => {
  const old = () => [event('old', AT - 72 * HOUR_MS), event('new', AT - 71 * HOUR_MS)];
  const takes = { maxAgeMs: 71 * HOUR_MS };

  test('expires by a clock that is believed', async () => {
    const destination = answering(() => DELIVERED, takes);
    const { outbox, round } = setUp(destination);
    outbox.add('d', old());
    await round();

    expect(destination.sent).toEqual([['new']]);
    expect(row(outbox, 'old')?.state).toBe('expired');
  });

  test('waits by a clock that is not, while what is too old by what is believed expires', async () => {
    const destination = answering(() => DELIVERED, takes);
    const { outbox, round } = setUp(destination, { eventNow: () => AT + 400 * DAY_MS });
    outbox.add('d', [...old(), event('told now', AT + 400 * DAY_MS)]);
    await round();

    expect(destination.sent).toEqual([['told now']]);
    expect(row(outbox, 'old')?.state).toBe('expired');
    expect(row(outbox, 'new')).toMatchObject({ state: 'pending', dueAt: AT + HOUR_MS });
  });
});

describe('what is dated ahead', () => {
  test('waits until it is no further ahead than the destination takes', async () => {
    const destination = answering(() => DELIVERED, { maxAheadMs: 55 * MINUTE_MS });
    const { outbox, round } = setUp(destination);
    outbox.add('d', [
      event('now'),
      event('in 55', AT + 55 * MINUTE_MS),
      event('in 60', AT + 60 * MINUTE_MS),
    ]);
    await round();

    expect(destination.sent).toEqual([['now', 'in 55']]);
    expect(row(outbox, 'in 60')).toMatchObject({ state: 'pending', dueAt: AT + 5 * MINUTE_MS });
  });
});

describe('after a failure that does not say whether events arrived', () => {
  const LOST: Verdict = { outcome: 'retry', problem: 'lost', isAmbiguous: true };

  test('they are sent again, and that is counted', async () => {
    const { outbox, round } = setUp(answering(() => LOST));
    outbox.add('d', [event('a'), event('b')]);
    const result = await round();

    expect(result).toMatchObject({ state: 'retrying', problem: 'lost', waitMs: 1_000 });
    expect(outbox.rows('d')).toMatchObject([
      { state: 'pending', ambiguous: 1, dueAt: AT + 1_000 },
      { state: 'pending', ambiguous: 1, dueAt: AT + 1_000 },
    ]);
  });

  test('or given up where the settings say so, and the destination is left alone all the same', async () => {
    const { outbox, round } = setUp(answering(() => LOST, { onAmbiguous: 'drop' }));
    outbox.add('d', [event('a')]);

    expect(await round()).toMatchObject({ state: 'retrying' });
    expect(row(outbox, 'a')).toMatchObject({ state: 'dead', reason: 'ambiguous', ambiguous: 1 });
  });

  test('a failure that says that they did not is none of that', async () => {
    const refused: Verdict = { outcome: 'retry', problem: 'refused' };
    const { outbox, round } = setUp(answering(() => refused, { onAmbiguous: 'drop' }));
    outbox.add('d', [event('a')]);
    await round();

    expect(row(outbox, 'a')).toMatchObject({ state: 'pending', ambiguous: 0 });
  });

  test.for([
    { onAmbiguous: 'retry' as const, state: 'delivered', sent: [['a']] },
    { onAmbiguous: 'drop' as const, state: 'dead', sent: [] },
  ])(
    'what a dead process was sending: $onAmbiguous → $state',
    async ({ onAmbiguous, state, sent }) => {
      const destination = answering(() => DELIVERED, { onAmbiguous });
      const outbox = memoryOutbox();
      outbox.add('d', [event('a')]);
      const uncertain: Outbox = {
        ...outbox,
        claim: async (query) =>
          (await outbox.claim(query)).map((each) => ({ ...each, isUncertain: true as const })),
      };
      const { round } = setUp(destination, {
        hold: hold({ outbox: uncertain, destination: 'd', owner: 'p1', now: () => AT }),
      });
      await round();

      expect(row(outbox, 'a')?.state).toBe(state);
      expect(destination.sent).toEqual(sent);
    },
  );

  test('a destination that throws may have sent: its events are tried again', async () => {
    const { outbox, round } = setUp(
      answering(() => {
        throw new Error('canary');
      }),
    );
    outbox.add('d', [event('a')]);
    const result = await round();

    expect(row(outbox, 'a')).toMatchObject({ state: 'pending', ambiguous: 1 });
    expect(JSON.stringify(result)).not.toContain('canary');
  });
});

describe('a destination that fails', () => {
  const LATER: Verdict = { outcome: 'retry', problem: 'later' };

  test('is asked with one parcel at a time until it takes one', async () => {
    let open = 0;
    let most = 0;
    const slow = async (): Promise<Verdict> => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return DELIVERED;
    };
    const { outbox, round } = setUp(answering(slow, {}, 1));
    outbox.add('d', [event('a'), event('b')]);
    await round(1);
    expect(most).toBe(1);

    outbox.add('d', [event('c'), event('d')]);
    await round(0);
    expect(most).toBe(2);
  });

  test('waits longer with every round, and its events with it', async () => {
    const { outbox, round } = setUp(answering(() => LATER));
    outbox.add('d', [event('a')]);

    expect(await round(4)).toMatchObject({ waitMs: 16_000, hasDelivered: false });
    expect(row(outbox, 'a')?.dueAt).toBe(AT + 16_000);
  });

  test('but what it refuses while it takes others waits by itself', async () => {
    const answer = ({ events: [first] }: Parcel): Verdict =>
      first?.event.id === 'poison' ? LATER : DELIVERED;
    const { outbox, round } = setUp(answering(answer, { concurrency: 1 }, 1));
    outbox.add('d', [event('fine'), event('poison')]);
    const { rows } = outbox;
    rows('d')[1]!.attempts = 4;
    const result = await round(3);

    expect(result).toMatchObject({ state: 'retrying', waitMs: 1_000, hasDelivered: true });
    expect(row(outbox, 'poison')?.dueAt).toBe(AT + 16_000);
  });

  test('does not get what failed five times in one parcel with the rest', async () => {
    const destination = answering(() => DELIVERED);
    const { outbox, round } = setUp(destination);
    outbox.add('d', [event('a'), event('b'), event('c')]);
    outbox.rows('d')[0]!.attempts = 5;
    outbox.rows('d')[1]!.attempts = 4;
    await round();

    expect(destination.sent).toEqual([['c', 'b'], ['a']]);
  });

  test('is obeyed when it says how long to wait', async () => {
    const wait: Verdict = { outcome: 'retry', problem: 'later', afterMs: 90_000 };
    const { outbox, round } = setUp(answering(() => wait));
    outbox.add('d', [event('a')]);

    expect(await round()).toMatchObject({ waitMs: 90_000 });
    expect(row(outbox, 'a')?.dueAt).toBe(AT + 90_000);
  });
});

describe('an ordered destination', () => {
  test('gets what failed before in its place, however often it failed', async () => {
    const destination = answering(() => DELIVERED, { isOrdered: true });
    const { outbox, round } = setUp(destination);
    outbox.add('d', [event('a'), event('b'), event('c')]);
    outbox.rows('d')[0]!.attempts = 9;
    await round();

    expect(destination.sent).toEqual([['a', 'b', 'c']]);
  });
});

describe('a settlement that the store cannot take', () => {
  test('keeps no other back: it is given up, and told', async () => {
    const outbox = memoryOutbox();
    outbox.add('d', [event('a'), event('poison'), event('c')]);
    const isPoison = (seq: number) => outbox.rows('d')[seq]!.event.id === 'poison';
    const strict: Outbox = {
      ...outbox,
      settle: async (query) => {
        const wrong = query.settlements.some(
          ({ seq, outcome }) => outcome === 'delivered' && isPoison(seq),
        );
        if (wrong) throw new TypeError('cannot store that');
        await outbox.settle(query);
      },
    };
    const { round } = setUp(
      answering(() => DELIVERED),
      {
        hold: hold({ outbox: strict, destination: 'd', owner: 'p1', now: () => AT }),
      },
    );

    expect(await round()).toMatchObject({ state: 'ok' });
    expect(outbox.rows('d').map(({ state, reason }) => [state, reason])).toEqual([
      ['delivered', undefined],
      ['dead', 'internal'],
      ['delivered', undefined],
    ]);
  });
});

describe('what was made to fit', () => {
  test('is told when the event is delivered, and not before', async () => {
    const verdicts: Verdict[] = [{ outcome: 'retry', problem: 'later' }, DELIVERED];
    const destination = answering(() => verdicts.shift() ?? DELIVERED, {
      encode: (events) => ({
        requests: [{ events, trimmed: new Map(events.map((each) => [each, ['value_clipped']])) }],
        rejected: [],
      }),
    });
    let now = AT;
    const { outbox, round } = setUp(destination, { now: () => now });
    outbox.add('d', [event('a')]);
    await round();
    expect(row(outbox, 'a')?.trimmed).toBeUndefined();

    now += MINUTE_MS;
    await round();
    expect(row(outbox, 'a')).toMatchObject({ state: 'delivered', trimmed: ['value_clipped'] });
  });
});

describe('a lease', () => {
  afterEach(() => void vi.useRealTimers());

  test('is renewed as long as the claim is worked on', async () => {
    vi.useFakeTimers({ now: AT });
    let finish: (verdict: Verdict) => void = () => undefined;
    const waits = answering(() => new Promise<Verdict>((resolve) => (finish = resolve)));
    const { outbox, round } = setUp(waits, { now: Date.now });
    outbox.add('d', [event('a')]);
    const done = round();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(row(outbox, 'a')?.heldUntil).toBeGreaterThan(Date.now() + LEASE_MS - 2_001);

    finish(DELIVERED);
    await done;
    expect(row(outbox, 'a')?.state).toBe('delivered');
    const { heldUntil } = row(outbox, 'a')!;
    await vi.advanceTimersByTimeAsync(9_000);
    expect(row(outbox, 'a')?.heldUntil).toBe(heldUntil);
  });

  test('that cannot be renewed ends the round before another takes over', async () => {
    let now = AT;
    const destination = answering(
      () => {
        now += LEASE_MS - 1_000;
        return DELIVERED;
      },
      { concurrency: 1 },
      1,
    );
    const { outbox, round } = setUp(destination, { now: () => now });
    outbox.add('d', [event('a'), event('b')]);
    await round();

    expect(destination.sent).toEqual([['a']]);
    expect(row(outbox, 'b')).toMatchObject({ state: 'pending', heldBy: undefined });
  });

  test('that another has taken over is not worked on any more', async () => {
    vi.useFakeTimers({ now: AT });
    const outbox = memoryOutbox();
    const destination = answering(
      async () => {
        for (const each of outbox.rows('d')) each.heldBy = 'another';
        await vi.advanceTimersByTimeAsync(2_500);
        return DELIVERED;
      },
      { concurrency: 1 },
      1,
    );
    const { round } = setUp(destination, { now: Date.now }, outbox);
    outbox.add('d', [event('a'), event('b')]);
    await round();

    expect(destination.sent).toEqual([['a']]);
  });

  test('is short enough for another process to go on within ten seconds', () => {
    expect(LEASE_MS + POLL_MS).toBeLessThan(10_000);
  });
});
