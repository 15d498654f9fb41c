/** The options that capture asks while a turn runs. */

import { describe, expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import { resolveOptions } from '../../src/model/resolve.ts';

describe('acknowledgeFeedback', () => {
  test.for([
    { given: undefined, resolved: false },
    { given: false, resolved: false },
    { given: true, resolved: true },
  ])('$given: $resolved', ({ given, resolved }) => {
    expect(resolveOptions({ acknowledgeFeedback: given }).acknowledgeFeedback).toBe(resolved);
  });
});

test('the functions are handed on as they are', () => {
  const clientInfo = () => undefined;
  const handoverSign = () => undefined;

  expect(resolveOptions({ clientInfo, handoverSign }).hooks).toMatchObject({
    clientInfo,
    handoverSign,
  });
});

test.for([
  { option: 'acknowledgeFeedback', value: 'yes', problem: 'must be true or false' },
  { option: 'clientInfo', value: {}, problem: 'must be a function: (activity) => { device' },
  {
    option: 'handoverSign',
    value: 'requested',
    problem: "must be a function: (activity) => 'requ",
  },
])('$option that is $value is refused with what it has to be', ({ option, value, problem }) => {
  let thrown: unknown;
  try {
    resolveOptions({ [option]: value } as AnalyticsOptions);
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toBeInstanceOf(AnalyticsError);
  expect((thrown as AnalyticsError).details).toMatchObject({
    issues: [{ path: option, problem: expect.stringContaining(problem) }],
  });
});
