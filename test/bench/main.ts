/**
 * What the plug-in costs: time on the bot's thread against a no-op middleware in the same run, turns
 * per second through capture, thread and SQLite, memory after a million turns.
 *
 * `npm run bench` (about eight minutes), `npm run bench -- --quick` for a look.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { median, percentile, printTable } from './statistics.ts';
import type { Row } from './statistics.ts';
import { NO_OP, adapterWith, message } from './turns.ts';

const isQuick = process.argv.includes('--quick');
const ROUNDS = 5;
const TURNS_PER_ROUND = isQuick ? 4_000 : 20_000;
const THROUGHPUT_TURNS = isQuick ? 10_000 : 40_000;
const MEMORY_TURNS = 1_000_000;
const MEMORY_USERS = MEMORY_TURNS / 10;

/** The bot waits when so much is unrecorded, so that nothing is dropped. */
const MAX_IN_MEMORY = 4_096;

const folder = mkdtempSync(join(tmpdir(), 'botbuilder-analytics-bench-'));
let files = 0;

function open(): BotAnalytics {
  return createBotAnalytics({ store: join(folder, `${files++}.db`), logger: console });
}

/** Time of each turn in µs, both middlewares in turn, so that the machine's moods hit both alike. */
async function overhead(): Promise<Row[]> {
  const differences: { p50: number; p99: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const analytics = open();
    await analytics.health();
    const adapters = [adapterWith(NO_OP), adapterWith(analytics.middleware)];
    const samples: [number[], number[]] = [[], []];
    for (let n = 0; n < TURNS_PER_ROUND; n++) {
      for (const [i, adapter] of adapters.entries()) {
        const activity = message(n, 1_000);
        const startedAt = process.hrtime.bigint();
        await adapter.turn(activity);
        samples[i]?.push(Number(process.hrtime.bigint() - startedAt) / 1_000);
      }
      // a bot has other things to do between turns: the thread's messages get their turn
      if (n % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const warm = samples.map((all) => all.slice(all.length / 5));
    const [without = [], withUs = []] = warm;
    differences.push({
      p50: percentile(withUs, 0.5) - percentile(without, 0.5),
      p99: percentile(withUs, 0.99) - percentile(without, 0.99),
    });
    await analytics.close();
  }
  const p50 = median(differences.map((round) => round.p50));
  const p99 = median(differences.map((round) => round.p99));
  return [
    row('time added to a turn, p50', `${p50.toFixed(1)} µs`, '≤ 10 µs over no-op', p50 <= 10),
    row('time added to a turn, p99', `${p99.toFixed(1)} µs`, '≤ 100 µs over no-op', p99 <= 100),
  ];
}

async function throughput(): Promise<Row[]> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const analytics = open();
    await analytics.health();
    const startedAt = performance.now();
    await run(analytics, THROUGHPUT_TURNS, 10_000);
    rates.push((THROUGHPUT_TURNS / (performance.now() - startedAt)) * 1_000);
    await analytics.close();
  }
  const rate = Math.round(median(rates));
  return [row('turns recorded per second', `${rate}`, '≥ 15000', rate >= 15_000)];
}

async function memory(): Promise<Row[]> {
  const analytics = open();
  await run(analytics, MEMORY_TURNS / 10, MEMORY_USERS);
  const warm = rss();
  await run(analytics, MEMORY_TURNS, MEMORY_USERS);
  const grown = rss() - warm;
  const { process: books } = await analytics.health();
  const dropped = JSON.stringify(books?.dropped);
  await analytics.close();
  const what = `memory grown by ${MEMORY_TURNS} turns of ${MEMORY_USERS} users`;
  console.log(
    `resident: ${warm.toFixed(0)} MB warm, then + ${grown.toFixed(0)} MB; dropped: ${dropped}`,
  );
  return [row(what, `${grown.toFixed(0)} MB`, '≤ 64 MB', grown <= 64)];
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024 / 1024;
}

let turnNumber = 0;

/** Turns as fast as the recorder takes them. */
async function run(analytics: BotAnalytics, turns: number, users: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = 1; n <= turns; n++) {
    await adapter.turn(message(++turnNumber, users));
    if (n % MAX_IN_MEMORY === 0) await analytics.flush();
  }
  await analytics.flush();
}

function row(what: string, measured: string, aim: string, isReached: boolean): Row {
  return { what, measured, aim, isReached };
}

async function main(): Promise<void> {
  const rows = [...(await overhead()), ...(await throughput())];
  // a short run says nothing about memory: it is over before the caches are warm
  if (!isQuick) rows.push(...(await memory()));
  printTable(rows);
  rmSync(folder, { recursive: true });
}

void main();
