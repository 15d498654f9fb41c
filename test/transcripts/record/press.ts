/** What arrives at a bot when one of its buttons is pressed: each channel has its own way. */

import type { Recorded } from './log.ts';

/** A `CardAction`, or an action of an Adaptive Card. */
interface Button {
  readonly type: string;
  readonly title?: string;
  readonly value?: unknown;
  readonly text?: string;
  readonly displayText?: string;
  readonly data?: unknown;
  readonly verb?: string;
}

interface Found {
  readonly button: Button;
  readonly message: Recorded;
  readonly suggested: boolean;
}

/** Finds the newest button of a title; `older` newer messages that have one are passed over. */
export function findButton(activities: readonly Recorded[], title: string, older = 0): Found {
  const found = activities.toReversed().flatMap((message) =>
    offered(message)
      .filter(({ button }) => button.title === title)
      .slice(0, 1),
  );
  const one = found[older];
  if (!one) throw new Error(`no button "${title}" after ${JSON.stringify(activities.at(-1))}`);
  return one;
}

function offered(message: Recorded): Found[] {
  const suggested = (message.suggestedActions?.actions ?? []) as Button[];
  const onCards = (message.attachments ?? []).flatMap(({ content }) => buttonsIn(content));
  return [
    ...suggested.map((button) => ({ button, message, suggested: true })),
    ...onCards.map((button) => ({ button, message, suggested: false })),
  ];
}

function buttonsIn(content: unknown): Button[] {
  if (typeof content !== 'object' || content === null) return [];
  if (Array.isArray(content)) return content.flatMap(buttonsIn);
  return Object.entries(content).flatMap(([key, inner]) =>
    key === 'buttons' || key === 'actions'
      ? (inner as Button[])
      : key === 'body' || key === 'items'
        ? buttonsIn(inner)
        : [],
  );
}

/** Returns the activity, without what every activity of the user has. */
export function pressed(
  channel: string,
  { button, message, suggested }: Found,
  inputs?: object,
): PressedActivity {
  const reply = channel === 'msteams' ? { replyToId: message.id } : {};
  const native = nativeMarks(channel, button, suggested);
  const { value, text, verb } = button;
  switch (button.type) {
    case 'Action.Submit':
      return {
        type: 'message',
        ...submitted(channel, button, inputs),
        ...reply,
        ...marks(channel, 'postBack'),
      };
    case 'Action.Execute': {
      const action = { type: button.type, verb, data: { ...(button.data as object), ...inputs } };
      return {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action, trigger: 'manual' },
        ...reply,
      };
    }
    case 'messageBack':
      return {
        type: 'message',
        ...(text !== undefined && { text }),
        value,
        ...reply,
        ...marks(channel, button),
      };
    case 'postBack':
      return {
        type: 'message',
        ...(typeof value === 'string' ? { text: value } : { value }),
        ...marks(channel, 'postBack'),
        ...native,
      };
    default:
      return {
        type: 'message',
        text: typeof value === 'string' ? value : (button.title ?? ''),
        ...native,
      };
  }
}

export interface PressedActivity {
  readonly type: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** Teams takes the key `msteams` for itself: with it a form can write a text. */
function submitted(channel: string, { data }: Button, inputs?: object) {
  const { msteams, ...rest } = data as { msteams?: { text?: string } };
  if (channel !== 'msteams' || msteams === undefined)
    return { value: { ...(data as object), ...inputs } };
  return {
    ...(msteams.text !== undefined && { text: msteams.text }),
    value: { ...rest, ...inputs },
  };
}

/** Only Web Chat marks what was posted back. */
function marks(channel: string, what: 'postBack' | Button): object {
  if (channel !== 'webchat') return {};
  if (what === 'postBack') return { channelData: { postBack: true } };
  return { channelData: { messageBack: { displayText: what.displayText } } };
}

/** The channel's own payload, as Azure's connectors hand it on. */
function nativeMarks(channel: string, { title, value }: Button, suggested: boolean): object {
  if (channel === 'facebook' && suggested)
    return {
      channelData: { message: { mid: 'm_1', text: title, quick_reply: { payload: value } } },
    };
  if (channel === 'facebook') return { channelData: { postback: { title, payload: value } } };
  if (channel === 'telegram')
    return { channelData: { callback_query: { id: '4382', data: value, chat_instance: '-31' } } };
  if (channel === 'slack')
    return {
      channelData: {
        Payload: {
          type: 'interactive_message',
          actions: [{ name: 'imBack', type: 'button', value }],
        },
      },
    };
  return {};
}
