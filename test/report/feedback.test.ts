/** Report `feedback`: one vote per message and user, and the sessions that were judged so. */

import { describe, expect, test } from 'vitest';

import type { FeedbackVote } from '../../src/model/call.ts';
import type { AnalyticsError } from '../../src/model/errors.ts';
import { DAY_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { FeedbackReport, GroupedFeedbackReport } from '../../src/report/questions/feedback.ts';
import { runReport } from '../../src/report/run.ts';
import type { Moment } from './history.ts';
import { readsOf } from './reads-of.ts';

const MONDAY = Date.parse('2026-03-02T12:00:00Z');
const DAYS = { from: '2026-03-02', to: '2026-03-03' };

type Answer = FeedbackReport & GroupedFeedbackReport;

async function ask(history: readonly Moment[], options: object = {}): Promise<Answer> {
  const reads = await readsOf(history);
  return (await runReport(
    reads,
    'feedback',
    { ...DAYS, ...options },
    MONDAY + 9 * DAY_MS,
  )) as Answer;
}

/** For each list of votes a question of the user and an answer of the bot, on which these votes fall one after the other. */
function votes(
  user: string,
  begin: number,
  ...onAnswers: readonly (readonly FeedbackVote[])[]
): readonly Moment[] {
  return onAnswers.flatMap((onAnswer, i) => {
    const at = begin + 5 * i * MINUTE_MS;
    const answered: Moment = { at, kind: 'message', user, replies: 1 };
    const voted = onAnswer.map((vote, n): Moment => {
      const call = { name: 'recordFeedback', vote } as const;
      return { at: at + (n + 1) * MINUTE_MS, kind: 'signal', user, calls: [call] };
    });
    return [answered, ...voted];
  });
}

test('the last vote on a message counts, one that was taken back is none', async () => {
  const { data, summary } = await ask([
    ...votes('ann', MONDAY, ['positive'], ['negative', 'positive'], ['neutral'], ['negative']),
    ...votes('bob', MONDAY, ['positive', 'none'], []),
  ]);

  expect(data).toEqual([
    { date: '2026-03-02T00:00:00.000Z', positive: 2, negative: 1, neutral: 1, none: 1 },
    { date: '2026-03-03T00:00:00.000Z', positive: 0, negative: 0, neutral: 0, none: 0 },
  ]);
  expect(summary).toEqual({
    positive: 2,
    negative: 1,
    neutral: 1,
    none: 1,
    reviewable: 5,
    reviewed: 4,
    positiveShare: { value: 50, numerator: 2, denominator: 4 },
  });
});

test('R2: a message that asked for feedback and got none can be reviewed, but was not', async () => {
  const asked = votes('ann', MONDAY, ['positive'], [], []).map((moment) => {
    return { ...moment, offersFeedback: true };
  });

  const { data, summary } = await ask(asked);

  expect(data[0]).toMatchObject({ positive: 1, negative: 0, neutral: 0, none: 2 });
  expect(summary).toMatchObject({
    reviewable: 3,
    reviewed: 1,
    positiveShare: { value: 100, numerator: 1, denominator: 1 },
  });
});

test('a vote counts on the day of the message that it is on', async () => {
  const beforeMidnight = MONDAY + DAY_MS / 2 - MINUTE_MS;

  const { data } = await ask(votes('ann', beforeMidnight, ['neutral', 'negative']));

  expect(data.map(({ negative }) => negative)).toEqual([1, 0]);
});

test('without a vote there is no share', async () => {
  const { summary } = await ask([]);

  expect(summary).toMatchObject({ reviewable: 0, reviewed: 0 });
  expect(summary.positiveShare).toEqual({ value: null, numerator: 0, denominator: 0 });
});

test('groups have their own shares', async () => {
  const teams = votes('bob', MONDAY, ['negative']).map((moment) => {
    return { ...moment, channel: 'msteams' };
  });

  const { groups, summary } = await ask([...votes('ann', MONDAY, ['positive']), ...teams], {
    group: 'channel',
  });

  expect(groups.map((group) => [group.key, group.summary.positiveShare.value])).toEqual([
    ['msteams', 0],
    ['webchat', 100],
  ]);
  expect(summary.positiveShare.value).toBe(50);
});

describe('R2: the chats', () => {
  const history = [
    ...votes('loves it', MONDAY, ['positive'], ['positive']),
    ...votes('likes it', MONDAY + MINUTE_MS, ['positive'], ['negative'], ['positive']),
    ...votes('is torn', MONDAY + 2 * MINUTE_MS, ['positive'], ['negative']),
    ...votes('hates it', MONDAY + 3 * MINUTE_MS, ['negative'], ['neutral']),
    ...votes('changed their mind', MONDAY + 4 * MINUTE_MS, ['positive', 'none']),
  ];
  const counts = ({ chats }: Answer): unknown =>
    chats?.sessions.map(({ positive, negative, neutral }) => [positive, negative, neutral]);

  test('that are more positive are listed, most recent first', async () => {
    const answer = await ask(history, { chats: 'more_positive' });

    expect(answer.chats).toMatchObject({ filter: 'more_positive', count: 2 });
    expect(answer.chats?.sessions).toEqual([
      {
        session: expect.any(String),
        startedAt: '2026-03-02T12:01:00.000Z',
        lastAt: '2026-03-02T12:12:00.000Z',
        received: 3,
        sent: 3,
        positive: 2,
        negative: 1,
        neutral: 0,
      },
      {
        session: expect.any(String),
        startedAt: '2026-03-02T12:00:00.000Z',
        lastAt: '2026-03-02T12:06:00.000Z',
        received: 2,
        sent: 2,
        positive: 2,
        negative: 0,
        neutral: 0,
      },
    ]);
  });

  test('that are more negative, or only positive', async () => {
    expect(counts(await ask(history, { chats: 'more_negative' }))).toEqual([[0, 1, 1]]);
    expect(counts(await ask(history, { chats: 'only_positive' }))).toEqual([[2, 0, 0]]);
  });

  test('are counted beyond the limit', async () => {
    const { chats } = await ask(history, { chats: 'more_positive', limit: 1 });

    expect(chats?.count).toBe(2);
    expect(chats?.sessions.map(({ startedAt }) => startedAt)).toEqual(['2026-03-02T12:01:00.000Z']);
  });

  test('bring the votes of the whole session, also those outside of the range', async () => {
    const beforeMidnight = MONDAY + DAY_MS / 2 - 4 * MINUTE_MS;
    const overMidnight = votes('ann', beforeMidnight, ['positive'], ['negative'], ['positive']);

    const answer = await ask(overMidnight, { from: '2026-03-03', chats: 'more_positive' });

    expect(answer.summary).toMatchObject({ positive: 1, negative: 1 });
    expect(counts(answer)).toEqual([[2, 1, 0]]);
  });

  test('are those in which the dialog was opened', async () => {
    const opened: Moment = {
      at: MONDAY,
      kind: 'message',
      user: 'ann',
      calls: [{ name: 'startDialog', dialog: 'checkout' }],
    };
    const inDialog = [opened, ...votes('ann', MONDAY + MINUTE_MS, ['positive'])];

    const answer = await ask([...inDialog, ...history], {
      dialog: 'checkout',
      chats: 'only_positive',
    });

    expect(answer.summary).toMatchObject({ positive: 1, reviewable: 1 });
    expect(answer.chats?.count).toBe(1);
  });

  test('are not there if nobody asked for them', async () => {
    expect(await ask(history)).not.toHaveProperty('chats');
  });
});

test.for([
  {
    options: { limit: 10 },
    path: 'limit',
    problem:
      'limits the list of `chats`, which has to be one of more_positive, more_negative, only_positive',
  },
  {
    options: { chats: 'only_positive', limit: 0 },
    path: 'limit',
    problem: 'is no whole number from 1 to 1,000,000',
  },
  {
    options: { chats: 'only_positive', limit: 1.5 },
    path: 'limit',
    problem: 'is no whole number from 1 to 1,000,000',
  },
  {
    options: { chats: 'only_negative' },
    path: 'chats',
    problem: expect.stringContaining('is none of more_positive, more_negative, only_positive'),
  },
])('$path of $options is refused', async ({ options, path, problem }) => {
  const error = await ask([], options).then(
    () => expect.unreachable('it was accepted'),
    (reason: AnalyticsError) => reason,
  );

  expect(error.details?.['issues']).toEqual([expect.objectContaining({ path, problem })]);
});
