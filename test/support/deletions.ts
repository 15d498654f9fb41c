/** Stands for Mixpanel's GDPR API: takes deletions, and tells how far it has come. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DeletionRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** JSON; `null` where there is none. */
  readonly body: unknown;
}

export interface Scripted {
  readonly status?: number;
  /** As it is, or as JSON. */
  readonly body?: unknown;
}

export interface Deletions {
  readonly url: string;
  readonly requests: readonly DeletionRequest[];
  /** Requests that ask for a deletion. */
  asked(): readonly DeletionRequest[];
  /** What is answered from now on; else a task is begun, or told to be done. */
  script(answer: (request: DeletionRequest) => Scripted | undefined): void;
  close(): Promise<void>;
}

export const PATH = '/api/app/data-deletions/v3.0/';

/** Starts a server on loopback; the caller closes it. */
export async function startDeletions(): Promise<Deletions> {
  const requests: DeletionRequest[] = [];
  let scripted: (request: DeletionRequest) => Scripted | undefined = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url: path = '' } = request;
      const { authorization } = request.headers;
      const got = { method, path, authorization, body: JSON.parse(text || 'null') as unknown };
      requests.push(got);
      const { status = 200, body = usual(got, requests) } = scripted(got) ?? {};
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: () => requests.filter(({ method }) => method === 'POST'),
    script: (answer) => void (scripted = answer),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function usual({ method }: DeletionRequest, requests: readonly DeletionRequest[]): unknown {
  if (method === 'GET')
    return { status: 'ok', results: { status: 'SUCCESS', distinct_ids: ['1'] } };
  const tasks = requests.filter((request) => request.method === 'POST').length;
  return { status: 'ok', results: [{ status: 'PENDING', tracking_id: `task-${tasks}` }] };
}
