import { describe, expect, test } from 'vitest';

import { csvChunks, toCsv } from '../../src/export/csv.ts';
import type { Row } from '../../src/export/rows.ts';
import { columnsOf } from '../../src/export/rows.ts';

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
    { cell: '\tx', written: '"\'\tx"' },
    { cell: '\n=x', written: '"\'\n\'=x"' },
    { cell: '＝1+1', written: "'＝1+1" },
    { cell: 'a;b', written: '"a;b"' },
    { cell: 'a\tb', written: '"a\tb"' },
    { cell: 'Bob;=1+1', written: '"Bob;\'=1+1"' },
    { cell: 'Bob; "=1+1"', written: '"Bob; ""\'=1+1"""' },
    { cell: 'Bob\t@SUM(A1)', written: '"Bob\t\'@SUM(A1)"' },
    { cell: 'one\n=1+1', written: '"one\n\'=1+1"' },
    { cell: 'a - b; c', written: '"a - b; c"' },
    { cell: '\r=x', written: '"\'\r\'=x"' },
    { cell: '="a","b"', written: '"\'=""a"",""b"""' },
    { cell: -5, written: '-5' },
    { cell: 1234.5, written: '1234.5' },
    { cell: true, written: 'true' },
    { cell: null, written: '' },
  ])('$cell', ({ cell, written }) => {
    expect(toCsv([{ a: cell }])).toBe(`a\r\n${written}\r\n`);
  });
});

test('no rows are a header, if the columns are known', () => {
  expect(toCsv([])).toBe('');
  expect(toCsv([], ['a', 'b'])).toBe('a,b\r\n');
});

// what a spreadsheet does that divides at `;` and knows quotes at the begin of a cell alone
test.for(['Bob;=1+1', 'Bob;"=1+1', 'x"\n=1+1', 'x";"\t=1+1', 'x;\r\n\t =1+1'])(
  'divided at semicolons, %j has no formula',
  (text) => {
    const [, ...lines] = toCsv([{ a: 1, b: text, c: 'z' }]).split(/\r\n|\r|\n/);
    const cells = lines.flatMap((line) => line.split(/[;\t]/));

    expect(cells.filter((cell) => /^[\s"]*[=+\-@]/.test(cell))).toEqual([]);
  },
);

test('a row without a column of another has an empty cell', () => {
  expect(toCsv([{ a: 1 }, { b: 2 }])).toBe('a,b\r\n1,\r\n,2\r\n');
});

test('names of columns stand as they are', () => {
  expect(toCsv([{ '+0': 3, '+1': 1 }])).toBe('+0,+1\r\n3,1\r\n');
});

describe('page by page', () => {
  async function* pages(lists: readonly (readonly Row[])[], asked: () => void) {
    for (const rows of lists) {
      asked();
      yield await Promise.resolve({ columns: columnsOf(rows), rows });
    }
  }

  test('the lines are the same as of all rows at once', async () => {
    const lists = [[], [{ a: 1, b: 'x' }], [], [{ b: '=y', a: 2 }], [{ a: 3, b: null }]];
    let text = '';
    for await (const chunk of csvChunks(pages(lists, () => undefined))) text += chunk;

    expect(text).toBe(toCsv(lists.flat()));
  });

  test('a page is asked for when what came before it is taken', async () => {
    let asked = 0;
    const lists = Array.from({ length: 20 }, (_, i) => [{ a: i }]);
    const chunks = csvChunks(pages(lists, () => asked++));

    await chunks.next(); // the header
    await chunks.next();
    expect(asked).toBe(1);
    await chunks.next();
    expect(asked).toBe(2);
  });
});
