/**
 * Bots of both SDKs on a plain `node:http` server, with the real `CloudAdapter` of each and no app
 * id (authentication is off), to be talked to by `samples/local/channel.ts`.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import * as agents from '@microsoft/agents-hosting';
import { Activity } from '@microsoft/agents-activity';
import * as botbuilder from 'botbuilder';

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
  process(request: ParsedRequest, response: ExpressLike): Promise<void>;
  continueConversation(incoming: object, logic: BotLogic): Promise<void>;
}

interface ParsedRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** Starts a bot that answers `POST /api/messages`. */
export async function startBot(sdk: Sdk, options: BotOptions): Promise<Bot> {
  const host = sdk === 'botbuilder' ? botbuilderHost(options) : agentsHost(options);
  const server = createServer((request, response) => {
    handle(host, request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adapter: host.adapter,
    continueConversation: (incoming, logic) => host.continueConversation(incoming, logic),
    close: () => closeServer(server),
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

async function handle(host: Host, request: IncomingMessage, response: ServerResponse) {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += String(chunk);
  const parsed = JSON.parse(body) as Record<string, unknown>;
  const { method = 'POST', headers } = request;
  await host.process({ method, headers, body: parsed }, expressLike(response));
}

/** The response methods of express and restify that the adapters call. */
interface ExpressLike {
  readonly socket: unknown;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  status(code: number): this;
  header(name: string, value: unknown): this;
  setHeader(name: string, value: string): this;
  send(body?: unknown): this;
  end(): this;
}

function expressLike(response: ServerResponse): ExpressLike {
  const setHeader = (name: string, value: unknown) => response.setHeader(name, String(value));
  return {
    socket: response.socket,
    get headersSent() {
      return response.headersSent;
    },
    get writableEnded() {
      return response.writableEnded;
    },
    status(code) {
      response.statusCode = code;
      return this;
    },
    header(name, value) {
      setHeader(name, value);
      return this;
    },
    setHeader(name, value) {
      setHeader(name, value);
      return this;
    },
    send(body) {
      if (typeof body === 'object') setHeader('content-type', 'application/json');
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
      return this;
    },
    end() {
      if (!response.writableEnded) response.end();
      return this;
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
