/**
 * The one way out to the network, for every destination: a request with a deadline over everything, no
 * redirects, a bounded answer. It never throws, and nothing it answers holds an address or a secret.
 */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Answer, DeliverOptions, DeliveryRequest } from './delivery.ts';
import { networkFailure } from './network-failure.ts';
import { retryAfterMs } from './retry-after.ts';

/**
 * Time for one request from the first packet to the last byte of the answer. A little longer than
 * Node tries to connect (10 s): where nobody is there, nothing is in doubt.
 */
const DELIVERY_TIMEOUT_MS = 11_000;

/** Bytes of an answer that are read; the rest is cut off. */
export const MAX_ANSWER_BYTES = 64 * 1_024;

const compress = promisify(gzip);

/** Sends one request and reads its answer. Settles at the deadline at the latest, and never rejects. */
export async function deliver(
  request: DeliveryRequest,
  { timeoutMs = DELIVERY_TIMEOUT_MS, signal }: DeliverOptions = {},
): Promise<Answer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(named('timeout')), timeoutMs);
  const stop = (): void => controller.abort(named('stopped'));
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await send(request, controller.signal);
  } catch (error) {
    return networkFailure(controller.signal.aborted ? controller.signal.reason : error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function send(request: DeliveryRequest, signal: AbortSignal): Promise<Answer> {
  const { method = 'POST' } = request;
  const body = request.gzip ? await compress(request.body) : Buffer.from(request.body);
  const headers = request.gzip
    ? { ...request.headers, 'content-encoding': 'gzip' }
    : request.headers;
  // `manual`, not `error`: Node then shows the status, where `error` has only a message to match
  const response = await fetch(request.url, {
    method,
    headers,
    body: method === 'GET' ? null : body,
    redirect: 'manual',
    signal,
  });
  if (isRedirect(response)) {
    await response.body?.cancel();
    return { error: 'redirect', code: String(response.status) };
  }
  const wait = retryAfterMs(response.headers.get('retry-after'), Date.now());
  const text = await readBounded(response.body);
  return { status: response.status, body: text, ...(wait !== undefined && { retryAfterMs: wait }) };
}

function isRedirect({ status, type }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400);
}

async function readBounded(stream: Response['body']): Promise<string> {
  if (!stream) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= MAX_ANSWER_BYTES) break; // leaving the loop cancels the stream
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}

function named(code: string): Error {
  return Object.assign(new Error(code), { code });
}
