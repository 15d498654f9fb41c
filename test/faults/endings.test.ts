/**
 * Processes that are asked to end (row 24): whatever hangs, `close()` settles, the process ends by
 * itself and in time, and what a healthy store was given is in it.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const CHILD = join(__dirname, 'ending-child.cjs');

/** From the signal to the end: 5 s for `close()`, and a little for the process. */
const LONGEST_MS = 5_500;
const TURNS = 100;

interface Life {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From SIGTERM to the end. */
  readonly tookMs: number;
  /** What each `close()` answered. */
  readonly closed: readonly { readonly inMemory: number; readonly pending: object }[];
}

interface Living {
  readonly end: 'once' | 'all ways' | 'unhandled';
  readonly thread?: boolean;
  readonly endpoint?: string | undefined;
  readonly hanging?: boolean | undefined;
  readonly stuck?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Lets a bot live until it is ready, and tells it to end. */
async function live(store: string, how: Living): Promise<Life> {
  const words = JSON.stringify({ store, thread: true, turns: TURNS, ...how });
  const child = spawn(process.execPath, [CHILD, words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed: Life['closed'][number][] = [];
  const lines = createInterface(child.stdout);
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      const word = JSON.parse(line) as 'ready' | { closed: Life['closed'][number] };
      if (word === 'ready') resolve();
      else closed.push(word.closed);
    });
  });
  await ready;
  const startedAt = performance.now();
  child.kill('SIGTERM');
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, tookMs: performance.now() - startedAt, closed };
}

/** What is in the file, counted in two ways. */
function audit(store: string) {
  const db = openDatabase(store, { readonly: true });
  const one = (sql: string): unknown => single(db, sql);
  const found = {
    facts: one(`SELECT value FROM meta WHERE name = 'facts'`),
    messages: one('SELECT sum(received) FROM counters'),
    integrity: one('PRAGMA integrity_check'),
  };
  db.close();
  return found;
}

test('close() on SIGTERM, twice at once, with turns in between, and again: it ends by itself, and nothing is lost', async () => {
  const folder = temporaryFolder();
  const nothingLeft = { inMemory: 0, pending: {} };
  const both = [true, false].map(async (thread) => {
    const store = join(folder, `${thread}.db`);
    return { ...(await live(store, { end: 'all ways', thread })), found: audit(store) };
  });

  for (const { code, signal, tookMs, closed, found } of await Promise.all(both)) {
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect(closed).toEqual([nothingLeft, nothingLeft, nothingLeft]);
    expect(found).toEqual({ facts: 2 * TURNS, messages: TURNS, integrity: 'ok' });
  }
});

test('SIGTERM that nobody handles ends the process as ever, and what was flushed is there', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const { signal } = await live(store, { end: 'unhandled' });

  expect(signal).toBe('SIGTERM');
  expect(audit(store)).toEqual({ facts: 2 * TURNS, messages: TURNS, integrity: 'ok' });
});

test('a recorder that hangs for good holds up neither close() nor the end of the process', async () => {
  const store = join(temporaryFolder(), 'bot.db');
  const how = { end: 'once', stuck: true, timeoutMs: 100 } as const;
  const { code, signal, tookMs, closed } = await live(store, how);

  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(closed).toEqual([{ inMemory: 0, pending: {} }]);
  expect(tookMs).toBeLessThan(2_500); // 100 ms, half a second, and half a second for SQLite
  expect(audit(store)).toEqual({ facts: 2 * TURNS, messages: TURNS, integrity: 'ok' });
});

/** A server that takes connections and says nothing. */
async function silentServer(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address at which nobody listens any more. */
async function refusingAddress(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** Destinations that are dead in their own ways, by the names under which their events wait. */
const DEAD: readonly { readonly name: string; readonly make: () => Promise<Partial<Living>> }[] = [
  { name: 'mixpanel', make: async () => ({ endpoint: await refusingAddress() }) },
  { name: 'mixpanel', make: async () => ({ endpoint: await silentServer() }) },
  { name: 'desk', make: async () => ({ hanging: true }) },
];

test('a destination that refuses, is silent or is code that never settles holds up no end; its events wait in the store', async () => {
  const folder = temporaryFolder();
  const all = DEAD.map(async ({ name, make }, i) => {
    const store = join(folder, `${i}.db`);
    return { name, store, ...(await live(store, { end: 'once', ...(await make()) })) };
  });

  for (const { name, store, code, signal, tookMs, closed } of await Promise.all(all)) {
    const db = openDatabase(store, { readonly: true });
    const events = Number(single(db, 'SELECT count(*) FROM events'));
    db.close();
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect(closed[0]).toMatchObject({ inMemory: 0, pending: { [name]: events } });
    expect(audit(store)).toMatchObject({ facts: 2 * (TURNS + 1), integrity: 'ok' });
  }
}, 40_000);
