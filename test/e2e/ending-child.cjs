/**
 * A bot in a process of its own, which takes ten turns that are recorded and ten more, and ends without
 * `close()`.
 *
 * Arguments: store, how it ends (`exit`, `end`), on which thread it records (`thread`, `inline`).
 */

const { createBotAnalytics, message, turn } = require('../faults/small-bot.cjs');

const [store, ending, where] = process.argv.slice(2);

async function main() {
  const analytics = createBotAnalytics({ store, thread: where === 'thread' });
  for (let n = 0; n < 10; n++) await turn(analytics, message(n, 5));
  await analytics.flush({ timeoutMs: 60_000 });
  for (let n = 10; n < 20; n++) await turn(analytics, message(n, 5));
  if (ending === 'exit') process.exit(0);
}

void main();
