/**
 * A service on loopback that takes events and answers at once, or never, in a process of its own: what it
 * does is on nobody's account. A word by message is answered by what has come since the last one.
 *
 * Arguments: `hanging`, if it never answers.
 */

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import type { Received } from './deliveries.ts';

interface Request {
  readonly body: Buffer;
  readonly isGzip: boolean;
}

const isHanging = process.argv[2] === 'hanging';
let requests: Request[] = [];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const isGzip = request.headers['content-encoding'] === 'gzip';
    requests.push({ body: Buffer.concat(chunks), isGzip });
    if (isHanging) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(isForm(request) ? '1' : '{"code":200,"status":"OK"}');
  });
});

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

process.on('message', () => {
  const texts = requests.map(({ body, isGzip }) => (isGzip ? gunzipSync(body) : body).toString());
  const received: Received = {
    sizes: requests.map(({ body }) => body.length),
    events: texts.reduce((sum, text) => sum + eventsIn(text), 0),
    first: texts[0] ?? '',
  };
  requests = [];
  process.send?.(received);
});

/** Mixpanel's own SDK sends a form, and wants to hear no more than 1. */
function isForm({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'application/x-www-form-urlencoded';
}

/** A list, also in Base64, or one under the name that Segment and PostHog give it; of others it is not known. */
function eventsIn(text: string): number {
  if (text.startsWith('data=')) return eventsIn(Buffer.from(text.slice(5), 'base64').toString());
  if (!text.startsWith('[') && !text.startsWith('{')) return 0;
  const body = JSON.parse(text) as {
    readonly length?: number;
    readonly batch?: { length: number };
  };
  return body.length ?? body.batch?.length ?? 0;
}
