/** Tables for people: without borders, numbers to the right. */

import Table from 'cli-table3';

const EDGES = ['top', 'bottom', 'left', 'mid', 'right'] as const;
const JOINTS = [
  'top-mid',
  'top-left',
  'top-right',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
] as const;
const CROSSINGS = ['left-mid', 'mid-mid', 'right-mid'] as const;

/** Nothing around the cells and two blanks between them. */
const BORDERLESS = {
  ...Object.fromEntries([...EDGES, ...JOINTS, ...CROSSINGS].map((name) => [name, ''])),
  middle: '  ',
};

/**
 * Draws lines of cells under a header.
 *
 * @param isText for each column, whether it is a text, which stands on the left
 */
export function drawTable(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  isText: readonly boolean[],
): string {
  const table = new Table({
    head: [...header],
    chars: BORDERLESS,
    colAligns: isText.map((text) => (text ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...lines.map((cells) => [...cells]));
  return `${table.toString().replace(/ +$/gm, '')}\n`;
}
