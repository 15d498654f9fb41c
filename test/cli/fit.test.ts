/** Tables on a terminal: how wide texts are, and what is left out. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { highest } from '../../src/cli/bars.ts';
import { rowsTable } from '../../src/cli/data-text.ts';
import { foldEmptyRows } from '../../src/cli/empty-rows.ts';
import { shortened, widthOf } from '../../src/cli/width.ts';
import { BUSY_WEEKS } from '../export/busy-weeks.ts';
import { storeOf } from '../report/history.ts';
import { cli } from './run.ts';

test.for([
  { text: 'plain', width: 5 },
  { text: 'Zoë', width: 3 },
  { text: 'Zoe\u0308', width: 3 },
  { text: '日本語', width: 6 },
  { text: '한국', width: 4 },
  { text: 'ＡＢ', width: 4 },
  { text: '👍🏽', width: 2 },
  { text: '👨‍👩‍👧‍👦!', width: 3 },
  { text: '🇦🇹', width: 2 },
])('$text takes $width columns', ({ text, width }) => {
  expect(widthOf(text)).toBe(width);
});

test.for([
  { text: 'as it is', columns: 8, shown: 'as it is' },
  { text: 'a bit longer', columns: 8, shown: 'a bit l…' },
  { text: 'one two', columns: 5, shown: 'one…' },
  { text: '日本語です', columns: 6, shown: '日本…' },
  { text: '👨‍👩‍👧‍👦👨‍👩‍👧‍👦', columns: 3, shown: '👨‍👩‍👧‍👦…' },
])('$text in $columns columns', ({ text, columns, shown }) => {
  expect(shortened(text, columns)).toBe(shown);
});

describe('long texts on a terminal of 80 columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const path = join(folder, 'bot.db');
  beforeAll(async () => {
    const said = [
      'ピザを三枚注文したいのですが、どうすればいいですか',
      'I want to order a pizza with everything',
    ];
    const history = BUSY_WEEKS.map((moment, i) => ({
      ...moment,
      name: `${moment.user} 日本語のとても長い名前です`,
      text: said[i % said.length]!,
    }));
    await (await storeOf(history, path, { captureText: 'full' })).close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.for([
    { name: 'audience', numbers: ['received', 'sent', 'sessions', 'lastAt'] },
    { name: 'phrases', numbers: ['count', 'users'] },
  ])('$name shows all of its numbers', async ({ name, numbers }) => {
    const argv = ['report', name, '--store', path];
    const { stdout } = await cli(argv, {}, { columns: 80 });

    const [table = ''] = stdout.split('\n\n').slice(1);
    const lines = table.split('\n');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(lines[0]?.split(/ +/)).toEqual(expect.arrayContaining(numbers));
    expect(table).toContain('…');
    const ends = lines.slice(1, 3).map((line) => widthOf(line));
    expect(new Set(ends).size).toBe(1);
  });

  test('a wide one has all', async () => {
    const argv = ['report', 'phrases', '--store', path];
    const { stdout } = await cli(argv, {}, { columns: 160 });

    expect(stdout).toContain('ピザを三枚注文したいのですが、どうすればいいですか');
    expect(stdout).not.toContain('more column');
  });
});

describe('very many rows', () => {
  const rows = Array.from({ length: 130_000 }, (_, i) => ({ user: `u${i}`, received: i }));

  test.for([true, false])('are drawn (on a terminal: %s)', (isTerminal) => {
    const text = rowsTable(rows, 'received', { isTerminal, columns: 80 });

    const lines = text.split('\n');
    expect(lines).toHaveLength(rows.length + 2);
    expect(lines.at(0)).toMatch(/^user {5}received/);
    expect(lines.at(-2)).toMatch(/^u129999 {3}129,999/);
  });

  test('have a highest, and fold', () => {
    const empty = Array.from({ length: 130_000 }, (_, i) => ({ date: `d${i}`, value: 0 }));

    expect(highest(rows.map(({ received }) => received))).toBe(129_999);
    expect(foldEmptyRows(empty)).toEqual([{ date: 'd0 … d129999', value: 0 }]);
    expect(foldEmptyRows(empty.map((row, i) => ({ ...row, value: i % 2 })))).toHaveLength(130_000);
  });
});
