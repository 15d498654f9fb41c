import { describe, expect, test } from 'vitest';

import { headerOf, kindOf } from '../../src/export/columns.ts';
import { fieldsOf } from '../../src/export/fields.ts';
import { columnsOf, dataRows } from '../../src/export/rows.ts';
import { summaryRows } from '../../src/export/summary-rows.ts';

describe('rows of an answer', () => {
  test('groups and platforms become columns', () => {
    const platforms = { sms: { active: 1 } };
    const answer = {
      group: 'bot',
      groups: [
        {
          key: 'pizza',
          data: [
            { date: 'd1', platforms },
            { date: 'd2', platforms: {} },
          ],
        },
      ],
    };

    expect(dataRows(answer)).toEqual([
      { bot: 'pizza', date: 'd1', platform: 'sms', active: 1 },
      { bot: 'pizza', date: 'd2', platform: null },
    ]);
  });

  test('a grid is a row per cell, with a head or without', () => {
    const grid = [[{ day: 0, hour: 0, value: 3 }], [{ day: 1, hour: 0, value: 4 }]];
    const rows = [
      { day: 0, hour: 0, value: 3 },
      { day: 1, hour: 0, value: 4 },
    ];

    expect(dataRows(grid)).toEqual(rows);
    expect(dataRows({ report: 'traffic', data: grid })).toEqual(rows);
    expect(dataRows({ group: 'bot', groups: [{ key: 'a', data: grid }] })).toEqual(
      rows.map((row) => ({ bot: 'a', ...row })),
    );
  });

  test('a cohort has a column per bucket after', () => {
    const data = [
      { date: 'd1', size: 3, active: [3, 1] },
      { date: 'd2', size: 2, active: [2] },
    ];

    const rows = dataRows({ data });

    expect(rows).toEqual([
      { date: 'd1', size: 3, '+0': 3, '+1': 1 },
      { date: 'd2', size: 2, '+0': 2 },
    ]);
    expect(columnsOf(rows)).toEqual(['date', 'size', '+0', '+1']);
  });

  test('tags are one cell, traits are JSON, and nothing is nothing', () => {
    const data = [
      { user: 'a', tags: ['beta', 'vip'], traits: { plan: 'pro', seats: 3 } },
      { user: 'b', tags: [], traits: {}, role: null },
    ];

    expect(dataRows({ data })).toEqual([
      { user: 'a', tags: 'beta, vip', traits: '{"plan":"pro","seats":3}' },
      { user: 'b', tags: null, traits: null, role: null },
    ]);
  });

  test('chats that were asked for are the rows', () => {
    const chats = { filter: 'more_positive', count: 1, sessions: [{ session: 's1', positive: 2 }] };

    expect(dataRows({ data: [{ date: 'd1', positive: 2 }], chats })).toEqual(chats.sessions);
  });

  test('a rate is its percentage', () => {
    const share = { value: 50, numerator: 1, denominator: 2 };

    expect(dataRows({ data: [{ share }] })).toEqual([{ share: 50 }]);
  });
});

test.for([
  { column: 'date', kind: 'date', header: 'date' },
  { column: 'lastAt', kind: 'instant', header: 'lastAt' },
  { column: 'p95Ms', kind: 'duration', header: 'p95 (ms)' },
  { column: 'share', kind: 'percent', header: 'share (%)' },
  { column: 'csat.distribution.5.share', kind: 'percent', header: 'csat.distribution.5.share (%)' },
  { column: 'format', kind: 'plain', header: 'format' },
])('$column is $kind', ({ column, kind, header }) => {
  expect(kindOf(column)).toBe(kind);
  expect(headerOf(column)).toBe(header);
});

test('fields of a summary have paths; items of a list go by their value or their place', () => {
  const rate = { value: 50, numerator: 1, denominator: 2 };
  const summary = {
    total: 3,
    byReason: { direct: 1 },
    csat: {
      distribution: [
        { value: 5, sessions: 2 },
        { value: null, sessions: 1 },
      ],
    },
    retention: [rate],
  };

  expect(fieldsOf(summary)).toEqual([
    ['total', 3],
    ['byReason.direct', 1],
    ['csat.distribution.5.sessions', 2],
    ['csat.distribution.none.sessions', 1],
    ['retention.0', rate],
  ]);
});

test('a summary is a row per number, with what it is made of and compared with', () => {
  const rate = (value: number | null, numerator: number, denominator: number) => ({
    value,
    numerator,
    denominator,
  });
  const answer = {
    group: 'bot',
    groups: [{ key: 'a', summary: { total: 2 } }],
    summary: { total: 3, rate: rate(50, 1, 2), meanDurationMs: 1000 },
    previous: { summary: { total: 2, rate: rate(25, 1, 4), meanDurationMs: null } },
    change: { total: 50, rate: 100, meanDurationMs: null },
  };
  const none = { numerator: null, denominator: null, unit: null, group: null };

  expect(summaryRows('users', answer)).toEqual([
    {
      ...none,
      report: 'users',
      group: 'a',
      field: 'total',
      value: 2,
      previous: null,
      change: null,
    },
    { ...none, report: 'users', field: 'total', value: 3, previous: 2, change: 50 },
    {
      ...none,
      report: 'users',
      field: 'rate',
      value: 50,
      unit: '%',
      numerator: 1,
      denominator: 2,
      previous: 25,
      change: 100,
    },
    {
      ...none,
      report: 'users',
      field: 'meanDurationMs',
      value: 1000,
      unit: 'ms',
      previous: null,
      change: null,
    },
  ]);
  expect(summaryRows('interactions', [])).toEqual([]);
});
