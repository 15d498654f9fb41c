/** Report `automation`: the rate of R0 in both formulas, and whose word counts. */

import { describe, expect, test } from 'vitest';

import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type {
  AutomationReport,
  GroupedAutomationReport,
} from '../../src/report/questions/automation.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

const MONDAY = Date.parse('2026-03-02T12:00:00Z');
const DAYS = { from: '2026-03-02', to: '2026-03-03' };

type Answer = AutomationReport & GroupedAutomationReport;

async function ask(history: readonly Moment[], options: object = DAYS): Promise<Answer> {
  const reads = await readsOf(history);
  return (await runReport(reads, 'automation', options, MONDAY + 9 * DAY_MS)) as Answer;
}

let users = 0;

/** A session of a new user, whose turns say these, a minute apart. */
function session(...said: readonly (boolean | undefined)[]): readonly Moment[] {
  const user = `user-${++users}`;
  return said.map((automated, minute) => ({
    at: MONDAY + minute * MINUTE_MS,
    kind: 'message',
    user,
    ...(automated !== undefined && { calls: [{ name: 'setAutomated', automated }] }),
  }));
}

/** As many sessions as told: automated, not automated, without a word. */
function sessions(automated: number, notAutomated: number, unmarked: number): Moment[] {
  const times = (count: number, said?: boolean): Moment[] =>
    Array.from({ length: count }, () => session(said)).flat();
  return [...times(automated, true), ...times(notAutomated, false), ...times(unmarked)];
}

describe('R0: the automation rate', () => {
  test.for([
    {
      branch: 'with true and false is that of the marked sessions',
      history: sessions(2, 1, 4),
      corrected: { value: 66.67, numerator: 2, denominator: 3 },
      documented: { value: 66.67, numerator: 2, denominator: 3 },
    },
    {
      branch: 'with false alone is the share of the others',
      history: sessions(0, 1, 4),
      corrected: { value: 80, numerator: 4, denominator: 5 },
      documented: { value: 80, numerator: 4, denominator: 5 },
    },
    {
      branch: 'with true alone is the share of the automated, as documented that of the others',
      history: sessions(3, 0, 1),
      corrected: { value: 75, numerator: 3, denominator: 4 },
      documented: { value: 25, numerator: 1, denominator: 4 },
    },
    {
      branch: 'with true in every session is 100 %, as documented 0 %',
      history: sessions(3, 0, 0),
      corrected: { value: 100, numerator: 3, denominator: 3 },
      documented: { value: 0, numerator: 0, denominator: 3 },
    },
    {
      branch: 'without a mark is 100 %',
      history: sessions(0, 0, 2),
      corrected: { value: 100, numerator: 2, denominator: 2 },
      documented: { value: 100, numerator: 2, denominator: 2 },
    },
    {
      branch: 'without a session is nothing',
      history: [],
      corrected: { value: null, numerator: 0, denominator: 0 },
      documented: { value: null, numerator: 0, denominator: 0 },
    },
  ])('$branch', async ({ history, corrected, documented }) => {
    const byDefault = await ask(history);
    const asPrinted = await ask(history, { ...DAYS, formula: 'documented' });

    expect(byDefault.summary).toMatchObject({ rate: corrected, formula: 'corrected' });
    expect(asPrinted.summary).toMatchObject({ rate: documented, formula: 'documented' });
  });
});

test('the last word of a session counts, also one that came after the range', async () => {
  const midnight = MONDAY + DAY_MS / 2;
  const overMidnight: Moment[] = [
    { at: midnight - MINUTE_MS, kind: 'message', user: 'ann', calls: [said(false)] },
    { at: midnight + MINUTE_MS, kind: 'message', user: 'ann', calls: [said(true)] },
  ];
  const history = [...session(true, false), ...session(false, undefined, true), ...overMidnight];

  const both = await ask(history);
  const first = await ask(history, { from: '2026-03-02', to: '2026-03-02' });

  expect(both.data).toEqual([
    row('2026-03-02', { automated: 2, notAutomated: 1, sessions: 3 }),
    row('2026-03-03', { automated: 1, notAutomated: 0, sessions: 1 }),
  ]);
  expect(both.summary).toEqual({
    automated: 2,
    notAutomated: 1,
    unmarked: 0,
    sessions: 3,
    rate: { value: 66.67, numerator: 2, denominator: 3 },
    formula: 'corrected',
  });
  expect(first.data).toEqual(both.data.slice(0, 1));
});

test('a rate is that of its group, not of all', async () => {
  const history = [
    ...sessions(1, 1, 0),
    ...sessions(1, 0, 1).map((moment) => ({ ...moment, channel: 'msteams' })),
  ];

  const { groups, summary } = await ask(history, { ...DAYS, group: 'channel' });

  expect(summary.rate).toEqual({ value: 66.67, numerator: 2, denominator: 3 });
  expect(groups.map((group) => [group.key, group.summary.rate.value])).toEqual([
    ['msteams', 50],
    ['webchat', 50],
  ]);
});

test('only sessions in which the dialog was opened', async () => {
  const opened: Moment = {
    at: MONDAY,
    kind: 'message',
    user: 'ann',
    calls: [{ name: 'startDialog', dialog: 'checkout' }, said(true)],
  };

  const { summary, filters } = await ask([opened, ...sessions(0, 3, 0)], {
    ...DAYS,
    dialog: 'checkout',
  });

  expect(filters).toEqual({ dialog: 'checkout' });
  expect(summary).toMatchObject({ automated: 1, sessions: 1 });
});

function said(automated: boolean): { name: 'setAutomated'; automated: boolean } {
  return { name: 'setAutomated', automated };
}

function row(day: string, counts: object): object {
  return { date: `${day}T00:00:00.000Z`, unmarked: 0, ...counts };
}
