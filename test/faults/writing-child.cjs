/**
 * A process that records batches, each until it is recorded, and says so. Plain JavaScript and no more of
 * the package than it needs: what it does to its files is traced.
 *
 * Argument: JSON of { store, durability, batches, turns }. Now and then somebody else writes the log back.
 */

const { writeSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const Database = require('better-sqlite3');
const { resolveOptions } = require('../../dist/model/resolve.js');
const { openStore } = require('../../dist/record/open.js');
const { recordDepsOf } = require('../../dist/runtime/record-deps.js');
const { turn } = require('./small-turn.cjs');

const { store, durability, batches, turns } = JSON.parse(process.argv[2]);
const { recorder: settings } = resolveOptions({
  store,
  durability,
  googleAnalytics: {
    trackingId: 'G-1',
    apiSecret: 's',
    active: true,
    endpoint: 'http://127.0.0.1:9',
  },
});
const deps = recordDepsOf(settings, (error) => {
  throw error;
});

/** Tries until it succeeds: what fails here passes. */
async function persistently(attempt) {
  let failures = 0;
  for (;;) {
    try {
      return { value: await attempt(), failures };
    } catch (error) {
      if (!String(error.code).startsWith('STORE_') || ++failures > 1_000) throw error;
      await sleep(1);
    }
  }
}

function writeBack() {
  try {
    const db = new Database(store, { timeout: 100 });
    db.pragma('wal_checkpoint(RESTART)');
    db.close();
  } catch {
    // it fails as well, now and then
  }
}

async function main() {
  const { value: opened } = await persistently(() => openStore(settings));
  writeSync(1, 'opened\n');
  let failures = 0;
  for (let number = 1; number <= batches; number++) {
    const items = Array.from({ length: turns }, (_, i) => {
      const n = number * turns + i;
      return turn(n, `u-${n % 7}`);
    });
    const done = await persistently(() => opened.record({ writer: 'w', number, items }, deps));
    failures += done.failures;
    writeSync(1, `recorded ${number}\n`);
    if (number % 8 === 0) writeBack();
  }
  writeSync(1, `failures ${failures}\n`);
  process.exit(0); // not closed: its log stays as it is
}

void main();
