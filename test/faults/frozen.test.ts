/**
 * Instances that are frozen as soon as they have answered, and killed there (row 31): with
 * `await analytics.flush()` before the answer no completed turn is lost, and none counts twice.
 */

import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, single } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const CHILD = join(__dirname, 'frozen-child.cjs');
const CALLS = process.env['NIGHTLY'] ? 300 : 10;
/** So many of the instances that have answered a call are killed before the next. */
const KILLED = 0.3;

type Where = 'thread' | 'inline';

async function start(store: string, where: Where): Promise<ChildProcess> {
  const instance = fork(CHILD, [store, where], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void instance.kill('SIGKILL'));
  await once(instance, 'message');
  return instance;
}

/** One call of the host: the instance is awake for as long as it takes to answer. */
async function call(instance: ChildProcess, n: number): Promise<unknown> {
  instance.kill('SIGCONT');
  instance.send(n);
  const [answer] = (await once(instance, 'message')) as [unknown];
  instance.kill('SIGSTOP');
  return answer;
}

async function kill(instance: ChildProcess): Promise<void> {
  instance.kill('SIGKILL');
  await once(instance, 'exit');
}

function audit(store: string) {
  const db = openDatabase(store, { readonly: true });
  const found = {
    facts: single(db, `SELECT value FROM meta WHERE name = 'facts'`),
    messages: single(db, `SELECT count(*) FROM events WHERE kind = 'message_received'`),
    received: single(db, 'SELECT sum(received) FROM counters'),
    integrity: single(db, 'PRAGMA integrity_check'),
  };
  db.close();
  return found;
}

test('what was flushed before the answer is there, whatever becomes of the instance', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'bot.db');
  const answers: unknown[] = [];
  let instance: ChildProcess | undefined;
  let kills = 0;
  for (let n = 0; n < CALLS; n++) {
    instance ??= await start(store, kills % 2 === 0 ? 'inline' : 'thread');
    answers.push(await call(instance, n));
    const isOver = Math.floor((n + 1) * KILLED) > Math.floor(n * KILLED);
    if (!isOver) continue;
    await kill(instance);
    instance = undefined;
    kills += 1;
  }

  expect(kills).toBe(CALLS * KILLED);
  expect(answers).toEqual(Array.from({ length: CALLS }, (_, n) => ({ n, inMemory: 0 })));
  expect(audit(store)).toEqual({
    facts: 2 * CALLS,
    messages: CALLS,
    received: CALLS,
    integrity: 'ok',
  });
  // nothing is written but the store
  const others = readdirSync(folder).filter((file) => !file.startsWith('bot.db'));
  expect(others).toEqual([]);
}, 600_000);
