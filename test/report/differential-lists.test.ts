/** The same for lists and grids: see `differential.test.ts`. */

import { expect, test } from 'vitest';

import type {
  AudiencePage,
  AudienceReport,
  AudienceUser,
} from '../../src/report/questions/audience.ts';
import type { Row } from './asking.ts';
import { compare, optionsOf, sorted, without } from './asking.ts';
import * as lists from './model/lists.ts';
import { viewOf } from './model/question.ts';
import { IDENTITY, NAMES } from './random.ts';

/** Random cases per report; more with `FUZZ_RUNS`. */
const RUNS = 8;

/** Rows are in the order of a number, the greatest first. */
function expectDescending(data: readonly Row[], name: string): void {
  const values = data.map((row) => row[name] as number);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
}

test('clicks', () =>
  compare(RUNS, async ({ view, ask }) => {
    const { data, summary } = await ask('clicks');
    const expected = lists.clicks(view);

    expect(sorted(data)).toEqual(sorted(expected.data));
    expect(summary).toEqual(expected.summary);
    expectDescending(data, 'clicks');
  }));

test('dialogs', () =>
  compare(RUNS, async ({ view, ask }) => {
    const { data, summary } = await ask('dialogs');
    const expected = lists.dialogs(view);

    expect(sorted(data)).toEqual(sorted(expected.data));
    expect(summary).toEqual(expected.summary);
    expectDescending(data, 'views');
  }));

test('interactions', () =>
  compare(RUNS, async ({ view, ask }) => {
    const answer = await ask('interactions');
    const data = answer as unknown as readonly Row[];
    const rows = data.map((row) =>
      'type' in row && row['type'] !== undefined
        ? without(row, 'name', 'id')
        : without(row, 'id', 'type', 'parentId'),
    );

    expect(sorted(rows)).toEqual(sorted(lists.interactions(view)));
    expectDescending(data, 'value');
  }));

test('traffic and busiestPeriod', () =>
  compare(RUNS, async ({ view, ask, askAlone, asked, played }) => {
    for (const measure of [undefined, 'received', 'sent', 'sessions'] as const) {
      const { data } = await ask('traffic', { measure });
      expect(data).toEqual(lists.traffic(view, measure));
    }
    const { from, to } = optionsOf(asked);
    const { from: begin, to: end, timezone, dimension } = asked;
    const bare = { from: begin, to: end, timezone, dimension, includeTest: false };
    const everything = viewOf(played, bare);
    expect(await askAlone('busiestPeriod', { from, to, timezone })).toEqual(
      lists.traffic(everything, undefined),
    );
    expect(await askAlone('busiestPeriod', { from, to, offset: -225 })).toEqual(
      lists.traffic(everything, undefined, -225),
    );
  }));

test('responseTimes', () =>
  compare(RUNS, async ({ view, ask }) => {
    for (const by of ['channel', 'dialog'] as const) {
      const { data, summary } = await ask('responseTimes', { by });
      const expected = lists.responseTimes(view, by);

      expectDescending(data, 'count');
      expectNear(summary, expected.summary);
      expect(data).toHaveLength(expected.data.length);
      for (const row of expected.data)
        expectNear(
          data.find(({ key }) => key === row.key)!,
          row,
        );
    }
  }));

/** The same, but for quantiles, which are within 2 %. */
function expectNear(row: Row, expected: Row): void {
  const quantiles = ['p50Ms', 'p95Ms', 'p99Ms'];
  expect(without(row, ...quantiles)).toEqual(without(expected, ...quantiles));
  for (const name of quantiles) {
    const [value, exact] = [row[name], expected[name]];
    if (exact === null) expect(value).toBeNull();
    else
      expect(Math.abs((value as number) - (exact as number))).toBeLessThanOrEqual(
        0.02 * (exact as number),
      );
  }
}

test('phrases', () =>
  compare(RUNS, async ({ view, ask, captureText }) => {
    const { data, summary } = await ask('phrases', { limit: 10_000 });
    const expected = lists.phrases(view, captureText);

    const rows = data.map(({ text = null, intent = null, ...row }) => ({
      ...row,
      intent,
      text: typeof text === 'string' ? lists.plainText(text) : text,
    }));
    expect(sorted(rows)).toEqual(sorted(expected.data));
    expect(summary).toEqual(expected.summary);
    expectDescending(data, 'count');
  }));

/** Of one person, one name; who has none is null. */
function nameOf(person: string): string | null {
  return (person === IDENTITY ? NAMES['eve'] : NAMES[person.split('/')[1]!]) ?? null;
}

/** What a row says besides the pseudonyms, which nobody can foretell. */
function known(row: object): Row {
  const names = ['channel', 'name', 'firstAt', 'lastAt', 'received', 'sent', 'sessions'] as const;
  return Object.fromEntries(names.map((name) => [name, (row as Row)[name]]));
}

/** Expects that each name always stands for the same, and no two names for the same. */
function renaming(): (name: string, as: string | null) => void {
  const pairs = new Map<string, string | null>();
  return (name, as) => {
    expect(pairs.get(name) ?? as).toBe(as);
    pairs.set(name, as);
    expect(new Set(pairs.values()).size).toBe(pairs.size);
  };
}

async function allPages(ask: (cursor?: string) => Promise<unknown>): Promise<AudienceUser[]> {
  const users: AudienceUser[] = [];
  let cursor: string | undefined;
  do {
    const page = (await ask(cursor)) as AudiencePage;
    users.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return users;
}

test('audience', () =>
  compare(RUNS, async ({ asked, played, askAlone }) => {
    const { includeTest, channel } = asked;
    const options = { includeTest, ...(channel !== undefined && { channel }) };
    const expected = lists
      .audience(played, options)
      .map((row) => ({ ...row, name: nameOf(row.person) }));
    const answer = (await askAlone('audience', { ...options, limit: 1_000 })) as AudienceReport;
    const { data, summary } = answer;

    expect(sorted(data.map(known))).toEqual(sorted(expected.map(known)));
    expect(summary).toMatchObject({ users: expected.length });
    const times = data.map(({ lastAt }) => lastAt ?? '');
    expect(times).toEqual(times.toSorted().toReversed());
    const isUser = renaming();
    const isConversation = renaming();
    for (const { user, lastConversation, ...row } of data) {
      const alike = expected.filter((each) => sorted([known(each)])[0] === sorted([known(row)])[0]);
      if (alike.length > 1) continue;
      const { person, lastConversations } = alike[0]!;
      isUser(person, user);
      if (lastConversations.length === 1) isConversation(lastConversations[0]!, lastConversation);
    }
    const paged = await allPages((cursor) =>
      askAlone('audience', { ...options, limit: 2, ...(cursor !== undefined && { cursor }) }),
    );
    expect(paged).toEqual(data);
  }));
