/** A process that is killed, or ends while turns are in memory. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';
import { startCollectors } from '../support/collectors.ts';
import { expectBalanced } from '../support/books.ts';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const CHILD = join(__dirname, 'recording-child.cjs');
const ROUNDS = process.env['NIGHTLY'] ? 100 : 2;

interface Life {
  /** What the child last said: facts of its own that are recorded, and the next message number. */
  readonly stored: number;
  readonly next: number;
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

interface Living {
  readonly ending?: string;
  readonly where?: 'thread' | 'inline';
  readonly turns?: number;
  readonly endpoint?: string;
  /** Killed so long after it first spoke. */
  readonly killAfterMs?: number;
}

/** Lets a child live, until it is killed or ends by itself, and tells what it said. */
async function live(store: string, first: number, how: Living): Promise<Life> {
  const { ending = 'never', where = 'thread', turns = 20, endpoint, killAfterMs } = how;
  const words = [store, `${first}`, ending, where, `${turns}`, ...(endpoint ? [endpoint] : [])];
  const child = spawn(process.execPath, [CHILD, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = { stored: 0, next: first };
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => (said = JSON.parse(line) as typeof said));
  if (killAfterMs !== undefined) {
    await once(lines, 'line');
    setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  }
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { ...said, code, signal };
}

/** What the file says, counted in independent ways. */
function audit(store: string) {
  const db = openDatabase(store, { readonly: true });
  const one = (sql: string): number => single(db, sql) as number;
  const counts = {
    messages: one(`SELECT count(*) FROM events WHERE kind = 'message_received'`),
    sent: one(`SELECT count(*) FROM events WHERE kind = 'message_sent'`),
    receivedCounter: one('SELECT coalesce(sum(received), 0) FROM counters'),
    sentCounter: one('SELECT coalesce(sum(sent), 0) FROM counters'),
    sessionsReceived: one('SELECT coalesce(sum(received), 0) FROM sessions'),
    presenceReceived: one('SELECT coalesce(sum(received), 0) FROM presence'),
    facts: one(`SELECT value FROM meta WHERE name = 'facts'`),
    events: one('SELECT count(*) FROM events'),
    integrity: single(db, 'PRAGMA integrity_check'),
  };
  db.close();
  return counts;
}

test('what was recorded survives SIGKILL at any moment, counts once, and the books are exact', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const collectors = await startCollectors();
  onTestFinished(() => collectors.close());
  const endpoint = collectors.mixpanel.url;
  let next = 0;
  let confirmedFacts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const life = await live(store, next, { killAfterMs: Math.random() * 150, endpoint });
    expect(life.signal).toBe('SIGKILL');
    confirmedFacts += life.stored;
    // the channel delivers some of the last messages once more
    next = Math.max(0, life.next - 10);
    const found = audit(store);

    expect(found.integrity).toBe('ok');
    expect(found.facts).toBe(found.messages + found.sent);
    expect(found.facts).toBeGreaterThanOrEqual(confirmedFacts);
    expect(found.messages).toBe(found.receivedCounter);
    expect(found.messages).toBe(found.sessionsReceived);
    expect(found.messages).toBe(found.presenceReceived);
    expect(found.sent).toBe(found.sentCounter);
  }
  // the last life goes over all that was sent before: the end is known to the message
  const last = await live(store, 0, { ending: 'end', turns: next + 100, endpoint });
  const analytics = createBotAnalytics({
    store,
    mixpanel: { token: 'token', active: true, endpoint },
  });
  await analytics.flush({ deliver: true, timeoutMs: 5_000 });
  const health = await analytics.health();
  await analytics.close();
  const found = audit(store);

  expect(found.messages).toBe(last.next);
  expectBalanced(health);
  expect(health.store.facts).toBe(found.messages + found.sent);
  // what a killed process had claimed waits for the end of its lease; what it had sent may not be settled
  const { enqueued, delivered, pending } = health.destinations['mixpanel'] ?? {};
  expect(enqueued).toBe(found.events);
  expect((delivered ?? 0) + (pending ?? 0)).toBe(found.events);
  expect(collectors.mixpanel.events.length).toBeGreaterThanOrEqual(delivered ?? Infinity);
  expect(collectors.mixpanel.events.length).toBeLessThanOrEqual(found.events);
  expect(collectors.mixpanel.violations).toEqual([]);
}, 180_000);

test.for([
  // `process.exit()` waits half a second: few enough for a busy machine
  { how: 'process.exit()', ending: 'exit', where: 'thread', turns: 200 },
  { how: 'having nothing left to do', ending: 'end', where: 'thread', turns: 600 },
  { how: 'process.exit()', ending: 'exit', where: 'inline', turns: 200 },
  { how: 'having nothing left to do', ending: 'end', where: 'inline', turns: 600 },
] as const)(
  'a process that ends by $how records what it has in memory ($where)',
  async ({ ending, where, turns }) => {
    const store = join(temporaryFolder(), 'bot.db');
    const { code } = await live(store, 0, { ending, where, turns });

    expect(code).toBe(0);
    expect(audit(store)).toMatchObject({ messages: turns, sent: turns, integrity: 'ok' });
  },
);

test('a process that ends while the database is locked ends in time and in peace', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  await live(store, 0, { ending: 'end' });
  const lock = openDatabase(store);
  lock.exec('BEGIN IMMEDIATE');
  const startedAt = performance.now();
  const { code, signal } = await live(store, 100, { ending: 'exit' });
  lock.exec('ROLLBACK');
  lock.close();

  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(audit(store)).toMatchObject({ messages: 20, integrity: 'ok' });
});
