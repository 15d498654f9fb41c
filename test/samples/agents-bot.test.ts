/** The Agents SDK sample over real HTTP, on the built package. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createBotAnalytics } from 'botbuilder-analytics';
import { expect, onTestFinished, test } from 'vitest';

import { startBot } from '../../samples/agents-bot/bot.ts';
import { startChannel } from '../../samples/local/channel.ts';

const TEXTS = ['hello', 'a pizza please', 'Diavola', '5', 'sing me a song', 'human', '/start'];

async function conversation(texts: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'agents-bot-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const channel = await startChannel();
  onTestFinished(() => channel.close());
  const analytics = createBotAnalytics({ store: join(folder, 'agents.db') });
  onTestFinished(async () => void (await analytics.close()));
  const bot = await startBot({ analytics });
  onTestFinished(() => bot.close());
  for (const [i, text] of texts.entries()) {
    const { status } = await channel.send(bot.url, {
      type: 'message',
      id: `message-${i}`,
      text,
      timestamp: new Date().toISOString(),
      channelId: 'webchat',
      from: { id: 'user-1' },
      recipient: { id: 'bot-1' },
      conversation: { id: 'conversation-1' },
    });
    expect(status).toBe(200);
  }
  return { channel, analytics, bot };
}

test('the agents sample answers, and each message counts as what the bot took it for', async () => {
  const { channel, analytics } = await conversation(TEXTS);

  await analytics.flush();
  const [messages, sessions, handover] = await Promise.all([
    analytics.reports.messages({ period: 'last7days' }),
    analytics.reports.sessions({ period: 'last7days' }),
    analytics.reports.handover({ period: 'last7days' }),
  ]);

  expect(channel.calls.map(({ activity }) => activity?.['text'])).toEqual([
    'Hello! Are you hungry?',
    'Which one?',
    'It is in the oven! How did I do, from 1 to 5?',
    'Thank you!',
    'Sorry, I did not get that. Try “pizza” or “human”.',
    'I have written a ticket, we will call you back.',
  ]);
  expect(messages).toMatchObject({
    summary: { received: 7, recognized: 5, unrecognized: 1, system: 1, sent: 6 },
  });
  expect(sessions).toMatchObject({ summary: { total: 1, withMessages: 1 } });
  expect(handover).toMatchObject({
    summary: { requests: 1, byReason: { after_fallback: 1 }, byVia: { ticket: 1 } },
  });
});

test('the books of the agents sample are exact, and it closes without a rest', async () => {
  const { analytics, bot } = await conversation([...TEXTS, 'is the oven on?']);

  await analytics.flush();
  const { process: books, store } = await analytics.health();
  const left = await analytics.close();
  await bot.close();

  expect(books).toMatchObject({ duplicate: 0, dropped: {}, inMemory: 0, notices: {} });
  expect(books?.received).toBe(books?.stored);
  expect(books?.received).toBe(store.facts);
  // messages, answers with the apology, calls of the turn’s API
  expect(store.facts).toBe(8 + 7 + 14);
  expect(left).toEqual({ inMemory: 0, pending: {} });
  await expect(fetch(`${bot.url}/api/messages`)).rejects.toThrow('fetch failed');
});
