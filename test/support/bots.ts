/**
 * Bots of both SDKs on a plain `node:http` server, with the real `CloudAdapter` of each and no app
 * id (authentication is off), to be talked to by `samples/local/channel.ts`.
 */

import * as agents from '@microsoft/agents-hosting';
import { Activity } from '@microsoft/agents-activity';
import * as botbuilder from 'botbuilder';
import { serve } from '../../samples/local/serve.ts';
import type { TurnProcessor } from '../../samples/local/serve.ts';

export const SDKS = ['botbuilder', 'agents'] as const;
export type Sdk = (typeof SDKS)[number];

/** What the turn contexts of both SDKs have in common and the tests' bots use. */
export interface BotContext {
  readonly activity: {
    readonly type: string;
    readonly text?: string | undefined;
    readonly name?: string | undefined;
    readonly value?: unknown;
  };
  readonly turnState: { get(key: unknown): unknown; set(key: unknown, value: unknown): unknown };
  sendActivity(activityOrText: string | object): Promise<{ id?: string } | undefined>;
  sendActivities(activities: object[]): Promise<readonly { id?: string }[]>;
  updateActivity(activity: object): Promise<unknown>;
  deleteActivity(id: string): Promise<void>;
}

export type BotLogic = (context: BotContext) => Promise<void>;

/** A middleware as `adapter.use` of both SDKs takes it. */
export interface BotMiddleware {
  onTurn(context: unknown, next: () => Promise<void>): Promise<void>;
}

export interface BotOptions {
  readonly logic: BotLogic;
  /** Registered in this order. */
  readonly middlewares?: readonly BotMiddleware[] | undefined;
  /** The Agents SDK has one of its own if this is absent. */
  readonly onTurnError?: ((context: BotContext, error: Error) => Promise<void>) | undefined;
  /** Port to listen on. @defaultValue 0: any free one */
  readonly port?: number | undefined;
}

export interface Bot {
  readonly url: string;
  readonly adapter: botbuilder.CloudAdapter | agents.CloudAdapter;
  /** Runs a proactive turn in the conversation of an activity that came in before. */
  continueConversation(incoming: object, logic: BotLogic): Promise<void>;
  close(): Promise<void>;
}

/** The part of the two SDKs that a bot on HTTP needs, in one shape. */
interface Host {
  readonly adapter: botbuilder.CloudAdapter | agents.CloudAdapter;
  readonly process: TurnProcessor;
  continueConversation(incoming: object, logic: BotLogic): Promise<void>;
}

/** Starts a bot that answers `POST /api/messages`. */
export async function startBot(sdk: Sdk, options: BotOptions): Promise<Bot> {
  const host = sdk === 'botbuilder' ? botbuilderHost(options) : agentsHost(options);
  const server = await serve(options.port ?? 0, host.process);
  return {
    url: server.url,
    adapter: host.adapter,
    continueConversation: (incoming, logic) => host.continueConversation(incoming, logic),
    close: server.close,
  };
}

function botbuilderHost({ logic, middlewares = [], onTurnError }: BotOptions): Host {
  const authentication = new botbuilder.ConfigurationBotFrameworkAuthentication({});
  const adapter = new botbuilder.CloudAdapter(authentication);
  for (const middleware of middlewares) adapter.use(middleware);
  if (onTurnError) adapter.onTurnError = onTurnError;
  return {
    adapter,
    process: (request, response) => adapter.process(request, response, logic),
    continueConversation: (incoming, proactive) =>
      adapter.continueConversationAsync(
        '',
        botbuilder.TurnContext.getConversationReference(incoming),
        proactive,
      ),
  };
}

function agentsHost({ logic, middlewares = [], onTurnError }: BotOptions): Host {
  const adapter = new agents.CloudAdapter({});
  for (const middleware of middlewares) adapter.use(middleware);
  if (onTurnError) adapter.onTurnError = onTurnError;
  return {
    adapter,
    process: (request, response) => adapter.process(request, response, logic),
    continueConversation: (incoming, proactive) =>
      adapter.continueConversation(
        {},
        Activity.fromObject({ ...incoming }).getConversationReference(),
        proactive,
      ),
  };
}
