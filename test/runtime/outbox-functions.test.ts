import { describe, expect, test } from 'vitest';

import type { OutboxAnswer, OutboxQuestion } from '../../src/runtime/outbox-desk.ts';
import { outboxFunctions } from '../../src/runtime/outbox-functions.ts';

/** What is asked, without an answer. */
function questions() {
  const asked: OutboxQuestion[] = [];
  const ask = (question: OutboxQuestion): Promise<OutboxAnswer> => {
    asked.push(question);
    return Promise.resolve({ dropped: 0 });
  };
  return { asked, outbox: outboxFunctions(ask) };
}

describe('what is asked', () => {
  test('list() lists all, 100 at most', async () => {
    const { asked, outbox } = questions();
    await outbox.list();
    await outbox.list({ destination: ' mixpanel ', reason: 'rejected', limit: 1_000 });

    expect(asked).toEqual([
      { type: 'list', limit: 100 },
      { type: 'list', destination: 'mixpanel', reason: 'rejected', limit: 1_000 },
    ]);
  });

  test('retry() puts all back, or those that are named', async () => {
    const { asked, outbox } = questions();
    await outbox.retry();
    await outbox.retry({ ids: [1, 2] });
    await outbox.retry({ ids: [] });

    expect(asked).toEqual([
      { type: 'retry' },
      { type: 'retry', ids: [1, 2] },
      { type: 'retry', ids: [] },
    ]);
  });

  test('drop() says what', async () => {
    const { asked, outbox } = questions();
    await outbox.drop({ what: 'waiting', destination: 'ga4' });
    await outbox.drop({ what: 'dead', reason: 'too_large', ids: [7] });

    expect(asked).toEqual([
      { type: 'dropWaiting', destination: 'ga4' },
      { type: 'dropDead', reason: 'too_large', ids: [7] },
    ]);
  });
});

const MANY = Array.from({ length: 10_001 }, (_, i) => i + 1);

describe('what is wrong is refused before anything is asked, field by field', () => {
  test.for([
    { call: 'list', options: { limit: 0 }, paths: ['limit'] },
    { call: 'list', options: { limit: 1_001 }, paths: ['limit'] },
    { call: 'list', options: { limit: 1.5 }, paths: ['limit'] },
    { call: 'list', options: { limit: '5' }, paths: ['limit'] },
    { call: 'list', options: { destination: '' }, paths: ['destination'] },
    { call: 'list', options: { destination: 1, reason: null }, paths: ['destination', 'reason'] },
    { call: 'list', options: { ids: [1] }, paths: ['ids'] },
    { call: 'list', options: null, paths: ['options'] },
    { call: 'list', options: 'mixpanel', paths: ['options'] },
    { call: 'retry', options: { ids: [0] }, paths: ['ids[0]'] },
    { call: 'retry', options: { ids: [1, 2.5, '3'] }, paths: ['ids[1]', 'ids[2]'] },
    { call: 'retry', options: { ids: 1 }, paths: ['ids'] },
    { call: 'retry', options: { ids: MANY }, paths: ['ids'] },
    { call: 'retry', options: { limit: 1, id: 2 }, paths: ['limit', 'id'] },
    { call: 'drop', options: undefined, paths: ['options'] },
    { call: 'drop', options: {}, paths: ['what'] },
    { call: 'drop', options: { what: 'all' }, paths: ['what'] },
    {
      call: 'drop',
      options: { what: 'waiting', reason: 'rejected', ids: [1] },
      paths: ['reason', 'ids'],
    },
  ] as const)('$call($options): $paths', async ({ call, options, paths }) => {
    const { asked, outbox } = questions();
    const error: unknown = await outbox[call](options as never).catch((thrown: unknown) => thrown);
    const { code, details } = error as { code: string; details: { issues: { path: string }[] } };

    expect(code).toBe('INVALID_OPTIONS');
    expect(details.issues.map(({ path }) => path)).toEqual(paths);
    expect(asked).toEqual([]);
  });

  test('an unknown field is told with those that are known', async () => {
    const { outbox } = questions();

    await expect(outbox.retry({ id: 1 } as never)).rejects.toThrow(
      'id: there is no field of this name; known are destination, reason, ids',
    );
  });

  test('10,000 ids are taken', async () => {
    const { asked, outbox } = questions();
    await outbox.retry({ ids: MANY.slice(1) });

    expect(asked).toHaveLength(1);
  });
});
