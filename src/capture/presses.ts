/** What an incoming activity tells about a button that was pressed. */

import { MAX_LABEL_LENGTH } from '../model/call.ts';
import type { ClickType } from '../model/call.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { readChannel } from './channel.ts';
import type { Reader } from './read.ts';
import { valueEntries } from './value-entries.ts';

/** Returns the channel's own mark for a pressed button; texts alone bear none. */
export function readMark(read: Reader, channelData: unknown): ClickType | undefined {
  if (typeof channelData !== 'object' || channelData === null) return undefined;
  if (read.field(channelData, 'postBack') === true) return 'card_button'; // Web Chat
  const facebook = read.field(channelData, 'message');
  if (isObject(read.field(facebook, 'quick_reply'))) return 'quick_reply';
  const isCard =
    ['messageBack', 'postback', 'callback_query'].some((key) =>
      isObject(read.field(channelData, key)),
    ) || read.list(read.field(channelData, 'Payload'), 'actions').length > 0; // Slack
  return isCard ? 'card_button' : undefined;
}

/** Tells which type of button an invoke comes from; `undefined` if from none. */
export function pressedByInvoke(
  read: Reader,
  activity: unknown,
  name: string | undefined,
): ClickType | undefined {
  if (name === undefined) return isTeams(read, activity) ? 'card_button' : undefined;
  if (name !== CARD_ACTION) return PRESSING.get(name);
  const trigger = read.field(read.field(activity, 'value'), 'trigger');
  return trigger === 'automatic' ? undefined : 'card_button';
}

const CARD_ACTION = 'adaptiveCard/action';

const PRESSING: ReadonlyMap<string, ClickType> = new Map([
  ['suggestedActions/submit', 'quick_reply'],
  ['task/fetch', 'card_button'],
  ['task/submit', 'card_button'],
  ['actionableMessage/executeAction', 'card_button'],
  ['fileConsent/invoke', 'card_button'],
]);

/** Returns what a button has sent along: the fields of its data, and the verb of an `Action.Execute`. */
export function readSubmitted(
  read: Reader,
  activity: unknown,
  { type, name }: Pick<CapturedActivity, 'type' | 'name'>,
): Pick<CapturedActivity, 'value' | 'verb'> {
  const value = read.field(activity, 'value');
  if (type === 'message' || name === 'suggestedActions/submit') return entries(read, value);
  if (name === undefined) return isTeams(read, activity) ? entries(read, value) : {};
  if (name === 'task/fetch' || name === 'task/submit') {
    return entries(read, read.field(value, 'data'));
  }
  if (name !== CARD_ACTION) return {};
  const action = read.field(value, 'action');
  const verb = read.word(action, 'verb', MAX_LABEL_LENGTH);
  const data = entries(read, read.field(action, 'data'));
  return verb === undefined ? data : { ...data, verb };
}

function entries(read: Reader, value: unknown): Pick<CapturedActivity, 'value'> {
  const found = valueEntries(read, value);
  return found.length === 0 ? {} : { value: found };
}

/** The buttons of Teams' own cards send an invoke without a name. */
function isTeams(read: Reader, activity: unknown): boolean {
  return readChannel(read, activity).channel === 'msteams';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
