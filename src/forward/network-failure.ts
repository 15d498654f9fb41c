/** Sorts the errors of `fetch`: may the server have seen the request? */

import type { Answer } from './delivery.ts';

/** The connection never stood. `cause.code` of Node's `fetch`, tried on Node 20.20 (forwarding 4.1). */
const NOT_SENT_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Certificates and handshakes have whole families of codes. */
const NOT_SENT_FAMILY = /^(CERT_|ERR_TLS_|ERR_SSL_)/;

/** Turns what `fetch` or its body threw into an answer. Only the code leaves: messages hold addresses. */
export function networkFailure(error: unknown): Answer {
  const code = codeOf(error);
  return { error: isNotSent(code, error) ? 'not_sent' : 'ambiguous', code };
}

function isNotSent(code: string, error: unknown): boolean {
  if (NOT_SENT_CODES.has(code) || NOT_SENT_FAMILY.test(code)) return true;
  return causeOf(error) instanceof AggregateError; // every address of the host was tried in vain
}

function codeOf(error: unknown): string {
  const cause = causeOf(error);
  for (const candidate of [cause, error]) {
    const code = (candidate as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string') return code;
  }
  return error instanceof Error ? error.name : 'unknown';
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
