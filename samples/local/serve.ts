/**
 * `POST /api/messages` on plain `node:http`, with the request and response that the adapters of both
 * SDKs expect, and pages beside it. In a bot of your own express, fastify or restify do this.
 */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { NodeHandler } from 'botbuilder-analytics/web';

interface BotRequest {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** What the adapters call of an express response. */
interface BotResponse {
  readonly socket: unknown;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  status(code: number): this;
  header(name: string, value: unknown): this;
  setHeader(name: string, value: unknown): this;
  send(body?: unknown): this;
  end(): this;
}

/** The adapter's way to take a request: `adapter.process` with the bot's logic. */
export type TurnProcessor = (request: BotRequest, response: BotResponse) => Promise<void>;

/** Pages, and where they are. */
export interface Pages {
  /** Without a slash at its end: `/analytics`. */
  readonly path: string;
  readonly handler: NodeHandler;
}

export interface BotServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface.
 * @param port 0 = any free one
 * @throws Error (rejects) if the port is taken
 */
export async function serve(
  port: number,
  processTurn: TurnProcessor,
  pages?: Pages,
): Promise<BotServer> {
  const server = createServer((incoming, outgoing) => {
    if (pages && isIn(pages.path, incoming)) return void pages.handler(incoming, outgoing);
    handle(incoming, botResponse(outgoing), processTurn).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.statusCode = 500;
      outgoing.end(error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve()).closeAllConnections();
      }),
  };
}

function isIn(path: string, { url = '' }: IncomingMessage): boolean {
  return url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);
}

async function handle(
  incoming: IncomingMessage,
  response: BotResponse,
  processTurn: TurnProcessor,
): Promise<void> {
  const { method = '', url = '', headers } = incoming;
  if (method !== 'POST' || url.split('?')[0] !== '/api/messages') {
    response.status(404).send('this bot listens to POST /api/messages');
    return;
  }
  const body = parse(await readBody(incoming));
  if (body) await processTurn({ method, headers, body }, response);
  else response.status(400).send('the body is no JSON object');
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function botResponse(response: ServerResponse): BotResponse {
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
      response.setHeader(name, String(value));
      return this;
    },
    setHeader(name, value) {
      return this.header(name, value);
    },
    send(body) {
      if (typeof body === 'object') this.header('content-type', 'application/json');
      response.end(typeof body === 'object' ? JSON.stringify(body) : body);
      return this;
    },
    end() {
      if (!response.writableEnded) response.end();
      return this;
    },
  };
}
