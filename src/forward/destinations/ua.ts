/**
 * Universal Analytics hits for a collector that still takes them, e.g. Snowplow's
 * `/com.google.analytics/v1` (Google's own stores nothing since July 2024).
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/v1/parameters
 * One bad line can fail the whole POST, so every value is made to fit before it is sent.
 */

import { stringify } from 'node:querystring';
import ua from 'universal-analytics';
import type { AnalyticsEvent } from '../../model/event.ts';
import type { UaSettings } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Destination, EncodedRequest } from '../destination.ts';
import { clipBytes } from './clip.ts';
import { known, mapEvent, type Values } from './mapping.ts';
import { pack } from './pack.ts';
import { pseudonym, uuidV4 } from './pseudonym.ts';
import { UA_HITS } from './ua-hits.ts';
import { hostOf, verdictByStatus } from './verdict.ts';

/** Published for batches: 20 hits, 16 kB, 8 kB for a hit. */
const REQUEST = { maxCount: 20, maxBytes: 16_000, maxPieceBytes: 8_000 } as const;

/** Published lengths in bytes; what is not listed is short by nature. */
const MAX_BYTES: Readonly<Record<string, number>> = {
  ec: 150,
  ea: 500,
  el: 500,
  dp: 2_048,
  dt: 1_500,
  exd: 150,
  ul: 20,
  cd1: 150,
  cd2: 150,
  cd9: 150,
};

/** Collectors read `ev` as a 32-bit integer. */
const MAX_EVENT_VALUE = 2 ** 31 - 1;

/** Makes the destination for a UA collector. `key` is its own, for the pseudonyms. */
export function universalAnalytics(settings: UaSettings, key: string): Destination {
  const { trackingId, collectorUrl } = settings;
  const host = hostOf(collectorUrl);
  const digest = pseudonym(key);
  return {
    name: settings.name,
    claimLimit: 200,
    concurrency: 2,
    maxAgeMs: Infinity, // it takes events of any age; a session that ended is told when its user comes back
    encode(events, at) {
      const pieces = events.map((event) => ({
        event,
        text: encodeHit(event.event, { trackingId, clientId: uuidV4(digest(event)), at }),
      }));
      const { groups, tooLarge } = pack(pieces, REQUEST);
      const requests = groups.map((group): EncodedRequest => ({
        events: group.map(({ event }) => event),
        url: collectorUrl,
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: group.map(({ text }) => text).join('\n'),
      }));
      return { requests, rejected: tooLarge.map((event) => ({ event, reason: 'too_large' })) };
    },
    decode: (_request, answer) => verdictByStatus(answer, host),
  };
}

interface HitContext {
  readonly trackingId: string;
  readonly clientId: string;
  readonly at: EpochMs;
}

/** Builds the line of one event. */
function encodeHit(event: AnalyticsEvent, { trackingId, clientId, at }: HitContext): string {
  const { type, params } = mapEvent(UA_HITS, event);
  const wanted = fit({ ...params, ...commonParams(event, at) });
  // a visitor of its own: the package hands label and value on from one hit to the next
  const [built] = ua(trackingId, clientId, { strictCidFormat: false })[type](wanted)._queue;
  if (!built) throw new Error('the universal-analytics package built nothing');
  const { p: _misnamed, ...hit } = built; // 0.5.3 calls the path of an event `p`
  return stringify({ ...hit, ...wanted }); // it drops zeros: what was wanted stands
}

function commonParams({ id, at, segment }: AnalyticsEvent, now: EpochMs): Values {
  return {
    ds: 'bot',
    ul: known(segment.locale)?.toLowerCase(),
    qt: Math.max(0, Math.round(now - at)),
    aip: 1,
    cd1: segment.channel,
    cd2: segment.bot,
    cd9: id,
  };
}

/** Clips texts to their bytes; `ev` becomes a whole number that is not negative, or is left out. */
function fit(params: Values): Readonly<Record<string, string | number>> {
  const fitted: [string, string | number][] = [];
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') fitted.push([name, clipBytes(value, MAX_BYTES[name] ?? 150)]);
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    if (name !== 'ev') fitted.push([name, value]);
    else if (value >= 0) fitted.push([name, Math.min(Math.round(value), MAX_EVENT_VALUE)]);
  }
  return Object.fromEntries(fitted);
}
