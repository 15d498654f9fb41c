/** Asks random questions of stores that recorded random histories, and lets a test look at the answers. */

import fc from 'fast-check';
import { afterAll, expect } from 'vitest';

import type { Store } from '../../src/record/store.ts';
import { runReport } from '../../src/report/run.ts';
import { fuzz } from '../support/fuzz.ts';
import { expectRecounted } from '../support/recount.ts';
import { storeOf } from './history.ts';
import type { Played } from './model/played.ts';
import { play } from './model/play.ts';
import type { Question, Span, View } from './model/question.ts';
import { firstStart, spansOf, viewOf } from './model/question.ts';
import type { Case } from './random.ts';
import { TIMEOUTS, longAgo } from './random.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What reports answer, as far as all of them do. */
export interface Answer {
  readonly data: readonly Row[];
  readonly summary: Row;
  readonly groups: readonly {
    readonly key: string;
    readonly data: unknown;
    readonly summary: Row;
  }[];
  readonly testHidden?: number;
  readonly previous?: { readonly from: string; readonly to: string; readonly summary: Row };
}

/** A case that was recorded and played. */
export interface Asked extends Case {
  readonly played: Played;
  readonly view: View;
  readonly spans: readonly Span[];
  /** Asks with the range, the zone and the filters of the case. */
  readonly ask: (name: string, options?: object) => Promise<Answer>;
  /** Asks with nothing but these options. */
  readonly askAlone: (name: string, options: object) => Promise<unknown>;
}

/** Range, zone and filters, as options. */
export function optionsOf(asked: Question) {
  const { from, to } = asked;
  return { ...without(asked, 'dimension'), from: new Date(from), to: new Date(to) };
}

/** Stores of the last histories: tests with the same seed ask the same ones. */
const stores = new Map<string, Promise<Store>>();
const MAX_STORES = 50;

async function recorded({ history, captureText }: Case): Promise<Store> {
  const key = JSON.stringify([history, captureText]);
  const known = stores.get(key);
  if (known) return known;
  const made = storeOf(history, ':memory:', {
    sessionTimeoutMs: TIMEOUTS,
    captureText: captureText ? 'full' : 'off',
  }).then(async (store) => {
    await expectRecounted(store);
    return store;
  });
  stores.set(key, made);
  if (stores.size > MAX_STORES) await forget([...stores.keys()][0]!);
  return made;
}

async function forget(key: string): Promise<void> {
  const store = await stores.get(key);
  stores.delete(key);
  await store?.close();
}

afterAll(async () => {
  for (const key of stores.keys()) await forget(key);
});

/** Runs a check over random cases; a failure prints the seed and the case. */
export async function compare(
  runs: number,
  check: (asked: Asked) => Promise<void>,
  { cases = longAgo, examples = [] }: { cases?: fc.Arbitrary<Case>; examples?: Case[] } = {},
): Promise<void> {
  const property = fc.asyncProperty(cases, async (which) => {
    const { asked, now } = which;
    const { reads } = await recorded(which);
    const askAlone = (name: string, options: object) => runReport(reads, name, options, now);
    const played = play(which.history, { sessionTimeoutMs: TIMEOUTS });
    await check({
      ...which,
      played,
      view: viewOf(played, asked),
      spans: spansOf(asked),
      askAlone,
      ask: (name, options = {}) =>
        askAlone(name, { ...optionsOf(asked), ...options }) as Promise<Answer>,
    });
  });
  await fc.assert(property, {
    ...fuzz(runs),
    // to look for a smaller case takes minutes: SHRINK=1, and --testTimeout
    endOnFailure: process.env['SHRINK'] === undefined,
    examples: examples.map((each): [Case] => [each]),
  });
}

/** When the buckets of a question begin: the first one with the calendar, be it cut off by the range. */
export function datesOf({ asked, spans }: Asked): string[] {
  return spans.map(([from], i) => new Date(i === 0 ? firstStart(asked) : from).toISOString());
}

/** A series has a row per bucket, dated with its start. */
export function expectSeries(data: readonly Row[], asked: Asked, of: (span: Span) => object): void {
  expect(data).toEqual(datesOf(asked).map((date, i) => ({ date, ...of(asked.spans[i]!) })));
}

/** Rows in any order; of each, its fields in any order. */
export function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row, Object.keys(row).toSorted())).toSorted();
}

export function without(row: object, ...names: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
