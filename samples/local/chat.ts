/**
 * Talk to a bot from the terminal, through the local channel:
 * `npx tsx samples/local/chat.ts [bot url] [channel id]`.
 */

import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

import { startChannel } from './channel.ts';

async function main([botUrl = 'http://127.0.0.1:3978', channelId = 'webchat']: string[]) {
  const channel = await startChannel();
  const conversation = { id: randomUUID() };
  const me = { id: 'a visitor' };
  const send = async (activity: object): Promise<void> => {
    const before = channel.calls.length;
    const { status } = await channel.send(botUrl, {
      ...activity,
      id: randomUUID(),
      timestamp: new Date().toISOString(),
      channelId,
      from: me,
      recipient: { id: 'bot' },
      conversation,
    });
    if (status !== 200) console.log(`(the bot answered with status ${status})`);
    for (const { activity: reply } of channel.calls.slice(before)) {
      if (reply?.['type'] !== 'message') continue;
      const { text } = reply;
      console.log(`bot: ${typeof text === 'string' ? text : '(a card)'}`);
    }
  };
  try {
    await send({ type: 'conversationUpdate', membersAdded: [me] });
    for await (const text of createInterface(process.stdin)) await send({ type: 'message', text });
  } finally {
    await channel.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.message} (is the bot running?)` : error);
  process.exitCode = 1;
});
