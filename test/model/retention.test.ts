/** The `retention` option. */

import { expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import type { RetentionOptions } from '../../src/model/retention.ts';

test('events are kept for 90 days, redeliveries known for 48 hours, and what is counted for ever', () => {
  expect(resolveOptions().recorder.retention).toEqual({
    eventsDays: 90,
    seenActivitiesHours: 48,
    conversationsDays: 90,
    textsDays: Infinity,
    sessionsDays: Infinity,
    rollupsDays: Infinity,
  });
});

test('what is left out keeps its default', () => {
  const { retention } = resolveOptions({
    retention: { eventsDays: 30, textsDays: 14, sessionsDays: undefined },
  }).recorder;

  expect(retention).toMatchObject({ eventsDays: 30, textsDays: 14, sessionsDays: Infinity });
});

test.for<{ readonly retention: RetentionOptions }>([
  { retention: { eventsDays: 1, seenActivitiesHours: 24, conversationsDays: 2, textsDays: 1 } },
  { retention: { eventsDays: 3_660, sessionsDays: 3_660, rollupsDays: 3_660 } },
  { retention: { eventsDays: Infinity, seenActivitiesHours: Infinity } },
])('$retention is allowed', ({ retention }) => {
  expect(resolveOptions({ retention }).recorder.retention).toMatchObject(retention);
});

function issuesOf(retention: unknown): unknown {
  try {
    resolveOptions({ retention: retention as RetentionOptions });
    return undefined;
  } catch (error) {
    return AnalyticsError.is(error) ? error.details['issues'] : error;
  }
}

const days = (least: number) => `must be a whole number of days from ${least} to 3660, or Infinity`;

test.for([
  { field: 'eventsDays', value: 0, problem: days(1) },
  { field: 'eventsDays', value: 1.5, problem: days(1) },
  { field: 'eventsDays', value: 3_661, problem: days(1) },
  { field: 'eventsDays', value: '90', problem: days(1) },
  { field: 'eventsDays', value: NaN, problem: days(1) },
  { field: 'conversationsDays', value: 1, problem: days(2) },
  {
    field: 'seenActivitiesHours',
    value: 23,
    problem: 'must be a whole number of hours from 24 to 87840, or Infinity',
  },
  {
    field: 'sessionsDays',
    value: 89,
    problem: 'must not be less than eventsDays (90): what is counted is kept as long as its events',
  },
  {
    field: 'rollupsDays',
    value: 30,
    problem: 'must not be less than eventsDays (90): what is counted is kept as long as its events',
  },
])('$field: $value is refused', ({ field, value, problem }) => {
  expect(issuesOf({ [field]: value })).toEqual([{ path: `retention.${field}`, problem, value }]);
});

test('events for ever need what is counted of them for ever', () => {
  expect(issuesOf({ eventsDays: Infinity, rollupsDays: 365 })).toMatchObject([
    { path: 'retention.rollupsDays', value: 365 },
  ]);
});

test('an unknown name is told with those that are known', () => {
  expect(issuesOf({ events: 90 })).toEqual([
    {
      path: 'retention.events',
      problem:
        'there is no option of this name; known are eventsDays, seenActivitiesHours, conversationsDays, textsDays, sessionsDays, rollupsDays',
    },
  ]);
});

test('a number alone is no retention', () => {
  expect(issuesOf(90)).toEqual([
    {
      path: 'retention',
      problem: 'must be an object: { eventsDays: 90, sessionsDays: 730 }',
      value: 90,
    },
  ]);
});
