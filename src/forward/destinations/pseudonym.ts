/**
 * Who an event is of, as one destination knows them: an HMAC of our pseudonym under a key of that
 * destination's own, so that what two destinations hold cannot be joined.
 */

import type { AnalyticsEvent } from '../../model/event.ts';
import { hmacOf } from '../../record/hmac.ts';
import type { OutboxEvent } from '../../record/outbox.ts';

/** What of an event says whose it is. */
export type Belonging = Pick<OutboxEvent, 'userKey' | 'identity' | 'conversationKey' | 'shape'> & {
  readonly event: Pick<AnalyticsEvent, 'turnId'>;
};

export interface Pseudonyms {
  /**
   * The channel's user behind an event, in 32 bytes; where nobody is known, the conversation, else
   * the turn. It stays the same when the user is named: what joins both is {@link userId}.
   */
  device(event: Belonging): Buffer;
  /** Who the user is, where the bot's code said so, they agreed, and the destination may know. */
  userId(event: Belonging): string | undefined;
  /** The conversation, in 32 hex digits. */
  conversation(event: Pick<Belonging, 'conversationKey'>): string | undefined;
}

/** Makes the pseudonyms of a destination. */
export function pseudonyms(key: string): Pseudonyms {
  const hmac = hmacOf(Buffer.from(key));
  const digest = (text: string): Buffer => Buffer.from(hmac(text), 'hex');
  return {
    device: ({ userKey, conversationKey, event }) =>
      digest(userKey ?? conversationKey ?? event.turnId),
    userId({ identity, shape }) {
      if (!identity) return undefined;
      if (shape.userId === 'raw') return identity.rawId;
      return shape.userId === 'pseudonym' ? deviceId(digest(`user ${identity.key}`)) : undefined;
    },
    conversation: ({ conversationKey }) =>
      conversationKey && deviceId(digest(`conversation ${conversationKey}`)),
  };
}

/** GA4's `client_id`: "two positive numbers joined by a period", of 31 bits each. */
export function clientId(digest: Buffer): string {
  const uint31 = (offset: number): number => digest.readUInt32BE(offset) & 0x7f_ff_ff_ff || 1;
  return `${uint31(0)}.${uint31(4)}`;
}

/** UA's `cid`, and the anonymous id that Mixpanel's original merge takes: in the shape of a UUID version 4. */
export function uuidV4(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Mixpanel's `$device_id`: 32 hex digits. */
export function deviceId(digest: Buffer): string {
  return digest.toString('hex', 0, 16);
}
