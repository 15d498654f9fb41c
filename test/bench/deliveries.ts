/**
 * How fast waiting events drain from the outbox into a collector on loopback, beside the SDKs of services
 * that send as many events with the same properties, and beside `fetch` alone with the same requests; and
 * what a turn costs the bot while destinations hang.
 */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';

import { PEERS } from './delivery-peers.ts';
import type { PeerEvent } from './delivery-peers.ts';
import { installPeers } from './peer-packages.ts';
import { factor, median, percentile, shownCount, timesAsLong, timesAsSlow } from './statistics.ts';
import type { PartOptions, Row } from './statistics.ts';
import { adapterWith, message } from './turns.ts';

const ROUNDS = 5;

/** Longest time for 100,000 events, in milliseconds. */
const LIMIT_MS = 60_000;

/** How many events are sent, and how many turns taken. */
interface Amounts {
  readonly events: number;
  /** Of services that have no SDK to be compared with. */
  readonly others: number;
  readonly turns: number;
}

const LARGE: Amounts = { events: 100_000, others: 100_000, turns: 10_000 };
const SHORT: Amounts = { events: 20_000, others: 10_000, turns: 2_000 };

/** Measures what forwarding does. */
export async function deliveries({ isLarge }: PartOptions): Promise<readonly Row[]> {
  installPeers();
  const amounts = isLarge ? LARGE : SHORT;
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
  const collectors = { healthy: await collector(), hanging: await collector('hanging') };
  try {
    const place: Place = { folder, ...collectors };
    return [
      ...(await besidePeers(place, amounts.events)),
      await alone('ga4', place, amounts.others),
      await alone('ua', place, amounts.others),
      await turnTimes(place, amounts.turns),
    ];
  } finally {
    for (const { close } of Object.values(collectors)) close();
    rmSync(folder, { recursive: true });
  }
}

interface Place {
  readonly folder: string;
  readonly healthy: Collector;
  readonly hanging: Collector;
}

// ---- the collector -----------------------------------------------------------------------------

/** What a collector got since it was asked last. */
export interface Received {
  /** Bytes of each request, compressed where it was. */
  readonly sizes: readonly number[];
  readonly events: number;
  /** Text of the first request. */
  readonly first: string;
}

interface Collector {
  readonly url: string;
  received(): Promise<Received>;
  close(): void;
}

async function collector(...words: readonly string[]): Promise<Collector> {
  const child = fork(join(__dirname, 'event-collector.ts'), words, {
    execArgv: ['--import', 'tsx'],
  });
  const port = await answerOf<number>(child);
  return {
    url: `http://127.0.0.1:${port}`,
    received: () => {
      child.send('what?');
      return answerOf<Received>(child);
    },
    close: () => void child.kill(),
  };
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}

// ---- our own events ----------------------------------------------------------------------------

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

/** Records so many events into a store, where they wait since nobody answers. */
async function filled(name: Name, { folder, hanging }: Place, events: number): Promise<string> {
  const store = join(folder, `${name}.db`);
  const options = destinationOptions(name, hanging.url);
  const analytics = createBotAnalytics({ store, logger: quiet, ...options });
  const adapter = adapterWith(analytics.middleware);
  for (let n = 0; (await waiting(analytics, name)).enqueued < events;) {
    for (let i = 0; i < 1_000; i++) await adapter.turn(message(n++, events / 10));
    await analytics.flush();
  }
  await analytics.close({ timeoutMs: 100 });
  await hanging.received();
  return store;
}

async function waiting(analytics: BotAnalytics, name: Name) {
  const { destinations } = await analytics.health();
  return destinations[name] ?? { enqueued: 0, delivered: 0, pending: 0 };
}

interface Drained {
  readonly events: number;
  readonly ms: number;
}

/** Delivers all that waits in a copy of a store. */
async function drained(name: Name, filledStore: string, { healthy }: Place): Promise<Drained> {
  const store = `${filledStore}.copy`;
  copyFileSync(filledStore, store);
  const options = destinationOptions(name, healthy.url);
  const analytics = createBotAnalytics({ store, logger: quiet, ...options });
  await analytics.health(); // it is open: the first request is about to be made
  const startedAt = performance.now();
  for (let tries = 0; tries < 100; tries++) {
    await analytics.flush({ deliver: true, timeoutMs: 60_000 });
    const { pending } = await waiting(analytics, name);
    if (pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50)); // a lease of the instance before
  }
  const ms = performance.now() - startedAt;
  const { delivered } = await waiting(analytics, name);
  await analytics.close();
  for (const ending of ['', '-wal', '-shm']) rmSync(`${store}${ending}`, { force: true });
  return { events: delivered, ms };
}

// ---- rows --------------------------------------------------------------------------------------

/** Events per second to Mixpanel, ours and others', in turns. */
async function besidePeers(place: Place, events: number): Promise<readonly Row[]> {
  process.stderr.write('mixpanel and its peers\n');
  const { healthy } = place;
  const store = await filled('mixpanel', place, events);
  const ours: number[] = [];
  const bare: number[] = [];
  const theirs = new Map(Object.keys(PEERS).map((name) => [name, [] as number[]]));
  for (const send of Object.values(PEERS)) await send(healthy.url, [WARM_UP]); // they are loaded
  for (let round = 0; round < ROUNDS; round++) {
    await healthy.received();
    const { events: delivered, ms } = await drained('mixpanel', store, place);
    const { sizes, events: arrived, first } = await healthy.received();
    if (arrived < delivered) throw new Error(`${arrived} of ${delivered} events arrived`);
    ours.push((delivered / ms) * 1_000);
    const template = JSON.parse(first) as readonly MixpanelEvent[];
    const all = Array.from({ length: delivered }, (_, i) => peerEvent(template, i));
    for (const [name, send] of Object.entries(PEERS)) {
      const startedAt = performance.now();
      await send(healthy.url, all);
      const seconds = (performance.now() - startedAt) / 1_000;
      const got = (await healthy.received()).events;
      if (got !== delivered) throw new Error(`${name}: ${got} of ${delivered} events arrived`);
      theirs.get(name)?.push(delivered / seconds);
    }
    bare.push((delivered / (await bareMs(sizes, healthy.url))) * 1_000);
  }
  const rate = median(ours);
  const rates = [...theirs, ['fetch alone', bare] as const].map(
    ([name, samples]) => [name, median(samples)] as const,
  );
  const faster = rates.filter(([name, each]) => name in PEERS && each > rate).map(([name]) => name);
  return [
    {
      what: `deliveries to Mixpanel, and the time of 100,000`,
      measured: `${shownCount(rate)}/s, ${(100_000 / rate).toFixed(1)} s`,
      peers: rates.map(([name, each]) => timesAsSlow(name, each, rate, `${shownCount(each)}/s`)),
      aim: '≥ each SDK, out of the durable outbox',
      isReached: faster.length === 0,
      why: faster.length === 0 ? undefined : `slower than ${faster.join(', ')}`,
    },
  ];
}

const WARM_UP: PeerEvent = { name: 'warm up', user: 'u', properties: { time: Date.now() } };

interface MixpanelEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The properties of ours, with a user and an id of its own. */
function peerEvent(template: readonly MixpanelEvent[], i: number): PeerEvent {
  const { event, properties } = template[i % template.length] ?? { event: 'e', properties: {} };
  return {
    name: event,
    user: String(properties['distinct_id']),
    properties: { ...properties, $insert_id: `${i}-${String(properties['$insert_id'])}` },
  };
}

/** The same number of bodies of the same sizes, posted by `fetch`, two at a time. */
async function bareMs(sizes: readonly number[], url: string): Promise<number> {
  const left = [...sizes];
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let size = left.pop(); size !== undefined; size = left.pop()) {
      const response = await fetch(url, { method: 'POST', body: Buffer.alloc(size, 'x') });
      await response.text();
    }
  };
  await Promise.all([work(), work()]);
  return performance.now() - startedAt;
}

/** Time of 100,000 events to a service of which no SDK is at hand. */
async function alone(name: Name, place: Place, events: number): Promise<Row> {
  process.stderr.write(`${name}\n`);
  const store = await filled(name, place, events);
  const times: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await place.healthy.received();
    const { events: delivered, ms } = await drained(name, store, place);
    const { sizes } = await place.healthy.received();
    times.push((ms / delivered) * 100_000);
    ratios.push((await bareMs(sizes, place.healthy.url)) / ms);
  }
  const ms = median(times);
  return {
    what: `deliveries to ${name.toUpperCase()}, and the time of 100,000`,
    measured: `${shownCount((100_000 / ms) * 1_000)}/s, ${(ms / 1_000).toFixed(1)} s`,
    peers: [`fetch alone ${factor(median(ratios))} ×`],
    aim: `< ${LIMIT_MS / 1_000} s`,
    isReached: ms < LIMIT_MS,
  };
}

// ---- the bot meanwhile -------------------------------------------------------------------------

/** Medians of a turn's time without destinations and with hanging ones, in turns. */
async function turnTimes({ folder, hanging }: Place, turns: number): Promise<Row> {
  process.stderr.write('a turn while destinations hang\n');
  const p50s: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const { url } = hanging;
    const both = { ...destinationOptions('ga4', url), ...destinationOptions('mixpanel', url) };
    const all = [{}, both].map((options, i) => {
      const store = join(folder, `turns-${round}-${i}.db`);
      return createBotAnalytics({ store, logger: quiet, ...options });
    });
    await Promise.all(all.map((analytics) => analytics.health()));
    const adapters = all.map(({ middleware }) => adapterWith(middleware));
    const samples: [number[], number[]] = [[], []];
    for (let n = 0; n < turns; n++) {
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
    }
    await Promise.all(all.map((analytics) => analytics.close({ timeoutMs: 100 })));
  }
  const [none, stuck] = p50s.map(median) as [number, number];
  const ratio = stuck / none;
  return {
    what: 'a turn while destinations hang, p50',
    measured: `${stuck.toFixed(0)} µs`,
    peers: [timesAsLong('no destination', none, stuck, `${none.toFixed(0)} µs`)],
    aim: '≤ 1.2 × that without',
    isReached: ratio <= 1.2,
  };
}
