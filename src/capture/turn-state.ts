/** Reads what recognizers and dialogs leave in the state of the turn, where later code of the bot finds it. */

import { present } from '../model/present.ts';
import type { CapturedTurn, Recognition, Recognizer } from '../model/turn.ts';
import { readStates } from './dialog-trace.ts';
import type { Reader } from './read.ts';
import { readRecognizerResult } from './recognition.ts';

const MAX_ENTRIES = 64;
const MAX_RECOGNITIONS = 10;

/** Key under which adaptive dialogs keep the memory of the turn. */
const TURN_MEMORY = 'turn';

/** What was found in the state of a turn. */
type Findings = Pick<CapturedTurn, 'recognitions' | 'stack'>;

/** Reads the state of the turn, while the turn still runs: results only of one that asked recognizers. */
export function readTurnState(read: Reader, context: unknown, asked: boolean): Findings {
  const entries = entriesOf(read.field(context, 'turnState'));
  if (entries.length === 0) return NOTHING;
  const recognitions = asked ? readResults(read, entries) : NO_RESULTS;
  const stack = readStack(read, entries);
  if (recognitions.length === 0 && !stack) return NOTHING;
  return present({ recognitions: recognitions.length === 0 ? undefined : recognitions, stack });
}

const NOTHING: Findings = {};
const NO_RESULTS: readonly Recognition[] = [];

/** The SDKs keep the bot's states, once they are loaded, under symbols of their own. */
function readStack(read: Reader, entries: Entries): CapturedTurn['stack'] {
  let states: object[] | undefined;
  for (const [key, value] of entries) {
    const state = typeof key === 'symbol' ? read.field(value, 'state') : undefined;
    if (typeof state === 'object' && state !== null) (states ??= []).push(state);
  }
  if (!states) return undefined;
  const [, turn] = entries.find(([key]) => key === TURN_MEMORY) ?? [];
  return readStates(read, states, turn);
}

function readResults(read: Reader, entries: Entries): readonly Recognition[] {
  const found: Recognition[] = [];
  for (const [key, value] of entries) {
    if (typeof key !== 'string' || found.length >= MAX_RECOGNITIONS) continue;
    const recognition =
      key === TURN_MEMORY
        ? readRecognizerResult(read, 'adaptive', read.field(value, 'recognized'))
        : readCached(read, key, value);
    if (recognition) found.push(recognition);
  }
  return found;
}

type Entries = readonly (readonly [unknown, unknown])[];

function entriesOf(turnState: unknown): Entries {
  const entries: (readonly [unknown, unknown])[] = [];
  try {
    if (!(turnState instanceof Map)) return entries;
    for (const entry of turnState) {
      if (entries.push(entry) >= MAX_ENTRIES) break;
    }
  } catch {
    // It is the SDK's: what it does not let be read is not there.
  }
  return entries;
}

function readCached(read: Reader, key: string, value: unknown): Recognition | undefined {
  if (typeof read.field(value, 'text') !== 'string') return undefined;
  return readRecognizerResult(read, recognizerOf(key), value);
}

/** LUIS keeps its result under its endpoint and the application's GUID, CLU under endpoint and project. */
function recognizerOf(key: string): Recognizer {
  if (!key.startsWith('https://')) return /luis/iu.test(key) ? 'luis' : 'other';
  return GUID_AT_END.test(key) ? 'luis' : 'clu';
}

const GUID_AT_END = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;
