/**
 * An instance of a bot where nothing runs between calls: for each number it is sent it takes a turn,
 * awaits `flush()`, and answers with the number. Arguments: store, `thread` or `inline`.
 */

const { createBotAnalytics, message, turn } = require('./small-bot.cjs');

const [store, where] = process.argv.slice(2);

const analytics = createBotAnalytics({ store, thread: where === 'thread' });

async function answer(n) {
  await turn(analytics, message(n));
  const { inMemory } = await analytics.flush({ timeoutMs: 15_000 });
  process.send({ n, inMemory });
}

process.on('message', (n) => void answer(n));

process.send('ready');
