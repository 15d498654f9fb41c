/**
 * The one way out to the network, for every destination: a request with a deadline over everything, no
 * redirects, a bounded answer. It never throws, and nothing it answers holds an address or a secret.
 */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Answer, DeliverOptions, DeliveryRequest } from './delivery.ts';
import { exchange, ExchangeError } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';

/** Time for one request, from the first packet to the last byte of the answer. */
const DELIVERY_TIMEOUT_MS = 10_000;

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
    return failure(error, controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function send(request: DeliveryRequest, signal: AbortSignal): Promise<Answer> {
  const { url, method = 'POST' } = request;
  const body = request.gzip ? await compress(request.body) : Buffer.from(request.body);
  const headers = { ...request.headers, ...(request.gzip && { 'content-encoding': 'gzip' }) };
  const answer = await exchange(
    { url, method, headers, body: method === 'GET' ? undefined : body },
    signal,
  );
  const { status, headers: answered, body: text } = answer;
  if (status >= 300 && status < 400) return { error: 'redirect', code: String(status) };
  const wait = retryAfterMs(answered['retry-after'] ?? null, Date.now());
  return { status, body: text, ...(wait !== undefined && { retryAfterMs: wait }) };
}

/** Only the code of an error leaves: messages hold addresses. */
function failure(error: unknown, signal: AbortSignal): Answer {
  const isSent = error instanceof ExchangeError && error.isSent;
  const code = codeOf(signal.aborted ? signal.reason : error);
  return { error: isSent ? 'ambiguous' : 'not_sent', code };
}

function codeOf(error: unknown): string {
  const cause = error instanceof ExchangeError ? error.cause : error;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return code;
  return cause instanceof Error ? cause.name : 'unknown';
}

function named(code: string): Error {
  return Object.assign(new Error(code), { code });
}
