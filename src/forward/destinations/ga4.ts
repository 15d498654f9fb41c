/**
 * Google Analytics 4, Measurement Protocol.
 *
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
 * Google answers 2xx to whatever it receives: acceptance is no confirmation, and nothing is counted
 * once if it was sent twice.
 */

import type { AnalyticsEvent } from '../../model/event.ts';
import { groupBy } from '../../model/group-by.ts';
import type { Ga4Settings } from '../../model/settings.ts';
import { MINUTE_MS } from '../../model/time.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import { ga4Event } from '../catalogue/ga4-event.ts';
import type { EncodedRequest, HttpDestination } from '../http-destination.ts';
import type { Trim } from './fit.ts';
import { fitParams, GA4_MAX_AGE_MS, GA4_REQUEST, MAX_ENGAGEMENT_MS } from './ga4-limits.ts';
import { userProperties } from './ga4-user.ts';
import { encodedFrom, pack, type Piece } from './pack.ts';
import { clientId, pseudonyms } from './pseudonym.ts';
import type { Belonging, Pseudonyms } from './pseudonym.ts';
import { hostOf, verdictByStatus } from './verdict.ts';

/** Published is how far back events may be dated, and not what becomes of later ones: they wait. */
const MAX_AHEAD_MS = MINUTE_MS;

/** Where events are sent, and where Google judges them without counting. */
export const GA4_PATHS = { collect: '/mp/collect', validate: '/debug/mp/collect' } as const;

/** The address of a data stream; it holds the secret. */
export function ga4Url(
  { endpoint, measurementId, apiSecret }: Ga4Settings,
  path: (typeof GA4_PATHS)[keyof typeof GA4_PATHS],
): string {
  const query = new URLSearchParams({ measurement_id: measurementId, api_secret: apiSecret });
  return `${endpoint}${path}?${query.toString()}`;
}

/** Makes the GA4 destination. `key` is its own, for the pseudonyms. */
export function ga4(settings: Ga4Settings, key: string): HttpDestination {
  const url = ga4Url(settings, GA4_PATHS.collect);
  const host = hostOf(settings.endpoint);
  const context = { url, consent: consentOf(settings), names: pseudonyms(key) };
  return {
    name: settings.name,
    claimLimit: 2_000,
    concurrency: 2,
    maxAgeMs: GA4_MAX_AGE_MS,
    maxAheadMs: MAX_AHEAD_MS,
    onAmbiguous: settings.onAmbiguous ?? 'retry',
    needsUserFacts: (settings.shape?.traits ?? []).length > 0,
    encode(events) {
      const clients = groupBy(events, (event) => clientKey(event, context.names));
      const encoded = [...clients.values()].map((own) => encodeClient(own, context));
      return {
        requests: encoded.flatMap(({ requests }) => requests),
        rejected: encoded.flatMap(({ rejected }) => rejected),
      };
    },
    decode: (_request, answer) => verdictByStatus(answer, host),
  };
}

interface Ga4Context {
  readonly url: string;
  readonly consent: Readonly<Record<string, string>>;
  readonly names: Pseudonyms;
}

/** Nobody agreed to advertising on the user's behalf, unless the developer says so. */
function consentOf({ consent }: Ga4Settings): Readonly<Record<string, string>> {
  return {
    ad_user_data: (consent?.adUserData ?? 'denied').toUpperCase(),
    ad_personalization: (consent?.adPersonalization ?? 'denied').toUpperCase(),
  };
}

/** Google forbids addresses as ids, and may delete the data of a property for them: such a user stays anonymous. */
export function userIdOf(event: Belonging, { userId }: Pseudonyms): string | undefined {
  const id = userId(event);
  return id?.includes('@') ? undefined : id;
}

/** One request carries one client, who is one user. */
function clientKey(event: OutboxEvent, names: Pseudonyms): string {
  return JSON.stringify([clientId(names.device(event)), userIdOf(event, names)]);
}

function encodeClient(events: readonly OutboxEvent[], { url, consent, names }: Ga4Context) {
  const last = events.at(-1);
  const user = userProperties(events);
  const head = {
    client_id: last && clientId(names.device(last)),
    user_id: last && userIdOf(last, names),
    consent,
    user_properties: user.properties,
  };
  const envelope = JSON.stringify(head).slice(0, -1);
  const pieces = events.map((event): Piece => {
    const { text, trimmed } = encodeEvent(event);
    const isRefused = names.userId(event) !== userIdOf(event, names);
    return {
      event,
      text,
      trimmed: [
        ...trimmed,
        ...(isRefused ? ['id_refused'] : []),
        ...(event === last ? user.trimmed : []),
      ],
    };
  });
  return encodedFrom(pack(pieces, GA4_REQUEST), (group): EncodedRequest => ({
    events: group.map(({ event }) => event),
    url,
    headers: { 'content-type': 'application/json' },
    body: `${envelope},"events":[${group.map(({ text }) => text).join(',')}]}`,
  }));
}

/** An event as Google takes it, and what was changed about it for that. */
function encodeEvent({ event, shape }: OutboxEvent): {
  readonly text: string;
  readonly trimmed: readonly Trim[];
} {
  const { name, params: given, trimmed: names } = ga4Event(event, shape);
  const { params, trimmed } = fitParams({ engagement_time_msec: engagementMs(event), ...given });
  const text = JSON.stringify({ name, params, timestamp_micros: event.at * 1_000 });
  return { text, trimmed: [...names, ...trimmed] };
}

/** Only what users did makes them active: at least 1 ms for that, nothing for what the bot did. */
function engagementMs({ kind, act, sincePreviousMs = 0 }: AnalyticsEvent): number | undefined {
  if (!act || kind === 'message_sent') return undefined;
  return Math.min(Math.max(1, Math.round(sincePreviousMs)), MAX_ENGAGEMENT_MS);
}
