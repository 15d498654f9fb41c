/**
 * Which button a message or an invoke comes from. In this order: the message it answers, its whole
 * value, a part of its value (a form adds what was typed into it), the mark of the channel, the words
 * of a button of the bot's last turn, those of an earlier one. Words alone are never certain:
 * they can be typed as well.
 */

import type { Confidence } from '../model/event.ts';
import { present } from '../model/present.ts';
import { UNKNOWN } from '../model/segment.ts';
import type { BotMessage, RememberedButton } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity } from '../model/turn.ts';
import { emit } from './draft.ts';
import type { Draft, FoundClick } from './draft.ts';
import { entryKey, wordsKey } from './hashes.ts';
import { enterSession } from './sessions-of-draft.ts';

/** Returns the button that was pressed, or whose words were written; `undefined` if it is none. */
export function findClick(draft: Draft, activity: CapturedActivity): FoundClick | undefined {
  const offered = offers(draft, activity);
  const certain = byValue(draft, activity, offered);
  if (certain) return found(certain, 'certain');
  const byWords = withWords(draft, activity, offered);
  if (activity.pressed !== undefined || isSubmitted(activity)) {
    const button = byWords ?? onlyButton(offered, activity);
    return button ? found(button, 'certain') : unknownButton(activity);
  }
  return byWords && found(byWords, 'probable');
}

/** Records a click: with its message, or by itself, which opens or extends a session. */
export function recordFoundClick(draft: Draft, at: EpochMs, click: FoundClick): void {
  const { confidence, type, title, destination } = click;
  emit(draft, {
    kind: 'button_clicked',
    at,
    session: enterSession(draft, at, { entryPoint: 'act' }),
    act: true,
    data: { type, title, confidence, ...present({ destination }) },
  });
}

/** Tells whether a text is one of the choices that the bot's last turn has listed: an answer, but no click. */
export function isChoice(draft: Draft, activity: CapturedActivity): boolean {
  if (activity.text === undefined) return false;
  const key = wordsKey(draft, activity.text);
  return draft.conversation.botMessages.some(
    ({ latest, choices }) => latest && choices?.includes(key) === true,
  );
}

/** The buttons: of the message that is answered, then all others, those of the latest message first. */
interface Offers {
  readonly answered: readonly RememberedButton[];
  readonly others: readonly RememberedButton[];
}

const NO_OFFERS: Offers = { answered: [], others: [] };

function offers(draft: Draft, { replyToId }: CapturedActivity): Offers {
  const messages = draft.conversation.botMessages.filter(({ buttons }) => buttons).toReversed();
  if (messages.length === 0) return NO_OFFERS;
  const key = replyToId === undefined ? undefined : draft.input.activityKey(replyToId);
  const isAnswered = (message: BotMessage): boolean => key !== undefined && message.key === key;
  const buttonsOf = ({ buttons = [] }: BotMessage): readonly RememberedButton[] => buttons;
  return {
    answered: messages.filter(isAnswered).flatMap(buttonsOf),
    others: messages.filter((message) => !isAnswered(message)).flatMap(buttonsOf),
  };
}

/** Of several buttons whose whole value is in what came, the one with the most of it: a form adds to it. */
function byValue(
  draft: Draft,
  { value = [], verb }: CapturedActivity,
  { answered, others }: Offers,
): RememberedButton | undefined {
  if (value.length === 0 && verb === undefined) return undefined;
  const keys = new Set(value.map((entry) => entryKey(draft, entry)));
  const largest = (buttons: readonly RememberedButton[]): RememberedButton | undefined =>
    buttons.filter((button) => fits(button, keys, verb)).toSorted((a, b) => size(b) - size(a))[0];
  return largest(answered) ?? largest(others);
}

function size({ value = [] }: RememberedButton): number {
  return value.length;
}

/** All that the button sends is there; a verb alone is enough, nothing at all is not. */
function fits(
  button: RememberedButton,
  keys: ReadonlySet<string>,
  verb: string | undefined,
): boolean {
  if (button.type === 'link' || button.verb !== verb) return false;
  const { value = [] } = button;
  return (value.length > 0 || verb !== undefined) && value.every((key) => keys.has(key));
}

function withWords(
  draft: Draft,
  { text = '' }: CapturedActivity,
  { answered, others }: Offers,
): RememberedButton | undefined {
  if (text.trim() === '' || answered.length + others.length === 0) return undefined;
  const key = wordsKey(draft, text);
  return [...answered, ...others].find(({ texts }) => texts.includes(key));
}

/** A form that sends nothing of its own: known by the message it answers, if that has no other button. */
function onlyButton(
  { answered }: Offers,
  { verb, text = '' }: CapturedActivity,
): RememberedButton | undefined {
  const [button, ...more] = answered.filter(({ type }) => type !== 'link');
  if (!button || more.length > 0 || verb !== undefined || text.trim() !== '') return undefined;
  return button.verb === undefined && button.value === undefined ? button : undefined;
}

/** A card was submitted: nobody types a value. */
function isSubmitted({ type, hasValue, value = [], text = '' }: CapturedActivity): boolean {
  return type === 'message' && hasValue && (value.length > 0 || text.trim() === '');
}

function found({ type, title, destination }: RememberedButton, confidence: Confidence): FoundClick {
  return { type, title: title || UNKNOWN, confidence, ...present({ destination }) };
}

/**
 * A button that is not remembered. Its words come from the user's side, where anything can be written,
 * and are not kept; a verb is, if it looks like one.
 */
function unknownButton({ pressed, verb = '' }: CapturedActivity): FoundClick {
  const title = VERB.test(verb) ? verb : UNKNOWN;
  return { type: pressed ?? 'card_button', title, confidence: 'certain' };
}

const VERB = /^[\w.:/-]{1,64}$/u;
