/** A user at the other end of the channel: types, presses what the bot offered, sends files. */

import type { BotHost } from './channel.ts';
import type { Log, MessageClass, Recorded } from './log.ts';
import { hash, pick } from './log.ts';
import { findButton, pressed } from './press.ts';

export interface PersonOptions {
  readonly name: string;
  readonly locale?: string;
  /** A chat that several people share. */
  readonly group?: string;
}

/** Fields of an activity. */
interface Parts {
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** Each message says what a careful reader would say about it, and why. */
export interface Person {
  says(text: string, is: MessageClass, why: string, more?: object): Promise<void>;
  /** Presses the newest button of that title, or an older one. */
  presses(title: string, is: MessageClass, why: string, how?: PressOptions): Promise<void>;
  /** A message that is more, or less, than text. */
  sends(parts: Parts, is: MessageClass, why: string): Promise<void>;
  /** An activity that is no message; it gets no label. */
  signals(parts: Parts & { readonly type: string }): Promise<void>;
  /** Presses an `Action.Execute`, which arrives as an invoke. */
  executes(title: string, is: MessageClass, why: string): Promise<void>;
  /** The `conversationUpdate` by which the channel tells who is there. */
  joins(): Promise<void>;
  /** The last message of the bot in this conversation. */
  lastOfBot(): Recorded | undefined;
  readonly conversation: string;
}

export interface PressOptions {
  /** How many newer messages with such a button are passed over. */
  readonly older?: number;
  /** Values of a form's inputs. */
  readonly inputs?: object;
}

export function person(log: Log, bot: BotHost, options: PersonOptions): Person {
  const { from, conversation, recipient } = addresses(log, options);
  const deliver = async (parts: object): Promise<void> => {
    log.pass(4_000 + pick(`${options.name} ${log.now()}`, 16_000));
    const activity = {
      id: log.nextId(conversation.id),
      timestamp: new Date(log.now()).toISOString(),
      channelId: log.channel,
      from,
      conversation,
      recipient,
      locale: options.locale ?? 'en-US',
      serviceUrl: `https://${log.channel}.botframework.com/`,
      ...parts,
    };
    log.write(activity);
    await bot.deliver(activity);
  };
  const message = async (parts: Parts, is: MessageClass, why: string) => {
    log.label({ text: parts.text ?? '', class: is, why });
    await deliver({ type: 'message', textFormat: 'plain', ...parts });
  };
  const inConversation = () =>
    log.activities.filter((activity) => activity.conversation.id === conversation.id);
  const lastOfBot = () =>
    inConversation().findLast((each) => each.from.role === 'bot' && each.type === 'message');
  return {
    conversation: conversation.id,
    lastOfBot,
    says: (text, is, why, more) => message({ text, ...clientData(log), ...more }, is, why),
    presses: (title, is, why, how) =>
      message(
        pressed(log.channel, findButton(inConversation(), title, how?.older), how?.inputs),
        is,
        why,
      ),
    sends: message,
    signals: deliver,
    executes: (title, is, why) => {
      log.label({ text: '', class: is, why });
      return deliver(pressed(log.channel, findButton(inConversation(), title)));
    },
    joins: () =>
      deliver({ type: 'conversationUpdate', membersAdded: [recipient, from], membersRemoved: [] }),
  };
}

function addresses(log: Log, { name, group }: PersonOptions) {
  const key = `${log.name} ${name}`;
  const chat = `${log.name} ${group ?? name} chat`;
  const recipient = { name: 'Bot', role: 'bot' };
  if (log.channel === 'msteams') {
    const kind =
      group === undefined
        ? { conversationType: 'personal' }
        : { conversationType: 'groupChat', isGroup: true };
    return {
      from: { id: `29:1${hash(key, 40)}`, name, role: 'user', aadObjectId: uuidOf(key) },
      conversation: { id: `a:1${hash(chat, 40)}`, ...kind, tenantId: uuidOf('tenant') },
      recipient: { ...recipient, id: `28:${uuidOf(log.name)}` },
    };
  }
  const id = log.channel === 'directline' ? `dl_${hash(key, 16)}` : hash(key, 12);
  return {
    from: { id, name, role: 'user' },
    conversation: { id: `${hash(chat, 22)}-eu` },
    recipient: { ...recipient, id: `${log.name}-bot` },
  };
}

/** What Web Chat and Teams add to what their users type. */
function clientData(log: Log): object {
  if (log.channel === 'webchat')
    return { channelData: { clientActivityID: hash(`client ${log.now()}`, 11) } };
  if (log.channel !== 'msteams') return {};
  return {
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Windows' }],
    channelData: { tenant: { id: uuidOf('tenant') } },
  };
}

/** A UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  const hex = Buffer.from(hash(text, 32)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
