/**
 * Clocks that jump (row 13): by hours, by years, back by a second, between turns and in the middle of
 * them. What lasted never lasts less than nothing, the channel's time is kept where it can be
 * believed, and the days of any zone hold what was recorded: nothing twice, nothing nowhere.
 */

import fc from 'fast-check';
import { createBotAnalytics } from 'botbuilder-analytics';
import type { BotAnalytics } from 'botbuilder-analytics';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/time.ts';
import type { Fact } from '../../src/model/turn.ts';
import { expectBalanced } from '../support/books.ts';
import { DirectAdapter, adapterWith, collectingCapture, message } from '../support/capture.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fuzz } from '../support/fuzz.ts';

/** By how much a clock may jump. */
const JUMPS = [-400 * DAY_MS, -2 * HOUR_MS, -1_000, 2 * HOUR_MS, 25 * HOUR_MS, 400 * DAY_MS];

const timesOf = (facts: readonly Fact[]): readonly number[] => facts.map(({ at }) => at);

/** Quick turns on a busy machine: far less than any jump that could be taken for them. */
const QUICK_MS = 900;

describe("the system's clock that jumps in the middle of a turn", () => {
  test.for(JUMPS)(
    'by %i ms makes no answer older than its message, or much younger',
    async (jump) => {
      const system = Date.now;
      let ahead = 0;
      const spy = vi.spyOn(Date, 'now').mockImplementation(() => system() + ahead);
      onTestFinished(() => spy.mockRestore());
      const capture = collectingCapture({ clock: Date.now });
      const adapter = adapterWith(capture);
      adapter.beforeSend = () => void (ahead += jump);
      const startedAt = system();
      let kept = capture.of();
      await adapter.run(message({ timestamp: new Date(startedAt) }), async (context) => {
        kept = capture.of(context);
        await context.sendActivity('one');
        kept.setTopic('x');
        await context.sendActivity('two');
      });
      kept.setTopic('after the turn');
      const times = timesOf(
        [...capture.turns, ...capture.amendments].flatMap(({ facts }) => facts),
      );

      expect(times).toHaveLength(5);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times[0]).toBe(startedAt);
      expect(times.at(-1)! - startedAt).toBeLessThan(QUICK_MS);
    },
  );
});

/** A bot whose clock and whose channel's clock are in the hands of the test. */
function world() {
  const path = `${temporaryFolder()}/bot.db`;
  const clock = { now: Date.UTC(2026, 5, 28, 22) };
  const analytics = createBotAnalytics({
    store: path,
    thread: false,
    clock: () => clock.now,
    logger: { warn: () => undefined, error: () => undefined },
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  const adapter = new DirectAdapter();
  adapter.use(analytics.middleware);
  let turns = 0;
  /** One message of a user; the bot answers, and its clock jumps meanwhile. */
  async function talk({ user = 0, timestamp = clock.now, jump = 0, slow = 0 }): Promise<void> {
    const said = message({
      id: `m${++turns}`,
      from: { id: `u${user}` },
      conversation: { id: `c${user}` },
      timestamp: new Date(timestamp),
    });
    await adapter.run(said, async (context) => {
      clock.now += jump + slow;
      await context.sendActivity('hi');
    });
  }
  return { path, clock, analytics, talk, turns: () => turns };
}

test('a clock that jumps ahead and is put right expires nothing that waits for a destination', async () => {
  const system = Date.now;
  let ahead = 0;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => system() + ahead);
  onTestFinished(() => spy.mockRestore());
  const delivered: string[] = [];
  const analytics = createBotAnalytics({
    store: `${temporaryFolder()}/bot.db`,
    thread: false,
    logger: { warn: () => undefined, error: () => undefined },
    destinations: [
      {
        name: 'desk',
        active: true,
        maxEventAgeMs: DAY_MS,
        deliver: async (events) => {
          delivered.push(...events.map(({ id }) => id));
          return { outcome: 'delivered' };
        },
      },
    ],
  });
  onTestFinished(() => analytics.close().then(() => undefined));
  await analytics.health(); // it is open, by the clock as it was
  const adapter = adapterWith(analytics);
  await adapter.run(message({ id: 'm1' }), async () => undefined);
  ahead = 400 * DAY_MS;
  await analytics.flush({ deliver: true });
  const jumped = await analytics.health();
  const deliveredMeanwhile = delivered.length;
  ahead = 0;
  await analytics.flush({ deliver: true });
  const right = await analytics.health();

  expectBalanced(jumped);
  expectBalanced(right);
  const { enqueued } = jumped.destinations['desk']!;
  expect(enqueued).toBeGreaterThan(0);
  expect(deliveredMeanwhile).toBe(0);
  expect(jumped.destinations['desk']).toMatchObject({ pending: enqueued, expired: 0 });
  expect(right.destinations['desk']).toMatchObject({ delivered: enqueued, pending: 0, expired: 0 });
});

const ZONES = `UTC Europe/Vienna America/New_York Asia/Kathmandu Pacific/Chatham Pacific/Apia
  Australia/Lord_Howe America/St_Johns Asia/Tehran Africa/Casablanca America/Sao_Paulo
  Asia/Kolkata`.split(/\s+/u);

/** Messages and sessions by day, of years that hold all that a test records. */
async function sumsOverDays({ reports }: BotAnalytics, timezone: string) {
  const years = { from: '2025-01-01', to: '2027-12-31', dimension: 'day', timezone } as const;
  const messages = await reports.messages(years);
  const sessions = await reports.sessions({ ...years, count: 'started' });
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    received: sum(messages.data.map(({ received }) => received)),
    sent: sum(messages.data.map(({ sent }) => sent)),
    sessions: sum(sessions.data.map(({ total }) => total)),
    days: messages.data.length,
    ofRange: { ...messages.summary, sessions: sessions.summary.total },
  };
}

/** Each run asks for many days in many zones. */
const RUNS = process.env['NIGHTLY'] ? { numRuns: 100 } : { ...fuzz(2), endOnFailure: true };

const step = fc.record({
  user: fc.integer({ min: 0, max: 2 }),
  /** The clock of the bot before the turn, and in it. */
  before: fc.oneof(fc.constantFrom(0, MINUTE_MS, 40 * MINUTE_MS), fc.constantFrom(...JUMPS)),
  jump: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(...JUMPS)),
  slow: fc.integer({ min: 0, max: 5_000 }),
  /** How far the channel's clock is from the bot's. */
  skew: fc.constantFrom(0, 0, -HOUR_MS, -23 * HOUR_MS, -25 * HOUR_MS, 59 * MINUTE_MS, 2 * HOUR_MS),
});

test('whatever the clocks do: no session, wait or age is negative, and days add up in every zone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { path, clock, analytics, talk, turns } = world();
      const start = clock.now;
      for (const { user, before, jump, slow, skew } of steps) {
        clock.now += before;
        // not beyond the years that are asked for
        if (Math.abs(clock.now - start) > 401 * DAY_MS) clock.now = start;
        await talk({ user, timestamp: clock.now + skew, jump, slow });
      }
      await analytics.flush();
      clock.now = Date.UTC(2028, 0, 1); // what lies ahead of a clock is not reported
      const health = await analytics.health();
      const all = await sumsOverDays(analytics, 'UTC');
      const waits = (
        await analytics.reports.responseTimes({ from: '2025-01-01', to: '2027-12-31' })
      ).summary;
      const db = openDatabase(path, { readonly: true });
      const count = (sql: string): unknown => single(db, sql);

      expectBalanced(health);
      expect(health.process).toMatchObject({ stored: 2 * turns(), dropped: {} });
      expect(count('SELECT count(*) FROM sessions WHERE last_at < started_at')).toBe(0);
      expect(count('SELECT count(*) FROM sessions WHERE received < 0 OR sent < 0')).toBe(0);
      expect(count(ENDED_BEFORE_IT_BEGAN)).toBe(0);
      expect(waits.meanMs ?? 0).toBeGreaterThanOrEqual(0);
      expect(waits.p99Ms ?? 0).toBeLessThanOrEqual(1.02 * DAY_MS);
      expect(all).toMatchObject({ received: turns(), sent: turns() });
      expect(all.ofRange).toMatchObject({ received: turns(), sessions: all.sessions });
      expect(all.sessions).toBe(count('SELECT count(*) FROM sessions'));
      for (const zone of ZONES) {
        const sums = await sumsOverDays(analytics, zone);
        expect({ ...sums, days: all.days, zone }).toEqual({ ...all, zone });
      }
      db.close();
      await analytics.close();
    }),
    RUNS,
  );
}, 300_000);

const ENDED_BEFORE_IT_BEGAN = `SELECT count(*) FROM events
  WHERE kind = 'session_ended' AND json_extract(data, '$.durationMs') < 0`;

describe('the time of a message', () => {
  test.for([
    { skew: -23 * HOUR_MS, kept: true },
    { skew: 59 * MINUTE_MS, kept: true },
    { skew: -25 * HOUR_MS, kept: false },
    { skew: 2 * HOUR_MS, kept: false },
    { skew: 400 * DAY_MS, kept: false },
  ])('told by a channel that is $skew ms off is kept: $kept', async ({ skew, kept }) => {
    const { path, clock, analytics, talk } = world();
    const receivedAt = clock.now;
    await talk({ timestamp: receivedAt + skew });
    await analytics.flush();
    const db = openDatabase(path, { readonly: true });
    const at = single(db, `SELECT at FROM events WHERE kind = 'message_received'`);
    db.close();

    expect(at).toBe(kept ? receivedAt + skew : receivedAt);
  });
});

test.for([
  { zone: 'Europe/Vienna', date: '2026-03-29', hours: 23 },
  { zone: 'Europe/Vienna', date: '2026-10-25', hours: 25 },
  { zone: 'Australia/Lord_Howe', date: '2026-04-05', hours: 24.5 },
  { zone: 'America/St_Johns', date: '2026-03-08', hours: 23 },
  { zone: 'Pacific/Chatham', date: '2026-04-05', hours: 25 },
])('$date in $zone has $hours hours, and the messages of each', async ({ zone, date, hours }) => {
  const { clock, analytics, talk } = world();
  const QUARTER_MS = 15 * MINUTE_MS;
  const from = Date.parse(date) - DAY_MS;
  for (clock.now = from; clock.now < from + 3 * DAY_MS; clock.now += QUARTER_MS) {
    await talk({ user: Math.floor(clock.now / QUARTER_MS) % 3 });
  }
  await analytics.flush();
  const range = { from: date, to: date, timezone: zone };
  const { data } = await analytics.reports.messages({ ...range, dimension: 'hour' });
  const day = await analytics.reports.messages({ ...range, dimension: 'day' });

  expect(day.data.map(({ received }) => received)).toEqual([4 * hours]);
  expect(data.reduce((sum, { received }) => sum + received, 0)).toBe(4 * hours);
});
