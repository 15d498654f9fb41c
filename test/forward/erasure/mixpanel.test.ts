/** What Mixpanel is asked, and what its answers mean. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { deliver } from '../../../src/forward/deliver.ts';
import { mixpanelErasure } from '../../../src/forward/erasure/mixpanel.ts';
import type { ErasureJob } from '../../../src/record/erasure.ts';
import type { Deletions, Scripted } from '../../support/deletions.ts';
import { PATH, startDeletions } from '../../support/deletions.ts';

let server: Deletions;
beforeEach(async () => {
  server = await startDeletions();
});
afterEach(() => server.close());

const ids = (count: number) => Array.from({ length: count }, (_, i) => `$device:${i}`);

function job(more: Partial<ErasureJob> = {}, count = 2): ErasureJob {
  return {
    id: 1,
    destination: 'mixpanel#1',
    status: 'waiting',
    tasks: [],
    attempts: 0,
    nextAttemptAt: 0,
    requestedAt: 0,
    updatedAt: 0,
    ids: { distinctIds: ids(count) },
    ...more,
  };
}

function ask(of: ErasureJob) {
  const settings = { name: 'mixpanel', active: true, token: 'the token', endpoint: 'x' } as const;
  const gdpr = { token: 'the oauth token', endpoint: server.url };
  const asker = mixpanelErasure({ ...settings, gdpr }, deliver);
  return asker?.(of, new AbortController().signal);
}

test('without the token nobody is asked', () => {
  const settings = { name: 'mixpanel', active: true, token: 't', endpoint: 'https://a.b' } as const;

  expect(mixpanelErasure(settings, deliver)).toBeUndefined();
});

test('a request names the ids, the law and the project', async () => {
  const answer = await ask(job());

  expect(answer).toEqual({ outcome: 'asked', task: 'task-1', isLast: true });
  expect(server.requests).toEqual([
    {
      method: 'POST',
      path: `${PATH}?token=the+token`,
      authorization: 'Bearer the oauth token',
      body: { distinct_ids: ['$device:0', '$device:1'], compliance_type: 'GDPR' },
    },
  ]);
});

test('a request names fewer than 2,000, and the next names the next', async () => {
  const first = await ask(job({}, 4_000));
  const last = await ask(job({ tasks: ['task-1', 'task-2'] }, 4_000));
  const named = server.asked().map(({ body }) => (body as { distinct_ids: string[] }).distinct_ids);

  expect(first).toMatchObject({ task: 'task-1', isLast: false });
  expect(last).toMatchObject({ task: 'task-2', isLast: true });
  expect(named.map(({ length }) => length)).toEqual([1_999, 2]);
  expect(named[1]).toEqual(['$device:3998', '$device:3999']);
});

test('when all is asked, it is looked for each task, and nothing is asked again', async () => {
  const answer = await ask(job({ status: 'asked', tasks: ['a/b', 'c'] }, 3_000));

  expect(answer).toEqual({ outcome: 'done' });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET ${PATH}a%2Fb?token=the+token`,
    `GET ${PATH}c?token=the+token`,
  ]);
});

describe('of an answer', () => {
  const begun = { tracking_id: 'the-task' };

  test.for<{ what: string; answer: Scripted; means: object }>([
    {
      what: 'a list of tasks',
      answer: { body: { results: [begun] } },
      means: { task: 'the-task' },
    },
    { what: 'a task', answer: { body: { results: { task_id: 17 } } }, means: { task: '17' } },
    { what: 'no task', answer: { body: { results: {} } }, means: { outcome: 'retry' } },
    { what: 'no JSON', answer: { body: 'oops' }, means: { outcome: 'retry' } },
    { what: '401', answer: { status: 401, body: {} }, means: { outcome: 'refused' } },
    { what: '400', answer: { status: 400, body: {} }, means: { outcome: 'refused' } },
    { what: '429', answer: { status: 429, body: {} }, means: { outcome: 'retry' } },
    { what: '503', answer: { status: 503, body: {} }, means: { outcome: 'retry' } },
    { what: 'a redirect', answer: { status: 302, body: {} }, means: { outcome: 'refused' } },
  ])('to a request, $what', async ({ answer, means }) => {
    server.script(() => answer);

    expect(await ask(job())).toMatchObject(means);
  });

  test.for([
    { state: 'PENDING', outcome: 'running' },
    { state: 'STAGING', outcome: 'running' },
    { state: 'STARTED', outcome: 'running' },
    { state: 'SUCCESS', outcome: 'done' },
    { state: 'FAILURE', outcome: 'refused' },
    { state: 'REVOKED', outcome: 'refused' },
    { state: 'NOT_FOUND', outcome: 'retry' },
    { state: 'UNKNOWN', outcome: 'retry' },
  ])('to a look, $state', async ({ state, outcome }) => {
    server.script(() => ({ body: { results: { status: state } } }));

    expect(await ask(job({ status: 'asked', tasks: ['t'] }))).toMatchObject({ outcome });
  });

  test('nothing is repeated that may be a secret or an id', async () => {
    server.script(({ authorization, body }) => ({
      status: 400,
      body: { error: `${authorization} ${JSON.stringify(body)}` },
    }));

    const told = JSON.stringify(await ask(job()));

    expect(told).not.toContain('oauth');
    expect(told).not.toContain('device');
    expect(told).toContain('answered 400');
  });
});
