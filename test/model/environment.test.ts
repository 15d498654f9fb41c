import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../src/model/environment.ts';
import { AnalyticsError } from '../../src/model/errors.ts';
import { resolveOptions } from '../../src/model/resolve.ts';
import type { DestinationSettings } from '../../src/model/settings.ts';

const GOOGLE = {
  BOT_ANALYTICS_GA_TRACKING_ID: 'G-1',
  BOT_ANALYTICS_GA_API_SECRET: 's',
  BOT_ANALYTICS_GA_ACTIVE: 'true',
};
const COLLECTOR = {
  BOT_ANALYTICS_GA_TRACKING_ID: 'UA-1-1',
  BOT_ANALYTICS_GA_COLLECTOR_URL: 'https://collector.example/com.google.analytics/v1',
  BOT_ANALYTICS_GA_ACTIVE: 'true',
};
const MIXPANEL = { BOT_ANALYTICS_MIXPANEL_TOKEN: 't', BOT_ANALYTICS_MIXPANEL_ACTIVE: 'true' };

const destinationsOf = (environment: object, options = {}): readonly DestinationSettings[] =>
  resolveOptions(options, environment as Record<string, string>).recorder.destinations;

test.for([
  { environment: GOOGLE, is: { name: 'ga4', endpoint: 'https://www.google-analytics.com' } },
  {
    environment: { ...GOOGLE, BOT_ANALYTICS_GA_REGION: 'eu' },
    is: { name: 'ga4', endpoint: 'https://region1.google-analytics.com' },
  },
  {
    environment: {
      ...GOOGLE,
      BOT_ANALYTICS_GA_REGION: 'eu',
      BOT_ANALYTICS_GA_ENDPOINT: 'https://proxy.example/ga/',
    },
    is: { name: 'ga4', endpoint: 'https://proxy.example/ga' },
  },
  {
    environment: COLLECTOR,
    is: { name: 'ua', collectorUrl: 'https://collector.example/com.google.analytics/v1' },
  },
  { environment: MIXPANEL, is: { name: 'mixpanel', endpoint: 'https://api.mixpanel.com' } },
  {
    environment: { ...MIXPANEL, BOT_ANALYTICS_MIXPANEL_REGION: 'in' },
    is: { name: 'mixpanel', endpoint: 'https://api-in.mixpanel.com' },
  },
  {
    environment: { ...MIXPANEL, BOT_ANALYTICS_MIXPANEL_ENDPOINT: 'http://localhost:8080/' },
    is: { name: 'mixpanel', endpoint: 'http://localhost:8080' },
  },
])('the environment describes a destination by itself: $environment', ({ environment, is }) => {
  const [one, ...more] = destinationsOf(environment);

  expect(one).toMatchObject({ ...is, active: true });
  // the profiles of Mixpanel go with its events
  expect(more).toMatchObject(
    is.name === 'mixpanel' ? [{ ...is, name: 'mixpanel_profiles', active: true }] : [],
  );
});

test('what the code says wins, field by field', () => {
  const environment = {
    BOT_ANALYTICS_GA_REGION: 'eu',
    BOT_ANALYTICS_MIXPANEL_REGION: 'in',
    BOT_ANALYTICS_MIXPANEL_ENDPOINT: 'https://proxy.example',
  };
  const options = {
    googleAnalytics: { trackingId: 'G-1', apiSecret: 's', region: 'us' },
    mixpanel: { token: 't', endpoint: 'https://other.example' },
  };

  expect(destinationsOf(environment, options)).toMatchObject([
    { name: 'ga4', endpoint: 'https://www.google-analytics.com' },
    { name: 'mixpanel', endpoint: 'https://other.example' },
    { name: 'mixpanel_profiles', endpoint: 'https://other.example' },
  ]);
});

test.for([
  { environment: { ...GOOGLE, BOT_ANALYTICS_GA_REGION: 'in' }, path: 'googleAnalytics.region' },
  {
    environment: { ...GOOGLE, BOT_ANALYTICS_GA_ENDPOINT: 'http://proxy.example' },
    path: 'googleAnalytics.endpoint',
  },
  {
    environment: { ...GOOGLE, BOT_ANALYTICS_GA_COLLECTOR_URL: 'https://collector.example' },
    path: 'googleAnalytics.collectorUrl',
  },
  {
    environment: {
      ...COLLECTOR,
      BOT_ANALYTICS_GA_COLLECTOR_URL: 'https://www.google-analytics.com/collect',
    },
    path: 'googleAnalytics.collectorUrl',
  },
  { environment: { ...MIXPANEL, BOT_ANALYTICS_MIXPANEL_REGION: 'EU' }, path: 'mixpanel.region' },
  {
    environment: { ...MIXPANEL, BOT_ANALYTICS_MIXPANEL_ENDPOINT: 'nowhere' },
    path: 'mixpanel.endpoint',
  },
])('variables are checked like the options: $path', ({ environment, path }) => {
  const issues: unknown = (() => {
    try {
      destinationsOf(environment);
    } catch (error) {
      return AnalyticsError.is(error) && error.details['issues'];
    }
    return undefined;
  })();

  expect(issues).toEqual([expect.objectContaining({ path })]);
});

test('empty variables are as good as none', () => {
  const names = Object.values(VARIABLES);

  expect(resolveOptions({}, Object.fromEntries(names.map((name) => [name, ''])))).toMatchObject({
    recorder: { store: { options: { path: './bot-analytics.db' } }, destinations: [] },
  });
});

test.for(Object.values(VARIABLES))(
  '%s is documented beside its option and in the README',
  (name) => {
    const readme = readFileSync('README.md', 'utf8');
    const short = name.replace('BOT_ANALYTICS', '…');

    const documented = ['options', 'destination-options'].map((file) =>
      readFileSync(`src/model/${file}.ts`, 'utf8'),
    );
    expect(documented.join('')).toContain(`\`${name}\``);
    expect([name, short].some((each) => readme.includes(`\`${each}\``))).toBe(true);
  },
);
