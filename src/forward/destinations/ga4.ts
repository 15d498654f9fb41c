/**
 * Google Analytics 4, Measurement Protocol.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
 * Google answers 2xx to whatever it receives: acceptance is no confirmation, and nothing is counted
 * once if it was sent twice.
 */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { Ga4Settings } from '../../model/settings.ts';
import type { OutboxEvent } from '../../record/store.ts';
import type { Destination, Encoded, EncodedRequest } from '../destination.ts';
import { GA4_EVENTS } from './ga4-events.ts';
import { fitParams, GA4_MAX_AGE_MS, GA4_REQUEST, MAX_ENGAGEMENT_MS } from './ga4-limits.ts';
import { known, mapEvent, type Values } from './mapping.ts';
import { pack, type Piece } from './pack.ts';
import { clientId, pseudonym } from './pseudonym.ts';
import { hostOf, verdictByStatus } from './verdict.ts';

/** Nobody agreed to advertising on the user's behalf. */
const CONSENT = { ad_user_data: 'DENIED', ad_personalization: 'DENIED' } as const;

/** Makes the GA4 destination. `key` is its own, for the pseudonyms. */
export function ga4(settings: Ga4Settings, key: string): Destination {
  const query = new URLSearchParams({
    measurement_id: settings.measurementId,
    api_secret: settings.apiSecret,
  });
  const url = `${settings.endpoint}/mp/collect?${query.toString()}`;
  const host = hostOf(settings.endpoint);
  const digest = pseudonym(key);
  return {
    name: settings.name,
    claimLimit: 500,
    concurrency: 2,
    maxAgeMs: GA4_MAX_AGE_MS,
    encode(events) {
      const encoded = groupBy(events, (event) => clientId(digest(event))).map(([client, own]) =>
        encodeClient(url, client, own),
      );
      return {
        requests: encoded.flatMap(({ requests }) => requests),
        rejected: encoded.flatMap(({ rejected }) => rejected),
      };
    },
    decode: (_request, answer) => verdictByStatus(answer, host),
  };
}

/** One request carries one client. */
function encodeClient(url: string, client: string, events: readonly OutboxEvent[]): Encoded {
  const pieces = events.map((event): Piece => ({ event, text: encodeEvent(event.event) }));
  const { groups, tooLarge } = pack(pieces, GA4_REQUEST);
  const envelope = JSON.stringify({ client_id: client, consent: CONSENT }).slice(0, -1);
  const requests = groups.map((group): EncodedRequest => ({
    events: group.map(({ event }) => event),
    url,
    headers: { 'content-type': 'application/json' },
    body: `${envelope},"events":[${group.map(({ text }) => text).join(',')}]}`,
  }));
  return { requests, rejected: tooLarge.map((event) => ({ event, reason: 'too_large' })) };
}

function encodeEvent(event: AnalyticsEvent): string {
  const { name, params } = mapEvent(GA4_EVENTS, event);
  return JSON.stringify({
    name,
    params: fitParams({ ...commonParams(event), ...params }),
    timestamp_micros: event.at * 1_000,
  });
}

function commonParams(event: AnalyticsEvent): Values {
  const { segment, sessionOpenedAt } = event;
  return {
    session_id:
      sessionOpenedAt === undefined ? undefined : String(Math.floor(sessionOpenedAt / 1_000)),
    engagement_time_msec: engagementMs(event),
    channel: segment.channel,
    bot_id: segment.bot,
    bot_version: known(segment.botVersion),
    locale: known(segment.locale),
    device: known(segment.device),
    browser: known(segment.browser),
    event_id: event.id,
  };
}

/** Only what users did makes them active: at least 1 ms for that, nothing for what the bot did. */
function engagementMs({ kind, act, sincePreviousMs = 0 }: AnalyticsEvent): number | undefined {
  if (!act || kind === 'message_sent') return undefined;
  return Math.min(Math.max(1, Math.round(sincePreviousMs)), MAX_ENGAGEMENT_MS);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups];
}
