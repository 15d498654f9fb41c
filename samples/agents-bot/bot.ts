/**
 * The pizza bot once more, on the Microsoft 365 Agents SDK: routes of an `AgentApplication` instead
 * of an `ActivityHandler`. The line that adds the analytics is the same.
 */

import { AgentApplication, CloudAdapter, MessageFactory } from '@microsoft/agents-hosting';
import type { AuthConfiguration, TurnContext, TurnState } from '@microsoft/agents-hosting';
import type { BotAnalytics } from 'botbuilder-analytics';
import { bearer, web } from 'botbuilder-analytics/web';

import { serve } from '../local/serve.ts';
import type { BotServer } from '../local/serve.ts';

export interface BotOptions {
  readonly analytics: BotAnalytics;
  /** @defaultValue 0: any free port */
  readonly port?: number | undefined;
  /** Without one nobody is asked who they are, which the SDK allows outside of production only. */
  readonly auth?: AuthConfiguration | undefined;
}

/** Starts the agent on `POST /api/messages`, its pages on `/analytics`. */
export async function startBot({ analytics, port = 0, auth }: BotOptions): Promise<BotServer> {
  const adapter = new CloudAdapter(auth);
  const app = pizzaAgent(adapter, analytics);
  const site = web(analytics, { basePath: '/analytics', auth: bearer() }); // the pages, for who has a token
  return serve(
    port,
    async (request, response) => {
      let isAuthorized = false;
      await adapter.authorizeRequest(request, response, () => (isAuthorized = true));
      if (isAuthorized) await adapter.process(request, response, (context) => run(app, context));
    },
    { path: '/analytics', handler: site.nodeHandler },
  );
}

async function run(app: AgentApplication<TurnState>, context: TurnContext): Promise<void> {
  await app.run(context);
}

const PIZZAS = ['Margherita', 'Diavola', 'Funghi'];

function pizzaAgent(adapter: CloudAdapter, analytics: BotAnalytics): AgentApplication<TurnState> {
  const app = new AgentApplication<TurnState>({ adapter });
  adapter.use(analytics.middleware); // first in the chain: this is the whole integration
  app.onError(async (context, error) => {
    console.error(`the agent failed: ${error.message}`);
    await context.sendActivity('Sorry, something went wrong on my side.');
  });
  app.onConversationUpdate('membersAdded', async (context) => {
    const text = 'Welcome! I bake pizza. What would you like?';
    await context.sendActivity(MessageFactory.suggestedActions(PIZZAS, text));
  });
  app.onMessage(/^(hi|hello|hey)\b/i, async (context) => {
    analytics.of(context).recognized('Greeting');
    await context.sendActivity('Hello! Are you hungry?');
  });
  app.onMessage(/\b(pizza|hungry|order)\b/i, async (context) => {
    const turn = analytics.of(context);
    turn.recognized('OrderPizza', { score: 1 });
    turn.setTopic('orders');
    turn.startDialog('order');
    await context.sendActivity(MessageFactory.suggestedActions(PIZZAS, 'Which one?'));
  });
  app.onMessage(/^(margherita|diavola|funghi)$/i, async (context) => {
    const pizza = context.activity.text ?? '';
    analytics.of(context).recordClick({ type: 'quick_reply', title: pizza });
    await placeOrder(analytics, pizza);
    await context.sendActivity('It is in the oven! How did I do, from 1 to 5?');
  });
  app.onMessage(/^[1-5]$/, async (context) => {
    analytics.of(context).rateCsat(Number(context.activity.text));
    await context.sendActivity('Thank you!');
  });
  app.onMessage(/\b(human|agent|somebody)\b/i, async (context) => {
    analytics.of(context).requestHandover({ via: 'ticket' });
    await context.sendActivity('I have written a ticket, we will call you back.');
  });
  app.onMessage(/\boven\b/i, async () => {
    throw new Error('the oven does not answer');
  });
  app.onMessage(/^(?!\/)\s*\S/, async (context) => {
    analytics.of(context).unrecognized('no keyword');
    await context.sendActivity('Sorry, I did not get that. Try “pizza” or “human”.');
  });
  return app;
}

/** A tool deep in the code has no context at hand: `of()` finds the turn that it runs in. */
async function placeOrder(analytics: BotAnalytics, pizza: string): Promise<void> {
  const turn = analytics.of();
  turn.recognized('ChoosePizza', { score: 1 });
  turn.endDialog('order', 'completed');
  turn.setResult('order placed');
  turn.recordAction('ordered a pizza');
  turn.setAutomated(true);
  turn.track('pizza_ordered', { pizza, value: 9.5, currency: 'EUR' });
}
