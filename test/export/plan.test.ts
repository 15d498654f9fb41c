import { describe, expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { planExport } from '../../src/export/plan.ts';
import type { ReportName } from '../../src/report/registry.ts';
import { REPORT_NAMES } from '../../src/report/registry.ts';

const plan = (reports: readonly ReportName[], options: Record<string, unknown>) =>
  planExport(reports, options).map(({ report, options: own, leftOut }) => ({
    report,
    options: own,
    leftOut,
  }));

describe('options of several reports', () => {
  test('each takes what it knows', () => {
    expect(
      plan(['users', 'sessions', 'busiestPeriod'], {
        period: 'today',
        count: 'started',
        channel: undefined,
      }),
    ).toEqual([
      { report: 'users', options: { period: 'today' }, leftOut: ['count'] },
      { report: 'sessions', options: { period: 'today', count: 'started' }, leftOut: [] },
      { report: 'busiestPeriod', options: { period: 'today' }, leftOut: ['count'] },
    ]);
  });

  test('a value that a report does not know is left out there', () => {
    expect(plan(['users', 'retention'], { dimension: 'month' })).toEqual([
      { report: 'users', options: { dimension: 'month' }, leftOut: [] },
      { report: 'retention', options: {}, leftOut: ['dimension'] },
    ]);
  });

  test('a list of one is that one where a report takes no list', () => {
    const queries = planExport(['users', 'busiestPeriod'], { source: ['slack'] });

    expect(queries.map(({ query }) => query)).toEqual([{ source: ['slack'] }, { source: 'slack' }]);
  });

  test('an option that depends on another is left out where that is missing', () => {
    const [topics] = plan(['topics', 'users'], { dimension: 'week' });

    expect(topics).toEqual({ report: 'topics', options: {}, leftOut: ['dimension'] });
  });
});

test('one report takes all or nothing', () => {
  expect(() => planExport(['users'], { count: 'active' })).toThrow(/`count` "active" is an option/);
});

test.for<{ options: Record<string, unknown>; problem: RegExp }>([
  {
    options: { perod: 'today' },
    problem: /`perod` "today" is an option of none of these reports \(did you mean `period`\?\)/,
  },
  { options: { dimension: 'dya' }, problem: /`dimension` "dya" is none of .* "day"/ },
  { options: { timezone: 'Mars' }, problem: /`timezone` "Mars" is no IANA time zone/ },
])('what no report takes is an error: $options', ({ options, problem }) => {
  expect(() => planExport(['users', 'messages'], options)).toThrow(problem);
  expect(() => planExport(REPORT_NAMES, options)).toThrow(AnalyticsError);
});

describe('how long a list is', () => {
  const queries = (options: Record<string, unknown>) =>
    planExport(['phrases', 'audience', 'users', 'feedback'], options).map(({ query, limit }) => ({
      query,
      limit,
    }));

  test('as long as it can be', () => {
    expect(queries({})).toEqual([
      { query: { limit: 1_000_000 }, limit: undefined },
      { query: { order: 'stable', limit: 1_000 }, limit: undefined },
      { query: {}, limit: undefined },
      { query: {}, limit: undefined },
    ]);
  });

  test('`limit` is that of all pages', () => {
    expect(queries({ limit: 5_000 })).toEqual([
      { query: { limit: 5_000 }, limit: undefined },
      { query: { limit: 1_000 }, limit: 5_000 },
      { query: {}, limit: undefined },
      { query: {}, limit: undefined },
    ]);
  });

  test('`limit`, `cursor` and `order` mean the usual order of the audience, or the one they name', () => {
    const query = (options: Record<string, unknown>) =>
      planExport(['audience'], options).map((planned) => planned.query);

    expect(query({ limit: 50 })).toEqual([{ limit: 1_000 }]);
    expect(query({ cursor: 'x' })).toEqual([{ cursor: 'x', limit: 1_000 }]);
    expect(query({ order: 'recent' })).toEqual([{ order: 'recent', limit: 1_000 }]);
  });

  test('chats of feedback are a list as well', () => {
    const [planned] = planExport(['feedback'], { chats: 'more_positive' });

    expect(planned?.query).toEqual({ chats: 'more_positive', limit: 1_000_000 });
  });
});
