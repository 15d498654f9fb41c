/**
 * A bot in a process of its own, which does what its parent says: takes turns, flushes, tells its
 * books. Its one argument is JSON of the options of `createBotAnalytics`. Plain JavaScript without an
 * SDK: many of them are started.
 */

const { createBotAnalytics, turn } = require('./small-bot.cjs');

const problems = [];
const analytics = createBotAnalytics({
  ...JSON.parse(process.argv[2]),
  logger: { warn: () => undefined, error: () => undefined },
  onError: (error) => void problems.push(error.message),
});

/** What it can be told; the types are in `bot-process.ts`. */
const ORDERS = {
  turns: async ({ activities }) => {
    for (const activity of activities) {
      const { timestamp } = activity;
      await turn(analytics, { ...activity, ...(timestamp && { timestamp: new Date(timestamp) }) });
    }
  },
  flush: (order) => analytics.flush(order),
  health: async () => ({ ...(await analytics.health()), problems }),
  forget: ({ userId }) => analytics.forget({ channelId: 'webchat', userId }),
  report: ({ name, options }) => analytics.reports[name](options),
};

process.on('message', ({ id, order }) => {
  ORDERS[order.do](order).then(
    (answer) => process.send?.({ id, answer }),
    (error) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
void analytics.health().then(() => process.send?.({ id: 0 }));
