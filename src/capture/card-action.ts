/** What a button of the Bot Framework or of an Adaptive Card sends when it is pressed. */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import type { ClickType } from '../model/call.ts';
import { MAX_TEXT_LENGTH } from '../model/turn.ts';
import type { OfferedButton } from '../model/turn.ts';
import { canonicalWord, primitiveText } from './canonical.ts';
import type { Reader } from './read.ts';
import { MAX_WORD_LENGTH } from './read.ts';
import { valueEntries } from './value-entries.ts';

type Sent = Pick<OfferedButton, 'text' | 'value' | 'verb'>;

/** Reads a button of a card, a card's `tap`, or a suggested action; `undefined` if it is none. */
export function readCardAction(
  read: Reader,
  action: unknown,
  type: ClickType,
): OfferedButton | undefined {
  if (typeof action !== 'object' || action === null) return undefined;
  const kind = read.word(action, 'type', MAX_WORD_LENGTH) ?? 'imBack';
  if (kind.startsWith('Action.')) return readAdaptiveAction(read, action, type);
  const title = read.word(action, 'title', MAX_LABEL_LENGTH) ?? '';
  const value = read.field(action, 'value');
  if (kind === 'signin') return { type: 'link', title }; // its address is a secret of the user's
  if (LINKS.has(kind)) return offer({ type: 'link', title }, {}, value);
  return offer({ type, title }, sentBy(read, kind, { action, value, title }), value);
}

/** What opens something on the user's side: the bot hears nothing of it. */
const LINKS: ReadonlySet<string> = new Set([
  'openUrl',
  'openApp',
  'call',
  'downloadFile',
  'playAudio',
  'playVideo',
  'showImage',
]);

interface Pressed {
  readonly action: unknown;
  readonly value: unknown;
  readonly title: string;
}

function sentBy(read: Reader, kind: string, { action, value, title }: Pressed): Sent {
  if (kind === 'messageBack') {
    return { ...textOf(read.field(action, 'text')), ...entriesOf(read, value) };
  }
  if (kind === 'invoke') return entriesOf(read, value);
  if (isFilled(value)) return entriesOf(read, value);
  return textOf(value ?? title);
}

/**
 * Reads an action of an Adaptive Card; `undefined` if pressing it sends nothing and leads nowhere.
 * Text data arrives as text in Web Chat, as value elsewhere.
 */
export function readAdaptiveAction(
  read: Reader,
  action: unknown,
  type: ClickType,
): OfferedButton | undefined {
  const title = read.word(action, 'title', MAX_LABEL_LENGTH) ?? '';
  const data = read.field(action, 'data') ?? read.field(action, 'value');
  switch (read.word(action, 'type', MAX_WORD_LENGTH)) {
    case 'Action.OpenUrl':
      return offer({ type: 'link', title }, {}, read.field(action, 'url'));
    case 'Action.Execute': {
      const verb = read.word(action, 'verb', MAX_LABEL_LENGTH);
      return offer({ type, title }, { ...(verb && { verb }), ...entriesOf(read, data) }, data);
    }
    case 'Action.Submit':
      return readSubmit(read, { type, title }, data);
    default:
      return undefined;
  }
}

function readSubmit(
  read: Reader,
  button: Pick<OfferedButton, 'type' | 'title'>,
  data: unknown,
): OfferedButton {
  const teams = read.field(data, 'msteams');
  const kind = read.word(teams, 'type', MAX_WORD_LENGTH);
  const value = read.field(teams, 'value');
  switch (kind) {
    case 'signin':
      return { ...button, type: 'link' };
    case 'imBack':
      return offer(button, { ...textOf(value), ...entriesOf(read, data) }, value);
    case 'messageBack': {
      const text = textOf(read.field(teams, 'text'));
      return offer(button, { ...text, ...entriesOf(read, value ?? data) }, value);
    }
    case 'invoke':
      return offer(button, entriesOf(read, value ?? data), value);
    default: // of a `task/fetch` all of the data arrives
      return offer(button, { ...textOf(data), ...entriesOf(read, data) }, data);
  }
}

/** Adds what is sent, and where it leads: only what is short and no object. */
function offer(
  button: Pick<OfferedButton, 'type' | 'title'>,
  sent: Sent,
  target: unknown,
): OfferedButton {
  const text = primitiveText(target);
  const destination =
    text === undefined || text.length > MAX_LABEL_LENGTH
      ? undefined
      : canonicalWord(text, MAX_LABEL_LENGTH);
  return destination === undefined ? { ...button, ...sent } : { ...button, ...sent, destination };
}

function textOf(value: unknown): Pick<OfferedButton, 'text'> {
  const text = canonicalWord(value, MAX_TEXT_LENGTH);
  return text === undefined ? {} : { text };
}

function entriesOf(read: Reader, value: unknown): Pick<OfferedButton, 'value'> {
  const entries = valueEntries(read, value);
  return entries.length === 0 ? {} : { value: entries };
}

function isFilled(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
