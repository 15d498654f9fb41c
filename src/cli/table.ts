/** Tables for people: without borders, numbers to the right. */

import { widthOf } from './width.ts';

/** Blanks between columns. */
const GAP = '  ';

/**
 * Draws lines of cells under a header; there may be any number of them.
 *
 * @param isText for each column, whether it is a text, which stands on the left
 */
export function drawTable(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  isText: readonly boolean[],
): string {
  const all = [header, ...lines];
  const widths = columnWidths(all);
  const drawn = all.map((cells) => {
    const padded = cells.map((cell, i) => pad(cell, widths[i] ?? 0, isText[i] ?? false));
    return `${padded.join(GAP).trimEnd()}\n`;
  });
  return drawn.join('');
}

/** Returns the width of each column: that of its widest cell. */
export function columnWidths(lines: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = [];
  for (const cells of lines) {
    cells.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
    });
  }
  return widths;
}

function pad(cell: string, width: number, isLeft: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isLeft ? cell + blanks : blanks + cell;
}
