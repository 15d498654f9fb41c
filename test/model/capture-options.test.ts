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

describe('texts and names', () => {
  const redact = (text: string) => text;
  const resolvedFrom = (options: AnalyticsOptions, environment = {}) => {
    const { recorder, captureNames, redact: kept } = resolveOptions(options, environment);
    return [recorder.interpret.captureText, captureNames, kept];
  };

  test('are not kept by default', () => {
    expect(resolvedFrom({})).toEqual(['off', false, undefined]);
  });

  test.for<{ options: AnalyticsOptions; resolved: unknown }>([
    { options: { captureText: 'full', redact }, resolved: ['full', false, undefined] },
    { options: { captureText: 'redacted', redact }, resolved: ['redacted', false, redact] },
    { options: { captureText: 'redacted' }, resolved: ['redacted', false, undefined] },
    { options: { redact }, resolved: ['off', false, undefined] },
    { options: { captureNames: true }, resolved: ['off', true, undefined] },
  ])('$options', ({ options, resolved }) => {
    expect(resolvedFrom(options)).toEqual(resolved);
  });

  test('may be asked for by the environment, where the code says nothing', () => {
    const environment = {
      BOT_ANALYTICS_CAPTURE_TEXT: 'redacted',
      BOT_ANALYTICS_CAPTURE_NAMES: 'on',
    };

    expect(resolvedFrom({ redact }, environment)).toEqual(['redacted', true, redact]);
    expect(resolvedFrom({ captureText: 'off', captureNames: false }, environment)).toEqual([
      'off',
      false,
      undefined,
    ]);
  });

  test.for([
    { name: 'BOT_ANALYTICS_CAPTURE_TEXT', path: 'captureText' },
    { name: 'BOT_ANALYTICS_CAPTURE_NAMES', path: 'captureNames' },
  ])('$name is checked as the option is', ({ name, path }) => {
    expect(() => resolveOptions({}, { [name]: 'maybe' })).toThrow(
      expect.objectContaining({ details: { issues: [expect.objectContaining({ path })] } }),
    );
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
  { option: 'captureText', value: true, problem: "must be 'off', 'redacted' or 'full'" },
  { option: 'captureNames', value: 'yes', problem: 'must be true or false' },
  { option: 'redact', value: 'all', problem: 'must be a function: (text) => string' },
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
