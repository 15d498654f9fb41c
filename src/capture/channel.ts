/** Where an activity comes from: its channel. */

import { UNKNOWN } from '../model/segment.ts';
import { canonicalId, primitiveText } from './canonical.ts';
import type { Reader } from './read.ts';

/** The Agents SDK writes its activities down with the field that it keeps the id in. */
export function channelIdOf(read: Reader, activity: unknown): unknown {
  return read.field(activity, 'channelId') ?? read.field(activity, '_channelId');
}

/** Base channel and what stands behind the first `:`; `msteams:copilot` is the channel msteams. */
export function readChannel(
  read: Reader,
  activity: unknown,
): { readonly channel: string; readonly subChannel: string | undefined } {
  const whole = primitiveText(channelIdOf(read, activity)) ?? '';
  const colon = whole.indexOf(':');
  const base = colon < 0 ? whole : whole.slice(0, colon);
  return {
    channel: canonicalId(base) ?? UNKNOWN,
    subChannel: colon < 0 ? undefined : canonicalId(whole.slice(colon + 1)),
  };
}
