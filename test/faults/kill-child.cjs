/**
 * A process that works on a store until it is killed, and says what is done. Plain JavaScript and no
 * more of the package than it needs: very many of them are started.
 *
 * Argument: JSON of { store, work, writer, from, folder }.
 */

const { join } = require('node:path');
const { DEFAULT_RETENTION } = require('../../dist/model/retention.js');
const { resolveOptions } = require('../../dist/model/resolve.js');
const { openStore } = require('../../dist/record/open.js');
const { recordDepsOf } = require('../../dist/runtime/record-deps.js');
const { turn } = require('./small-turn.cjs');

const { store, work, writer, from, folder } = JSON.parse(process.argv[2]);

const { recorder: settings } = resolveOptions({
  store,
  mixpanel: { token: 't', active: true, endpoint: 'http://127.0.0.1:9', profiles: false },
});
const deps = recordDepsOf(settings, (error) => {
  throw error;
});

/** Turns between two acknowledgements. */
const BATCH = 20;

const DAY_MS = 86_400_000;

const tell = (message) => new Promise((resolve) => process.send(message, resolve));

async function main() {
  const opened = await openStore(settings);
  await tell({ opened: true });
  for (let number = from; ; number++) {
    const items = Array.from({ length: BATCH }, (_, i) =>
      turn(
        `${writer}-${number * BATCH + i}`,
        work === 'erasure' ? `u-${writer}-${number}` : `u-${i % 7}`,
        // each of another day: to seal them takes longer than to record them
        Date.now() - (work === 'sealing' ? i * DAY_MS : 0),
      ),
    );
    await opened.record({ writer, number, items }, deps);
    await tell({ recorded: number });
    if (work === 'erasure') {
      const person = { channel: 'webchat', userId: `u-${writer}-${number}`, test: false };
      const at = Date.now();
      await opened.maintenance.erasure.forget({ person, at, now: at, ordersFor: () => [] });
      await tell({ forgotten: person.userId });
      await opened.maintenance.erasure.scrub();
    }
    if (work === 'backup') await opened.backup(join(folder, `${writer}-${number}.db`));
    if (work === 'retention') {
      const retention = { ...DEFAULT_RETENTION, eventsDays: 1, seenActivitiesHours: 24 };
      await opened.maintenance.retain({ now: Date.now() + 3 * DAY_MS, retention });
    }
    if (work === 'sealing') {
      await opened.maintenance.seal({ now: Date.now() + 3 * DAY_MS, pauseMs: 0 });
    }
  }
}

process.on('disconnect', () => process.exit(0));
main().catch(async (error) => {
  const isLocked = error.code === 'STORE_UNAVAILABLE';
  if (!isLocked) await tell({ failed: String(error.stack) });
  process.exit(isLocked ? 0 : 1);
});
