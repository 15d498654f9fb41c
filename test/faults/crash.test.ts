/** A process that is killed, or ends while turns are in memory. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const CHILD = join(__dirname, 'recording-child.ts');
const ROUNDS = process.env['NIGHTLY'] ? 100 : 6;

interface Life {
  /** What the child last said: facts of its own that are recorded, and the next message number. */
  readonly stored: number;
  readonly next: number;
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

/** Lets a child live until `isEnough` says so, kills it a moment later, and tells what it said. */
async function live(
  store: string,
  first: number,
  { ending = 'never', killAfterMs }: { ending?: string; killAfterMs?: number },
): Promise<Life> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, store, `${first}`, ending], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
    receivedCounter: one(`SELECT coalesce(sum(value), 0) FROM counters WHERE measure = 'received'`),
    sentCounter: one(`SELECT coalesce(sum(value), 0) FROM counters WHERE measure = 'sent'`),
    sessionsReceived: one('SELECT coalesce(sum(received), 0) FROM sessions'),
    presenceReceived: one('SELECT coalesce(sum(received), 0) FROM presence'),
    integrity: single(db, 'PRAGMA integrity_check'),
  };
  db.close();
  return counts;
}

test('what was recorded survives SIGKILL at any moment, counts once, and the file is sound', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  let next = 0;
  let confirmedFacts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const life = await live(store, next, { killAfterMs: Math.random() * 150 });
    expect(life.signal).toBe('SIGKILL');
    confirmedFacts += life.stored;
    // the channel delivers some of the last messages once more
    next = Math.max(0, life.next - 10);
    const found = audit(store);

    expect(found.integrity).toBe('ok');
    expect(found.messages + found.sent).toBeGreaterThanOrEqual(confirmedFacts);
    expect(found.messages).toBe(found.receivedCounter);
    expect(found.messages).toBe(found.sessionsReceived);
    expect(found.messages).toBe(found.presenceReceived);
    expect(found.sent).toBe(found.sentCounter);
  }
  const db = openDatabase(store, { readonly: true });
  const ids = db.prepare('SELECT count(*) AS rows, count(DISTINCT id) AS ids FROM events').get();
  db.close();
  expect(ids).toMatchObject({ rows: (ids as { ids: number }).ids });
}, 120_000);

test.for([
  { how: 'process.exit()', ending: 'exit' },
  { how: 'having nothing left to do', ending: 'end' },
])('a process that ends by $how records what it has in memory', async ({ ending }) => {
  const store = join(temporaryFolder(), 'bot.db');
  const { code } = await live(store, 0, { ending });

  expect(code).toBe(0);
  expect(audit(store)).toMatchObject({ messages: 20, sent: 20, integrity: 'ok' });
});

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
