/** What the developer's functions (`isTest`, `handoverSign` …) get to see of an activity. */

import type { ActivityView } from '../model/options.ts';
import type { CapturedActivity, TurnOrigin } from '../model/turn.ts';
import { MAX_TEXT_LENGTH } from '../model/turn.ts';
import { MAX_LABEL_LENGTH } from '../model/call.ts';
import { canonicalText, canonicalWord } from './canonical.ts';
import type { Reader } from './read.ts';

/** Levels of `channelData` or `value` that are copied, and values in all of it; what is beyond is left out. */
const MAX_DEPTH = 8;
const MAX_VALUES = 1_000;

/** What is known already of an activity, and of the turn that it is part of. */
export interface Viewed {
  readonly origin: TurnOrigin;
  readonly captured: CapturedActivity;
  readonly direction: ActivityView['direction'];
}

/** Makes a view, and the means to cut it off from the bot's own activity. */
export function viewActivity(
  read: Reader,
  activity: unknown,
  { origin, captured, direction }: Viewed,
): { readonly view: ActivityView; release(): void } {
  const { channel, subChannel } = origin;
  const channelData = lazyCopy(read, activity, 'channelData');
  const value = lazyCopy(read, activity, 'value');
  const view = Object.freeze({
    direction,
    type: captured.type,
    name: captured.name,
    channelId: subChannel === undefined ? channel : `${channel}:${subChannel}`,
    conversationId: origin.conversation?.id,
    userId: origin.from?.id,
    text: captured.text,
    locale: origin.locale,
    get channelData(): unknown {
      return channelData.get();
    },
    get value(): unknown {
      return value.get();
    },
  });
  const release = (): void => {
    channelData.release();
    value.release();
  };
  return { view, release };
}

/** A field that is copied when it is first asked for, and gone once it is released. */
function lazyCopy(
  read: Reader,
  activity: unknown,
  key: string,
): { get(): unknown; release(): void } {
  let source: unknown = activity;
  let copied: unknown;
  return {
    get() {
      if (source !== undefined) {
        copied = frozenCopy(read, read.field(source, key));
        source = undefined;
      }
      return copied;
    },
    release() {
      source = undefined;
      copied = undefined;
    },
  };
}

/** Copies plain data; functions, symbols and what is beyond the limits become `undefined`. */
function frozenCopy(read: Reader, value: unknown): unknown {
  let left = MAX_VALUES;

  const copy = (from: unknown, depth: number): unknown => {
    if (left <= 0) return undefined;
    left -= 1;
    if (from === null || typeof from === 'boolean') return from;
    if (typeof from === 'number') return from;
    if (typeof from !== 'object') return canonicalText(from, MAX_TEXT_LENGTH);
    return depth >= MAX_DEPTH ? undefined : copyObject(from, depth + 1);
  };

  const copyObject = (from: object, depth: number): unknown => {
    const count = read.length(from);
    if (count !== undefined) {
      const list: unknown[] = [];
      for (let i = 0; i < count && left > 0; i++) list.push(copy(read.field(from, i), depth));
      return Object.freeze(list);
    }
    const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const key of read.keys(from)) {
      if (left <= 0) break;
      const name = canonicalWord(key, MAX_LABEL_LENGTH);
      if (name !== undefined) fields[name] = copy(read.field(from, key), depth);
    }
    return Object.freeze(fields);
  };

  return copy(value, 0);
}
