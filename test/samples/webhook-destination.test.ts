/** The webhook sample against its receiver over real HTTP, on the built package. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { DeliveryResult, DestinationEvent } from 'botbuilder-analytics';
import { checkDestination } from 'botbuilder-analytics/conformance';
import { describe, expect, onTestFinished, test } from 'vitest';

import { startReceiver } from '../../samples/webhook-destination/receiver.ts';
import { isGenuine, sign } from '../../samples/webhook-destination/signature.ts';
import { webhook, webhookFrom } from '../../samples/webhook-destination/webhook.ts';

const SECRET = 'a-secret-of-the-tests-and-of-nobody-else';

const EVENTS = ['e-0', 'e-1'].map((id) => ({ id, kind: 'csat_rated', data: { score: 5 } })) as
  unknown as readonly DestinationEvent[]; // prettier-ignore

async function world(secret = SECRET) {
  const receiver = await startReceiver(SECRET);
  onTestFinished(() => receiver.close());
  const destination = webhook({ url: receiver.url, secret });
  const deliver = async (signal = new AbortController().signal): Promise<DeliveryResult | void> =>
    destination.deliver(EVENTS, { signal, attempt: 1 });
  return { receiver, destination, deliver };
}

test('signed events arrive as they are, copies once', async () => {
  const { receiver, deliver } = await world();
  const results = [await deliver(), await deliver()];

  expect(results).toEqual([{ outcome: 'delivered' }, { outcome: 'delivered' }]);
  expect(receiver.events).toEqual(EVENTS);
  expect([receiver.copies(), receiver.forgeries()]).toEqual([2, 0]);
});

test('a receiver with another secret takes nothing, and the destination pauses', async () => {
  const { receiver, deliver } = await world('another-secret-of-the-tests-and-of-nobody');

  expect(await deliver()).toEqual({ outcome: 'pause', problem: 'the receiver answered 401' });
  expect([receiver.events, receiver.forgeries()]).toEqual([[], 1]);
});

describe('a signature', () => {
  const body = Buffer.from('{"events":[]}');
  const now = 1_791_187_200;
  const genuine = { timestamp: String(now), signature: sign(SECRET, String(now), body), body };

  test('is the HMAC-SHA-256 of time and body', () => {
    // printf '1791187200.{"events":[]}' | openssl dgst -sha256 -hmac a-secret-of-the-tests-and-of-nobody-else
    expect(genuine.signature).toBe(
      'v1=d8d368cc6810bccae99c1d6080f1d004d73ee9822832e1cff7119414fc1b581c',
    );
  });

  test.for([
    { what: 'what was signed', given: {}, at: now, isTaken: true },
    { what: '5 minutes old', given: {}, at: now + 300, isTaken: true },
    { what: 'older', given: {}, at: now + 301, isTaken: false },
    { what: 'dated ahead', given: {}, at: now - 301, isTaken: false },
    { what: 'dated anew', given: { timestamp: String(now + 1) }, at: now, isTaken: false },
    { what: 'without a date', given: { timestamp: 'undefined' }, at: now, isTaken: false },
    { what: 'another body', given: { body: Buffer.from('{}') }, at: now, isTaken: false },
    { what: 'without a signature', given: { signature: 'undefined' }, at: now, isTaken: false },
    {
      what: 'another signature',
      given: { signature: sign('another', String(now), body) },
      at: now,
      isTaken: false,
    },
  ])('$what → $isTaken', ({ given, at, isTaken }) => {
    expect(isGenuine({ ...genuine, ...given }, SECRET, at)).toBe(isTaken);
  });
});

describe('an answer', () => {
  test.for<{ status: number; result: DeliveryResult }>([
    { status: 200, result: { outcome: 'delivered' } },
    { status: 302, result: { outcome: 'pause', problem: 'the receiver answered 302' } },
    {
      status: 400,
      result: { outcome: 'split', reason: 'http_400', detail: 'the receiver answered 400' },
    },
    { status: 403, result: { outcome: 'pause', problem: 'the receiver answered 403' } },
    { status: 404, result: { outcome: 'pause', problem: 'the receiver answered 404' } },
    {
      status: 413,
      result: { outcome: 'split', reason: 'too_large', detail: 'the receiver answered 413' },
    },
    { status: 429, result: { outcome: 'retry', problem: 'the receiver answered 429' } },
    { status: 500, result: { outcome: 'retry', problem: 'the receiver answered 500' } },
    {
      status: 503, // with `Retry-After: 1`
      result: { outcome: 'retry', problem: 'the receiver answered 503', afterMs: 1_000 },
    },
  ])('$status', async ({ status, result }) => {
    const { receiver, deliver } = await world();
    receiver.setMood(status);

    expect(await deliver()).toEqual(result);
  });

  test('none at all: ambiguous if the request may have been seen, and only then', async () => {
    const { receiver, deliver } = await world();
    receiver.setMood('hanging');
    const hung = await deliver(AbortSignal.timeout(50));
    await receiver.close();
    const refused = await deliver();

    expect([hung, refused]).toEqual([
      {
        outcome: 'retry',
        problem: 'the receiver gave no answer (TimeoutError)',
        isAmbiguous: true,
      },
      {
        outcome: 'retry',
        problem: 'the receiver gave no answer (ECONNREFUSED)',
        isAmbiguous: false,
      },
    ]);
  });
});

test('it keeps every rule of the conformance suite, in all scenes', async () => {
  const { receiver, destination } = await world();
  const rules = await checkDestination(destination, {
    healthy: () => receiver.setMood('healthy'),
    down: () => receiver.setMood('down'),
    refusing: () => receiver.setMood('refusing'),
    hanging: () => receiver.setMood('hanging'),
  });

  expect(rules).toHaveLength(12);
  expect(rules.filter(({ isKept, advice }) => !isKept || advice !== undefined)).toEqual([]);
});

test.for([
  { environment: {}, problem: 'WEBHOOK_URL' },
  { environment: { WEBHOOK_URL: 'somewhere', WEBHOOK_SECRET: SECRET }, problem: 'WEBHOOK_URL' },
  { environment: { WEBHOOK_URL: 'https://bot.example' }, problem: 'WEBHOOK_SECRET' },
  {
    environment: { WEBHOOK_URL: 'https://bot.example', WEBHOOK_SECRET: 'x'.repeat(31) },
    problem: 'WEBHOOK_SECRET',
  },
])('an environment that says too little is refused: $environment', ({ environment, problem }) => {
  expect(() => webhookFrom(environment)).toThrow(problem);
});

test.for([
  'http://receiver.example/events',
  'https://user:canary@receiver.example/events',
  'https://canary@receiver.example/events',
  'ftp://127.0.0.1/canary',
  'canary',
])('an address that is not safe is refused, and not repeated: %s', (url) => {
  const given = (): unknown => webhookFrom({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET });

  expect(given).toThrow('WEBHOOK_URL must be an https:// address without a user and a password');
  expect(given).not.toThrow('canary');
});

test.for(['https://receiver.example/events', 'http://127.0.0.1:8080/', 'http://[::1]:8080/'])(
  'an address that is safe is taken: %s',
  (url) => {
    const { name } = webhookFrom({ WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET });

    expect(name).toBe('webhook');
  },
);

test('the script shows that all of it works, and says so by its exit code', async () => {
  const env = { ...process.env };
  delete env['WEBHOOK_URL'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'samples/webhook-destination/index.ts'],
    { env, timeout: 20_000 },
  );

  const [, delivered = 'none'] = /delivered: (\d+)/.exec(stdout) ?? [];
  expect(stdout).toContain(`the receiver took in ${delivered} events, 0 forged requests`);
  expect(stdout).toContain('5 message_received');
  expect(stdout.match(/^ {2}kept {3}/gm)).toHaveLength(12);
  expect(stdout).not.toContain('broken');
});
