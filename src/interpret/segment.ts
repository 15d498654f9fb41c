/** Which segment a turn belongs to, and how a conversation remembers segments. */

import { changedConversation } from '../model/changed.ts';
import { UNKNOWN, isSameSegment } from '../model/segment.ts';
import type { Segment } from '../model/segment.ts';
import type { InterpretSettings } from '../model/settings.ts';
import type { ConversationState } from '../model/state.ts';
import type { TurnOrigin } from '../model/turn.ts';

/** Longest language tag that RFC 5646 asks implementations to keep. */
const MAX_LOCALE_LENGTH = 35;
const MAX_NAME_LENGTH = 64;

/** Returns the segment of everything that happens in a turn and in its amendments. */
export function segmentOf(origin: TurnOrigin, settings: InterpretSettings): Segment {
  return {
    bot: settings.botId,
    channel: origin.channel,
    locale: canonicalLocale(origin.locale),
    botVersion: settings.botVersion,
    device: origin.device?.slice(0, MAX_NAME_LENGTH) || UNKNOWN,
    browser: origin.browser?.slice(0, MAX_NAME_LENGTH) || UNKNOWN,
    test: origin.test,
  };
}

/** Tags that were looked up before: `Intl` takes longer than all else in a turn. Forgotten when full. */
const canonicalByTag = new Map<string, string>();
const MAX_TAGS = 1_000;

/** `en-us` and `en_US` are `en-US`; what is no language tag stays as it is, clipped. */
function canonicalLocale(locale: string | undefined): string {
  if (!locale) return UNKNOWN;
  const known = canonicalByTag.get(locale);
  if (known !== undefined) return known;
  const canonical = lookUpLocale(locale.trim());
  if (canonicalByTag.size >= MAX_TAGS) canonicalByTag.clear();
  canonicalByTag.set(locale, canonical);
  return canonical;
}

function lookUpLocale(tag: string): string {
  if (!tag) return UNKNOWN;
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? UNKNOWN;
  } catch {
    return tag.slice(0, MAX_LOCALE_LENGTH);
  }
}

/** Returns the place of a segment in a conversation's list, and the list with it in it. */
export function rememberSegment(
  segments: readonly Segment[],
  segment: Segment,
): { readonly segments: readonly Segment[]; readonly index: number } {
  const index = segments.findIndex((known) => isSameSegment(known, segment));
  return index >= 0
    ? { segments, index }
    : { segments: [...segments, segment], index: segments.length };
}

/** Drops the segments that no entry names any more, so that the list stays as short as the entries are few. */
export function forgetUnusedSegments(state: ConversationState): ConversationState {
  if (state.segments.length <= 1) return state;
  const used = new Set<number>();
  for (const { message } of state.recentTurns) if (message) used.add(message.segment);
  for (const { segment } of state.botMessages) used.add(segment);
  if (used.size === state.segments.length) return state;
  const kept = [...used].toSorted((a, b) => a - b);
  const moved = (segment: number): number => kept.indexOf(segment);
  return changedConversation(state, {
    segments: state.segments.filter((_, index) => used.has(index)),
    recentTurns: state.recentTurns.map((turn) =>
      turn.message
        ? { ...turn, message: { ...turn.message, segment: moved(turn.message.segment) } }
        : turn,
    ),
    botMessages: state.botMessages.map((each) => ({ ...each, segment: moved(each.segment) })),
  });
}
