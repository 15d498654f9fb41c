/**
 * A Bot Framework channel on this machine, over real HTTP: it sends activities to a bot and answers
 * the connector's REST calls with which the bot replies. No Azure, no app id, no authentication.
 *
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */

import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One REST call of a bot, in the order of arrival. */
export interface ChannelCall {
  readonly method: string;
  readonly path: string;
  /** Absent when a conversation is created. */
  readonly conversationId: string | undefined;
  /** What the bot posted; `undefined` for a delete. */
  readonly activity: Readonly<Record<string, unknown>> | undefined;
  /** The id that it was answered with: `reply-1`, `reply-2` …; `undefined` if the call was failed. */
  readonly id: string | undefined;
}

export interface ChannelOptions {
  /** Port to listen on. @defaultValue 0: any free one */
  readonly port?: number | undefined;
}

/** What a bot answered to an activity; `body` is parsed if it is JSON, `undefined` if it is empty. */
interface BotAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface LocalChannel {
  /** The `serviceUrl` under which bots reach this channel, without a trailing slash. */
  readonly url: string;
  readonly calls: readonly ChannelCall[];
  /** Answers the next `count` calls with `status` instead of an id. */
  failNext(count: number, status: number): void;
  /** Posts an activity to `<botUrl>/api/messages`, with `serviceUrl` set. */
  send(botUrl: string, activity: Readonly<Record<string, unknown>>): Promise<BotAnswer>;
  close(): Promise<void>;
}

/** Starts a channel on the loopback interface. */
export async function startChannel({ port = 0 }: ChannelOptions = {}): Promise<LocalChannel> {
  const calls: ChannelCall[] = [];
  const failing = { count: 0, status: 500 };
  let ids = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = request;
    const activity = parse(await readBody(request)) as ChannelCall['activity'];
    const failed = failing.count > 0;
    if (failed) failing.count -= 1;
    const named = idsIn(path);
    // The id of an activity that is updated or deleted stays what it was.
    const known = method === 'POST' ? undefined : named.activity;
    const id = failed ? undefined : (known ?? `reply-${++ids}`);
    calls.push({ method, path, conversationId: named.conversation, activity, id });
    response.writeHead(failed ? failing.status : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(failed ? { error: { message: 'failed as told' } } : { id }));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const url = await listen(server, port);

  return {
    url,
    calls,
    failNext: (count, status) => void Object.assign(failing, { count, status }),
    async send(botUrl, activity) {
      const response = await fetch(`${botUrl}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...activity, serviceUrl: url }),
      });
      return { status: response.status, body: parse(await response.text()) };
    },
    close: () => closeServer(server),
  };
}

/** The ids in `/v3/conversations/{conversation}/activities/{activity}`, as far as they are there. */
function idsIn(path: string): { conversation: string | undefined; activity: string | undefined } {
  const [, , , conversation, , activity] = path.split('/').map(decodeURIComponent);
  return { conversation, activity };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve()).closeAllConnections();
  });
}
