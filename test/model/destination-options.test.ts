import { expect, test } from 'vitest';
import {
  EVENT_PROPERTIES,
  FACT_PROPERTIES,
} from '../../src/forward/destinations/mixpanel-profile-properties.ts';
import { TAKEN_TRAITS } from '../../src/model/destination-schema.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import { resolveOptions } from '../../src/model/resolve.ts';

const GA4 = { trackingId: 'G-1', apiSecret: 's', active: true };
const UA = { trackingId: 'UA-1-1', collectorUrl: 'https://c.example/x', active: true };
const deliver = async () => undefined;

function problemOf(options: object): { path: string; problem: string; message: string } {
  try {
    resolveOptions(options as never);
  } catch (error) {
    if (!AnalyticsError.is(error)) throw error;
    const [issue, ...more] = error.details['issues'] as { path: string; problem: string }[];
    expect(more).toEqual([]);
    return { ...issue!, message: error.message };
  }
  throw new Error('the options were accepted');
}

test.for<{ readonly options: object; readonly at?: string; readonly says: string }>([
  { options: { googleAnalytics: { ...GA4, onAmbiguous: 'maybe' } }, says: "'retry' or 'drop'" },
  { options: { googleAnalytics: { ...GA4, dialogs: 'pages' } }, says: "'page_view' or 'event'" },
  { options: { googleAnalytics: { ...GA4, userId: 'email' } }, says: "'pseudonym' or 'raw'" },
  { options: { googleAnalytics: { ...GA4, traits: 'plan' } }, says: "['plan']" },
  {
    options: { googleAnalytics: { ...GA4, traits: Array.from({ length: 21 }, (_, i) => `t${i}`) } },
    says: 'at most 20',
  },
  {
    options: { googleAnalytics: { ...GA4, consent: { adUserData: true } } },
    at: 'googleAnalytics.consent.adUserData',
    says: "'granted' or 'denied'",
  },
  {
    options: { googleAnalytics: { ...GA4, consent: { analytics: 'granted' } } },
    at: 'googleAnalytics.consent.analytics',
    says: 'adUserData, adPersonalization',
  },
  ...['user_id', 'ga_plan', 'bot_channel', 'größe', 'x'.repeat(25), '1st'].map((trait) => ({
    options: { googleAnalytics: { ...GA4, traits: [trait] } },
    says: 'takes for a user property',
  })),
  ...['$email', 'topics', 'last_seen'].map((trait) => ({
    options: { mixpanel: { token: 't', traits: [trait] } },
    says: 'does not begin with $',
  })),
  { options: { googleAnalytics: { ...UA, apiSecret: 's' } }, says: 'is for G- ids' },
  { options: { googleAnalytics: { ...UA, dialogs: 'event' } }, says: 'is for G- ids' },
  { options: { googleAnalytics: { ...UA, consent: {} } }, says: 'is for G- ids' },
  { options: { googleAnalytics: { ...UA, traits: [] } }, says: 'is for G- ids' },
  { options: { mixpanel: { token: 't', naming: 'camel' } }, says: "'title' or 'snake'" },
  { options: { mixpanel: { token: 't', idMerge: 'new' } }, says: "'simplified' or 'original'" },
  { options: { mixpanel: { token: 't', profiles: 'no' } }, says: 'true or false' },
  {
    options: { mixpanel: { token: 't', serviceAccount: { username: 'u', secret: 's' } } },
    at: 'mixpanel.serviceAccount.projectId',
    says: 'number of the project',
  },
  {
    options: {
      mixpanel: { token: 't', serviceAccount: { username: 'u', secret: 's', projectId: 'main' } },
    },
    at: 'mixpanel.serviceAccount.projectId',
    says: 'number of the project',
  },
  { options: { properties: { 'app version': '1' } }, says: 'must have a name' },
  { options: { properties: { app_version: '' } }, says: 'text of 1 to 100 characters' },
  { options: { properties: { app_version: 'x'.repeat(101) } }, says: 'text of 1 to 100' },
  { options: { properties: { load: NaN } }, says: 'a number, true or false' },
  { options: { properties: { tags: ['a'] } }, says: 'a number, true or false' },
  {
    options: {
      properties: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`p${i}`, 1])),
    },
    says: 'at most 20 properties',
  },
  { options: { properties: 'app_version' }, says: "{ environment: 'production' }" },
  { options: { outbox: { maxEvents: 0 } }, says: 'of at least 1' },
  { options: { outbox: { maxBytes: 1.5 } }, says: 'whole number of bytes' },
  { options: { outbox: { maxAgeMs: 59_999 } }, says: '60000 (1 minute)' },
  { options: { outbox: { maxRows: 5 } }, at: 'outbox.maxRows', says: 'maxEvents, maxBytes' },
  { options: { consent: true }, says: "'full' | 'anonymous' | 'none'" },
  { options: { destinations: { name: 'a', deliver } }, says: 'a list of destinations' },
  { options: { destinations: [{ name: 'Web Hook', deliver }] }, says: '1 to 32 characters' },
  { options: { destinations: [{ name: 'mixpanel', deliver }] }, says: "other than 'ga4'" },
  { options: { destinations: [{ name: 'a' }] }, says: 'must be a function' },
  { options: { destinations: [{ name: 'a', deliver, batchSize: 1_001 }] }, says: '1 to 1000' },
  { options: { destinations: [{ name: 'a', deliver, timeoutMs: 99 }] }, says: '100 to 60000' },
  { options: { destinations: [{ name: 'a', deliver, maxEventAgeMs: 1 }] }, says: 'least 1000' },
  {
    options: { destinations: [{ name: 'a', deliver, kinds: ['message_recieved'] }] },
    says: 'message_received',
  },
  { options: { destinations: [{ name: 'a', deliver, kinds: [] }] }, says: 'a kind at least' },
  {
    options: {
      destinations: [
        { name: 'a', deliver },
        { name: 'a', deliver },
      ],
    },
    at: 'destinations[1].name',
    says: 'a second destination of the name a',
  },
])('$options is refused: $says', ({ options, at, says }) => {
  const { path, message } = problemOf(options);

  expect(message).toContain(says);
  if (at !== undefined) expect(path).toBe(at);
});

test('secrets of a service account are never told', () => {
  const account = { username: 'canary-user', secret: 'canary-secret', projectId: 'canary' };
  const wrong = { ...account, username: 7, secret: ['canary-secret'], projectId: '1' };
  const told = [account, wrong, 'canary-text'].map((serviceAccount) => {
    try {
      resolveOptions({ mixpanel: { token: 't', serviceAccount } } as never);
      return 'accepted';
    } catch (error) {
      return `${String(error)} ${JSON.stringify(error)}`;
    }
  });

  expect(told).not.toContain('accepted');
  expect(told.join()).not.toMatch(/canary-(user|secret|text)/);
});

test.for([
  { googleAnalytics: { trackingId: 'canary-secret', apiSecret: 'G-1', active: true } },
  { destinations: ['https://hooks.example/canary-secret'] },
  { destinations: 'https://hooks.example/canary-secret' },
  { properties: { 'api-key': 'canary-secret' } },
  {
    mixpanel: {
      token: 't',
      serviceAccount: { username: 'u', secret: 's', projectId: 'canary-secret' },
    },
  },
])('a secret in the wrong place is not told: %o', (options) => {
  let told = 'accepted';
  try {
    resolveOptions(options as never);
  } catch (error) {
    told = `${String(error)} ${JSON.stringify(error)}`;
  }

  expect(told).toContain('INVALID_OPTIONS');
  expect(told).not.toContain('canary');
});

test('a trait cannot take the name of what profiles have by themselves', () => {
  const own = [...FACT_PROPERTIES, ...EVENT_PROPERTIES].map(({ name }) => name);

  expect([...TAKEN_TRAITS.mixpanel].toSorted()).toEqual(
    own.filter((name) => !name.startsWith('$')).toSorted(),
  );
});

test('what is said about payloads is kept with each destination', () => {
  const { recorder, deliver: functions } = resolveOptions({
    googleAnalytics: [
      { ...GA4, dialogs: 'event', traits: ['plan'], onAmbiguous: 'drop', userId: 'raw' },
      UA,
    ],
    mixpanel: {
      token: 't',
      naming: 'snake',
      idMerge: 'original',
      traits: ['plan'],
      serviceAccount: { username: 'u', secret: 's', projectId: 7 },
    },
    destinations: [{ name: 'hook', deliver, kinds: ['csat_rated'], userId: 'none' }],
    properties: { environment: 'test' },
  });

  expect(structuredClone(recorder.destinations)).toMatchObject([
    {
      name: 'ga4',
      onAmbiguous: 'drop',
      shape: { userId: 'raw', dialogs: 'event', traits: ['plan'] },
    },
    { name: 'ua', shape: { userId: 'pseudonym' } },
    {
      name: 'mixpanel',
      serviceAccount: { username: 'u', secret: 's', projectId: '7' },
      shape: { userId: 'pseudonym', naming: 'snake', idMerge: 'original' },
    },
    {
      name: 'mixpanel_profiles',
      shape: { userId: 'pseudonym', idMerge: 'original', traits: ['plan'] },
    },
    {
      name: 'hook',
      isCustom: true,
      active: true,
      batchSize: 100,
      timeoutMs: 10_000,
      shape: { userId: 'none', kinds: ['csat_rated'] },
    },
  ]);
  expect(recorder.properties).toEqual({ environment: 'test' });
  expect(functions.get('hook')).toBe(deliver);
});

test('profiles can be switched off', () => {
  const { destinations } = resolveOptions({ mixpanel: { token: 't', profiles: false } }).recorder;

  expect(destinations.map(({ name }) => name)).toEqual(['mixpanel']);
});
