/**
 * Mixpanel, by its import API: https://developer.mixpanel.com/reference/import-events
 *
 * Copies of an event have the same name, `distinct_id`, `time` and `$insert_id`, so that Mixpanel
 * counts them once.
 */

import type { MixpanelSettings } from '../../model/settings.ts';
import { MINUTE_MS } from '../../model/time.ts';
import type { OutboxEvent } from '../../record/outbox.ts';
import { mixpanelEvent } from '../catalogue/mixpanel-event.ts';
import type { EncodedRequest, HttpDestination } from '../http-destination.ts';
import type { DeliveryRequest } from '../delivery.ts';
import { readAnswer } from './mixpanel-answer.ts';
import { mixpanelBuilder } from './mixpanel-builder.ts';
import { identityOf, identifyProperties } from './mixpanel-identity.ts';
import { fitProperties } from './mixpanel-limits.ts';
import { encodedFrom, pack, type Piece } from './pack.ts';
import { pseudonyms } from './pseudonym.ts';
import { hostOf } from './verdict.ts';

/** Published: 2,000 events, 10 MB before compression, 1 MB for an event. */
const REQUEST = { maxCount: 2_000, maxBytes: 9_000_000, maxPieceBytes: 1_000_000 } as const;

/** Published: what lies more than an hour ahead is refused. Clocks differ a little. */
const MAX_AHEAD_MS = 55 * MINUTE_MS;

/** Where events and profiles are sent: all but the body. */
export function mixpanelTarget(
  { endpoint, token, serviceAccount }: MixpanelSettings,
  path: '/import' | '/engage',
): Omit<DeliveryRequest, 'body'> {
  const query = new URLSearchParams({ strict: '1', verbose: '1' });
  if (serviceAccount) query.set('project_id', serviceAccount.projectId);
  const { username, secret } = serviceAccount ?? { username: token, secret: '' };
  return {
    url: `${endpoint}${path}?${query.toString()}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`,
    },
    gzip: path === '/import', // the other takes none
  };
}

/** What an answer must not repeat into our books. */
export function mixpanelSecrets({ token, serviceAccount }: MixpanelSettings): readonly string[] {
  return serviceAccount ? [token, serviceAccount.secret] : [token];
}

/** Makes the Mixpanel destination. `key` is its own, for the pseudonyms. */
export function mixpanel(settings: MixpanelSettings, key: string): HttpDestination {
  const build = mixpanelBuilder(settings.token).event;
  const names = pseudonyms(key);
  const answered = { host: hostOf(settings.endpoint), secrets: mixpanelSecrets(settings) };
  const target = mixpanelTarget(settings, '/import');

  function encodeEvent(outboxEvent: OutboxEvent): Piece {
    const { event, shape } = outboxEvent;
    const told = mixpanelEvent(event, shape);
    const identity = identityOf(outboxEvent, names);
    const identify = identifyProperties(outboxEvent, identity);
    const { properties, trimmed } = fitProperties({
      ...identity.properties,
      $insert_id: event.id,
      ip: 0, // else Mixpanel locates the server
      ...(identify ?? told.properties),
    });
    const payload = build(identify ? '$identify' : told.name, event.at, properties);
    const text = JSON.stringify(payload);
    return {
      event: outboxEvent,
      text,
      trimmed: [...told.trimmed, ...identity.trimmed, ...trimmed],
    };
  }

  return {
    name: settings.name,
    claimLimit: REQUEST.maxCount,
    concurrency: 1,
    maxAgeMs: Infinity, // it takes events of any age; a session that ended is told when its user comes back
    maxAheadMs: MAX_AHEAD_MS,
    onAmbiguous: 'retry', // it counts copies once
    encode: (events) =>
      encodedFrom(pack(events.map(encodeEvent), REQUEST), (group): EncodedRequest => ({
        ...target,
        events: group.map(({ event }) => event),
        body: `[${group.map(({ text }) => text).join(',')}]`,
      })),
    decode: (request, answer) => readAnswer(request, answer, answered),
  };
}
