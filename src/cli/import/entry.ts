/** What is read from a file that is imported: activities, and what is none. */

/** Where in its file something stands. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Of an element of a list, counted from 0. */
  readonly index?: number;
}

/** One line or element: a value, or what is wrong, without a word of its content. */
export type Entry = Place & ({ readonly value: unknown } | { readonly problem: string });

/** Takes a file piece by piece and answers with what is complete by then. */
export interface EntryParser {
  write(chunk: Buffer): readonly Entry[];
  end(): readonly Entry[];
}

/** Reads one form of a file, until another one begins behind it. */
export interface FormParser extends EntryParser {
  /** What stands behind the end of the form, if that was reached: it is to be read as a file's beginning. */
  rest(): Rest | undefined;
}

export interface Rest {
  readonly bytes: Buffer;
  /** Line of the first of them. */
  readonly line: number;
}

/** Fields of an object that hold its activities. */
export const LISTS: readonly string[] = ['transcript', 'activities'];

/** Longest line or element, in bytes: it has to be in memory as a whole. */
export const MAX_ENTRY_BYTES = 16 * 1024 * 1024;

/** Says that something is longer than that. */
export const TOO_LONG = `is longer than ${MAX_ENTRY_BYTES / 1024 / 1024} MB`;
