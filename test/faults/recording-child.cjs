/**
 * A bot in a process of its own, to be killed: it takes turns with numbered messages, from the
 * number it is told, and says after each flush how many of its facts are recorded.
 *
 * Arguments: store, first message number, how it is to end (`never`, `exit`, `end`), on which thread
 * it records (`thread`, `inline`), turns before it ends, address of a Mixpanel collector.
 */

const { createBotAnalytics, message, turn } = require('./small-bot.cjs');

const [store, first, ending, where, turns, endpoint] = process.argv.slice(2);
const TURNS_BETWEEN = Number(turns);

const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

async function main() {
  const analytics = createBotAnalytics({
    store,
    thread: where === 'thread',
    ...(endpoint && { mixpanel: { token: 'token', active: true, endpoint } }),
  });
  await analytics.health();
  for (let n = Number(first); ; n++) {
    await turn(analytics, message(n, 50));
    if (n % TURNS_BETWEEN !== TURNS_BETWEEN - 1) continue;
    if (ending !== 'never') say({ next: n + 1, stored: 0 });
    if (ending === 'exit') process.exit(0);
    if (ending === 'end') return;
    await analytics.flush();
    const { process: books } = await analytics.health();
    say({ next: n + 1, stored: books.stored });
  }
}

void main();
