/** Finds out by its content what a file is, and reads it accordingly. */

import type { Entry, EntryParser, FormParser } from './entry.ts';
import { lineParser } from './lines.ts';
import { listParser } from './list.ts';

/** An object that has shown no list of activities up to here is taken for the first of many lines. */
const MAX_HEADER_BYTES = 1024 * 1024;

const CURLY = 0x7b;
const SQUARE = 0x5b;
const NEWLINE = 0x0a;
/** The bytes of a byte order mark among them: where files are put together, it stands in the middle. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, NEWLINE, 0x0d, 0xef, 0xbb, 0xbf]);

/**
 * Reads any of the forms. What begins with `[` is one list. What begins with `{` is an object with
 * a list of activities, or NDJSON: which of them, its fields tell. Everything else is lines. What
 * stands behind the end of a list or object may be of any form again, as `cat` puts files together.
 */
export function entryParser(): EntryParser {
  let parser: FormParser | undefined;
  let line = 1;

  /** Begins with the form that the bytes show; returns those that it is to be given. */
  const begin = (bytes: Buffer): Buffer => {
    const first = bytes.findIndex((byte) => !BLANKS.has(byte));
    line += newlines(first < 0 ? bytes : bytes.subarray(0, first));
    if (first < 0) return NOTHING;
    parser = parserFor(bytes[first], line);
    return bytes.subarray(first);
  };

  const write = (chunk: Buffer): Entry[] => {
    const entries: Entry[] = [];
    for (let bytes = chunk; bytes.length > 0;) {
      if (!parser) bytes = begin(bytes);
      for (const entry of parser?.write(bytes) ?? []) entries.push(entry);
      bytes = proceed();
    }
    return entries;
  };

  /** Leaves a form that is over; returns what stands behind it. */
  const proceed = (): Buffer => {
    const rest = parser?.rest();
    if (!rest) return NOTHING;
    parser = undefined;
    line = rest.line;
    return rest.bytes;
  };

  return {
    write,
    end() {
      const entries: Entry[] = [];
      while (parser) {
        for (const entry of parser.end()) entries.push(entry);
        const rest = proceed();
        if (rest.length === 0) break;
        for (const entry of write(rest)) entries.push(entry);
      }
      return entries;
    },
  };
}

const NOTHING = Buffer.alloc(0);

function newlines(chunk: Buffer): number {
  return chunk.reduce((count, byte) => (byte === NEWLINE ? count + 1 : count), 0);
}

function parserFor(first: number | undefined, line: number): FormParser {
  if (first === SQUARE) return listParser('array', line);
  return first === CURLY ? objectOrLines(line) : lineParser(line);
}

/** Reads a file as an object with a list; if it shows to be none, from its beginning as lines. */
function objectOrLines(line: number): FormParser {
  const object = listParser('object', line);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let chosen: FormParser | undefined;

  const asLines = (): readonly Entry[] => {
    chosen = lineParser(line, true);
    const entries = chosen.write(Buffer.concat(held));
    held = [];
    return entries;
  };

  return {
    write(chunk) {
      if (chosen) return chosen.write(chunk);
      const entries = object.write(chunk);
      if (object.isList()) {
        chosen = object;
        held = [];
        return entries;
      }
      held.push(chunk);
      heldBytes += chunk.length;
      return object.isOther() || heldBytes > MAX_HEADER_BYTES ? asLines() : [];
    },
    end() {
      const entries = chosen ? [] : asLines();
      // what may stand behind the lines is not theirs to end
      return chosen?.rest() ? entries : [...entries, ...(chosen?.end() ?? [])];
    },
    rest: () => chosen?.rest(),
  };
}
