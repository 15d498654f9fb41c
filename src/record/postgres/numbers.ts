/**
 * Numbers for what is new. They come in blocks from sequences, which nobody waits for: each process
 * uses its blocks up by itself. What a failed transaction has used is not used again.
 */

import type { FreeNumbers } from '../recording/states.ts';
import type { Sql } from './connection.ts';

/** What is numbered by the recorder, and how many numbers a block has. */
const BLOCKS = {
  users: { sequence: 'user_blocks', size: 1_000 },
  participants: { sequence: 'participant_blocks', size: 1_000 },
  sessions: { sequence: 'session_blocks', size: 1_000 },
  events: { sequence: 'event_blocks', size: 16_384 },
} as const;

export type Numbered = keyof typeof BLOCKS;

/** `[from, to)`. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface DrawnNumbers extends FreeNumbers {
  /** What was taken is gone, whatever comes of it. */
  used(): void;
}

/** The numbers of one kind that this process may give: to one who asks at a time. */
export interface NumberReserve {
  /** Draws blocks until at least so many numbers are there. */
  reserve(sql: Sql, count: number): Promise<void>;
  /** Numbers in ascending order, as far as they go; each call begins with the same. */
  free(): DrawnNumbers;
  /** Numbers that follow each other without a gap. */
  consecutive(sql: Sql, count: number): Promise<number>;
}

/** Makes a reserve, empty. */
export function numberReserve(kind: Numbered): NumberReserve {
  const { sequence, size } = BLOCKS[kind];
  let ranges: Range[] = [];

  const draw = async (sql: Sql, blocks: number): Promise<readonly Range[]> => {
    const rows = await sql.query<{ readonly block: number }>(
      `SELECT nextval('${sequence}') AS block FROM generate_series(1, $1::integer)`,
      [blocks],
    );
    return joined(
      rows.map(({ block }) => ({ from: (block - 1) * size + 1, to: block * size + 1 })),
    );
  };
  const lengthOf = (): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    async reserve(sql, count) {
      const missing = count - lengthOf();
      if (missing <= 0) return;
      const drawn = await draw(sql, Math.ceil(missing / size));
      ranges = joined([...ranges, ...drawn]);
    },
    free: () => drawnFrom(ranges, (left) => (ranges = left)),
    async consecutive(sql, count) {
      // others draw at the same time: what is not in a row is left out
      while (!ranges.some(({ from, to }) => to - from >= count)) {
        const drawn = await draw(sql, Math.ceil(count / size));
        ranges = joined([...ranges, ...drawn]);
      }
      const index = ranges.findIndex(({ from, to }) => to - from >= count);
      const { from, to } = ranges[index] ?? { from: NONE, to: NONE };
      // what lies before it is too short for batches like this one
      ranges = [{ from: from + count, to }, ...ranges.slice(index + 1)].filter(
        (range) => range.from < range.to,
      );
      return from;
    },
  };
}

/** Gives numbers of some ranges, which stay as they are until it says what is left of them. */
function drawnFrom(ranges: Range[], keep: (left: Range[]) => void): DrawnNumbers {
  let left = ranges;
  return {
    next: () => left[0]?.from ?? NONE,
    take: () => {
      const [first, ...others] = left;
      if (!first) throw new Error('no number is left');
      const { from, to } = first;
      left = from + 1 < to ? [{ from: from + 1, to }, ...others] : others;
      return from;
    },
    used: () => keep(left),
  };
}

/** No row has it. */
const NONE = -1;

/** In ascending order; what touches becomes one. */
function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last?.to === range.from) result[result.length - 1] = { from: last.from, to: range.to };
    else result.push(range);
  }
  return result;
}
