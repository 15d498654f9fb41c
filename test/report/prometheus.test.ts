import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DestinationHealth, Health } from '../../src/model/health.ts';
import { prometheusText } from '../../src/report/prometheus.ts';
import { DROP_REASONS } from '../../src/report/prometheus-reasons.ts';
import { readExposition } from '../support/exposition.ts';

const WEBHOOK: DestinationHealth = {
  active: true,
  enqueued: 21,
  delivered: 9,
  pending: 4,
  dead: { rejected: 2, HTTP_400: 1 },
  expired: 3,
  cancelled: 1,
  erased: 1,
  ambiguous: 5,
  trimmed: { value_clipped: 7 },
  oldestPendingMs: 90_500,
  state: 'retrying',
  problem: 'answered 503 to canary-problem',
};

const HEALTH = {
  process: {
    received: 20,
    stored: 12,
    duplicate: 3,
    dropped: { queue_full: 1 },
    inMemory: 4,
    oldestInMemoryMs: 1_250,
    commits: {
      count: 6,
      sumMs: 34.5,
      maxMs: 20,
      buckets: [
        { leMs: 1, count: 2 },
        { leMs: 2.5, count: 5 },
      ],
    },
    notices: { second_use: 1 },
    quarantinedPatterns: ['fallbackTexts[2]: /canary-pattern/'],
  },
  destinations: { webhook: WEBHOOK },
  store: {
    kind: 'sqlite',
    version: 3,
    state: 'ok',
    facts: 12,
    users: 2,
    segments: 1,
    lostAtMost: 9,
  },
} as const satisfies Health;

function valuesOf(health: Health): Record<string, number> {
  const { values } = readExposition(prometheusText(health));
  return Object.fromEntries(
    [...values].map(([series, value]) => [series.replace(/^bot_analytics_/, ''), value]),
  );
}

/** The series of one destination and metric, by reason. */
function deadOf(dead: DestinationHealth['dead']): Record<string, number> {
  const values = valuesOf({ ...HEALTH, destinations: { webhook: { ...WEBHOOK, dead } } });
  return Object.fromEntries(
    Object.entries(values).flatMap(([series, value]) => {
      const [, reason] = /^events_dead\{destination="webhook",reason="(.*)"\}$/.exec(series) ?? [];
      return reason === undefined || value === 0 ? [] : [[reason, value]];
    }),
  );
}

test('the facts of the process, of which none is missing', () => {
  const values = valuesOf(HEALTH);
  const dropped = DROP_REASONS.map(
    (reason) => values[`facts_dropped_total{reason="${reason}"}`] ?? NaN,
  );

  expect(values).toMatchObject({
    facts_received_total: 20,
    facts_stored_total: 12,
    facts_duplicate_total: 3,
    facts_in_memory: 4,
    oldest_in_memory_seconds: 1.25,
    'facts_dropped_total{reason="queue_full"}': 1,
    'facts_dropped_total{reason="internal"}': 0,
    'notices_total{reason="second_use"}': 1,
    quarantined_patterns: 1,
  });
  expect(dropped.reduce((sum, count) => sum + count)).toBe(20 - 12 - 3 - 4);
});

test('commits are a histogram in seconds, with the longest beside it', () => {
  expect(valuesOf(HEALTH)).toMatchObject({
    'commit_duration_seconds_bucket{le="0.001"}': 2,
    'commit_duration_seconds_bucket{le="0.0025"}': 5,
    'commit_duration_seconds_bucket{le="+Inf"}': 6,
    commit_duration_seconds_sum: 0.0345,
    commit_duration_seconds_count: 6,
    commit_duration_max_seconds: 0.02,
  });
});

test('the events of a destination, whose identity can be added up', () => {
  const values = valuesOf(HEALTH);
  const of = '{destination="webhook"}';
  const ended = ['delivered', 'expired', 'cancelled', 'erased'].map(
    (outcome) => values[`events_${outcome}_total${of}`] ?? NaN,
  );
  const dead = Object.entries(values).filter(([series]) => series.startsWith('events_dead{'));

  expect(values).toMatchObject({
    [`events_enqueued_total${of}`]: 21,
    [`events_pending${of}`]: 4,
    [`events_ambiguous_total${of}`]: 5,
    'events_trimmed_total{destination="webhook",reason="value_clipped"}': 7,
    'events_dead{destination="webhook",reason="HTTP_400"}': 1,
    'events_dead{destination="webhook",reason="too_large"}': 0,
    [`oldest_pending_seconds${of}`]: 90.5,
    [`destination_active${of}`]: 1,
  });
  expect([...ended, ...dead.map(([, count]) => count), 4].reduce((a, b) => a + b)).toBe(21);
});

test('of the states of a destination and of the store, one is 1', () => {
  const values = valuesOf(HEALTH);
  const states = Object.entries(values).filter(([series]) => series.includes('state='));

  expect(states.filter(([, value]) => value === 1).map(([series]) => series)).toEqual([
    'destination_state{destination="webhook",state="retrying"}',
    'store_state{state="ok"}',
  ]);
  expect(states.filter(([, value]) => value === 0)).toHaveLength(8);
});

test('an age that nothing has is 0', () => {
  const values = valuesOf({
    ...HEALTH,
    process: { ...HEALTH.process, oldestInMemoryMs: null },
    destinations: { webhook: { ...WEBHOOK, oldestPendingMs: null } },
  });

  expect(values).toMatchObject({
    oldest_in_memory_seconds: 0,
    'oldest_pending_seconds{destination="webhook"}': 0,
  });
});

describe('what is not known is left out', () => {
  test('the process, and whether it is active, in the CLI', () => {
    const unknown = { ...WEBHOOK, active: null, state: 'unknown' } as const;
    const names = Object.keys(
      valuesOf({ ...HEALTH, process: null, destinations: { webhook: unknown } }),
    );

    expect(names.filter((name) => /^(facts|notices|commit|destination_active)/.test(name))).toEqual(
      [],
    );
    expect(names).toContain('store_users');
  });

  test('the counts of a store that is not open: counters are not set back', () => {
    const store = { ...HEALTH.store, version: null, state: 'failed', facts: 0 } as const;
    const names = Object.keys(valuesOf({ ...HEALTH, store }));

    expect(names.filter((name) => /^(events|store_(?!state)|oldest_pending)/.test(name))).toEqual(
      [],
    );
    expect(names).toContain('destination_active{destination="webhook"}');
    expect(names).toContain('store_state{state="failed"}');
    expect(names).toContain('facts_received_total');
  });
});

describe('reasons', () => {
  test.for([
    { reason: 'rejected', as: 'rejected' },
    { reason: 'not_found', as: 'not_found' },
    { reason: 'http_400', as: 'http_400' },
    { reason: 'E404_gone', as: 'E404_gone' },
    { reason: 'x'.repeat(40), as: 'x'.repeat(40) },
    { reason: 'x'.repeat(41), as: 'other' },
    { reason: 'no user 4711', as: 'other' },
    { reason: 'user_4711', as: 'other' },
    { reason: 'anna@example.com', as: 'other' },
    { reason: '1f0c9a3b', as: 'other' },
    { reason: '"}\n', as: 'other' },
    { reason: 'größe', as: 'other' },
    { reason: '', as: 'other' },
    { reason: '__proto__', as: 'other' },
  ])('“$reason” is counted as $as', ({ reason, as }) => {
    expect(deadOf(Object.fromEntries([[reason, 3]]))).toEqual({ [as]: 3 });
  });

  test('of very many, the 50 most frequent are told apart, and nothing is lost', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const codes = letters.flatMap((a) => letters.map((b) => `code_${a}_${b}`));
    const dead = deadOf(Object.fromEntries(codes.map((code, i) => [code, i + 1])));
    const { other, ...told } = dead;

    expect(Object.keys(told).sort()).toEqual(codes.slice(-50).sort());
    expect(other).toBe(((codes.length - 50) * (codes.length - 49)) / 2);
  });
});

test('names are escaped, so that each is one value', () => {
  const name = 'a\\b"c\nd{}';
  const text = prometheusText({ ...HEALTH, destinations: { [name]: WEBHOOK } });

  expect(readExposition(text).labelValues).toContain(name);
  expect(text).toContain('bot_analytics_events_pending{destination="a\\\\b\\"c\\nd{}"} 4\n');
});

test('problems and patterns, which have words in them, are not in it', () => {
  expect(prometheusText(HEALTH)).not.toContain('canary');
});

test('counters end in _total, and nothing else does', () => {
  for (const [name, type] of readExposition(prometheusText(HEALTH)).types) {
    expect({ name, total: name.endsWith('_total') }).toEqual({ name, total: type === 'counter' });
  }
});

describe('the README', () => {
  const [, section = ''] = /^### Metrics$([^]*?)^##/m.exec(readFileSync('README.md', 'utf8')) ?? [];
  const { types } = readExposition(prometheusText(HEALTH));

  test('lists every metric with its type, and no other', () => {
    const listed = [...section.matchAll(/^\| `(\w+)(?:\{\w+(?:, \w+)*\})?` +\| (\w+)/gm)];

    expect(new Map(listed.map(([, name, type]) => [`bot_analytics_${name}`, type]))).toEqual(types);
  });

  test('says why facts are dropped, for every reason', () => {
    const readme = readFileSync('README.md', 'utf8');
    const [, table = ''] = /Reasons of `dropped`:\n\n([^]*?)\n\n/.exec(readme) ?? [];
    const rows = table.split('\n').slice(2);
    const reasons = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, reason]) => reason),
    );

    expect(new Set(reasons)).toEqual(new Set(DROP_REASONS));
  });
});

test.for([
  { wrong: 'no HELP', text: '# TYPE a gauge\na 1\n' },
  { wrong: 'no TYPE', text: '# HELP a A.\na 1\n' },
  { wrong: 'a sample before its metric', text: 'a 1\n# HELP a A.\n# TYPE a gauge\n' },
  { wrong: 'a series twice', text: '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n' },
  { wrong: 'an open quote', text: '# HELP a A.\n# TYPE a gauge\na{b="c"d"} 1\n' },
  { wrong: 'no number', text: '# HELP a A.\n# TYPE a gauge\na undefined\n' },
  { wrong: 'no end', text: '# HELP a A.\n# TYPE a gauge\na 1' },
  {
    wrong: 'a bucket with less than the one before',
    text: '# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
  },
  {
    wrong: 'a count that is not that of +Inf',
    text: '# HELP a A.\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n',
  },
])('the parser of these tests refuses $wrong', ({ text }) => {
  expect(() => readExposition(text)).toThrow();
});
