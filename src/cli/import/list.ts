/** Reads a list of activities: a JSON array, or an object with one, as the Emulator saves it. */

import { TokenParser, TokenType, Tokenizer } from '@streamparser/json';
import type { ParsedTokenInfo } from '@streamparser/json';

import { LISTS, MAX_ENTRY_BYTES, TOO_LONG } from './entry.ts';
import type { Entry, FormParser, Place, Rest } from './entry.ts';

const KINDS = {
  array: { paths: ['$.*'], elementDepth: 1 },
  object: { paths: LISTS.map((name) => `$.${name}.*`), elementDepth: 2 },
} as const;

export interface ListParser extends FormParser {
  /** The list was found. */
  isList(): boolean;
  /** There is none: an object of another kind, an activity itself, or no JSON. */
  isOther(): boolean;
}

interface Desk {
  readonly kind: keyof typeof KINDS;
  state: 'undecided' | 'list' | 'other';
  isBroken: boolean;
  entries: Entry[];
  depth: number;
  isInList: boolean;
  /** The field of the object that is being read, and the last text: the next field, maybe. */
  field: string | undefined;
  text: string | undefined;
  /** The element that is being read, or the next one. */
  index: number;
  elementAt: number | undefined;
  elementLine: number;
  tokenAt: number;
  readonly lines: LineCounter;
  rest: Rest | undefined;
}

/** Thrown to the parser, which would read on behind the end. */
const ENDED = new Error('The value is over');

/** Reads a list, until its array or object is over. What stands behind a mistake in its JSON cannot be read: it is told as one entry. */
export function listParser(kind: keyof typeof KINDS, firstLine: number): ListParser {
  const desk = emptyDesk(kind, firstLine);
  const tokenizer = new Tokenizer();
  const values = new TokenParser({ paths: [...KINDS[kind].paths], keepStack: false });
  tokenizer.onToken = (token) => {
    follow(desk, token);
    values.write(token);
    if (desk.depth === 0) throw ENDED;
  };
  values.onValue = ({ value }) => {
    if (!desk.isInList) return;
    desk.entries.push({ ...placeOf(desk), value });
    desk.index++;
  };
  return {
    isList: () => desk.state === 'list',
    isOther: () => desk.state === 'other' || (desk.isBroken && desk.state !== 'list'),
    write(chunk) {
      if (desk.isBroken) return [];
      desk.lines.next(chunk);
      try {
        tokenizer.write(chunk);
      } catch (error) {
        if (error === ENDED) desk.rest = restOf(desk, chunk);
        else breakOff(desk, BROKEN, positionOf(error) ?? desk.tokenAt);
      }
      if (isTooLong(desk)) breakOff(desk, `${TOO_LONG}, and ${REST}`, desk.tokenAt);
      return takeEntries(desk);
    },
    end() {
      if (!desk.isBroken && desk.depth > 0) breakOff(desk, TRUNCATED, desk.lines.end());
      return takeEntries(desk);
    },
    rest: () => desk.rest,
  };
}

const REST = 'what follows cannot be read';
const BROKEN = `is no JSON, and ${REST}`;
const TRUNCATED = 'is cut off: the file ends in the middle';

function emptyDesk(kind: keyof typeof KINDS, firstLine: number): Desk {
  return {
    kind,
    state: 'undecided',
    isBroken: false,
    entries: [],
    depth: 0,
    isInList: false,
    field: undefined,
    text: undefined,
    index: 0,
    elementAt: undefined,
    elementLine: firstLine,
    tokenAt: 0,
    lines: lineCounter(firstLine),
    rest: undefined,
  };
}

/** Keeps track of where in the JSON the parser is, from token to token. */
function follow(desk: Desk, { token, value, offset }: ParsedTokenInfo): void {
  desk.tokenAt = offset;
  switch (token) {
    case TokenType.RIGHT_BRACE:
    case TokenType.RIGHT_BRACKET:
      return close(desk);
    case TokenType.COLON:
      return desk.depth === 1 ? beginField(desk) : undefined;
    case TokenType.COMMA:
      return undefined;
    default:
      beginElement(desk);
      if (token === TokenType.STRING) desk.text = String(value);
      return OPENING.has(token) ? open(desk, token) : undefined;
  }
}

const OPENING: ReadonlySet<TokenType> = new Set([TokenType.LEFT_BRACE, TokenType.LEFT_BRACKET]);

function open(desk: Desk, token: TokenType): void {
  if (beginsList(desk, token)) Object.assign(desk, { isInList: true, state: 'list' });
  desk.depth++;
}

function beginElement(desk: Desk): void {
  if (!desk.isInList || desk.depth !== KINDS[desk.kind].elementDepth) return;
  desk.elementAt = desk.tokenAt;
  desk.elementLine = desk.lines.at(desk.tokenAt);
}

function beginsList({ kind, depth, field }: Desk, token: TokenType): boolean {
  if (token !== TokenType.LEFT_BRACKET || depth !== KINDS[kind].elementDepth - 1) return false;
  return kind === 'array' || LISTS.includes(field ?? '');
}

/** An object with a type is an activity itself. */
function beginField(desk: Desk): void {
  desk.field = desk.text;
  if (desk.field === 'type' && desk.state === 'undecided') desk.state = 'other';
}

function close(desk: Desk): void {
  desk.depth--;
  const { elementDepth } = KINDS[desk.kind];
  if (desk.depth === elementDepth) desk.elementAt = undefined;
  if (desk.depth < elementDepth) desk.isInList = false;
  if (desk.depth === 0 && desk.state === 'undecided') desk.state = 'other';
}

function placeOf({ elementLine, index }: Desk): Place {
  return { line: elementLine, index };
}

/** The last token was the closing bracket. */
function restOf({ tokenAt, lines }: Desk, chunk: Buffer): Rest {
  const bytes = chunk.subarray(chunk.length - (lines.end() - tokenAt - 1));
  return { bytes, line: lines.at(tokenAt) };
}

function isTooLong({ isBroken, elementAt, lines }: Desk): boolean {
  return !isBroken && elementAt !== undefined && lines.end() - elementAt > MAX_ENTRY_BYTES;
}

function breakOff(desk: Desk, problem: string, position: number): void {
  desk.entries.push({ line: desk.lines.at(position), index: desk.index, problem });
  desk.isBroken = true;
}

/** The parser's own words quote the text. */
function positionOf(error: unknown): number | undefined {
  const found = error instanceof Error && /absolute position "(\d+)"/.exec(error.message);
  return found ? Number(found[1]) : undefined;
}

function takeEntries(desk: Desk): readonly Entry[] {
  const { entries } = desk;
  desk.entries = [];
  return entries;
}

/** Finds the lines of positions that only go forward. */
interface LineCounter {
  next(chunk: Buffer): void;
  /** Line of a position, or of the last one that was asked for if that lies behind. */
  at(position: number): number;
  /** Bytes so far. */
  end(): number;
}

const NEWLINE = 0x0a;

function lineCounter(firstLine: number): LineCounter {
  let chunk: Buffer = Buffer.alloc(0);
  let start = 0;
  let counted = 0;
  let line = firstLine;
  const at = (position: number): number => {
    const from = counted - start;
    const to = Math.min(position - start, chunk.length);
    for (
      let i = chunk.indexOf(NEWLINE, from);
      i >= 0 && i < to;
      i = chunk.indexOf(NEWLINE, i + 1)
    ) {
      line++;
    }
    counted = Math.max(counted, start + to);
    return line;
  };
  return {
    at,
    next(following) {
      at(start + chunk.length);
      start += chunk.length;
      chunk = following;
    },
    end: () => start + chunk.length,
  };
}
