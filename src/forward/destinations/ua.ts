/**
 * Universal Analytics hits for a collector that still takes them, e.g. Snowplow's
 * `/com.google.analytics/v1` (Google's own stores nothing since July 2024).
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/v1/parameters
 * One bad line can fail the whole POST, so every value is made to fit before it is sent.
 */

import { createRequire } from 'node:module';
import { stringify } from 'node:querystring';
import type ua from 'universal-analytics';
import type { AnalyticsEvent } from '../../model/event.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { UaSettings } from '../../model/settings.ts';
import type { EpochMs } from '../../model/time.ts';
import type { EncodedRequest, HttpDestination } from '../http-destination.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import { clipBytes } from './clip.ts';
import type { Trim } from './fit.ts';
import { known, mapEvent, type Values } from './mapping.ts';
import { encodedFrom, pack } from './pack.ts';
import { pseudonyms, uuidV4 } from './pseudonym.ts';
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
  uid: 1_024, // never clipped, which would make one of two users
};

/** Collectors read `ev` as a 32-bit integer. */
const MAX_EVENT_VALUE = 2 ** 31 - 1;

/** Makes the destination for a UA collector. `key` is its own, for the pseudonyms. */
export function universalAnalytics(settings: UaSettings, key: string): HttpDestination {
  const { trackingId, collectorUrl } = settings;
  const host = hostOf(collectorUrl);
  const names = pseudonyms(key);
  // loaded by whoever sends to it: a bot that does not starts without it
  const visitor = createRequire(__filename)('universal-analytics') as typeof ua;
  return {
    name: settings.name,
    claimLimit: 200,
    concurrency: 2,
    maxAgeMs: Infinity, // it takes events of any age; a session that ended is told when its user comes back
    maxAheadMs: 0, // a hit says how old it is, and none is of the future
    onAmbiguous: settings.onAmbiguous ?? 'retry',
    encode(events, at) {
      const pieces = events.map((event) => ({
        event,
        ...encodeHit(event, {
          visitor,
          trackingId,
          clientId: uuidV4(names.device(event)),
          userId: names.userId(event),
          at,
        }),
      }));
      return encodedFrom(pack(pieces, REQUEST), (group): EncodedRequest => ({
        events: group.map(({ event }) => event),
        url: collectorUrl,
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: group.map(({ text }) => text).join('\n'),
      }));
    },
    decode: (_request, answer) => verdictByStatus(answer, host),
  };
}

interface HitContext {
  readonly trackingId: string;
  readonly clientId: string;
  readonly userId: string | undefined;
  readonly at: EpochMs;
  readonly visitor: typeof ua;
}

/** Builds the line of one event, and tells what was changed about it to make it fit. */
function encodeHit(
  { event, shape }: OutboxEvent,
  { trackingId, clientId, userId, at, visitor }: HitContext,
): { readonly text: string; readonly trimmed: readonly Trim[] } {
  const { type, params } = mapEvent(UA_HITS, event);
  const shared = sharedDimensions(shape.properties);
  const given = { ...params, ...commonParams(event, at), uid: userId, ...shared };
  const { wanted, trimmed } = fit(given);
  // a visitor of its own: the package hands label and value on from one hit to the next
  const hits = visitor(trackingId, clientId, { strictCidFormat: false })[type](wanted);
  const [built] = hits._queue;
  if (!built) throw new Error('the universal-analytics package built nothing');
  const { p: _misnamed, ...hit } = built; // 0.5.3 calls the path of an event `p`
  // it drops zeros: what was wanted stands
  return { text: stringify({ ...hit, ...wanted }), trimmed };
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

/** First and last custom dimension for the `properties` option, in the order in which they are listed. */
const SHARED_DIMENSIONS = { first: 10, last: 29 } as const;

/** Universal Analytics has no names for properties: `name=value` in dimensions of their own. */
function sharedDimensions(properties: PayloadShape['properties'] = {}): Values {
  const places = SHARED_DIMENSIONS.last - SHARED_DIMENSIONS.first + 1;
  return Object.fromEntries(
    Object.entries(properties)
      .slice(0, places)
      .map(([name, value], i) => [`cd${SHARED_DIMENSIONS.first + i}`, `${name}=${value}`]),
  );
}

/** Clips texts to their bytes; `ev` becomes a whole number that is not negative, or is left out. */
function fit(params: Values): {
  readonly wanted: Readonly<Record<string, string | number>>;
  readonly trimmed: readonly Trim[];
} {
  const fitted: [string, string | number][] = [];
  const trimmed: Trim[] = [];
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') {
      const clipped = clipBytes(value, MAX_BYTES[name] ?? 150);
      fitted.push([name, clipped]);
      if (clipped !== value) trimmed.push('value_clipped');
    }
    if (typeof value !== 'number') continue;
    const number = fitNumber(name, value);
    if (number === undefined) trimmed.push('value_unusable');
    else fitted.push([name, number]);
  }
  return { wanted: Object.fromEntries(fitted), trimmed };
}

function fitNumber(name: string, value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (name !== 'ev') return value;
  return value >= 0 ? Math.min(Math.round(value), MAX_EVENT_VALUE) : undefined;
}
