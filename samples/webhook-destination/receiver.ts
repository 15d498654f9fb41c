/** The other end, on loopback: what a receiver has to do, and a server that can be unwell on demand. */

import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { DestinationEvent } from 'botbuilder-analytics';

import { listen } from '../local/loopback.ts';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, isGenuine } from './signature.ts';

/** How the receiver answers: as it should, 503, 401, or not at all; a number is the status of each answer. */
export type Mood = 'healthy' | 'down' | 'refusing' | 'hanging' | number;

export interface Receiver {
  readonly url: string;
  /** Every event once, in the order of arrival. */
  readonly events: readonly DestinationEvent[];
  /** Events that came again. */
  copies(): number;
  /** Requests that were not signed with the secret, or too long ago. */
  forgeries(): number;
  setMood(mood: Mood): void;
  close(): Promise<void>;
}

/** Starts a receiver that shares this secret. */
export async function startReceiver(secret: string): Promise<Receiver> {
  const known = new Map<string, DestinationEvent>();
  const counts = { copies: 0, forgeries: 0 };
  let mood: Mood = 'healthy';

  /** Returns the status to answer with. */
  const receive = (headers: IncomingHttpHeaders, body: Buffer): number => {
    const timestamp = String(headers[TIMESTAMP_HEADER]);
    const signature = String(headers[SIGNATURE_HEADER]);
    const genuine = isGenuine({ timestamp, signature, body }, secret, Date.now() / 1_000);
    if (!genuine) {
      counts.forgeries += 1;
      return 401;
    }
    const { events } = JSON.parse(body.toString()) as { readonly events: DestinationEvent[] };
    for (const event of events) {
      // at least once means: some come twice. The id is the same, so the second changes nothing
      if (known.has(event.id)) counts.copies += 1;
      else known.set(event.id, event);
    }
    return 204;
  };

  const server = createServer((request, response) => {
    if (mood === 'hanging') return;
    readBody(request)
      .then((body) => {
        const status = statusOf(mood) ?? receive(request.headers, body);
        response.writeHead(status, status === 503 ? { 'retry-after': '1' } : {}).end();
      })
      .catch(() => response.destroy()); // broken off
  });
  return {
    url: `${await listen(server)}/events`,
    get events() {
      return [...known.values()];
    },
    copies: () => counts.copies,
    forgeries: () => counts.forgeries,
    setMood: (next) => void (mood = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve()).closeAllConnections();
      }),
  };
}

/** Returns the status that a mood answers with, whatever comes. */
function statusOf(mood: Mood): number | undefined {
  if (mood === 'down') return 503;
  if (mood === 'refusing') return 401;
  return typeof mood === 'number' ? mood : undefined;
}

/** The signature is over the bytes as they came: parsed and written again they are others. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
