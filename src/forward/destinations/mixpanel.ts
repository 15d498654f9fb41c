/**
 * Mixpanel, by its import API: https://developer.mixpanel.com/reference/import-events
 *
 * Copies of an event have the same name, `distinct_id`, `time` and `$insert_id`, so that Mixpanel
 * counts them once.
 */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { MixpanelSettings } from '../../model/settings.ts';
import type { OutboxEvent } from '../../record/store.ts';
import type { Destination, EncodedRequest } from '../destination.ts';
import { clipUnits } from './clip.ts';
import { known, mapEvent, type Values } from './mapping.ts';
import { readAnswer } from './mixpanel-answer.ts';
import { mixpanelBuilder } from './mixpanel-builder.ts';
import { MIXPANEL_EVENTS } from './mixpanel-events.ts';
import { pack, type Piece } from './pack.ts';
import { deviceId, pseudonym } from './pseudonym.ts';
import { hostOf } from './verdict.ts';

/** Published: 2,000 events, 10 MB before compression, 1 MB for an event. */
const REQUEST = { maxCount: 2_000, maxBytes: 9_000_000, maxPieceBytes: 1_000_000 } as const;

/** Published: texts of 255 characters, fewer than 255 properties; the package adds three. */
const MAX_TEXT = 255;
const MAX_PROPERTIES = 250;

/** Makes the Mixpanel destination. `key` is its own, for the pseudonyms. */
export function mixpanel(settings: MixpanelSettings, key: string): Destination {
  const { token, endpoint } = settings;
  const build = mixpanelBuilder(token);
  const digest = pseudonym(key);
  const host = hostOf(endpoint);
  const target = {
    url: `${endpoint}/import?strict=1&verbose=1`,
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
    },
    gzip: true,
  };

  function encodeEvent(event: OutboxEvent): Piece {
    const { name, properties } = mapEvent(MIXPANEL_EVENTS, event.event);
    const common = commonProperties(event.event, deviceId(digest(event)));
    const payload = build(
      clipUnits(name, MAX_TEXT),
      event.event.at,
      fit({ ...common, ...properties }),
    );
    return { event, text: JSON.stringify(payload) };
  }

  return {
    name: settings.name,
    claimLimit: REQUEST.maxCount,
    concurrency: 1,
    maxAgeMs: Infinity, // it takes events of any age; a session that ended is told when its user comes back
    encode(events) {
      const { groups, tooLarge } = pack(events.map(encodeEvent), REQUEST);
      const requests = groups.map((group): EncodedRequest => ({
        ...target,
        events: group.map(({ event }) => event),
        body: `[${group.map(({ text }) => text).join(',')}]`,
      }));
      return { requests, rejected: tooLarge.map((event) => ({ event, reason: 'too_large' })) };
    },
    decode: (request, answer) => readAnswer(request, answer, { host, token }),
  };
}

function commonProperties({ id, sessionId, segment }: AnalyticsEvent, device: string): Values {
  return {
    distinct_id: `$device:${device}`,
    $device_id: device,
    $insert_id: id,
    ip: 0, // else Mixpanel locates the server
    session_id: sessionId,
    channel: segment.channel,
    bot_id: segment.bot,
    bot_version: known(segment.botVersion),
    locale: known(segment.locale),
    device: known(segment.device),
    browser: known(segment.browser),
  };
}

/** Clips texts and drops what JSON cannot hold and what is too much. */
function fit(properties: Values): Values {
  const fitted: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) continue;
    const isText = typeof value === 'string';
    fitted.push([clipUnits(name, MAX_TEXT), isText ? clipUnits(value, MAX_TEXT) : value]);
  }
  return Object.fromEntries(fitted.slice(0, MAX_PROPERTIES));
}
