/** What a recording keeps: every activity in the order of time, and the labels of the user's messages. */

import { createHash } from 'node:crypto';

export type MessageClass = 'recognized' | 'unrecognized' | 'system';

/** What a careful reader of the conversation says about one message of a user. */
export interface Label {
  readonly text: string;
  readonly class: MessageClass;
  readonly why: string;
}

/** An activity as it stands in a transcript. */
export interface Recorded {
  readonly type: string;
  readonly id: string;
  readonly text?: string;
  readonly value?: unknown;
  readonly channelData?: unknown;
  readonly from: { readonly id: string; readonly role?: string };
  readonly conversation: { readonly id: string };
  readonly suggestedActions?: { readonly actions: readonly unknown[] };
  readonly attachments?: readonly { readonly content?: unknown }[];
}

export interface Log {
  readonly name: string;
  readonly channel: string;
  readonly activities: readonly Recorded[];
  readonly labels: readonly Label[];
  /** Time of the recording, in epoch milliseconds; it only moves when it is told to. */
  now(): number;
  pass(ms: number): void;
  /** Id that the channel gives the next activity of a conversation. */
  nextId(conversation: string): string;
  write(activity: object): void;
  label(label: Label): void;
}

export function hash(text: string, length: number): string {
  return createHash('sha256')
    .update(text)
    .digest('base64url')
    .replaceAll(/[-_]/g, 'k')
    .slice(0, length);
}

/** A number from 0 up to, but not including, `limit`, the same for the same text. */
export function pick(text: string, limit: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % limit;
}

export function createLog(name: string, channel: string): Log {
  const activities: Recorded[] = [];
  const labels: Label[] = [];
  let now = Date.UTC(
    2026,
    2,
    2 + pick(name, 20),
    8 + pick(name, 9),
    pick(name, 60),
    0,
    pick(name, 1000),
  );
  let ids = 0;
  const nextId = (conversation: string): string => {
    ids += 1;
    if (channel === 'webchat' || channel === 'directline')
      return `${conversation}|${String(ids).padStart(7, '0')}`;
    return channel === 'msteams' ? String(now) : hash(`${name} ${ids}`, 22);
  };
  return {
    name,
    channel,
    activities,
    labels,
    now: () => now,
    pass: (ms) => void (now += ms),
    nextId,
    write: (activity) => void activities.push(JSON.parse(JSON.stringify(activity)) as Recorded),
    label: (label) => void labels.push(label),
  };
}
