/**
 * A bot as small as one can be, in plain JavaScript: no SDK, for processes that are started by the
 * dozen. Its turns have what a middleware needs of a turn.
 */

const { createBotAnalytics } = require('botbuilder-analytics');

let answers = 0;

/** The n-th message of some users, each in a conversation of their own. */
function message(n, users = 7) {
  const user = n % users;
  return {
    type: 'message',
    id: `m${n}`,
    channelId: 'webchat',
    from: { id: `user-${user}` },
    recipient: { id: 'bot' },
    conversation: { id: `conversation-${user}` },
    text: 'hello',
    timestamp: new Date(),
  };
}

/** One turn with what a user sends; the bot answers with a message of its own. */
async function turn(analytics, activity) {
  let send = (_context, _activities, next) => next();
  const context = {
    activity,
    turnState: new Map(),
    onSendActivities: (handler) => (send = handler),
    onUpdateActivity: () => undefined,
    onDeleteActivity: () => undefined,
  };
  await analytics.middleware.onTurn(context, async () => {
    const answer = { type: 'message', text: 'hi' };
    await send(context, [answer], async () => [{ id: `r${process.pid}-${++answers}` }]);
  });
}

module.exports = { createBotAnalytics, message, turn };
