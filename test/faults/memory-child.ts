/**
 * A bot in a process with little memory, which takes very many turns of very many users, and says now and
 * then how much memory it has.
 *
 * Arguments: store, turns, users, turns between two words.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { createBotAnalytics } from 'botbuilder-analytics';

import { adapterWith, message } from '../bench/turns.ts';

const [store = '', turns = '', users = '', between = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const analytics = createBotAnalytics({ store });
  const adapter = adapterWith(analytics.middleware);
  for (let n = 1; n <= Number(turns); n++) {
    await adapter.turn(message(n, Number(users)));
    // as many as the recorder keeps up with: what waits is not what is measured
    if (n % 5_000 === 0) await analytics.flush({ timeoutMs: 120_000 });
    if (n % Number(between) !== 0) continue;
    await sleep(200);
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    process.stdout.write(`${JSON.stringify({ turns: n, rss, heapUsed })}\n`);
  }
  const { process: books, store: kept } = await analytics.health();
  await analytics.close();
  const { stored, dropped } = books ?? {};
  process.stdout.write(`${JSON.stringify({ stored, dropped, users: kept.users })}\n`);
}

void main();
