/** Every way in which the options of a report can be wrong, and what the caller is told. */

import { describe, expect, test } from 'vitest';

import type { AnalyticsError } from '../../src/model/errors.ts';
import { REPORT_NAMES, REPORTS } from '../../src/report/registry.ts';
import { runReport } from '../../src/report/run.ts';
import { readsOf } from './reads-of.ts';

const NOW = Date.parse('2026-05-30T22:07Z');

async function failure(name: string, options: unknown): Promise<AnalyticsError> {
  const reads = await readsOf([]);
  return runReport(reads, name, options, NOW).then(
    () => expect.unreachable('it was accepted'),
    (error: AnalyticsError) => error,
  );
}

describe('wrong options name the field, the value, the problem and what is allowed', () => {
  const WHERE_DIALOG =
    'is a filter of sessions, automation, evaluation, topics, results, actions, handover, feedback and outcomes';

  test.for<{ report?: string; options: unknown; issues: readonly object[] }>([
    {
      options: { period: 'lastWeek' },
      issues: [
        {
          path: 'period',
          value: 'lastWeek',
          problem: expect.stringMatching(/^is none of today, yesterday, .*lastYear/),
          allowed: expect.arrayContaining(['today', 'lastYear']),
        },
      ],
    },
    {
      options: { dimension: 'dya' },
      issues: [
        {
          path: 'dimension',
          value: 'dya',
          problem: 'is none of auto, year, month, week, day, hour (did you mean "day"?)',
          allowed: ['auto', 'year', 'month', 'week', 'day', 'hour'],
        },
      ],
    },
    {
      options: { group: 'country' },
      issues: [expect.objectContaining({ path: 'group', value: 'country' })],
    },
    {
      options: { timezon: 'Europe/Vienna' },
      issues: [
        {
          path: 'timezon',
          value: 'Europe/Vienna',
          problem: 'is no option (did you mean `timezone`?)',
          allowed: Object.keys(REPORTS.users.schema.shape),
        },
      ],
    },
    {
      options: { nonsense: { deep: 1 } },
      issues: [{ path: 'nonsense', problem: 'is no option', allowed: expect.any(Array) }],
    },
    {
      options: { offset: 60 },
      issues: [
        {
          path: 'offset',
          value: 60,
          problem: 'is an option of busiestPeriod and traffic; here `timezone` names the zone',
          allowed: expect.any(Array),
        },
      ],
    },
    ...['users', 'messages', 'platforms', 'conversations'].map((report) => ({
      report,
      options: { dialog: 'checkout' },
      issues: [
        {
          path: 'dialog',
          value: 'checkout',
          problem: WHERE_DIALOG,
          allowed: expect.any(Array),
        },
      ],
    })),
    {
      options: { count: 'started' },
      issues: [expect.objectContaining({ path: 'count', problem: 'is an option of sessions' })],
    },
    {
      report: 'sessions',
      options: { count: 'ended' },
      issues: [expect.objectContaining({ path: 'count', allowed: ['active', 'started'] })],
    },
    ...['Mars/Olympus', '+05:45', ''].map((timezone) => ({
      options: { timezone },
      issues: [
        {
          path: 'timezone',
          value: timezone,
          problem: 'is no IANA time zone, such as Europe/Vienna',
        },
      ],
    })),
    {
      options: { period: 'today', from: '2026-05-01' },
      issues: [
        {
          path: 'period',
          value: 'today',
          problem: 'stands beside `from` or `to`: give one or the other',
        },
      ],
    },
    ...['2026-02-30', '2026-W05', '2026-5-1', 'yesterday', '', '2026-05-01T25:00Z'].map((from) => ({
      options: { from },
      issues: [
        {
          path: 'from',
          value: from,
          problem:
            'is neither a date such as 2026-10-01 nor an instant such as 2026-10-01T08:00:00Z',
        },
      ],
    })),
    {
      options: { to: '2026-05-01T10:10:00Z' },
      issues: [
        {
          path: 'to',
          value: '2026-05-01T10:10:00Z',
          problem: 'is not on a quarter-hour, by which everything is recorded',
        },
      ],
    },
    {
      options: { from: '1969-12-31' },
      issues: [{ path: 'from', value: '1969-12-31', problem: 'lies before 1970' }],
    },
    ...[
      { from: '2026-05-02', to: '2026-05-01' },
      { from: '2026-05-02T00:00Z', to: '2026-05-01' },
      { from: '2026-05-02T00:15Z', to: '2026-05-02T00:00Z' },
      { from: '2026-06-01' },
    ].map((options) => ({
      options,
      issues: [{ path: 'from', value: options.from, problem: 'is later than the end' }],
    })),
    {
      options: { from: '2020-01-01', to: '2026-01-01', dimension: 'hour' },
      issues: [
        {
          path: 'dimension',
          value: 'hour',
          problem:
            'makes more than 10,000 buckets of this range: choose a coarser one or a shorter range',
        },
      ],
    },
    {
      options: { channel: [], locale: 7, includeTest: 'yes' },
      issues: [
        { path: 'channel', problem: 'is an empty list' },
        {
          path: 'locale',
          value: 7,
          problem: 'is neither a text nor a list of texts, none of them empty',
        },
        { path: 'includeTest', value: 'yes', problem: 'is neither true nor false' },
      ],
    },
    {
      options: { from: 20_260_501 },
      issues: [{ path: 'from', value: 20_260_501, problem: 'is neither a text nor a Date' }],
    },
    {
      options: 'last week',
      issues: [expect.objectContaining({ path: 'options' })],
    },
  ])('$options', async ({ report = 'users', options, issues }) => {
    const { code, details } = await failure(report, options);

    expect(code).toBe('INVALID_REPORT_OPTIONS');
    expect(details['issues']).toEqual(issues);
  });
});

test('the message names the option as well', async () => {
  const { message } = await failure('users', { dimension: 'dya' });

  expect(message).toBe(
    'INVALID_REPORT_OPTIONS: `dimension` "dya" is none of auto, year, month, week, day, hour ' +
      '(did you mean "day"?). Correct the fields listed in `details.issues`.',
  );
});

test.for([
  ['user', 'users'],
  ['Sesions', 'sessions'],
  ['converzations', 'conversations'],
])('the report "%s" is unknown: did you mean "%s"?', async ([name = '', meant]) => {
  const { code, message, details } = await failure(name, {});

  expect(code).toBe('UNKNOWN_REPORT');
  expect(message).toContain(`did you mean "${meant}"?`);
  expect(details).toEqual({ allowed: REPORT_NAMES, nearest: meant });
});

test.for(['', '__proto__', 'toString', 'zzzzzzzz'])(
  'the report "%s" is unknown, and nothing is like it',
  async (name) => {
    const { code, details } = await failure(name, {});

    expect(code).toBe('UNKNOWN_REPORT');
    expect(details).toEqual({ allowed: REPORT_NAMES });
  },
);

test('options that are undefined are not given', async () => {
  const reads = await readsOf([]);
  const options = { from: undefined, period: 'today', channel: undefined };

  const answer = await runReport(reads, 'users', options, NOW);

  expect(answer).toMatchObject({ report: 'users', dimension: 'day', filters: {} });
});
