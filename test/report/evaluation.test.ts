/** Report `evaluation`: all ratings make the mean, the last of each session the distribution. */

import { expect, test } from 'vitest';

import type { TurnCall } from '../../src/model/call.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { EvaluationReport } from '../../src/report/questions/evaluation.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

const MONDAY = Date.parse('2026-03-02T12:00:00Z');
const DAYS = { from: '2026-03-02', to: '2026-03-03' };

async function ask(history: readonly Moment[], options: object = DAYS): Promise<EvaluationReport> {
  const reads = await readsOf(history);
  return (await runReport(reads, 'evaluation', options, MONDAY + 9 * DAY_MS)) as EvaluationReport;
}

function said(user: string, at: number, ...calls: readonly TurnCall[]): Moment {
  return { at, kind: 'message', user, calls };
}

const csat = (score: number): TurnCall => ({ name: 'rateCsat', score });
const nps = (score: number): TurnCall => ({ name: 'rateNps', score });

test('R0: the mean is of all ratings given, the distribution of all sessions under the last one', async () => {
  const { data, summary } = await ask([
    said('ann', MONDAY, csat(1)),
    said('ann', MONDAY + MINUTE_MS, csat(5)),
    said('bob', MONDAY, csat(4)),
    said('cid', MONDAY),
  ]);

  expect(data.map((row) => [row.csat, row.csatVotes])).toEqual([
    [3.33, 3],
    [null, 0],
  ]);
  expect(summary.csat).toEqual({
    mean: 3.33,
    votes: 3,
    distribution: [
      { value: 1, sessions: 0, share: 0 },
      { value: 2, sessions: 0, share: 0 },
      { value: 3, sessions: 0, share: 0 },
      { value: 4, sessions: 1, share: 33.33 },
      { value: 5, sessions: 1, share: 33.33 },
      { value: null, sessions: 1, share: 33.33 },
    ],
  });
});

test('the score of NPS is promoters less detractors, in percent of the ratings', async () => {
  const scores = [0, 6, 7, 8, 9, 10, 10];

  const { data, summary } = await ask(scores.map((score, i) => said(`u${i}`, MONDAY, nps(score))));

  expect(data[0]).toEqual({
    date: '2026-03-02T00:00:00.000Z',
    csat: null,
    csatVotes: 0,
    npsMean: 7.14,
    nps: 14.29,
    npsVotes: 7,
  });
  expect(summary.nps).toMatchObject({ mean: 7.14, score: 14.29, votes: 7 });
  expect(summary.nps.distribution.map(({ value, sessions }) => [value, sessions])).toEqual([
    ...[1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2].map((sessions, value) => [value, sessions]),
    [null, 0],
  ]);
  expect(summary.csat).toMatchObject({ mean: null, votes: 0 });
});

test('nothing but warnings is a score of −100', async () => {
  const { summary } = await ask([said('ann', MONDAY, nps(6)), said('bob', MONDAY, nps(0))]);

  expect(summary.nps.score).toBe(-100);
});

test('a vote counts at its own time, the last rating also of a session that lasted longer', async () => {
  const midnight = MONDAY + DAY_MS / 2;
  const history = [
    said('ann', midnight - MINUTE_MS, csat(2)),
    said('ann', midnight + MINUTE_MS, csat(4)),
  ];

  const { summary } = await ask(history, { from: '2026-03-02', to: '2026-03-02' });

  expect(summary.csat).toMatchObject({ mean: 2, votes: 1 });
  expect(summary.csat.distribution.filter(({ sessions }) => sessions > 0)).toEqual([
    { value: 4, sessions: 1, share: 100 },
  ]);
});

test('with a dialog votes and sessions are those of the sessions in which it was opened', async () => {
  const history = [
    said('ann', MONDAY, { name: 'startDialog', dialog: 'survey' }, csat(5)),
    said('bob', MONDAY, csat(1)),
  ];

  const { summary } = await ask(history, { ...DAYS, dialog: 'survey' });

  expect(summary.csat).toMatchObject({ mean: 5, votes: 1 });
  expect(summary.csat.distribution.at(-1)).toEqual({ value: null, sessions: 0, share: 0 });
});

test('without a session shares are nothing', async () => {
  const { summary } = await ask([]);

  expect(summary.csat).toMatchObject({ mean: null, votes: 0 });
  expect(summary.nps.distribution).toHaveLength(12);
  expect(summary.nps.distribution[0]).toEqual({ value: 0, sessions: 0, share: null });
});
