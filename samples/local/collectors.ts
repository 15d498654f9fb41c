/**
 * Stand-ins for what analytics services listen on, over real HTTP on loopback: GA4's Measurement
 * Protocol, Mixpanel's strict import and a collector of Universal Analytics hits.
 *
 * They answer as the services do, judge what they get by the published limits (`judge.ts`) and keep
 * all of it, so that a sample can print it and a test can look at it.
 */

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { judgeGa4, judgeMixpanel, judgeUa, type MixpanelRecord } from './judge.ts';

/** What a collector got, decompressed. */
export interface CollectedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface CollectorAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Collector {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly requests: readonly CollectedRequest[];
  /** What was accepted, decoded: GA4 events with their client, Mixpanel events counted once, UA hits. */
  readonly events: readonly unknown[];
  /** What broke a published limit, in words. Empty where all is well. */
  readonly violations: readonly string[];
  /** Answers the next requests in place of the service, in order; nothing of them is accepted. */
  answerNext(...answers: readonly CollectorAnswer[]): void;
}

export interface Collectors {
  readonly ga4: Collector;
  readonly mixpanel: Collector;
  readonly ua: Collector;
  /** Closes all servers and their connections. */
  close(): Promise<void>;
}

/** Starts the three collectors, each on a free port of 127.0.0.1. */
export async function startCollectors(): Promise<Collectors> {
  const started = await Promise.all([
    startCollector('/mp/collect', answerGa4),
    startCollector('/import', mixpanelAnswers()),
    startCollector('/com.google.analytics/v1', answerUa),
  ]);
  const [ga4, mixpanel, ua] = started;
  return {
    ga4,
    mixpanel,
    ua,
    async close() {
      await Promise.all(started.map((collector) => collector.close()));
    },
  };
}

/** What a service makes of a request. */
interface Outcome extends CollectorAnswer {
  readonly events?: readonly unknown[];
  readonly violations?: readonly string[];
}

type Service = (request: CollectedRequest) => Outcome;

async function startCollector(path: string, service: Service) {
  const requests: CollectedRequest[] = [];
  const events: unknown[] = [];
  const violations: string[] = [];
  const scripted: CollectorAnswer[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: decompress(Buffer.concat(chunks), headers) };
      requests.push(request);
      const outcome: Outcome = scripted.shift() ?? route(path, service, request);
      events.push(...(outcome.events ?? []));
      violations.push(...(outcome.violations ?? []));
      response.writeHead(outcome.status, outcome.headers).end(outcome.body);
    });
  });
  const url = await listen(server);
  return {
    url,
    requests,
    events,
    violations,
    answerNext: (...answers: readonly CollectorAnswer[]) => void scripted.push(...answers),
    close: () => close(server),
  };
}

function route(path: string, service: Service, request: CollectedRequest): Outcome {
  if (request.url.split('?')[0] !== path) return { status: 404 };
  if (request.method !== 'POST') return { status: 405 };
  try {
    return service(request);
  } catch (error) {
    return { status: 400, violations: [`unreadable body: ${String(error)}`] };
  }
}

function decompress(body: Buffer, headers: IncomingHttpHeaders): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
}

/** GA4 answers 204 to everything, whatever it thinks of it. */
function answerGa4({ url, body }: CollectedRequest): Outcome {
  const { events, violations } = judgeGa4(new URLSearchParams(url.split('?')[1]), body);
  return { status: 204, events, violations };
}

/** Takes in what is valid, lists what is not, and counts copies once, as Mixpanel's reports do. */
function mixpanelAnswers(): Service {
  const seen = new Set<string>();
  return ({ headers, body }) => {
    if (!/^Basic .+$/.test(headers.authorization ?? '')) {
      return json(401, { code: 401, error: 'Unauthorized', status: 'Unauthorized' });
    }
    const { records, failed } = judgeMixpanel(body);
    const fresh = records.filter((record) => !seen.has(copyKey(record)));
    for (const record of fresh) seen.add(copyKey(record));
    const violations = failed.map(({ field, message }) => `${field}: ${message}`);
    const num_records_imported = records.length;
    const answer = failed.length
      ? json(400, {
          code: 400,
          error: 'some data points in the request failed validation',
          status: 'Bad Request',
          num_records_imported,
          failed_records: failed,
        })
      : json(200, { code: 200, num_records_imported, status: 'OK' });
    return { ...answer, events: fresh, violations };
  };
}

function copyKey({ event, properties }: MixpanelRecord): string {
  const { $insert_id, distinct_id, time } = properties;
  return JSON.stringify([event, $insert_id, distinct_id, time]);
}

function answerUa({ body }: CollectedRequest): Outcome {
  const { hits, violations } = judgeUa(body);
  return { status: 200, events: hits, violations };
}

function json(status: number, value: unknown): CollectorAnswer {
  return {
    status,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
