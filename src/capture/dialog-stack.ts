/**
 * Flattens the stack of dialogs that the SDKs keep: stacks within components, within adaptive
 * dialogs, within stacks.
 *
 * JavaScript lists the outermost dialog first, .NET the innermost.
 */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { present } from '../model/present.ts';
import { MAX_STACK_DEPTH, MAX_TEXT_LENGTH } from '../model/turn.ts';
import type { DialogTrace, StackedDialog, StackedPrompt } from '../model/turn.ts';
import { canonicalWord } from './canonical.ts';
import type { Reader } from './read.ts';
import { anyCase, wholeNumber } from './trace-value.ts';

/** Entries that are looked at in all stacks of a trace, and how deep stacks within stacks go. */
const MAX_ENTRIES = 256;
const MAX_NESTING = 32;

type Stack = Pick<DialogTrace, 'dialogs' | 'prompt'>;
type DialogDraft = { -readonly [K in keyof StackedDialog]: StackedDialog[K] };

/** A way through the stacks. */
interface Walk {
  readonly read: Reader;
  readonly dialogs: DialogDraft[];
  /** Of the entry that was looked at last: in the end, of the one on top. */
  prompt: StackedPrompt | undefined;
  entriesLeft: number;
}

/** One stack among them. */
interface Level {
  readonly stack: unknown;
  readonly nesting: number;
  readonly innermostFirst: boolean;
  /** The dialog that the stack belongs to. */
  readonly owner?: DialogDraft | undefined;
  /** The owner is a component: its first waterfall is its own flow and no dialog beside it. */
  readonly isComponent?: boolean;
}

/** Returns the dialogs of a `dialogStack`, outermost first, and the prompt on top of it. */
export function flattenStack(read: Reader, stack: unknown): Stack {
  return flatten(read, { stack, nesting: 0, innermostFirst: false });
}

/** Returns what runs in an adaptive dialog whose name is not known. */
export function flattenNameless(read: Reader, state: unknown): Stack {
  const stack = adaptiveStack(read, state);
  return flatten(read, { stack, nesting: 0, innermostFirst: false });
}

/** Tells whether a dialog's state is that of an adaptive one. */
export function isAdaptive(read: Reader, state: unknown): boolean {
  return isObject(anyCase(read, state, '_adaptive'));
}

function flatten(read: Reader, level: Level): Stack {
  const walk: Walk = { read, dialogs: [], prompt: undefined, entriesLeft: MAX_ENTRIES };
  walkLevel(walk, level);
  return { dialogs: walk.dialogs, ...present({ prompt: walk.prompt }) };
}

function walkLevel(walk: Walk, level: Level): void {
  const { read } = walk;
  if (level.nesting > MAX_NESTING) return;
  const entries = read.list({ stack: level.stack }, 'stack').filter(isObject);
  const innermostFirst = level.innermostFirst || listsInnermostFirst(read, entries);
  if (innermostFirst) entries.reverse();
  for (const [index, entry] of entries.entries()) {
    if (walk.entriesLeft <= 0) return;
    walk.entriesLeft -= 1;
    walkEntry(walk, entry, {
      ...level,
      innermostFirst,
      isComponent: index === 0 && level.isComponent === true,
    });
  }
}

function walkEntry(walk: Walk, entry: unknown, level: Level): void {
  const { read } = walk;
  const state = anyCase(read, entry, 'state');
  const id = anyCase(read, entry, 'id');
  walk.prompt = readPrompt(read, id, state);
  if (walk.prompt) return;
  const { owner } = level;
  const step = wholeNumber(anyCase(read, state, 'stepIndex'));
  if (owner && level.isComponent && step !== undefined)
    return addFlow(read, owner, { step, state });
  const dialog = isPlumbing(id)
    ? plumbing(read, owner, state)
    : addDialog(walk, id, { step, state });
  const components = anyCase(read, state, 'dialogs');
  const stack = anyCase(read, components, 'dialogStack') ?? adaptiveStack(read, state);
  const isComponent = isObject(components);
  walkLevel(walk, { ...level, stack, nesting: level.nesting + 1, owner: dialog, isComponent });
}

function addDialog(
  walk: Walk,
  id: unknown,
  { step, state }: { readonly step: number | undefined; readonly state: unknown },
): DialogDraft | undefined {
  const name = canonicalWord(id, MAX_LABEL_LENGTH);
  if (name === undefined) return undefined;
  const dialog: DialogDraft = { id: name };
  if (step !== undefined) addFlow(walk.read, dialog, { step, state });
  if (walk.dialogs.length < MAX_STACK_DEPTH) walk.dialogs.push(dialog);
  return dialog;
}

/** Adds how far a waterfall is, and which run of it this is. */
function addFlow(
  read: Reader,
  dialog: DialogDraft,
  { step, state }: { readonly step: number; readonly state: unknown },
): void {
  dialog.step = step;
  const instance = read.id(anyCase(read, state, 'values'), 'instanceId');
  if (instance !== undefined) dialog.instance = instance;
}

/** An adaptive dialog's own machinery: its scope tells which action runs. */
function plumbing(
  read: Reader,
  owner: DialogDraft | undefined,
  state: unknown,
): DialogDraft | undefined {
  const offset = wholeNumber(anyCase(read, state, 'offset'));
  if (owner && offset !== undefined) owner.step = offset;
  return owner;
}

/** Names such as `ActionScope[…]` or `BeginDialog[…]`, which the SDK makes up. */
function isPlumbing(id: unknown): boolean {
  return typeof id === 'string' && id.includes('[');
}

/** The plan that an adaptive dialog follows now; those behind it have been interrupted. */
function adaptiveStack(read: Reader, state: unknown): unknown {
  const actions = anyCase(read, anyCase(read, state, '_adaptive'), 'actions');
  return anyCase(read, read.field(actions, 0), 'dialogStack');
}

/**
 * .NET's entries have other fields; failing that, a waterfall or scope stands first in JavaScript,
 * since it is what asks.
 */
function listsInnermostFirst(read: Reader, entries: readonly unknown[]): boolean {
  const [first] = entries;
  if (DOTNET_FIELDS.some((key) => read.field(first, key) !== undefined)) return true;
  return entries.length > 1 && isFlow(read, entries.at(-1)) && !isFlow(read, first);
}

const DOTNET_FIELDS: readonly string[] = ['StackIndex', 'stackIndex', 'Version'];

function isFlow(read: Reader, entry: unknown): boolean {
  const state = anyCase(read, entry, 'state');
  const index = anyCase(read, state, 'stepIndex') ?? anyCase(read, state, 'offset');
  return wholeNumber(index) !== undefined;
}

/** Returns the prompt or input that an entry is; `undefined` if it is a dialog. */
function readPrompt(read: Reader, id: unknown, state: unknown): StackedPrompt | undefined {
  const name = read.id({ id }, 'id');
  if (name === undefined || !isPrompt(read, name, state)) return undefined;
  const counted = anyCase(read, anyCase(read, state, 'state'), 'attemptCount');
  const attempts = wholeNumber(counted ?? anyCase(read, state, 'turnCount'));
  return { id: name, ...present({ attempts }), texts: promptTexts(read, state) };
}

function isPrompt(read: Reader, id: string, state: unknown): boolean {
  if (anyCase(read, state, 'turnCount') !== undefined || ADAPTIVE_INPUT.test(id)) return true;
  if (['stepIndex', 'dialogs', '_adaptive'].some((key) => hasField(read, state, key))) return false;
  const options = anyCase(read, state, 'options');
  return isObject(anyCase(read, state, 'state')) || hasField(read, options, 'prompt');
}

/** E.g. `TextInput[ActivityTemplate(Your name?)]`. */
const ADAPTIVE_INPUT = /^(?:[\w.]+\.)?\w*Input\[/u;

function hasField(read: Reader, source: unknown, key: string): boolean {
  return (anyCase(read, source, key) ?? undefined) !== undefined;
}

function promptTexts(read: Reader, state: unknown): string[] {
  const options = anyCase(read, state, 'options');
  const texts = ['prompt', 'retryPrompt'].map((key) => {
    const prompt = anyCase(read, options, key);
    return canonicalWord(
      isObject(prompt) ? anyCase(read, prompt, 'text') : prompt,
      MAX_TEXT_LENGTH,
    );
  });
  return [...new Set(texts.filter((text) => text !== undefined))];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
