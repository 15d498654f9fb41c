/** What each mode does with a request that came in whole. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isFields, parseJson } from '../../../samples/local/judge/fields.ts';
import type { CollectedRequest } from '../../../samples/local/loopback.ts';
import {
  json,
  type CollectorAnswer,
  type Outcome,
} from '../../../samples/local/services/service.ts';
import type { Mode } from './modes.ts';

/** A request that waits for what becomes of it. */
export interface Exchange {
  readonly request: CollectedRequest;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** Where a redirect leads. */
  readonly elsewhere: string;
  /** Gives a request to the service, keeps what it counts and returns its answer. */
  count(request: CollectedRequest): Outcome;
}

/** Treats a request as the mode has it. */
export function behave(mode: Mode, exchange: Exchange): void {
  if (typeof mode === 'string') return PLAIN[mode](exchange);
  const { request, response } = exchange;
  switch (mode.mode) {
    case '429': {
      const { retryAfter } = mode;
      return send(response, {
        status: 429,
        ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
      });
    }
    case '413': {
      const isTooLarge = countIn(request.body) > mode.above;
      return isTooLarge ? send(response, { status: 413 }) : PLAIN.ok(exchange);
    }
    case 'partial400':
      return refusePart(mode, exchange);
  }
}

const DRIP_MS = 50;

type PlainMode = Extract<Mode, string>;

const PLAIN: Readonly<Record<PlainMode, (exchange: Exchange) => void>> = {
  ok: ({ request, response, count }) => send(response, count(request)),
  hang: () => undefined,
  hangBeforeRead: () => undefined, // it does not come in whole
  resetBefore: ({ socket }) => void socket.resetAndDestroy(),
  resetAfter: ({ request, socket, count }) => {
    count(request);
    socket.resetAndDestroy();
  },
  closeEarly: ({ request, socket, count }) => {
    count(request);
    socket.end();
  },
  truncated: ({ request, socket, count }) => {
    const { body = '' } = count(request);
    socket.end(`${headOf(body.length + 2)}${body.slice(0, body.length / 2)}`);
  },
  drip: ({ request, socket, count }) => {
    count(request);
    socket.write(headOf(100_000));
    const drip = setInterval(() => socket.write('.'), DRIP_MS);
    socket.once('close', () => clearInterval(drip));
  },
  hugeHeaders: ({ request, socket, count }) => {
    count(request);
    socket.end(`HTTP/1.1 200 OK\r\nX-Huge: ${'h'.repeat(100_000)}\r\n\r\n`);
  },
  garbage: ({ socket }) => void socket.end('\u0016\u0003\u0001 this is no HTTP\r\n\r\n'),
  garbage200: ({ response }) =>
    send(response, {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Welcome</title><form action="/login"></form>',
    }),
  400: ({ response }) =>
    send(response, json(400, { code: 400, error: 'malformed', status: 'Bad Request' })),
  401: ({ response }) => send(response, { status: 401 }),
  403: ({ response }) => send(response, { status: 403 }),
  503: ({ response }) => send(response, { status: 503 }),
  302: ({ response, elsewhere }) =>
    send(response, { status: 302, headers: { location: `${elsewhere}/elsewhere` } }),
};

function send(response: ServerResponse, { status, headers, body }: CollectorAnswer): void {
  response.writeHead(status, headers).end(body);
}

function headOf(contentLength: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${contentLength}\r\n\r\n`;
}

/** Events of a body: a list (Mixpanel), a client's (GA4) or lines (UA). */
function countIn(body: string): number {
  const parsed = parseJson(body);
  const events = isFields(parsed) ? parsed['events'] : parsed;
  return Array.isArray(events) ? events.length : body.split('\n').length;
}

function refusePart(
  { refuses, by }: Extract<Mode, { readonly mode: 'partial400' }>,
  { request, response, count }: Exchange,
): void {
  const parsed = parseJson(request.body);
  const records: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  const refused = records
    .map((record, index) => ({ record, index }))
    .filter(({ record, index }) => refuses(record, index));
  if (refused.length === 0) return send(response, count(request));
  const rest = records.filter((_, index) => !refused.some((one) => one.index === index));
  count({ ...request, body: JSON.stringify(rest) });
  const failed_records = refused.map(({ record, index }) => ({
    ...namesOf(record, index, by),
    field: 'properties.time',
    message: 'refused by the test',
  }));
  send(
    response,
    json(400, { code: 400, error: 'some failed', status: 'Bad Request', failed_records }),
  );
}

/** A profile has no insert id: it is named by its own id. */
function namesOf(record: unknown, index: number, by: 'insert_id' | '$insert_id' | 'index'): object {
  const fields = isFields(record) ? record : {};
  if (by === 'index') return { index };
  if (!isFields(fields['properties'])) return { index, $distinct_id: fields['$distinct_id'] };
  const { $insert_id } = fields['properties'];
  return by === 'insert_id' ? { index, insert_id: $insert_id } : { $insert_id };
}
