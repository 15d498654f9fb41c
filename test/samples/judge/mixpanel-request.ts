/** A right event for Mixpanel's import, and what the judge says of others. */

import { judgeMixpanelEvents } from '../../../samples/local/judge.ts';

export const NOW = Date.UTC(2026, 9, 5, 8);
export const HOUR_MS = 3_600_000;
export const UUID = '6fa459ea-ee8a-4ca4-894e-db77e160355e';

export const PROPERTIES = {
  time: NOW,
  token: 't',
  distinct_id: '$device:0123456789abcdef0123456789abcdef',
  $device_id: '0123456789abcdef0123456789abcdef',
  $insert_id: '29fc2962-6d9c-455d-95ad-95b84f09b9e4',
  ip: 0,
  nothing: null,
};

export const judge = (events: unknown, context: object = { now: NOW }) => {
  const body = typeof events === 'string' ? events : JSON.stringify(events);
  const { failed, refusal } = judgeMixpanelEvents(body, context);
  const words = failed.map(({ field, message }) => `${field}: ${message}`);
  return refusal ? [...words, `${refusal.status} ${refusal.error}`] : words;
};
export const withProperties = (properties: object, event: unknown = 'Message Received') => [
  { event, properties: { ...PROPERTIES, ...properties } },
];
export const numbered = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, value]));
