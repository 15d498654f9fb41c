import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Batch } from '../../src/record/store.ts';
import { BATCH_DELAY_MS, BATCH_SIZE, RESERVE, sender } from '../../src/runtime/sender.ts';
import type { SenderDeps } from '../../src/runtime/sender.ts';
import { NOON, incoming, outgoing, text, turn } from '../interpret/play.ts';

const twoFacts = () => turn([incoming(NOON, text('hi')), outgoing(NOON, text('hello'))]);

function desk(overrides: Partial<SenderDeps> = {}) {
  const posted: Batch[] = [];
  const onFull = vi.fn();
  const sending = sender({
    writer: 'w1',
    post: (batch) => void posted.push(batch),
    onFull,
    ...overrides,
  });
  const stored = (batch: Batch | undefined): void => {
    if (!batch) throw new Error('nothing was posted');
    const facts = batch.items.reduce((sum, { facts: { length } }) => sum + length, 0);
    sending.recorded(batch.number, { stored: facts, duplicate: 0, dropped: {} });
  };
  return { sending, posted, onFull, stored };
}

/** The identity of the books, with `=`. */
function balance(health: ReturnType<ReturnType<typeof sender>['health']>): void {
  const dropped = Object.values(health.dropped).reduce((sum, facts) => sum + facts, 0);
  expect(health.received).toBe(health.stored + health.duplicate + dropped + health.inMemory);
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('batches', () => {
  test('a turn leaves after the delay, not before', () => {
    const { sending, posted } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());

    vi.advanceTimersByTime(BATCH_DELAY_MS - 1);
    expect(posted).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(posted.map(({ number, items }) => [number, items.length])).toEqual([[1, 1]]);
  });

  test('a full batch leaves at once', () => {
    const { sending, posted } = desk();
    sending.opened(undefined);
    for (let i = 0; i < BATCH_SIZE; i++) sending.add(twoFacts());

    expect(posted).toHaveLength(1);
  });

  test('the next one waits for the confirmation of the one before', () => {
    const { sending, posted, stored } = desk();
    sending.opened(undefined);
    for (let i = 0; i < 2 * BATCH_SIZE; i++) sending.add(twoFacts());
    expect(posted).toHaveLength(1);
    stored(posted[0]);

    expect(posted.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('nothing leaves before the store is open', () => {
    const { sending, posted } = desk();
    sending.add(twoFacts());
    vi.advanceTimersByTime(10 * BATCH_DELAY_MS);
    expect(posted).toHaveLength(0);
    sending.opened(undefined);

    expect(posted).toHaveLength(1);
  });
});

describe('what is lost at most by a kill before the next batch is committed', () => {
  const add = (sending: ReturnType<typeof sender>, turns: number): void => {
    for (let i = 0; i < turns; i++) sending.add(twoFacts());
  };

  test.for([
    { when: 'little came', turns: 1, atRisk: RESERVE },
    { when: 'as much came as there is room for', turns: RESERVE / 8, atRisk: RESERVE },
    { when: 'more came', turns: RESERVE / 8 + 1, atRisk: RESERVE + 8 },
    { when: 'more waits than fits', turns: BATCH_SIZE + 5, atRisk: 10 + 4 * 2 * BATCH_SIZE },
  ])('where $when: what waits, and four times as much as is sent', ({ turns, atRisk }) => {
    const { sending, posted } = desk();
    add(sending, turns);
    sending.opened(undefined);

    expect(posted.map((batch) => batch.atRisk)).toEqual([atRisk]);
  });

  test('at the end of the process it is what comes after each batch: nothing else comes', () => {
    const { sending } = desk();
    add(sending, BATCH_SIZE + 5);

    expect(sending.takeAll().map(({ atRisk }) => atRisk)).toEqual([10, 0]);
  });
});

describe('books', () => {
  test('balance at every moment', () => {
    const { sending, posted, stored } = desk({ limits: { turns: 3, characters: 1e6 } });
    for (let i = 0; i < 5; i++) sending.add(twoFacts());
    sending.dropped('no_turn', 1);
    balance(sending.health());
    expect(sending.health()).toMatchObject({
      received: 11,
      inMemory: 6,
      dropped: { queue_full: 4, no_turn: 1 },
    });
    sending.opened(undefined);
    balance(sending.health());
    stored(posted[0]);

    balance(sending.health());
    expect(sending.health()).toMatchObject({ stored: 6, inMemory: 0 });
  });

  test('what a full queue drops is told', () => {
    const { sending, onFull } = desk({ limits: { turns: 10, characters: 500 } });
    sending.add(twoFacts());
    sending.add(twoFacts());

    expect(onFull).toHaveBeenCalledTimes(1);
    expect(sending.health().dropped).toEqual({ queue_full: 2 });
  });

  test('flushed() waits for what came before it, and for nothing else', async () => {
    const { sending, posted, stored } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());
    let isDone = false;
    const done = sending.flushed().then(() => (isDone = true));
    sending.add(twoFacts());
    await Promise.resolve();
    expect(isDone).toBe(false);
    stored(posted[0]);

    await done;
    expect(sending.health().inMemory).toBe(2);
  });

  test('after close() what is left and what comes is dropped, by reason', async () => {
    const { sending } = desk();
    sending.add(twoFacts());
    const done = sending.flushed();
    sending.close('not_recorded_at_close');
    sending.add(twoFacts());

    await done;
    expect(sending.health()).toMatchObject({
      inMemory: 0,
      dropped: { not_recorded_at_close: 2, closed: 2 },
    });
  });
});

describe('the oldest in memory', () => {
  const ageOf = ({ health }: ReturnType<typeof sender>) => health().oldestInMemoryMs;

  test('ages from its arrival until it is settled; then the next one counts', () => {
    const { sending, posted, stored } = desk();
    expect(ageOf(sending)).toBeNull();
    sending.add(twoFacts());
    vi.advanceTimersByTime(300);
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(200);
    expect(ageOf(sending)).toBe(500);
    stored(posted[0]);
    expect(ageOf(sending)).toBe(200);
    stored(posted[1]);

    expect(ageOf(sending)).toBeNull();
  });

  test('what a full queue refuses has no age', () => {
    const { sending } = desk({ limits: { turns: 0, characters: 1e6 } });
    sending.add(twoFacts());

    expect(ageOf(sending)).toBeNull();
  });

  test('what is dropped, as it cannot be written or at the end, is not in memory', () => {
    const { sending, posted } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    sending.add(twoFacts());
    vi.advanceTimersByTime(20);
    sending.refused(posted[0]?.number ?? NaN);
    expect(ageOf(sending)).toBe(20);
    sending.close('not_recorded_at_close');

    expect(ageOf(sending)).toBeNull();
  });
});

describe('commits', () => {
  test('are timed by who recorded them; what is not known is not counted', () => {
    const { sending, posted } = desk();
    const outcome = { stored: 2, duplicate: 0, dropped: {} };
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    sending.recorded(posted[0]?.number ?? NaN, outcome, 12);
    sending.recorded(posted[0]?.number ?? NaN, outcome, 99); // told again: settled already
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    sending.died();
    sending.opened({ number: 2, outcome });

    expect(sending.health()).toMatchObject({ stored: 4, commits: { count: 1, sumMs: 12 } });
  });
});

describe('death of the thread', () => {
  test('what was not confirmed is sent again under the same number', () => {
    const { sending, posted } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    sending.died();
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    expect(posted).toHaveLength(1);
    sending.opened(undefined);

    expect(posted.map(({ number, items }) => [number, items.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test('what the store has already is acknowledged, not sent', () => {
    const { sending, posted } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    sending.died();
    sending.opened({ number: 1, outcome: { stored: 1, duplicate: 1, dropped: {} } });

    expect(posted).toHaveLength(1);
    expect(sending.health()).toMatchObject({ stored: 1, duplicate: 1, inMemory: 0 });
    balance(sending.health());
  });

  test('a turn that kills the thread each time is found and dropped, the others are kept', () => {
    const { sending, posted } = desk();
    const poison = twoFacts();
    const good = [twoFacts(), twoFacts(), twoFacts()];
    sending.opened(undefined);
    for (const captured of [...good, poison]) sending.add(captured);
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    const recorded = new Set<unknown>();
    let last:
      { number: number; outcome: { stored: number; duplicate: 0; dropped: {} } } | undefined;
    for (let i = 0; i < posted.length && i < 100; i++) {
      const batch = posted[i];
      if (!batch) break;
      if (batch.items.includes(poison)) {
        sending.died();
        sending.opened(last);
      } else {
        for (const item of batch.items) recorded.add(item);
        const outcome = { stored: 2 * batch.items.length, duplicate: 0, dropped: {} } as const;
        last = { number: batch.number, outcome };
        sending.recorded(batch.number, outcome);
      }
    }

    expect(recorded).toEqual(new Set(good));
    expect(sending.health()).toMatchObject({ stored: 6, dropped: { thread_died: 2 }, inMemory: 0 });
    const numbers = [...new Set(posted.map(({ number }) => number))];
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('a thread that dies before it is given anything blames no turn', () => {
    const { sending, posted, stored } = desk();
    sending.opened(undefined);
    sending.add(twoFacts());
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    for (let deaths = 0; deaths < 5; deaths++) sending.died();
    sending.opened(undefined);
    stored(posted.at(-1));

    expect(posted.map(({ number }) => number)).toEqual([1, 1]);
    expect(sending.health()).toMatchObject({ stored: 2, dropped: {}, inMemory: 0 });
  });

  test('what cannot be written is halved until the one at fault is dropped as internal', () => {
    const { sending, posted } = desk();
    const poison = twoFacts();
    sending.opened(undefined);
    for (const captured of [twoFacts(), poison, twoFacts()]) sending.add(captured);
    vi.advanceTimersByTime(BATCH_DELAY_MS);
    for (let i = 0; i < posted.length && i < 100; i++) {
      const batch = posted[i];
      if (batch?.items.includes(poison)) sending.refused(batch.number);
      else if (batch) {
        sending.recorded(batch.number, {
          stored: 2 * batch.items.length,
          duplicate: 0,
          dropped: {},
        });
      }
    }

    expect(sending.health()).toMatchObject({ stored: 4, dropped: { internal: 2 }, inMemory: 0 });
  });
});

test('the end of the process takes everything, in order, under the numbers it has', () => {
  const { sending, posted } = desk();
  sending.opened(undefined);
  for (let i = 0; i < BATCH_SIZE + 1; i++) sending.add(twoFacts());
  const rest = sending.takeAll();

  expect(posted.map(({ number }) => number)).toEqual([1]);
  expect(rest.map(({ number, items }) => [number, items.length])).toEqual([
    [1, BATCH_SIZE],
    [2, 1],
  ]);
});
