/** What Mixpanel publishes of its strict import, rule by rule: a right event, and one thing wrong. */

import { describe, expect, test } from 'vitest';
import { judgeMixpanelEvents } from '../../../samples/local/judge.ts';
import {
  HOUR_MS,
  judge,
  NOW,
  numbered,
  PROPERTIES,
  UUID,
  withProperties,
} from './mixpanel-request.ts';

const nested = (depth: number): unknown => (depth === 0 ? 1 : { deeper: nested(depth - 1) });

test('right events are taken in, each merge of ids alike', () => {
  const { $device_id: _, ...original } = PROPERTIES;
  const known = { $user_id: 'customer-7', distinct_id: 'customer-7' };
  const identify = { ...original, distinct_id: 'u', $identified_id: 'u', $anon_id: UUID };
  const events = [
    ...withProperties({}),
    ...withProperties(known),
    { event: 'Message Received', properties: { ...original, distinct_id: 'anything' } },
    { event: '$identify', properties: identify },
    { event: '$identify', properties: { ...identify, distinct_id: undefined } },
  ];

  expect(judgeMixpanelEvents(JSON.stringify(events), { now: NOW })).toEqual({
    records: JSON.parse(JSON.stringify(events)) as unknown,
    failed: [],
  });
});

test('what is just within every limit is taken in', () => {
  const properties = {
    time: NOW + HOUR_MS,
    $insert_id: 'A'.repeat(36),
    ...numbered(240, 1),
    ['n'.repeat(255)]: 'v'.repeat(255),
    list: Array.from({ length: 254 }, () => 'v'.repeat(255)),
    nested: nested(3),
    wide: numbered(254, 1),
  };
  const [event] = withProperties(properties, 'e'.repeat(255));
  const early = withProperties({ time: Date.UTC(1971, 0) });

  expect(judge([...Array.from({ length: 100 }, () => event), ...early])).toEqual([]);
});

test('an empty batch is right, and 2,000 small events are', () => {
  expect(judge([])).toEqual([]);
  expect(judge(Array.from({ length: 2_000 }, () => withProperties({})[0]))).toEqual([]);
});

test('good events among bad ones are taken in, and the bad are listed by index and insert id', () => {
  const [good] = withProperties({});
  const [bad] = withProperties({ time: 'now' });
  const { records, failed } = judgeMixpanelEvents(JSON.stringify([good, bad, 'x', good]));

  expect(records).toEqual([good, good]);
  expect(failed).toEqual([
    {
      index: 1,
      insert_id: PROPERTIES.$insert_id,
      field: 'properties.time',
      message: 'whole milliseconds since 1970',
    },
    { index: 2, insert_id: '', field: '', message: 'an event with properties' },
  ]);
});

/** An event of so many bytes, in texts that are short enough each. */
function eventOfBytes(bytes: number): object {
  const texts = numbered(200, numbered(240, ''));
  const [empty] = withProperties({ texts });
  let left = bytes - JSON.stringify(empty).length;
  const filled = Object.entries(texts).map(([name, inner]) => {
    const values = Object.keys(inner as object).map((key) => {
      const length = Math.min(left, 255);
      left -= length;
      return [key, 'v'.repeat(length)];
    });
    return [name, Object.fromEntries(values)];
  });
  return withProperties({ texts: Object.fromEntries(filled) })[0]!;
}

test('an event stays under 1 MB', () => {
  expect(judge([eventOfBytes(999_999)])).toEqual([]);
  expect(judge([eventOfBytes(1_000_000)])).toEqual(['event: less than 1 MB']);
});

test('a request has at most 10 MB', () => {
  const padded = (bytes: number) => JSON.stringify(withProperties({})).padEnd(bytes, ' ');

  expect(judge(padded(10_000_000))).toEqual([]);
  expect(judge(padded(10_000_001))).toEqual(['413 body: at most 10 MB']);
});

describe('a request is refused as a whole for', () => {
  test.for([
    ['no JSON', 'x', '400 body: a JSON array'],
    ['one event without a list', withProperties({})[0], '400 body: a JSON array'],
    [
      '2,001 events',
      Array.from({ length: 2_001 }, () => withProperties({})[0]),
      '413 body: at most 2,000 events',
    ],
  ] as const)('%s', ([, events, refusal]) => {
    expect(judge(events)).toEqual([refusal]);
  });
});

describe('an event is refused for', () => {
  const name = 'event: 1 to 255 characters';

  test.for([
    ['no name', undefined, name],
    ['an empty name', '', name],
    ['a long name', 'e'.repeat(256), name],
    ['a name that is a number', 7, name],
    ['a reserved name', '$merge', 'event: a reserved name'],
  ] as const)('%s', ([, event, wrong]) => {
    expect(judge([{ event, properties: PROPERTIES }])).toEqual([wrong]);
  });

  test.for([
    ['no time', { time: undefined }, 'properties.time: whole milliseconds since 1970'],
    ['a broken time', { time: NOW + 0.5 }, 'properties.time: whole milliseconds since 1970'],
    ['a time in seconds', { time: NOW / 1_000 }, 'properties.time: not before 1971'],
    ['a time before 1971', { time: Date.UTC(1971, 0) - 1 }, 'properties.time: not before 1971'],
    ['a time ahead', { time: NOW + HOUR_MS + 1 }, 'properties.time: not in the future'],
    ['no token', { token: undefined }, 'properties.token: the token of a project'],
    ['an empty token', { token: '' }, 'properties.token: the token of a project'],
    ['255 properties', numbered(248, 1), 'properties: fewer than 255 properties'],
    ['a long key', { ['n'.repeat(256)]: 1 }, 'properties: names of at most 255 characters'],
    ['a long text', { x: 'v'.repeat(256) }, 'properties.x: at most 255 characters'],
    ['a long text in a list', { x: ['v'.repeat(256)] }, 'properties.x[]: at most 255 characters'],
    [
      'a long list',
      { x: Array.from({ length: 255 }, () => 1) },
      'properties.x: fewer than 255 elements',
    ],
    [
      'four objects in each other',
      { x: nested(4) },
      'properties.x.deeper.deeper.deeper: nested at most 3 deep',
    ],
    ['a wide object', { x: numbered(255, 1) }, 'properties.x: fewer than 255 properties'],
  ] as const)('%s', ([, properties, wrong]) => {
    expect(judge(withProperties(properties))).toEqual([wrong]);
  });

  test('having no properties', () => {
    expect(judge([{ event: 'Message Received' }])).toEqual([': an event with properties']);
  });

  test('a number that no number can hold', () => {
    const body = JSON.stringify(withProperties({ x: 'huge' })).replace('"huge"', '1e999');

    expect(judge(body)).toEqual(['properties.x: a finite number']);
  });
});

test('where the request names its project, the events need no token', () => {
  const events = withProperties({ token: undefined });

  expect(judge(events, { now: NOW, isProjectKnown: true })).toEqual([]);
});

test('without a clock no time lies ahead', () => {
  expect(judge(withProperties({ time: Date.UTC(2999, 0) }), {})).toEqual([]);
});
