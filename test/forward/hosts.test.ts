import nock from 'nock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver } from '../../src/forward/deliver.ts';
import { destination } from '../../src/forward/destinations/destinations.ts';
import type { BuiltInSettings } from '../../src/model/settings.ts';
import { AT, claimed, eventOf } from './one-of-each.ts';

beforeAll(() => nock.disableNetConnect());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

interface Shape {
  readonly settings: BuiltInSettings;
  readonly host: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly status: number;
}

const SHAPES: readonly Shape[] = [
  {
    settings: {
      name: 'ga4',
      active: true,
      measurementId: 'G-1',
      apiSecret: 's',
      endpoint: 'https://region1.google-analytics.com',
    },
    host: 'https://region1.google-analytics.com',
    path: '/mp/collect?measurement_id=G-1&api_secret=s',
    headers: { 'content-type': 'application/json' },
    status: 204,
  },
  {
    settings: { name: 'mixpanel', active: true, token: 't', endpoint: 'https://api.mixpanel.com' },
    host: 'https://api.mixpanel.com',
    path: '/import?strict=1&verbose=1',
    headers: { authorization: 'Basic dDo=', 'content-encoding': 'gzip' },
    status: 200,
  },
  {
    settings: {
      name: 'ua',
      active: true,
      trackingId: 'UA-1-1',
      collectorUrl: 'https://collector.example/com.google.analytics/v1',
    },
    host: 'https://collector.example',
    path: '/com.google.analytics/v1',
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
    status: 200,
  },
];

test.for(SHAPES)('$settings.name posts to $host$path', async (shape) => {
  const { settings, host, path, headers, status } = shape;
  const scope = nock(host, { reqheaders: headers }).post(path).reply(status);
  const one = destination(settings, { deriveKey: () => 'key' });
  const [request] = one.encode(claimed([eventOf('topic_set')]), AT).requests;

  const answer = await deliver(request!);

  expect(scope.isDone()).toBe(true);
  expect(one.decode(request!, answer)).toEqual({ outcome: 'delivered', rejected: [] });
});
