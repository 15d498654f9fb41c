/**
 * A bot in a process of its own, to be killed: it takes turns with numbered messages, from the
 * number it is told, and says after each flush how many of its facts are recorded.
 *
 * Arguments: store, first message number, how it is to end (`never`, `exit`, `end`), on which thread
 * it records (`thread`, `inline`), turns before it ends, address of a Mixpanel collector.
 */

import { createBotAnalytics } from 'botbuilder-analytics';
import { adapterWith, message } from '../bench/turns.ts';

const [store = '', first = '0', ending = 'never', where = 'thread', turns = '20', endpoint] =
  process.argv.slice(2);
const TURNS_BETWEEN = Number(turns);

async function main(): Promise<void> {
  const analytics = createBotAnalytics({
    store,
    thread: where === 'thread',
    ...(endpoint !== undefined && { mixpanel: { token: 'token', active: true, endpoint } }),
  });
  await analytics.health();
  const adapter = adapterWith(analytics.middleware);
  for (let n = Number(first); ; n++) {
    await adapter.turn(message(n, 50));
    if (n % TURNS_BETWEEN !== TURNS_BETWEEN - 1) continue;
    if (ending !== 'never') process.stdout.write(`${JSON.stringify({ next: n + 1, stored: 0 })}\n`);
    if (ending === 'exit') process.exit(0);
    if (ending === 'end') return;
    await analytics.flush();
    const { process: books } = await analytics.health();
    process.stdout.write(`${JSON.stringify({ next: n + 1, stored: books?.stored })}\n`);
  }
}

void main();
