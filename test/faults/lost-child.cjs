/**
 * A bot that is killed with turns in memory. Its argument is JSON: `store`, `recorded` turns, which it
 * flushes, and `lost` turns, after which it kills itself before any of them has left.
 */

const { createBotAnalytics, turn } = require('./small-bot.cjs');

const { store, recorded, lost } = JSON.parse(process.argv[2]);

const analytics = createBotAnalytics({
  store,
  logger: { warn: () => undefined, error: () => undefined },
});

async function main() {
  await analytics.health();
  for (let n = 0; n < recorded; n++) await turn(analytics, n);
  await analytics.flush();
  for (let n = 0; n < lost; n++) await turn(analytics, recorded + n);
  process.kill(process.pid, 'SIGKILL');
}

void main();
