/** What a recorder is given, in plain JavaScript: for processes that record without a bot. */

/** The turn of a name with a question of a user and an answer: two facts. */
function turn(name, user, at = Date.now()) {
  const said = (id) => ({
    type: 'message',
    id,
    text: 'hello',
    textLength: 5,
    attachmentCount: 0,
    hasValue: false,
  });
  return {
    type: 'turn',
    origin: {
      turnId: `t-${name}`,
      receivedAt: at,
      at,
      channel: 'webchat',
      conversation: { id: `c-${user}`, isGroup: false },
      from: { id: user },
      recipient: { id: 'bot' },
      test: false,
      consent: 'full',
    },
    facts: [
      { type: 'incoming', at, activity: said(`m-${name}`) },
      { type: 'outgoing', at, status: 'sent', activity: said(`r-${name}`) },
    ],
  };
}

module.exports = { turn };
