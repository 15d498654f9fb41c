/** A right request to GA4, and what the judge says of others. */

import { judgeGa4 } from '../../../samples/local/judge.ts';

export const NOW = Date.UTC(2026, 9, 5, 8);
export const HOUR_MS = 3_600_000;
export const QUERY = 'measurement_id=G-1&api_secret=s';
export const micros = (at: number) => at * 1_000;

export const EVENT = {
  name: 'bot_message_received',
  timestamp_micros: micros(NOW),
  params: { session_id: '1791187194', engagement_time_msec: 1, channel: 'webchat', value: 0.5 },
};
export const PAYLOAD = {
  client_id: '634321147.213849072',
  user_id: 'customer-7',
  timestamp_micros: micros(NOW),
  consent: { ad_user_data: 'GRANTED', ad_personalization: 'DENIED' },
  user_properties: {
    plan: { value: 'pro' },
    visits: { value: 3, timestamp_micros: micros(NOW) },
  },
  user_location: { country_id: 'AT' },
  device: { category: 'mobile' },
  validation_behavior: 'RELAXED',
  events: [EVENT],
};

export const judge = (payload: unknown, query = QUERY) => {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { findings } = judgeGa4({ query: new URLSearchParams(query), body, now: NOW });
  return findings.map(
    ({ validationCode, fieldPath, description }) =>
      `${validationCode} ${fieldPath}: ${description}`,
  );
};

export const withEvent = (event: object) => ({ ...PAYLOAD, events: [{ ...EVENT, ...event }] });
export const numbered = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, value]));
