import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../../src/forward/deliver.ts';
import { createDispatcher } from '../../src/forward/dispatcher.ts';
import { overHttp } from '../../src/forward/http-destination.ts';
import { destination } from '../../src/forward/destinations/destinations.ts';
import { interpret } from '../../src/interpret/interpret.ts';
import type { CapturedTurn } from '../../src/model/turn.ts';
import { openStore } from '../../src/record/open.ts';
import type { Store } from '../../src/record/store.ts';
import { NO_PATTERNS } from '../../src/runtime/patterns.ts';
import { startCollectors, type Collectors } from '../support/collectors.ts';

const AT = Date.UTC(2026, 9, 5, 8);
const SETTINGS = {
  botId: 'pizza',
  botVersion: '1',
  sessionTimeoutMs: { default: 1_800_000, channels: {} },
  systemCommands: [],
  thresholds: {},
  captureText: 'off' as const,
};

let store: Store;
let collectors: Collectors;

beforeEach(async () => {
  collectors = await startCollectors();
  store = await openStore({
    store: { kind: 'sqlite', options: { path: ':memory:' } },
    durability: 'balanced',
    interpret: SETTINGS,
    patterns: { fallbackTexts: [], handoverPhrases: [] },
    destinations: [],
  });
});
afterEach(async () => {
  await store.close();
  await collectors.close();
});

/** One message of each of `users` users. */
async function record(number: number, users: number, destinations: readonly string[]) {
  const items = Array.from({ length: users }, (_, user) =>
    turnOf(`t${number}x${user}`, `user-${user}`, AT + number * 1_000),
  );
  const deps = {
    interpret,
    matcher: NO_PATTERNS,
    settings: SETTINGS,
    destinations,
    onItemError: (e: unknown) => expect(e).toBe(null),
  };
  await store.record({ writer: 'w', number, items }, deps);
}

function turnOf(turnId: string, user: string, at: number): CapturedTurn {
  return {
    type: 'turn',
    origin: {
      turnId,
      receivedAt: at,
      at,
      channel: 'webchat',
      conversation: { id: `conversation of ${user}`, isGroup: false },
      from: { id: user },
      recipient: { id: 'bot' },
      test: false,
    },
    facts: [
      {
        type: 'incoming',
        at,
        activity: {
          type: 'message',
          id: `activity of ${turnId}`,
          text: 'canary text',
          textLength: 11,
          attachmentCount: 0,
          hasValue: false,
        },
      },
    ],
  };
}

test('through failures and refusals the books of the store close, and no text leaves', async () => {
  const deriveKey = (purpose: string) => store.deriveKey(purpose);
  for (let number = 1; number <= 3; number++) await record(number, 40, ['ga4', 'mixpanel']);
  collectors.mixpanel.answerNext(
    { status: 503 },
    {
      status: 400,
      body: JSON.stringify({ failed_records: [{ index: 3, field: 'time', message: 'no' }] }),
    },
  );
  collectors.ga4.answerNext({ status: 500 }, { status: 204 }, { status: 429 });
  const dispatcher = createDispatcher({
    outbox: store.outbox,
    destinations: [
      overHttp(
        destination(
          {
            name: 'ga4',
            active: true,
            measurementId: 'G-1',
            apiSecret: 's',
            endpoint: collectors.ga4.url,
          },
          { deriveKey },
        ),
        deliver,
      ),
      overHttp(
        destination(
          { name: 'mixpanel', active: true, token: 't', endpoint: collectors.mixpanel.url },
          { deriveKey },
        ),
        deliver,
      ),
    ],
    owner: 'p1',
    now: Date.now,
    eventNow: () => AT + 60_000,
    onProblem: (name, problem) => expect(`${name} ${problem}`).toBe(''),
    random: () => 0.001,
  });
  await dispatcher.drain(10_000);
  await dispatcher.stop(1_000);

  const { destinations } = await store.counts();
  const enqueued = destinations['ga4']!.enqueued;
  expect(enqueued).toBeGreaterThan(120);
  expect(destinations['ga4']).toMatchObject({ delivered: enqueued, pending: 0, dead: {} });
  expect(destinations['mixpanel']).toMatchObject({
    enqueued,
    delivered: enqueued - 1,
    pending: 0,
    dead: { rejected: 1 },
  });
  for (const { requests, violations } of [collectors.ga4, collectors.mixpanel]) {
    expect(violations).toEqual([]);
    for (const { body } of requests) expect(body).not.toMatch(/canary|user-\d|conversation of/);
  }
});
