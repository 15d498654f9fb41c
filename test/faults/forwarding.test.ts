/** Destinations that fail in every way, and forwarders that are killed: what arrives in the end. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { Health } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';
import { expectBalanced } from '../support/books.ts';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../bench/turns.ts';
import { atRandom } from '../forward/faulty/modes.ts';
import type { Mode } from '../forward/faulty/modes.ts';
import { startFaultyCollector } from '../forward/faulty/faulty-collector.ts';

const CHILD = join(__dirname, 'forwarding-child.cjs');
/** Kills, by what becomes of events that may have arrived; three hundred in all by night. */
const KILLS = process.env['NIGHTLY'] ? { retry: 150, drop: 150 } : { retry: 5, drop: 4 };
const TURNS_A_ROUND = 20;

/** Failures that are over at once: a child does not live long enough for the others. */
const QUICK: readonly Mode[] = [
  'ok',
  'ok',
  'ok',
  'resetBefore',
  'resetAfter',
  'closeEarly',
  'truncated',
  'garbage',
  '503',
  { mode: '429', retryAfter: '0' },
  { mode: '413', above: 3 },
];

async function faulty(vendor: 'ga4' | 'mixpanel', seed: number) {
  const collector = await startFaultyCollector({ vendor, script: atRandom(seed, QUICK) });
  onTestFinished(() => collector.close());
  return collector;
}

/** Ids of the events that destinations get. */
function forwardable(store: string): string[] {
  const db = openDatabase(store, { readonly: true });
  const rows = db.prepare(`SELECT id FROM events WHERE only IS NULL OR only <> 'reports'`).all();
  db.close();
  return (rows as { id: string }[]).map(({ id }) => id);
}

function settled(health: Health, name: string) {
  const counts = health.destinations[name];
  if (!counts) throw new Error(`nothing is known of ${name}`);
  return counts;
}

test.for(['retry', 'drop'] as const)(
  'forwarders that are killed at any moment, destinations that fail: nothing is lost or counted twice unseen (%s)',
  { timeout: 240_000 },
  async (onAmbiguous) => {
    const store = join(temporaryFolder(), 'bot.db');
    const seed = Math.floor(Math.random() * 2 ** 31);
    const [ga4, mixpanel] = await Promise.all([faulty('ga4', seed), faulty('mixpanel', seed + 1)]);
    const options = {
      store,
      logger: { warn: () => undefined, error: () => undefined },
      googleAnalytics: {
        trackingId: 'G-1',
        apiSecret: 's',
        active: true,
        endpoint: ga4.url,
        onAmbiguous,
      },
      mixpanel: { token: 't', active: true, endpoint: mixpanel.url, profiles: false },
    };
    const bot = createBotAnalytics(options);
    const adapter = adapterWith(bot.middleware);
    for (let round = 0; round < KILLS[onAmbiguous]; round++) {
      for (let n = 0; n < TURNS_A_ROUND; n++) {
        await adapter.turn(message(round * TURNS_A_ROUND + n, 200));
      }
      const child = fork(CHILD, [store, ga4.url, mixpanel.url, onAmbiguous], { silent: true });
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(child, 'message');
      await sleep(Math.random() * 60);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await bot.close();
    // from here on all is well, and as if the waits and leases of those that were killed were over
    for (const collector of [ga4, mixpanel]) collector.play([]);
    const db = openDatabase(store);
    db.exec('UPDATE deliveries SET next_attempt_at = 0, lease_until = 0');
    db.close();
    const last = createBotAnalytics(options);
    await last.flush({ deliver: true, timeoutMs: 60_000 });
    const health = await last.health();
    await last.close();
    const ids = forwardable(store);
    const told = { seed, ga4: settled(health, 'ga4'), mixpanel: settled(health, 'mixpanel') };

    expectBalanced(health);
    expect(told.ga4.pending + told.mixpanel.pending, JSON.stringify(told)).toBe(0);
    expect([told.ga4.enqueued, told.mixpanel.enqueued]).toEqual([ids.length, ids.length]);
    expect([...ga4.violations, ...mixpanel.violations]).toEqual([]);
    // Mixpanel: each exactly once
    const inMixpanel = mixpanel.timesCounted();
    expect(ids.filter((id) => inMixpanel.get(id) !== 1)).toEqual([]);
    expect(told.mixpanel.delivered).toBe(ids.length);
    // GA4: never without being told
    const copies = ids.map((id) => ga4.timesCounted().get(id) ?? 0);
    const twice = copies.reduce((sum, times) => sum + Math.max(0, times - 1), 0);
    const missing = copies.filter((times) => times === 0).length;
    const { ambiguous = 0, ...otherDead } = told.ga4.dead;
    expect(otherDead).toEqual({});
    if (onAmbiguous === 'retry') {
      expect([missing, ambiguous]).toEqual([0, 0]);
      expect(twice).toBeLessThanOrEqual(told.ga4.ambiguous);
      expect(told.ga4.ambiguous).toBeGreaterThan(0);
    } else {
      expect(twice).toBe(0);
      expect(missing).toBeLessThanOrEqual(ambiguous);
      expect(ambiguous).toBeGreaterThan(0);
    }
  },
);
