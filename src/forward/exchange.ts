/**
 * One request and its answer, over Node's own HTTP. Not over `fetch`: that is a global, and a bot may
 * replace it (`botbuilder-ai` does) by one that follows other rules.
 */

import { request as overHttp } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Bytes of an answer that are read; the rest is cut off. */
export const MAX_ANSWER_BYTES = 64 * 1_024;

export interface Outgoing {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Absent with a `GET`. */
  readonly body: Buffer | undefined;
}

export interface Incoming {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** There is no answer, or not a whole one. */
export class ExchangeError extends Error {
  /** Whether the server may have seen the request: its connection stood. */
  readonly isSent: boolean;

  constructor(cause: unknown, isSent: boolean) {
    super('no answer', { cause });
    this.isSent = isSent;
  }
}

/**
 * Sends a request and reads its answer; the body of a redirect is left.
 * @throws ExchangeError also when the signal is aborted
 */
export function exchange(
  { url, method, headers, body }: Outgoing,
  signal: AbortSignal,
): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let isSent = false;
    const fail = (cause: unknown): void => reject(new ExchangeError(cause, isSent));
    try {
      const target = new URL(url);
      const request = target.protocol === 'https:' ? overHttps : overHttp;
      const outgoing = request(target, { method, headers, signal }, (response) => {
        read(response).then(resolve, fail);
      });
      outgoing.on('error', fail);
      outgoing.on('socket', (socket) => onceConnected(socket, () => (isSent = true)));
      outgoing.end(body);
    } catch (cause) {
      fail(cause); // no such URL, no such header
    }
  });
}

/** Before that, nothing of the request has left. A connection that was kept stands. */
function onceConnected(socket: Socket, then: () => void): void {
  const isShaking = socket instanceof TLSSocket && socket.getPeerFinished() === undefined;
  if (isShaking) socket.once('secureConnect', then);
  else if (socket.connecting) socket.once('connect', then);
  else then();
}

async function read(response: IncomingMessage): Promise<Incoming> {
  const { statusCode: status = 0, headers } = response;
  if (status >= 300 && status < 400) {
    response.destroy();
    return { status, headers, body: '' };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= MAX_ANSWER_BYTES) break; // leaving the loop ends the connection
  }
  const body = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
  return { status, headers, body };
}
