/** What is remembered of the bot's messages: who may vote on them, which buttons they offered, what they asked. */

import { present } from '../model/present.ts';
import { MAX_BOT_MESSAGES, MAX_OFFERING_MESSAGES } from '../model/state.ts';
import type { BotMessage, RememberedButton, Session } from '../model/state.ts';
import type { EpochMs } from '../model/time.ts';
import type { CapturedActivity, OfferedButton } from '../model/turn.ts';
import { changeConversation } from './draft.ts';
import type { Draft } from './draft.ts';
import { entryKey, promptKey, wordsKey } from './hashes.ts';
import { rememberSegment } from './segment.ts';
import { choicesIn, inlineChoicesIn } from './text.ts';

/** Longest title that is remembered with a button. */
const MAX_TITLE_LENGTH = 100;

/** Remembers a message of the bot; those of the turn before it are no longer the latest. */
export function rememberBotMessage(
  draft: Draft,
  at: EpochMs,
  {
    activity,
    session,
  }: { readonly activity: CapturedActivity; readonly session: Session | undefined },
): void {
  const { segments, index } = rememberSegment(draft.conversation.segments, draft.segment);
  const begins = !draft.hasSpoken && draft.input.captured.type === 'turn';
  draft.hasSpoken = true;
  const before = draft.conversation.botMessages.map((each) => older(each, begins));
  const { prompt, choices } = asking(draft, activity);
  const entry: BotMessage = {
    at,
    segment: index,
    latest: true,
    ...present({
      key: activity.id === undefined ? undefined : draft.input.activityKey(activity.id),
      sessionId: session?.id,
      dialog: session?.dialogs.at(-1)?.dialog,
      feedbackOffered: activity.feedbackOffered,
      proactive: draft.proactive ? (true as const) : undefined,
      prompt,
      choices,
      buttons: activity.buttons?.map((button) => rememberButton(draft, button)),
    }),
  };
  const botMessages = [...before, entry].slice(-MAX_BOT_MESSAGES);
  changeConversation(draft, { segments, botMessages: bounded(botMessages) });
}

/** Buttons of a conversation that are remembered at once, those of the latest messages first. */
const MAX_BUTTONS = 50;

function bounded(messages: readonly BotMessage[]): readonly BotMessage[] {
  const oldest = messages.length - MAX_OFFERING_MESSAGES;
  let left = MAX_BUTTONS;
  return messages
    .toReversed()
    .map((message, i) => {
      left -= message.buttons?.length ?? 0;
      return messages.length - 1 - i < oldest || left < 0 ? withoutOffers(message) : message;
    })
    .toReversed();
}

function older(message: BotMessage, begins: boolean): BotMessage {
  return begins && message.latest ? { ...message, latest: false } : message;
}

function withoutOffers(message: BotMessage): BotMessage {
  if (!message.buttons && !message.choices) return message;
  const { buttons: _, choices: __, ...rest } = message;
  return rest;
}

/** What a message asks for: its own words again would mean that it was not satisfied. */
function asking(draft: Draft, activity: CapturedActivity): Pick<BotMessage, 'prompt' | 'choices'> {
  const { text = '', inputHint } = activity;
  const words = wordsOf(activity);
  if (words === '') return {};
  const asks = inputHint === 'expectingInput';
  const listed = asks ? choicesIn(text) : inlineChoicesIn(text);
  const choices = listed.map((choice) => wordsKey(draft, choice));
  return {
    ...(asks && { prompt: promptKey(draft, words) }),
    ...(choices.length > 0 && { choices }),
  };
}

/** What users read of a message: its text; of a card without one, the titles of its buttons. */
export function wordsOf({ text = '', buttons = [] }: CapturedActivity): string {
  return text === '' ? buttons.map(({ title }) => title).join('\n') : text;
}

function rememberButton(draft: Draft, button: OfferedButton): RememberedButton {
  const { type, title, text, value, verb, destination } = button;
  const words = type === 'link' ? [] : [text ?? title, title].filter((each) => each !== '');
  return {
    type,
    title: title.slice(0, MAX_TITLE_LENGTH),
    texts: [...new Set(words.map((each) => wordsKey(draft, each)))],
    ...present({
      destination,
      verb,
      value: value?.map((entry) => entryKey(draft, entry)),
    }),
  };
}
