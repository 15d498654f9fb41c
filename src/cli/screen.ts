/** Where the output goes: bars and shades are for a terminal, a pipe gets the plain table. */

export interface Screen {
  readonly isTerminal: boolean;
  /** Characters of a line. */
  readonly columns: number;
}

/** Columns of a terminal that does not say how wide it is. */
const USUAL_COLUMNS = 80;

export function screenOf(stream: NodeJS.WritableStream): Screen {
  const { isTTY, columns } = stream as Partial<NodeJS.WriteStream>;
  return { isTerminal: isTTY === true, columns: columns ?? USUAL_COLUMNS };
}
