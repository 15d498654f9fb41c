/**
 * A bot as small as one can be, in plain JavaScript: no SDK, for processes that are started by the
 * dozen. Its turns have what a middleware needs of a turn.
 */

const { createBotAnalytics } = require('botbuilder-analytics');

/** One turn with the n-th message of some users; the bot answers with one of its own. */
async function turn(analytics, n) {
  let send = (_context, _activities, next) => next();
  const user = n % 7;
  const context = {
    activity: {
      type: 'message',
      id: `m${n}`,
      channelId: 'webchat',
      from: { id: `user-${user}` },
      recipient: { id: 'bot' },
      conversation: { id: `conversation-${user}` },
      text: 'hello',
      timestamp: new Date(),
    },
    turnState: new Map(),
    onSendActivities: (handler) => (send = handler),
    onUpdateActivity: () => undefined,
    onDeleteActivity: () => undefined,
  };
  await analytics.middleware.onTurn(context, async () => {
    const answers = [{ type: 'message', text: 'hi' }];
    await send(context, answers, async () => [{ id: `r${process.pid}-${n}` }]);
  });
}

module.exports = { createBotAnalytics, turn };
