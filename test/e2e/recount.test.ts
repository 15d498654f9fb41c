/** `analytics.recount`: what was counted, against the events that are kept. */

import { join } from 'node:path';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { AnalyticsOptions, BotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { adapterWith, message } from '../support/turns.ts';

function open(options: AnalyticsOptions): BotAnalytics {
  const logger = { warn: () => undefined, error: () => undefined };
  const analytics = createBotAnalytics({ logger, ...options });
  onTestFinished(() => analytics.close({ timeoutMs: 500 }).then(() => undefined));
  return analytics;
}

/** Messages `first` to `last`. */
async function talk(analytics: BotAnalytics, first: number, last: number): Promise<void> {
  const adapter = adapterWith(analytics.middleware);
  for (let n = first; n <= last; n++) await adapter.turn(message(n, 3));
  await analytics.flush();
}

test.for([{ thread: true }, { thread: false }])(
  'with $thread as thread, what differs is told, and then repaired, while reports are asked',
  async ({ thread }) => {
    const path = join(temporaryFolder(), 'bot.db');
    const analytics = open({ store: path, thread });
    await talk(analytics, 0, 2);
    const db = openDatabase(path);
    db.exec('UPDATE counters SET received = received + 100');
    db.close();
    const told = await analytics.recount({ from: '2026-01-01' });
    const [repaired] = await Promise.all([
      analytics.recount({ repair: true }),
      analytics.reports.users({ period: 'today' }),
      talk(analytics, 3, 3),
    ]);

    expect(told).toMatchObject({ compared: 1, different: [{ repaired: false }] });
    // one for each channel
    expect(told.different[0]?.tables).toMatchObject([{ table: 'counters', different: 3 }]);
    expect(repaired.different).toMatchObject([{ repaired: true }]);
    expect((await analytics.recount()).different).toEqual([]);
    expect((await analytics.reports.messages({ period: 'today' })).summary.received).toBe(4);
  },
);

test('a store in memory is recounted too', async () => {
  const analytics = open({ store: ':memory:' });
  await talk(analytics, 0, 1);

  expect(await analytics.recount()).toMatchObject({ compared: 1, different: [] });
});

test('days that are none are refused, field by field', async () => {
  const analytics = open({ store: ':memory:' });
  const options = { from: '2026-13-01', to: 7, repair: 'yes', day: 1 } as unknown as object;

  await expect(analytics.recount(options)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    details: {
      issues: [
        { path: 'from', problem: "must be a day (UTC): '2026-10-01'" },
        { path: 'to', problem: "must be a day (UTC): '2026-10-01'" },
        { path: 'repair', problem: 'must be true or false' },
        { path: 'day', problem: 'there is no field of this name; known are from, to, repair' },
      ],
    },
  });
});

test('after close() it is refused', async () => {
  const analytics = open({ store: ':memory:' });
  await analytics.close();

  await expect(analytics.recount()).rejects.toMatchObject({ code: 'CLOSED' });
});
