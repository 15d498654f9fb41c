/** What a fact can be filtered and grouped by. */

/** The parts of a segment that a report can filter and group by, besides test traffic. */
export const SEGMENT_FIELDS = [
  'bot',
  'channel',
  'locale',
  'botVersion',
  'device',
  'browser',
] as const;

/**
 * Bot, channel, locale, version, device, browser and the test mark of a fact.
 * What is not known is `'unknown'`; never empty, so that a group always has a name.
 */
export interface Segment {
  /** `botId` of the options; the reports' `storyId`. */
  readonly bot: string;
  /** Base channel: `channelId` up to the first `:`. */
  readonly channel: string;
  readonly locale: string;
  readonly botVersion: string;
  readonly device: string;
  readonly browser: string;
  /** Test traffic: recorded, but hidden from reports and never forwarded unless asked for. */
  readonly test: boolean;
}

/** Stands for every part of a segment that nobody told us. */
export const UNKNOWN = 'unknown';

/** Stands for a value beyond the 1,000 segments that a store keeps apart. */
const OTHER = 'other';

/** Segments a store keeps apart; beyond, all but bot, channel and test are folded into `'other'`. */
export const MAX_SEGMENTS = 1_000;

/** Tells whether two segments are the same. */
export function isSameSegment(a: Segment, b: Segment): boolean {
  if (a === b) return true;
  return (
    a.channel === b.channel &&
    a.locale === b.locale &&
    a.device === b.device &&
    a.browser === b.browser &&
    a.botVersion === b.botVersion &&
    a.bot === b.bot &&
    a.test === b.test
  );
}

/** Returns a text that is equal for equal segments: the key to intern them by. */
export function segmentKey(segment: Segment): string {
  const { bot, channel, locale, botVersion, device, browser, test } = segment;
  return JSON.stringify([bot, channel, locale, botVersion, device, browser, test ? 1 : 0]);
}

/** Folds a segment that came after the limit: bot, channel and test are never folded. */
export function foldSegment({ bot, channel, test }: Segment): Segment {
  return { bot, channel, locale: OTHER, botVersion: OTHER, device: OTHER, browser: OTHER, test };
}
