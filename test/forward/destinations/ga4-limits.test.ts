import { describe, expect, test } from 'vitest';
import {
  fitEventName,
  fitParamName,
  fitParams,
  fitUserProperties,
} from '../../../src/forward/destinations/ga4-limits.ts';

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));

describe('parameters', () => {
  test.for([
    ['a text of 100', 'y'.repeat(100), 'y'.repeat(100), []],
    ['a text of 101', 'y'.repeat(101), 'y'.repeat(100), ['value_clipped']],
    ['NaN', NaN, undefined, ['value_unusable']],
    ['Infinity', Infinity, undefined, ['value_unusable']],
    ['0', 0, 0, []],
    ['true', true, 'true', []],
    ['false', false, 'false', []],
    ['an empty text', '', undefined, []],
    ['undefined', undefined, undefined, []],
  ] as const)('%s', ([, given, sent, trimmed]) => {
    expect(fitParams({ x: given })).toEqual({
      params: sent === undefined ? {} : { x: sent },
      trimmed,
    });
  });

  test.for([
    ['page_title', 300],
    ['page_referrer', 420],
    ['page_location', 1_000],
  ] as const)('%s holds %i characters', ([name, max]) => {
    expect(fitParams({ [name]: 'y'.repeat(max) }).trimmed).toEqual([]);
    expect(fitParams({ [name]: 'y'.repeat(max + 1) })).toEqual({
      params: { [name]: 'y'.repeat(max) },
      trimmed: ['value_clipped'],
    });
  });

  test('names that GA4 does not take are changed, each of them told', () => {
    expect(fitParams({ firebase_conversion: 1, 'a b': 2, 'gtag.x': 3, fine: 4 })).toEqual({
      params: { custom_firebase_conversion: 1, a_b: 2, gtag_x: 3, fine: 4 },
      trimmed: ['name_changed', 'name_changed', 'name_changed'],
    });
  });

  test('25 are kept; each of the others is told, and nothing else of it', () => {
    expect(fitParams(many(25)).trimmed).toEqual([]);
    expect(fitParams({ ...many(25), 'a b': 'y'.repeat(101), z: 1 })).toEqual({
      params: many(25),
      trimmed: ['params_over_limit', 'params_over_limit'],
    });
  });

  test('what is absent takes no place', () => {
    expect(fitParams({ a: undefined, b: '', c: NaN, ...many(25) }).params).toEqual(many(25));
  });

  test('every change is told', () => {
    expect(fitParams({ _x: 'y'.repeat(101), n: -Infinity, long: 'z'.repeat(101) })).toEqual({
      params: { custom__x: 'y'.repeat(100), long: 'z'.repeat(100) },
      trimmed: ['name_changed', 'value_clipped', 'value_unusable', 'value_clipped'],
    });
  });
});

describe('user properties', () => {
  test.for([
    'first_open_time',
    'first_visit_time',
    'last_deep_link_referrer',
    'user_id',
    'first_open_after_install',
    'google_x',
    'ga_x',
    'firebase_x',
    '_x',
  ])('%s is reserved', (name) => {
    expect(fitUserProperties({ [name]: 1 })).toEqual({
      values: { [`custom_${name}`.slice(0, 24)]: 1 },
      trimmed: ['name_changed'],
    });
  });

  test.for([
    ['x'.repeat(24), []],
    ['x'.repeat(25), ['name_changed']],
  ] as const)('the name %s', ([name, trimmed]) => {
    expect(fitUserProperties({ [name]: 1 })).toEqual({ values: { ['x'.repeat(24)]: 1 }, trimmed });
  });

  test.for([
    [36, []],
    [37, ['value_clipped']],
  ] as const)('a text of %i', ([length, trimmed]) => {
    expect(fitUserProperties({ plan: 'y'.repeat(length) })).toEqual({
      values: { plan: 'y'.repeat(36) },
      trimmed,
    });
  });

  test('25 are kept, and yes is a word', () => {
    expect(fitUserProperties({ yes: true, ...many(25), nan: NaN })).toEqual({
      values: { yes: 'true', ...many(24) },
      trimmed: ['properties_over_limit', 'value_unusable'],
    });
  });
});

test.for(['fine', 'custom_error', 'x'.repeat(40), 'custom__x', 'custom_1st'])(
  'a name that fits, such as %s, stays as it is',
  (name) => {
    expect([fitEventName(name), fitParamName(name, new Set())]).toEqual([name, name]);
  },
);
