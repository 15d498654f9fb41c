/** What Mixpanel publishes of profile updates, and which of them may be sent twice. */

import { expect, test } from 'vitest';
import { judgeMixpanelProfiles } from '../../../samples/local/judge.ts';

const WHO = { $token: 't', $distinct_id: 'customer-7', $ip: '0' };
const UPDATE = { ...WHO, $set: { last_channel: 'webchat' } };

const judge = (updates: unknown) => {
  const body = typeof updates === 'string' ? updates : JSON.stringify(updates);
  const { failed, refusal } = judgeMixpanelProfiles(body);
  const words = failed.map(({ field, message }) => `${field}: ${message}`);
  return refusal ? [...words, `${refusal.status} ${refusal.error}`] : words;
};
const numbered = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, value]));

test('right updates are taken in', () => {
  const updates = [
    UPDATE,
    { ...WHO, $ip: 0, $ignore_time: true, $set_once: { $created: '2026-10-05T08:00:00' } },
    { ...WHO, $time: 1, $union: { topics: ['orders'], intents: [] } },
    { ...WHO, $set: { ...numbered(254, 1) } },
  ];

  expect(judgeMixpanelProfiles(JSON.stringify(updates))).toEqual({ updates, failed: [] });
});

test('2,000 updates are taken in', () => {
  expect(judge(Array.from({ length: 2_000 }, () => UPDATE))).toEqual([]);
});

test('good updates among bad ones are taken in, and the bad are listed by index and id', () => {
  const bad = { ...UPDATE, $distinct_id: 'anon' };
  const { updates, failed } = judgeMixpanelProfiles(JSON.stringify([bad, UPDATE]));

  expect(updates).toEqual([UPDATE]);
  expect(failed).toEqual([
    {
      index: 0,
      $distinct_id: 'anon',
      field: '$distinct_id',
      message: 'an id that is not allowed',
    },
  ]);
});

test.for([
  ['no JSON', 'x', '400 body: a JSON array'],
  ['an update without a list', UPDATE, '400 body: a JSON array'],
  ['2,001 updates', Array.from({ length: 2_001 }, () => UPDATE), '413 body: at most 2,000 updates'],
] as const)('a request is refused as a whole for %s', ([, updates, refusal]) => {
  expect(judge(updates)).toEqual([refusal]);
});

const huge = { $set: numbered(200, numbered(254, 'v'.repeat(20))) };
const noOperation = ': one of $set, $set_once and $union';

test.for([
  ['1 MB', huge, ': less than 1 MB'],
  ['no token', { $token: undefined }, '$token: the token of a project'],
  ['an empty token', { $token: '' }, '$token: the token of a project'],
  ['no id', { $distinct_id: undefined }, '$distinct_id: a text, not empty'],
  ['an empty id', { $distinct_id: '' }, '$distinct_id: a text, not empty'],
  ['a dummy id', { $distinct_id: '<nil>' }, '$distinct_id: an id that is not allowed'],
  ['no word on the place', { $ip: undefined }, '$ip: 0, else the server is located'],
  ['an address', { $ip: '10.0.0.1' }, '$ip: 0, else the server is located'],
  ['no operation', { $set: undefined }, noOperation],
  ['two operations', { $set_once: { a: 1 } }, noOperation],
  ['$add', { $add: { n: 1 } }, '$add: not idempotent, or not used'],
  ['$append', { $append: { n: 1 } }, '$append: not idempotent, or not used'],
  ['$remove', { $remove: { n: 1 } }, '$remove: not idempotent, or not used'],
  ['$unset', { $unset: ['n'] }, '$unset: not idempotent, or not used'],
  ['$delete', { $delete: '' }, '$delete: not idempotent, or not used'],
  ['an unknown field', { properties: {} }, 'properties: no such field'],
  ['a list', { $set: [] }, '$set: a JSON object'],
  [
    'a union with a text',
    { $set: undefined, $union: { topics: 'orders' } },
    '$union.topics: an array',
  ],
  ['a union of a list', { $set: undefined, $union: [] }, '$union: a JSON object'],
  ['255 properties', { $set: numbered(255, 1) }, '$set: fewer than 255 properties'],
  ['a long text', { $set: { x: 'v'.repeat(256) } }, '$set.x: at most 255 characters'],
  [
    'a long text in a union',
    { $set: undefined, $union: { x: ['v'.repeat(256)] } },
    '$union.x[]: at most 255 characters',
  ],
  [
    'a long list',
    { $set: { x: Array.from({ length: 255 }, () => 1) } },
    '$set.x: fewer than 255 elements',
  ],
] as const)('an update is refused for %s', ([, fields, wrong]) => {
  expect(judge([{ ...UPDATE, ...fields }])).toEqual([wrong]);
});
