/** Quarter-hours numbered by the part of a span that they lie in: of many of them the part is to be found. */

import type { Quarter } from '../../model/time.ts';

export interface Parts {
  /** How many there are, those included that lie before and after. */
  readonly count: number;
  /** Number of the part, from 1 on: 0 = before all of them. After them, it is the next. */
  at(quarter: Quarter): number;
}

/**
 * Numbers the parts between edges.
 * @param edges ascending, each once; fewer than fit into two bytes
 */
export function partsOf(edges: readonly Quarter[]): Parts {
  const [begin = 0, end = begin] = [edges[0], edges.at(-1)];
  const numbers = new Uint16Array(end - begin);
  for (const [i, edge] of edges.entries())
    numbers.fill(i + 1, edge - begin, (edges[i + 1] ?? end) - begin);
  return {
    count: edges.length + 1,
    at: (quarter) => {
      if (quarter < begin) return 0;
      return quarter >= end ? edges.length : (numbers[quarter - begin] ?? 0);
    },
  };
}
