import { describe, expect, test } from 'vitest';
import {
  fitProperties,
  fitPropertyName,
  isForbiddenId,
  MAX_PROPERTIES,
} from '../../../src/forward/destinations/mixpanel-limits.ts';

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));

/** https://docs.mixpanel.com/reference/import-events */
const FORBIDDEN = [
  'anon',
  'anonymous',
  'nil',
  'none',
  'null',
  'n/a',
  'na',
  'undefined',
  'unknown',
  '<nil>',
  '0',
  '-1',
  'true',
  'false',
  '[]',
  '{}',
  '00000000-0000-0000-0000-000000000000',
];

describe('ids', () => {
  test.for([...FORBIDDEN, 'Anonymous', 'NULL'])('%s is refused', (id) => {
    expect(isForbiddenId(id)).toBe(true);
  });

  test.for(['', '1', '00', 'nobody', '$device:0', '65b8cf711a5dd8291aef7e726ca5530d'])(
    '"%s" is not',
    (id) => {
      expect(isForbiddenId(id)).toBe(false);
    },
  );

  test('a refused one is left out; distinct_id is emptied, or Mixpanel would make one up', () => {
    const ids = { distinct_id: 'Null', $device_id: 'none', $user_id: '0', $insert_id: 'undefined' };

    expect(fitProperties({ ...ids, topic: 'none' })).toEqual({
      properties: { distinct_id: '', topic: 'none' },
      trimmed: Array(4).fill('value_unusable'),
    });
  });

  test('others stay as they are, the empty distinct_id too', () => {
    const ids = { distinct_id: '', $device_id: 'd', $user_id: 'u', $insert_id: 'i' };

    expect(fitProperties(ids)).toEqual({ properties: ids, trimmed: [] });
  });
});

describe('properties', () => {
  test.for([
    ['a text of 255', 'y'.repeat(255), 'y'.repeat(255), []],
    ['a text of 256', 'y'.repeat(256), 'y'.repeat(255), ['value_clipped']],
    ['half a character at the border', `${'y'.repeat(254)}😀`, 'y'.repeat(254), ['value_clipped']],
    ['NaN', NaN, undefined, ['value_unusable']],
    ['-Infinity', -Infinity, undefined, ['value_unusable']],
    ['0', 0, 0, []],
    ['true', true, true, []],
    ['an empty text', '', '', []],
    ['undefined', undefined, undefined, []],
  ] as const)('%s', ([, given, sent, trimmed]) => {
    expect(fitProperties({ x: given })).toEqual({
      properties: sent === undefined ? {} : { x: sent },
      trimmed,
    });
  });

  test('a name of more than 255 is clipped', () => {
    expect(fitProperties({ ['x'.repeat(256)]: 1 })).toEqual({
      properties: { ['x'.repeat(255)]: 1 },
      trimmed: ['name_changed'],
    });
  });

  test('the first of too many are kept; what is absent takes no place', () => {
    expect(fitProperties({ absent: undefined, ...many(MAX_PROPERTIES + 2) })).toEqual({
      properties: many(MAX_PROPERTIES),
      trimmed: ['properties_over_limit', 'properties_over_limit'],
    });
  });
});

test.for([
  ['size', 'size'],
  ['größe', 'größe'],
  ['channel', 'custom_channel'],
  ['$city', 'custom_$city'],
  ['mp_lib', 'custom_mp_lib'],
  ['x'.repeat(256), 'x'.repeat(255)],
])('%s of the bot’s code is sent as %s', ([given, name]) => {
  expect(fitPropertyName(given!, new Set(['channel']))).toBe(name);
});
