/**
 * The pages as a handler of Node's own servers and of what people put on top of them: express, restify,
 * fastify, plain http; under a prefix, and after a body parser has read what was sent.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { getRequestListener } from '@hono/node-server';

/** `(request, response)` of Node, or of fastify. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** What every server hands on; fastify has Node's own as `raw`. */
export type NodeRequest = IncomingMessage | (WithBody & { readonly raw: IncomingMessage });
export type NodeResponse = ServerResponse | { readonly raw: ServerResponse; hijack(): unknown };

interface WithBody {
  readonly body?: unknown;
}

/** Makes the handler. */
export function nodeHandler(fetch: (request: Request) => Promise<Response>): NodeHandler {
  const listener = getRequestListener((request) => fetch(request), {
    overrideGlobalObjects: false,
  });
  return async (request, response) => {
    const incoming = 'raw' in request ? request.raw : request;
    const { body }: WithBody = request as WithBody;
    if (body !== undefined && incoming.readableEnded) giveBack(incoming, body);
    if ('raw' in response) response.hijack();
    await listener(incoming, 'raw' in response ? response.raw : response);
  };
}

/** What a parser has made of a body, as text once more. */
function giveBack(incoming: IncomingMessage & { rawBody?: Buffer }, body: unknown): void {
  if (incoming.rawBody instanceof Buffer) return;
  const type = incoming.headers['content-type'] ?? '';
  incoming.rawBody = Buffer.from(textOf(body, type));
}

function textOf(body: unknown, type: string): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (!type.startsWith('application/x-www-form-urlencoded')) return JSON.stringify(body);
  const entries = Object.entries(body ?? {}).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]),
  );
  return new URLSearchParams(entries).toString();
}
