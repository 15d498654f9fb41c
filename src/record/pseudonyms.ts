/**
 * Pseudonyms: what is kept instead of the ids that channels and bots give.
 *
 * HMAC-SHA-256, cut to 128 bits. Every kind has its own domain, and the parts travel as a JSON
 * array: no two different ids can meet in one pseudonym by the way they are joined, and a lone
 * surrogate (which JSON escapes) stays different from every other.
 */

import { hash } from 'node:crypto';

import { latestCache } from '../model/latest-cache.ts';
import { hmacOf } from './hmac.ts';

/** Raw ids whose pseudonyms are remembered at least, for users and conversations each. */
const REMEMBERED = 5_000;

const PSEUDONYM_DIGITS = 32;

/** Directions and types whose masks are remembered: an activity's type is the channel's word. */
const REMEMBERED_KINDS = 100;

/** What makes two activities one, besides channel, conversation and id. */
export interface ActivityKind {
  readonly direction: 'incoming' | 'outgoing';
  readonly type: string;
}

/** Makes pseudonyms: 32 hex digits each, the same for the same key in every process. */
export interface Pseudonyms {
  /** Of a user of a base channel. */
  user(channel: string, id: string): string;
  /** Of the name that the bot's own code gives a user. */
  identity(name: string): string;
  conversation(channel: string, id: string): string;
  /** Of an activity id within a conversation, which is named by its pseudonym. */
  activity(conversationKey: string, id: string): string;
  /** Of a text that users send. */
  text(words: string): string;
  /** Key by which a redelivered activity is known again, from its pseudonym: 16 bytes. */
  seen(activityKey: string, kind: ActivityKind): Buffer;
  /** What is kept of a pseudonym of a user or conversation that was erased: 32 bytes. */
  tombstone(pseudonym: string): Buffer;
  /** A key of its own for a purpose: 64 hex digits. */
  deriveKey(purpose: string): string;
  /** Forgets the ids of users and conversations whose pseudonyms it remembers. */
  forget(): void;
}

type Domain = 'user' | 'text' | 'identity' | 'conversation' | 'seen' | 'derive';

/** Makes the pseudonyms of one key of 32 bytes. */
export function pseudonyms(key: Buffer): Pseudonyms {
  const hmac = hmacOf(key);
  const digest = (domain: Domain, ...parts: readonly string[]): string =>
    hmac(JSON.stringify([domain, ...parts]));
  const pseudonym = (domain: Domain, ...parts: readonly string[]): string =>
    digest(domain, ...parts).slice(0, PSEUDONYM_DIGITS);
  const mask = remembered(REMEMBERED_KINDS, (direction, type) =>
    Buffer.from(pseudonym('seen', direction, type), 'hex'),
  ).of;
  const users = remembered(REMEMBERED, (channel, id) => pseudonym('user', channel, id));
  const conversations = remembered(REMEMBERED, (channel, id) =>
    pseudonym('conversation', channel, id),
  );
  const deriveKey = (purpose: string): string => digest('derive', purpose);

  return {
    user: users.of,
    identity: (name) => pseudonym('identity', name),
    conversation: conversations.of,
    // an activity's id says nothing about a person: a plain hash within the conversation is enough,
    // and three times faster; its text is the JSON of both
    activity: (conversationKey, id) =>
      hash('sha256', `["${conversationKey}",${JSON.stringify(id)}]`, 'hex').slice(
        0,
        PSEUDONYM_DIGITS,
      ),
    text: (words) => pseudonym('text', words),
    seen: (activityKey, { direction, type }) => masked(activityKey, mask(direction, type)),
    tombstone: (erased) => Buffer.from(hmacOf(Buffer.from(deriveKey('tombstone')))(erased), 'hex'),
    deriveKey,
    forget() {
      users.clear();
      conversations.clear();
    },
  };
}

interface Remembered<V> {
  readonly of: (first: string, second: string) => V;
  readonly clear: () => void;
}

/** Remembers the answers to the latest pairs. */
function remembered<V extends string | Buffer>(
  max: number,
  compute: (first: string, second: string) => V,
): Remembered<V> {
  const known = latestCache<V>(max);
  return {
    clear: () => known.clear(),
    of: (first, second) => {
      // The length in front keeps `a` + `b c` apart from `a b` + `c`.
      const pair = `${first.length} ${first} ${second}`;
      const remembered = known.get(pair);
      if (remembered !== undefined) return remembered;
      const answer = compute(first, second);
      known.set(pair, answer);
      return answer;
    },
  };
}

/**
 * Mixes a pseudonym with a mask by exclusive or: as unlikely to meet another as each of them, and
 * it spares a second HMAC per activity.
 */
function masked(pseudonym: string, mask: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(PSEUDONYM_DIGITS / 2);
  for (let index = 0; index < bytes.length; index++) {
    const high = digitAt(pseudonym, 2 * index);
    const low = digitAt(pseudonym, 2 * index + 1);
    bytes[index] = ((high << 4) | low) ^ (mask[index] ?? 0);
  }
  return bytes;
}

/** Value of a hex digit in lower case. */
function digitAt(digits: string, index: number): number {
  const code = digits.charCodeAt(index);
  return code < 0x3a ? code - 0x30 : code - 0x57;
}
