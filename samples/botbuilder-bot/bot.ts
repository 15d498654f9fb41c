/** A bot on the Bot Framework SDK, with the analytics as its first middleware. */

import { CloudAdapter, ConfigurationBotFrameworkAuthentication, TurnContext } from 'botbuilder';
import type { ConversationReference } from 'botbuilder';
import type { BotAnalytics } from 'botbuilder-analytics';
import { bearer, web } from 'botbuilder-analytics/web';

import { serve } from '../local/serve.ts';
import type { BotServer } from '../local/serve.ts';
import { pizzaHandler } from './pizza.ts';

export interface BotOptions {
  readonly analytics: BotAnalytics;
  /** @defaultValue 0: any free port */
  readonly port?: number | undefined;
}

type Conversation = Partial<ConversationReference>;

export interface PizzaBot extends BotServer {
  /** Sends a text of its own accord, into all conversations so far that are meant. */
  notify(isMeant: (conversation: Conversation) => boolean, text: string): Promise<void>;
}

/** Starts the bot on `POST /api/messages`, its pages on `/analytics`; `MicrosoftAppId` … are read from the environment. */
export async function startBot({ analytics, port = 0 }: BotOptions): Promise<PizzaBot> {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(process.env));
  adapter.use(analytics.middleware); // first in the chain: this is the whole integration
  adapter.onTurnError = async (context, error) => {
    console.error(`the bot failed: ${error.message}`);
    await context.sendActivity('Sorry, something went wrong on my side.');
  };
  const conversations = new Map<string, Conversation>();
  const handler = pizzaHandler(analytics);
  const site = web(analytics, { basePath: '/analytics', auth: bearer() }); // the pages, for who has a token
  const server = await serve(
    port,
    (request, response) =>
      adapter.process(request, response, async (context) => {
        const { activity } = context;
        const reference = TurnContext.getConversationReference(activity);
        // whom to write to: an event may come from the helpdesk
        if (activity.type !== 'event') conversations.set(activity.conversation.id, reference);
        await handler.run(context);
      }),
    { path: '/analytics', handler: site.nodeHandler },
  );
  return {
    ...server,
    async notify(isMeant, text) {
      for (const reference of [...conversations.values()].filter(isMeant)) {
        await adapter.continueConversationAsync(
          process.env['MicrosoftAppId'] ?? '',
          reference,
          async (context) => void (await context.sendActivity(text)),
        );
      }
    },
  };
}
