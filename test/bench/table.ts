/** The table of results, for a terminal or for the README. */

import type { Row } from './statistics.ts';

const HEAD = ['what', 'ours', 'others: × as much time or room as ours', 'aim', ''] as const;

/** Lays rows out in columns. */
export function plainTable(rows: readonly Row[]): string {
  const cells = rows.map(cellsOf);
  const widths = HEAD.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** The same for Markdown. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join(
    '\n',
  );
}

function cellsOf({ what, measured, peers = [], aim, isReached, why }: Row): readonly string[] {
  const verdict = aim === '' ? '' : isReached ? 'reached' : 'MISSED';
  const outcome = [verdict, why].filter((text) => text !== undefined && text !== '').join('; ');
  return [what, measured, peers.join('; '), aim, outcome];
}
