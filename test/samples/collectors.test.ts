/** The stand-ins over HTTP: what each address answers, and what is kept of it. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCollectors, type Collectors } from '../../samples/local/collectors.ts';
import { post } from './post.ts';

const NOW = Date.UTC(2026, 9, 5, 8);

let collectors: Collectors;

beforeEach(async () => {
  collectors = await startCollectors({ now: () => NOW });
});
afterEach(() => collectors.close());

const toGa4 = (path: string, body: unknown) => post(`${collectors.ga4.url}${path}`, body);

describe('GA4', () => {
  const query = '?measurement_id=G-1&api_secret=s';
  const payload = (name: string) => ({ client_id: '1.2', events: [{ name }] });

  test('answers 204 to everything', async () => {
    const right = await toGa4(`/mp/collect${query}`, payload('order'));
    const wrong = await toGa4('/mp/collect', payload('error'));

    expect([right.status, wrong.status]).toEqual([204, 204]);
    expect(collectors.ga4.events).toEqual([
      { client_id: '1.2', name: 'order' },
      { client_id: '1.2', name: 'error' },
    ]);
    expect(collectors.ga4.violations).toEqual([
      'query.measurement_id: a value',
      'query.api_secret: a value',
      'events[0].name: a reserved name',
    ]);
  });

  test('goes by the clock it was given', async () => {
    const old = { name: 'order', timestamp_micros: (NOW - 73 * 3_600_000) * 1_000 };
    await toGa4(`/mp/collect${query}`, { client_id: '1.2', events: [old] });

    expect(collectors.ga4.violations).toEqual(['events[0].timestamp_micros: at most 72 h ago']);
  });

  test('validates without keeping anything, and does not look at the secret', async () => {
    const right = await toGa4('/debug/mp/collect', payload('order'));
    const wrong = await toGa4('/debug/mp/collect', payload('error'));

    expect(right).toEqual({ status: 200, body: { validationMessages: [] } });
    expect(wrong).toEqual({
      status: 200,
      body: {
        validationMessages: [
          {
            fieldPath: 'events[0].name',
            description: 'a reserved name',
            validationCode: 'NAME_RESERVED',
          },
        ],
      },
    });
    expect(collectors.ga4.events).toEqual([]);
    expect(collectors.ga4.violations).toEqual([]);
  });
});

test('without a clock, GA4 takes what is old', async () => {
  const timeless = await startCollectors();
  const old = { name: 'order', timestamp_micros: 1 };
  await post(`${timeless.ga4.url}/mp/collect?measurement_id=G-1&api_secret=s`, {
    client_id: '1.2',
    events: [old],
  });
  await timeless.close();

  expect(timeless.ga4.violations).toEqual([]);
  expect(timeless.ga4.events).toEqual([{ client_id: '1.2', ...old }]);
});

test.for([
  ['ga4', '/collect', 'POST', 404],
  ['mixpanel', '/track', 'POST', 404],
  ['ua', '/collect', 'POST', 404],
  ['ga4', '/mp/collect', 'GET', 405],
  ['mixpanel', '/engage', 'GET', 405],
  ['ua', '/com.google.analytics/v1', 'GET', 405],
] as const)('%s answers %s by %s with %i', async ([name, path, method, status]) => {
  const response = await fetch(`${collectors[name].url}${path}`, { method });

  expect(response.status).toBe(status);
});

test('an answer that was scripted takes the place of the service, once', async () => {
  collectors.ua.answerNext({ status: 503 });
  const send = () =>
    fetch(`${collectors.ua.url}/com.google.analytics/v1`, { method: 'POST', body: 'v=1' });
  const statuses = [(await send()).status, (await send()).status];

  expect(statuses).toEqual([503, 200]);
  expect(collectors.ua.requests.map(({ body }) => body)).toEqual(['v=1', 'v=1']);
  expect(collectors.ua.events).toEqual([{ v: '1' }]);
  expect(collectors.ua.violations).toEqual([
    'hits[0].tid: UA-…-…',
    'hits[0].cid: a UUID version 4',
    'hits[0].t: a known type',
  ]);
});
