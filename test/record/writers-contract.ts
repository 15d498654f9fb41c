/** What every store must know of the processes that record: the same suite for each engine. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Store } from '../../src/record/store.ts';
import { GONE_MS } from '../../src/record/writers.ts';
import { T0, deps, turn } from './turns.ts';

export interface WritersStore {
  readonly store: Store;
  /** Runs a statement on another connection. */
  readonly sql: (text: string) => Promise<unknown>;
}

const NOBODY = { processes: 0, facts: 0 };

/** Runs the suite; `open` gives an empty store. */
export function writersContract(name: string, open: () => Promise<WritersStore>): void {
  describe(name, () => {
    let own: WritersStore;
    beforeEach(async () => {
      own = await open();
    });
    afterEach(() => own.store.close());

    const beat = (writer: string, atRisk = 0): Promise<void> =>
      own.store.writers.beat({ writer, atRisk, at: T0, now: Date.now() });
    const gone = () => own.store.writers.gone(Date.now());
    const lostAtMost = async (): Promise<number> => (await own.store.counts()).lostAtMost;
    const record = (writer: string, number: number, atRisk: number) =>
      own.store.record(
        { writer, number, items: [turn({ id: `${writer}-${number}` })], atRisk },
        deps(),
      );
    /** Has it said its last word so long ago. */
    const silent = (writer: string, forMs = GONE_MS + 1_000) =>
      own.sql(`UPDATE writers SET beat_at = beat_at - ${forMs} WHERE id = '${writer}'`);

    test('one that is there is not gone, and loses nothing', async () => {
      await beat('w1', 200);
      await silent('w1', GONE_MS - 20_000);

      expect(await gone()).toEqual(NOBODY);
      expect(await lostAtMost()).toBe(0);
    });

    test('one that was killed before its first batch has lost what it had room for', async () => {
      await beat('w1', 200);
      await silent('w1');

      expect(await gone()).toEqual({ processes: 1, facts: 200 });
      expect(await lostAtMost()).toBe(200);
      expect(await own.store.lastBatch('w1')).toBeUndefined();
    });

    test('after a batch it is what that says, be it more or less, whatever is said later', async () => {
      await beat('w1', 200);
      await record('w1', 1, 7);
      await beat('w1');
      await record('w2', 1, 3_000);
      await beat('w2', 200);
      await Promise.all([silent('w1'), silent('w2')]);

      expect(await gone()).toEqual({ processes: 2, facts: 3_007 });
    });

    test('a batch that is sent again says nothing new', async () => {
      await beat('w1');
      await record('w1', 1, 7);
      await record('w1', 1, 700);
      await silent('w1');

      expect(await gone()).toEqual({ processes: 1, facts: 7 });
    });

    test('of several who ask one is told, once', async () => {
      await beat('w1', 200);
      await silent('w1');
      const told = [...(await Promise.all([gone(), gone(), gone()])), await gone()];

      expect(told.reduce((sum, { facts }) => sum + facts, 0)).toBe(200);
      expect(await lostAtMost()).toBe(200);
    });

    test('one that has ended has lost nothing', async () => {
      await beat('w1', 200);
      await record('w1', 1, 7);
      await own.store.writers.ended('w1');
      await silent('w1');

      expect(await gone()).toEqual(NOBODY);
      expect(await lostAtMost()).toBe(0);
    });

    test('one that was frozen, and is there again, counts no more; it may be killed yet', async () => {
      await beat('w1', 200);
      await silent('w1');
      await gone();
      await beat('w1');
      expect(await lostAtMost()).toBe(0);
      expect(await gone()).toEqual(NOBODY);
      await silent('w1');

      expect(await gone()).toEqual({ processes: 1, facts: 200 });
    });

    test('who imports, and begins anew when it is killed, has nothing at risk', async () => {
      await own.store.record({ writer: 'w1', number: 1, items: [turn({ id: 't1' })] }, deps());

      expect(await gone()).toEqual(NOBODY);
    });
  });
}
