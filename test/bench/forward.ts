/**
 * What forwarding does: how fast 100,000 waiting events drain into a healthy collector on loopback,
 * beside the bare transport that posts bodies of the same number and size in the same run; and what a
 * turn costs the bot while destinations hang, beside healthy ones and none.
 *
 * `npm run bench:forward` (about two minutes), `-- --quick` for a look.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { median, percentile, printTable } from './statistics.ts';
import type { Row } from './statistics.ts';
import { adapterWith, message } from './turns.ts';

const isQuick = process.argv.includes('--quick');
const EVENTS = isQuick ? 20_000 : 100_000;
const USERS = EVENTS / 10;
const TURNS = isQuick ? 2_000 : 10_000;
const ROUNDS = isQuick ? 3 : 5;

/** What the collector has got: requests and their bytes. */
interface Collector {
  readonly url: string;
  readonly sizes: number[];
  close(): void;
}

/** Answers every service's way, at once or never. */
async function collector(isHanging = false): Promise<Collector> {
  const sizes: number[] = [];
  const server = createServer((request, response) => {
    let size = 0;
    request.on('data', (chunk: Buffer) => (size += chunk.length));
    request.on('end', () => {
      sizes.push(size);
      if (!isHanging) response.writeHead(200).end('{"code":200,"status":"OK"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, sizes, close: () => (server.closeAllConnections(), server.close()) };
}

type Name = 'ga4' | 'mixpanel' | 'ua';

function destinationOptions(name: Name, url: string): Partial<AnalyticsOptions> {
  switch (name) {
    case 'ga4':
      return {
        googleAnalytics: { trackingId: 'G-1', apiSecret: 's', active: true, endpoint: url },
      };
    case 'mixpanel':
      return { mixpanel: { token: 't', active: true, endpoint: url, profiles: false } };
    case 'ua':
      return { googleAnalytics: { trackingId: 'UA-1-1', active: true, collectorUrl: `${url}/x` } };
  }
}

const quiet = { warn: () => undefined, error: () => undefined };

/** Records so many events, which wait since nobody answers. */
async function fill(analytics: BotAnalytics, name: Name): Promise<number> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; ; n++) {
    await adapter.turn(message(n, USERS));
    if (n % 2_000 !== 1_999) continue;
    await analytics.flush();
    const counts = (await analytics.health()).destinations[name];
    if (counts && counts.enqueued >= EVENTS) return counts.enqueued;
  }
}

async function drain(name: Name, store: string): Promise<Row[]> {
  const deaf = await collector(true);
  const before = createBotAnalytics({
    store,
    logger: quiet,
    ...destinationOptions(name, deaf.url),
  });
  const enqueued = await fill(before, name);
  await before.close({ timeoutMs: 100 });
  deaf.close();
  const healthy = await collector();
  const options = destinationOptions(name, healthy.url);
  const analytics = createBotAnalytics({ store, logger: quiet, ...options });
  await analytics.health();
  const startedAt = performance.now();
  let delivered = 0;
  for (let tries = 0; tries < 100; tries++) {
    await analytics.flush({ deliver: true, timeoutMs: 60_000 });
    const counts = (await analytics.health()).destinations[name];
    delivered = counts?.delivered ?? 0;
    if (counts?.pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200)); // a lease of the instance before
  }
  const ms = performance.now() - startedAt;
  await analytics.close();
  const bare = await bareTransport(healthy.sizes);
  healthy.close();
  const per100k = (ms / delivered) * 100;
  const [seconds, ratio] = [per100k.toFixed(1), (ms / bare).toFixed(1)];
  console.log(
    `${name}: ${delivered} of ${enqueued} events in ${healthy.sizes.length} requests, ${(ms / 1_000).toFixed(1)} s; the bare transport ${(bare / 1_000).toFixed(1)} s`,
  );
  return [
    {
      what: `${name}: time to drain 100,000 events`,
      measured: `${seconds} s`,
      aim: `< 60 s (${ratio} × the bare transport)`,
      isReached: per100k < 60,
    },
  ];
}

/** The same number of bodies of the same sizes, posted by `fetch`, two at a time. */
async function bareTransport(sizes: readonly number[]): Promise<number> {
  const target = await collector();
  const left = [...sizes];
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let size = left.pop(); size !== undefined; size = left.pop()) {
      const response = await fetch(target.url, { method: 'POST', body: Buffer.alloc(size, 'x') });
      await response.text();
    }
  };
  await Promise.all([work(), work()]);
  const ms = performance.now() - startedAt;
  target.close();
  return ms;
}

const KINDS = ['no destination', 'healthy destinations', 'hanging destinations'] as const;

async function turnTimes(folder: string): Promise<Row[]> {
  const [healthy, hanging] = [await collector(), await collector(true)];
  const p50s: number[][] = [[], [], []];
  const p99s: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const all = [undefined, healthy.url, hanging.url].map((url, i) =>
      createBotAnalytics({
        store: join(folder, `turns-${round}-${i}.db`),
        logger: quiet,
        ...(url !== undefined && {
          ...destinationOptions('ga4', url),
          ...destinationOptions('mixpanel', url),
        }),
      }),
    );
    await Promise.all(all.map((analytics) => analytics.health()));
    const adapters = all.map(({ middleware }) => adapterWith(middleware));
    const samples: number[][] = [[], [], []];
    for (let n = 0; n < TURNS; n++) {
      for (const place of adapters.keys()) {
        const i = (place + n) % adapters.length; // none of them is always the last
        const activity = message(n, 1_000);
        const startedAt = process.hrtime.bigint();
        await adapters[i]?.turn(activity);
        samples[i]?.push(Number(process.hrtime.bigint() - startedAt) / 1_000);
      }
      if (n % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const [i, times] of samples.entries()) {
      const warm = times.slice(times.length / 5);
      p50s[i]?.push(percentile(warm, 0.5));
      p99s[i]?.push(percentile(warm, 0.99));
    }
    await Promise.all(all.map((analytics) => analytics.close({ timeoutMs: 100 })));
  }
  healthy.close();
  hanging.close();
  const [none = 0, , stuck = 0] = p50s.map(median);
  const [none99 = 0, , stuck99 = 0] = p99s.map(median);
  for (const [i, kind] of KINDS.entries()) {
    const [p50, p99] = [median(p50s[i] ?? []), median(p99s[i] ?? [])];
    console.log(`a turn with ${kind}: p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`);
  }
  const ratio = stuck / none;
  return [
    {
      what: 'a turn while destinations hang, against none, p50',
      measured: `${ratio.toFixed(2)} ×`,
      aim: `≤ 1.2 × (p99 ${(stuck99 / none99).toFixed(2)} ×)`,
      isReached: ratio <= 1.2,
    },
  ];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
  const rows: Row[] = [];
  for (const name of ['mixpanel', 'ga4', 'ua'] as const) {
    rows.push(...(await drain(name, join(folder, `${name}.db`))));
  }
  rows.push(...(await turnTimes(folder)));
  printTable(rows);
  rmSync(folder, { recursive: true });
}

void main();
