/** Collects the buttons of a message: suggested actions, those of cards, those within Adaptive Cards. */

import type { ClickType } from '../model/call.ts';
import { MAX_BUTTONS_PER_MESSAGE } from '../model/turn.ts';
import type { OfferedButton } from '../model/turn.ts';
import { readAdaptiveAction, readCardAction } from './card-action.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';

/** How far Adaptive Cards are searched: elements within elements, and elements of a message in all. */
const MAX_DEPTH = 24;
const MAX_ELEMENTS = 1_000;

/** What is being collected. */
interface Collecting {
  readonly read: Reader;
  readonly buttons: OfferedButton[];
  elementsLeft: number;
}

/** Returns the first {@link MAX_BUTTONS_PER_MESSAGE} buttons of a message. */
export function readButtons(read: Reader, activity: unknown): readonly OfferedButton[] {
  const suggested = read.field(activity, 'suggestedActions');
  const attachments = read.list(activity, 'attachments');
  if (!suggested && attachments.length === 0) return NONE;
  const collecting: Collecting = { read, buttons: [], elementsLeft: MAX_ELEMENTS };
  for (const action of read.list(suggested, 'actions')) add(collecting, action, 'quick_reply');
  for (const attachment of attachments) readAttachment(collecting, attachment);
  return collecting.buttons;
}

const NONE: readonly OfferedButton[] = [];

function readAttachment(collecting: Collecting, attachment: unknown): void {
  const { read } = collecting;
  const contentType = read.word(attachment, 'contentType', MAX_WORD_LENGTH) ?? '';
  const content = read.field(attachment, 'content');
  if (!content || isFull(collecting)) return;
  if (contentType.endsWith('.card.adaptive')) return readElement(collecting, content, 0);
  for (const action of read.list(content, 'buttons')) add(collecting, action, 'card_button');
  add(collecting, read.field(content, 'tap'), 'card_button');
  for (const item of read.list(content, 'items')) {
    add(collecting, read.field(item, 'tap'), 'card_button');
  }
}

/** Reads a card, or an element of one, and what is within it. */
function readElement(collecting: Collecting, element: unknown, depth: number): void {
  const { read } = collecting;
  if (typeof element !== 'object' || element === null || depth > MAX_DEPTH) return;
  collecting.elementsLeft -= 1;
  if (collecting.elementsLeft < 0 || isFull(collecting)) return;
  for (const key of CHILD_LISTS) {
    for (const child of read.list(element, key)) readElement(collecting, child, depth + 1);
  }
  for (const key of CHILD_ACTIONS) readAction(collecting, read.field(element, key), depth);
  for (const action of read.list(element, 'actions')) readAction(collecting, action, depth);
}

/** Fields of elements that hold elements; `cells` and `rows` are of tables, `pages` of carousels. */
const CHILD_LISTS: readonly string[] = ['body', 'items', 'columns', 'rows', 'cells', 'pages'];
const CHILD_ACTIONS: readonly string[] = ['selectAction', 'inlineAction'];

/** An action that shows another card tells nobody; what is on that card does. */
function readAction(collecting: Collecting, action: unknown, depth: number): void {
  const { read } = collecting;
  if (typeof action !== 'object' || action === null || isFull(collecting)) return;
  const button = readAdaptiveAction(read, action, 'card_button');
  if (button) collecting.buttons.push(button);
  else readElement(collecting, read.field(action, 'card'), depth + 1);
}

function add(collecting: Collecting, action: unknown, type: ClickType): void {
  if (isFull(collecting)) return;
  const button = readCardAction(collecting.read, action, type);
  if (button) collecting.buttons.push(button);
}

function isFull({ buttons }: Collecting): boolean {
  return buttons.length >= MAX_BUTTONS_PER_MESSAGE;
}
