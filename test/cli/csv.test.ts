import { describe, expect, test } from 'vitest';

import { showCell } from '../../src/cli/cells.ts';
import { toCsv } from '../../src/cli/csv.ts';
import { dataRows } from '../../src/cli/data-rows.ts';

describe('cells of CSV', () => {
  test.for<{ cell: string | number | boolean | null; written: string }>([
    { cell: 'plain', written: 'plain' },
    { cell: 'a,b', written: '"a,b"' },
    { cell: 'say "hi"', written: '"say ""hi"""' },
    { cell: 'two\nlines', written: '"two\nlines"' },
    { cell: '=1+1', written: "'=1+1" },
    { cell: '+49 1', written: "'+49 1" },
    { cell: '-x', written: "'-x" },
    { cell: '@SUM(A1)', written: "'@SUM(A1)" },
    { cell: '\tx', written: "'\tx" },
    { cell: '\r=x', written: '"\'\r=x"' },
    { cell: '="a","b"', written: '"\'=""a"",""b"""' },
    { cell: -5, written: '-5' },
    { cell: 1234.5, written: '1234.5' },
    { cell: true, written: 'true' },
    { cell: null, written: '' },
  ])('$cell', ({ cell, written }) => {
    expect(toCsv([{ a: cell }])).toBe(`a\r\n${written}\r\n`);
  });
});

test('no rows are no lines', () => {
  expect(toCsv([])).toBe('');
});

test('a row without a column of another has an empty cell', () => {
  expect(toCsv([{ a: 1 }, { b: 2 }])).toBe('a,b\r\n1,\r\n,2\r\n');
});

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

describe('cells of a table', () => {
  test.for<{ value: unknown; name?: string; shown: string }>([
    { value: 1234567, shown: '1,234,567' },
    { value: 0.5, shown: '0.5' },
    { value: null, shown: '–' },
    { value: undefined, shown: '–' },
    { value: { value: 12.5, numerator: 1, denominator: 8 }, shown: '12.5 % (1 of 8)' },
    { value: { value: null, numerator: 0, denominator: 0 }, shown: '– (0 of 0)' },
    { value: 0, name: 'meanDurationMs', shown: '0 ms' },
    { value: 999, name: 'meanDurationMs', shown: '999 ms' },
    { value: 1_500, name: 'meanDurationMs', shown: '1.5 s' },
    { value: 3_723_000, name: 'meanDurationMs', shown: '1 h 2 min 3 s' },
    { value: 'evil\u001b[2Jname\u202e', shown: 'evil\ufffd[2Jname\ufffd' },
  ])('$value → $shown', ({ value, name = 'x', shown }) => {
    expect(showCell(value, name)).toBe(shown);
  });
});
