/** A destination of your own: posts events as signed JSON to an address. */

import type { CustomDestination, DeliveryResult, DestinationEvent } from 'botbuilder-analytics';

import { SIGNATURE_HEADER, TIMESTAMP_HEADER, sign } from './signature.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver and nobody else. */
  readonly secret: string;
}

/** Shorter secrets can be guessed. */
const MIN_SECRET_LENGTH = 32;

/**
 * Reads `WEBHOOK_URL` and `WEBHOOK_SECRET`: a secret does not belong into code.
 * @throws Error if one is missing, the address unsafe or the secret too short
 */
export function webhookFrom(environment: NodeJS.ProcessEnv): CustomDestination {
  const { WEBHOOK_URL: url = '', WEBHOOK_SECRET: secret = '' } = environment;
  if (!isAcceptable(url)) {
    // not what it is: it may hold credentials
    throw new Error(
      'WEBHOOK_URL must be an https:// address without a user and a password; http:// is accepted for this machine only',
    );
  }
  if (secret.length < MIN_SECRET_LENGTH) {
    throw new Error(`WEBHOOK_SECRET must have at least ${MIN_SECRET_LENGTH} characters`);
  }
  return webhook({ url, secret });
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Events are not for everybody on the way, and `fetch` takes no address with credentials. */
function isAcceptable(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
  return isSafe && username === '' && password === '';
}

/** Makes the destination: one of the list `destinations` of `createBotAnalytics`. */
export function webhook({ url, secret }: WebhookOptions): CustomDestination {
  return {
    name: 'webhook',
    batchSize: 100,
    timeoutMs: 10_000,
    async deliver(events, { signal }) {
      try {
        return judge(await post(events, { url, secret, signal }));
      } catch (error) {
        return unanswered(error);
      }
    },
  };
}

async function post(
  events: readonly DestinationEvent[],
  { url, secret, signal }: WebhookOptions & { readonly signal: AbortSignal },
): Promise<Response> {
  const body = JSON.stringify({ events });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [TIMESTAMP_HEADER]: timestamp,
      [SIGNATURE_HEADER]: sign(secret, timestamp, body),
    },
    body,
    redirect: 'manual', // never carry events to where we were not told to
    signal, // the deadline, and the end of the bot
  });
  await response.body?.cancel(); // the status says all: the connection is free again
  return response;
}

/** What a status means for the whole batch. Problems name no address: health() shows them to people. */
function judge({ status, headers }: Response): DeliveryResult {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  const problem = `the receiver answered ${status}`;
  if (status === 408 || status === 429 || status >= 500) {
    return { outcome: 'retry', problem, afterMs: waitOf(headers.get('retry-after')) };
  }
  if (status === 413) return { outcome: 'split', reason: 'too_large', detail: problem };
  // a wrong secret or a wrong address is mended by people: nothing is lost meanwhile
  if (status < 400 || [401, 403, 404].includes(status)) return { outcome: 'pause', problem };
  // any other 4xx: one of the events is refused. Halves find out which, and it alone becomes a dead letter
  return { outcome: 'split', reason: `http_${status}`, detail: problem };
}

/** `Retry-After` in both its forms: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return wait >= 0 ? wait : undefined;
}

/** The connection never stood: the receiver cannot have seen the request. */
const NOT_SENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** A code is enough: the message of an error may hold the address. */
function unanswered(error: unknown): DeliveryResult {
  const { cause, name } = error as { readonly cause?: { readonly code?: string }; name?: string };
  const code = cause?.code ?? name ?? 'unknown';
  const isAmbiguous = !NOT_SENT.has(code);
  return { outcome: 'retry', problem: `the receiver gave no answer (${code})`, isAmbiguous };
}
