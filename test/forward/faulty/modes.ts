/**
 * The ways in which a collector can fail, and scripts that say which one comes next.
 *
 * "Counts" means that the service took the events in before anything went wrong.
 */

/** What happens to a request. */
export type Mode =
  | 'ok'
  /** Reads the request, counts nothing and never answers. */
  | 'hang'
  /** Takes the connection and the head of the request, and never reads on. */
  | 'hangBeforeRead'
  /** Reads the request, counts nothing and resets the connection. */
  | 'resetBefore'
  /** Counts, then resets the connection without an answer. */
  | 'resetAfter'
  /** Counts, then closes the connection without an answer. */
  | 'closeEarly'
  /** Counts, announces a longer answer than it gives, and closes. */
  | 'truncated'
  /** Counts, then answers a byte every 50 ms, for longer than anybody waits. */
  | 'drip'
  /** Counts, then answers with more headers than a client reads. */
  | 'hugeHeaders'
  /** Counts nothing and answers what is no HTTP. */
  | 'garbage'
  /** Counts nothing and answers 200 with a login page, as a hotel's network does. */
  | 'garbage200'
  /** These count nothing. The body of 503 is empty, and that of 400 lists no records. */
  | '400'
  | '401'
  | '403'
  | '503'
  /** Counts nothing and points to a second server, where nobody must come. */
  | '302'
  | TooManyRequests
  | TooLarge
  | PartlyRefused;

/** Counts nothing; the header as it stands. */
interface TooManyRequests {
  readonly mode: '429';
  readonly retryAfter?: string | undefined;
}

/** Answers 413 and counts nothing where the body holds more events than this; else all is well. */
interface TooLarge {
  readonly mode: '413';
  readonly above: number;
}

/** Mixpanel only: counts what is not refused, and lists what is. */
interface PartlyRefused {
  readonly mode: 'partial400';
  readonly refuses: (record: unknown, index: number) => boolean;
  /** How the answer names a record: both ids are documented, and `index` is named with neither of them. */
  readonly by: 'insert_id' | '$insert_id' | 'index';
}

/** The head of a request, which is all that there is when its mode is chosen. */
export interface Arriving {
  /** Counted from 0. */
  readonly number: number;
  /** Path and query. */
  readonly url: string;
}

export type Script = (arriving: Arriving) => Mode;

/** Plays one mode after the other; then all is well. */
export function inOrder(modes: readonly Mode[]): Script {
  const left = [...modes];
  return () => left.shift() ?? 'ok';
}

/** Picks modes by a seed, the same for the same seed. A mode that is listed twice comes twice as often. */
export function atRandom(seed: number, modes: readonly Mode[]): Script {
  const random = mulberry(seed);
  return () => modes[Math.floor(random() * modes.length)] ?? 'ok';
}

/** A burst of one mode. */
export function times(count: number, mode: Mode): readonly Mode[] {
  return Array.from({ length: count }, () => mode);
}

export function tooManyFor(seconds: number): Mode {
  return { mode: '429', retryAfter: String(seconds) };
}

/** @param at epoch milliseconds; the header has whole seconds */
export function tooManyUntil(at: number): Mode {
  return { mode: '429', retryAfter: new Date(at).toUTCString() };
}

/** A small generator of random numbers (mulberry32). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
