/** Mixpanel's stand-in over HTTP: what it answers, and what it keeps. */

import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCollectors, type Collectors } from '../../samples/local/collectors.ts';
import { basic, post } from './post.ts';

const NOW = Date.UTC(2026, 9, 5, 8);
const IMPORT = '/import?strict=1&verbose=1';
const ENGAGE = '/engage?strict=1&verbose=1';

let collectors: Collectors;

beforeEach(async () => {
  collectors = await startCollectors({
    now: () => NOW,
    mixpanelCredentials: ['token:', 'account:secret'],
  });
});
afterEach(() => collectors.close());

const toMixpanel = (
  path: string,
  body: unknown,
  headers: Record<string, string> = basic('token:'),
) => post(`${collectors.mixpanel.url}${path}`, body, headers);

const eventOf = (id: string, rest: object = {}) => ({
  event: 'Message Received',
  properties: { time: NOW, distinct_id: 'anna', $insert_id: id, ...rest },
});
const updateOf = (rest: object, id = 'anna') => ({
  $token: 'token',
  $distinct_id: id,
  $ip: '0',
  ...rest,
});

describe("Mixpanel's import", () => {
  test('takes in what is right, and counts copies once', async () => {
    const answers = [
      await toMixpanel(IMPORT, [eventOf('e-1'), eventOf('e-2')]),
      await toMixpanel(IMPORT, [eventOf('e-2'), eventOf('e-3')]),
    ];

    const ok = { code: 200, num_records_imported: 2, status: 'OK' };
    expect(answers).toEqual([
      { status: 200, body: ok },
      { status: 200, body: ok },
    ]);
    expect(collectors.mixpanel.events).toEqual([eventOf('e-1'), eventOf('e-2'), eventOf('e-3')]);
    expect(collectors.mixpanel.violations).toEqual([]);
  });

  test.for([
    ['name', { event: 'Message Sent', properties: eventOf('e-1').properties }],
    ['distinct_id', eventOf('e-1', { distinct_id: 'bert' })],
    ['time', eventOf('e-1', { time: NOW - 1 })],
    ['$insert_id', eventOf('e-2')],
  ] as const)('counts one of another %s as another one', async ([, other]) => {
    await toMixpanel(IMPORT, [eventOf('e-1'), other]);

    expect(collectors.mixpanel.events).toEqual([eventOf('e-1'), other]);
  });

  test('lists what it refuses, and takes in the rest', async () => {
    const bad = eventOf('e-2', { time: NOW + 3_600_001 });
    const answer = await toMixpanel(IMPORT, [eventOf('e-1'), bad]);

    expect(answer).toEqual({
      status: 400,
      body: {
        code: 400,
        error: 'some data points in the request failed validation',
        status: 'Bad Request',
        num_records_imported: 1,
        failed_records: [
          { index: 1, insert_id: 'e-2', field: 'properties.time', message: 'not in the future' },
        ],
      },
    });
    expect(collectors.mixpanel.events).toEqual([eventOf('e-1')]);
    expect(collectors.mixpanel.violations).toEqual(['properties.time: not in the future']);
  });

  test('answers an empty batch', async () => {
    expect(await toMixpanel(IMPORT, [])).toEqual({
      status: 200,
      body: { code: 200, num_records_imported: 0, status: 'OK' },
    });
  });

  test('reads what is compressed', async () => {
    const response = await fetch(`${collectors.mixpanel.url}${IMPORT}`, {
      method: 'POST',
      headers: { ...basic('token:'), 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify([eventOf('e-1')]))),
    });

    expect(response.status).toBe(200);
    expect(collectors.mixpanel.events).toEqual([eventOf('e-1')]);
  });

  test.for([
    ['no credentials', {}],
    ['another token', basic('other:')],
    ['another secret', basic('account:other')],
    ['no pair', basic('token')],
    ['no user', basic(':token')],
    ['another scheme', { authorization: 'Bearer token' }],
  ] as const)('answers 401 to %s', async ([, headers]) => {
    const { status } = await toMixpanel(`${IMPORT}&project_id=7`, [eventOf('e-1')], headers);

    expect(status).toBe(401);
    expect(collectors.mixpanel.events).toEqual([]);
  });

  test('takes a service account with its project, and answers 400 without', async () => {
    const account = basic('account:secret');
    const without = await toMixpanel(IMPORT, [eventOf('e-1')], account);
    const withProject = await toMixpanel(`${IMPORT}&project_id=7`, [eventOf('e-2')], account);

    expect(without).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/project_id/) },
    });
    expect(without.body).not.toHaveProperty('failed_records');
    expect(withProject.status).toBe(200);
    expect(collectors.mixpanel.events).toEqual([eventOf('e-2')]);
  });

  test('answers 413 to too many, and takes in nothing of them', async () => {
    const many = Array.from({ length: 2_001 }, (_, i) => eventOf(`e-${i}`));

    expect(await toMixpanel(IMPORT, many)).toMatchObject({ status: 413, body: { code: 413 } });
    expect(collectors.mixpanel.events).toEqual([]);
  });

  test('complains where it was not asked to be strict', async () => {
    await toMixpanel('/import', [eventOf('e-1')]);

    expect(collectors.mixpanel.violations).toEqual(['query: strict=1']);
  });
});

describe("Mixpanel's profiles", () => {
  test('are kept one by one, and added up by id', async () => {
    const updates = [
      updateOf({ $set_once: { first_channel: 'webchat' } }),
      updateOf({ $set: { last_channel: 'webchat', visits: 1 } }),
      updateOf({ $union: { topics: ['orders'] } }),
      updateOf({ $set: { last_channel: 'msteams' } }),
      updateOf({ $set_once: { first_channel: 'msteams' } }),
      updateOf({ $union: { topics: ['orders', 'prices'] } }),
      updateOf({ $set: { visits: 2 } }, 'bert'),
    ];
    const answer = await toMixpanel(ENGAGE, updates, {});

    expect(answer).toEqual({
      status: 200,
      body: { code: 200, num_good_records: 7, status: 'OK' },
    });
    expect(collectors.mixpanel.profiles).toEqual(updates);
    expect(Object.fromEntries(collectors.mixpanel.profilesById)).toEqual({
      anna: {
        first_channel: 'webchat',
        last_channel: 'msteams',
        visits: 1,
        topics: ['orders', 'prices'],
      },
      bert: { visits: 2 },
    });
    expect(collectors.mixpanel.events).toEqual([]);
    expect(collectors.mixpanel.violations).toEqual([]);
  });

  test('that are refused are listed, and the rest is kept', async () => {
    const good = updateOf({ $set: { visits: 1 } });
    const answer = await toMixpanel(ENGAGE, [updateOf({ $add: { visits: 1 } }), good]);

    expect(answer).toEqual({
      status: 400,
      body: {
        code: 400,
        error: 'some data points in the request failed validation',
        status: 'Bad Request',
        num_good_records: 1,
        failed_records: [
          {
            index: 0,
            $distinct_id: 'anna',
            field: '$add',
            message: 'not idempotent, or not used',
          },
        ],
      },
    });
    expect(collectors.mixpanel.profiles).toEqual([good]);
    expect(collectors.mixpanel.violations).toEqual(['$add: not idempotent, or not used']);
  });

  test('do not come compressed', async () => {
    const response = await fetch(`${collectors.mixpanel.url}${ENGAGE}`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify([updateOf({ $set: { visits: 1 } })]))),
    });

    expect(response.status).toBe(400);
    expect(collectors.mixpanel.profiles).toEqual([]);
    expect(collectors.mixpanel.violations).toEqual(['headers: no content-encoding']);
  });

  test('are answered in detail only where that was asked for', async () => {
    await toMixpanel('/engage', [updateOf({ $set: { visits: 1 } })]);

    expect(collectors.mixpanel.violations).toEqual(['query: strict=1', 'query: verbose=1']);
  });
});
