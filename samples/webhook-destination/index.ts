/**
 * Shows the webhook destination at work, `npx tsx samples/webhook-destination/index.ts`: a receiver on
 * this machine that verifies, a few turns of a real bot, and the conformance suite. Exit code 1 if
 * anything is missing.
 *
 * With `WEBHOOK_URL` and `WEBHOOK_SECRET` set, the turns are sent there.
 */

import { createBotAnalytics } from 'botbuilder-analytics';
import type { CustomDestination } from 'botbuilder-analytics';
import { checkDestination } from 'botbuilder-analytics/conformance';

import { startBot } from '../botbuilder-bot/bot.ts';
import { startChannel } from '../local/channel.ts';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { webhook, webhookFrom } from './webhook.ts';

const SECRET = 'a-secret-of-this-sample-and-nobody-else';

const TEXTS = ['hello', 'a pizza please', 'Diavola', 'yes', '5'];

async function main(): Promise<void> {
  const receiver = await startReceiver(SECRET);
  try {
    const isElsewhere = process.env['WEBHOOK_URL'] !== undefined;
    const own = webhook({ url: receiver.url, secret: SECRET });
    const isDelivered = await talk(isElsewhere ? webhookFrom(process.env) : own);
    if (!isElsewhere) showReceived(receiver);
    const isConforming = await check(own, receiver);
    if (!isDelivered || !isConforming) process.exitCode = 1;
  } finally {
    await receiver.close();
  }
}

/** Returns whether all events have arrived. */
async function talk(destination: CustomDestination): Promise<boolean> {
  const analytics = createBotAnalytics({ store: ':memory:', destinations: [destination] });
  const [channel, bot] = await Promise.all([startChannel(), startBot({ analytics })]);
  try {
    for (const [i, text] of TEXTS.entries()) await channel.send(bot.url, messageOf(text, i));
    await analytics.flush({ deliver: true });
    const { destinations } = await analytics.health();
    const books = destinations['webhook'];
    console.log(`${TEXTS.length} messages to the bot; the books of the destination:`);
    console.log(books);
    return books !== undefined && books.delivered > 0 && books.delivered === books.enqueued;
  } finally {
    await analytics.close();
    await Promise.all([bot.close(), channel.close()]);
  }
}

function messageOf(text: string, i: number) {
  return {
    type: 'message',
    id: `message-${i}`,
    text,
    timestamp: new Date().toISOString(),
    channelId: 'webchat',
    from: { id: 'anna' },
    recipient: { id: 'bot' },
    conversation: { id: 'conversation-anna' },
  };
}

function showReceived({ events, forgeries }: Receiver): void {
  console.log(`\nthe receiver took in ${events.length} events, ${forgeries()} forged requests:`);
  const kinds = new Map<string, number>();
  for (const { kind } of events) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const [kind, count] of kinds) console.log(`  ${String(count).padStart(2)} ${kind}`);
  console.log('\nthe last of them:');
  console.log(events.at(-1));
}

/** Returns whether all rules are kept. */
async function check(destination: CustomDestination, { setMood }: Receiver): Promise<boolean> {
  console.log('\nthe conformance suite:');
  const rules = await checkDestination(destination, {
    healthy: () => setMood('healthy'),
    down: () => setMood('down'),
    refusing: () => setMood('refusing'),
    hanging: () => setMood('hanging'),
  });
  for (const { isKept, sentence, problem } of rules) {
    console.log(`  ${isKept ? 'kept  ' : 'broken'} ${sentence}`);
    if (problem !== undefined) console.log(`         But: ${problem}.`);
  }
  return rules.every(({ isKept }) => isKept);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
