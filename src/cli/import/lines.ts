/** Reads NDJSON: an activity per line, or a list of them; empty lines do not count. */

import { JSONParser } from '@streamparser/json';

import { LISTS, MAX_ENTRY_BYTES, TOO_LONG } from './entry.ts';
import type { Entry, FormParser, Rest } from './entry.ts';

const NEWLINE = 0x0a;

/**
 * Reads lines, until one opens a list or an object that goes on over many lines. One that is no JSON
 * is told, and the next one read.
 * @param isTried the first line was taken for such an opening before, and is none
 */
export function lineParser(firstLine: number, isTried = false): FormParser {
  let parts: Buffer[] = [];
  let length = 0;
  let line = firstLine - 1;
  let rest: Rest | undefined;

  const take = (part: Buffer): void => {
    length += part.length;
    // an endless line is read past, not kept
    if (length > MAX_ENTRY_BYTES) parts = [];
    else if (part.length > 0) parts.push(part);
  };

  /** Returns the line that is over; `undefined` if it is too long. */
  const next = (): string | undefined => {
    const text =
      length > MAX_ENTRY_BYTES ? undefined : Buffer.concat(parts).toString('utf8').trim();
    line++;
    parts = [];
    length = 0;
    return text;
  };

  return {
    write(chunk) {
      const entries: Entry[] = [];
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at));
        const text = next();
        const opened = isTried && line === firstLine ? undefined : openedIn(text, line);
        for (const entry of opened?.before ?? entriesOf(text, line)) entries.push(entry);
        if (opened) {
          rest = { bytes: Buffer.concat([opened.bracket, chunk.subarray(at)]), line };
          return entries;
        }
        from = at + 1;
      }
      // a copy: the chunk is not to be kept for the sake of its last bytes
      take(Buffer.from(chunk.subarray(from)));
      return entries;
    },
    end: () => entriesOf(next(), line),
    rest: () => rest,
  };
}

/** Finds the opening bracket of a list or object at the end of a line, behind whole values or nothing. */
function openedIn(
  text: string | undefined,
  line: number,
): { readonly before: readonly Entry[]; readonly bracket: Buffer } | undefined {
  const bracket = text?.at(-1);
  if (text === undefined || (bracket !== '[' && bracket !== '{')) return undefined;
  const before = entriesOf(text.slice(0, -1).trim(), line);
  const isWhole = before.every((entry) => 'value' in entry);
  return isWhole ? { before, bracket: Buffer.from(bracket) } : undefined;
}

function entriesOf(text: string | undefined, line: number): readonly Entry[] {
  if (text === undefined) return [{ line, problem: TOO_LONG }];
  if (text === '') return [];
  // the engine's own words quote the text
  const values = valuesIn(text) ?? severalIn(text);
  if (!values) return [{ line, problem: 'is no JSON' }];
  return values.flatMap((value): Entry[] => {
    const list = listIn(value);
    if (!list) return [{ line, value }];
    return list.map((element, index) => ({ line, index, value: element }));
  });
}

function valuesIn(text: string): readonly unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

/** Reads objects and lists that stand one behind the other: a file put behind one without a last newline. */
function severalIn(text: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  const parser = new JSONParser({ separator: '', paths: ['$'] });
  parser.onValue = ({ value }) => void values.push(value);
  try {
    parser.write(text);
    if (!parser.isEnded) parser.end();
  } catch {
    return undefined;
  }
  return values.every((value) => typeof value === 'object' && value !== null) ? values : undefined;
}

/** An object with a type is an activity itself. */
function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || 'type' in value) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  return LISTS.map((name) => fields[name]).find((field) => Array.isArray(field));
}
