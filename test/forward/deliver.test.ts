import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { deliver } from '../../src/forward/deliver.ts';
import { MAX_ANSWER_BYTES } from '../../src/forward/exchange.ts';

const open = new Set<{ close: () => void }>();
afterEach(() => {
  for (const server of open) server.close();
  open.clear();
});

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

async function serve(handler: Handler): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, Buffer.concat(chunks)));
  });
  const url = await listen(server);
  open.add({ close: () => (server.closeAllConnections(), server.close()) });
  return url;
}

/** A server that writes these bytes after the request came, and then does what it is told to. */
async function serveBytes(bytes: string, next: 'end' | 'reset' | 'hang'): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(bytes);
      if (next === 'end') socket.end();
      if (next === 'reset') setImmediate(() => socket.resetAndDestroy());
    });
    open.add({ close: () => socket.destroy() });
  });
  open.add({ close: () => server.close() });
  return listen(server);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = (url: string, timeoutMs = 5_000, body = 'x') =>
  deliver({ url, headers: {}, body }, { timeoutMs });

describe('what a server answers', () => {
  test('is given on: status, body and how long to wait', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': '3' }).end('slow down'),
    );

    expect(await post(url)).toEqual({ status: 429, body: 'slow down', retryAfterMs: 3_000 });
  });

  test('an empty 204 has an empty body', async () => {
    const url = await serve((_request, response) => response.writeHead(204).end());

    expect(await post(url)).toEqual({ status: 204, body: '' });
  });

  test('is read to 64 kB, and the rest is not waited for', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200).write('y'.repeat(MAX_ANSWER_BYTES + 1)); // and never ends
    });

    const answer = await post(url);

    expect(answer).toEqual({ status: 200, body: 'y'.repeat(MAX_ANSWER_BYTES) });
  });

  test.for([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async (status) => {
    let visits = 0;
    const url = await serve((request, response) => {
      visits += 1;
      const target = request.url === '/' ? status : 200;
      response.writeHead(target, { location: '/elsewhere' }).end();
    });

    expect(await post(url)).toEqual({ error: 'redirect', code: String(status) });
    expect(visits).toBe(1);
  });
});

test('what is sent: a POST with the headers and the body, compressed where asked for', async () => {
  const seen: unknown[] = [];
  const url = await serve(({ method, headers }, response, body) => {
    const isZipped = headers['content-encoding'] === 'gzip';
    const text = (isZipped ? gunzipSync(body) : body).toString();
    seen.push([method, headers['x-own'], isZipped, text]);
    response.end();
  });
  const request = { url, headers: { 'x-own': '1' }, body: 'grüße' };

  await deliver(request);
  await deliver({ ...request, gzip: true });

  expect(seen).toEqual([
    ['POST', '1', false, 'grüße'],
    ['POST', '1', true, 'grüße'],
  ]);
});

describe('a server that misbehaves', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n';

  test.for([
    { when: 'it closes without an answer', bytes: '', next: 'end', code: 'ECONNRESET' },
    { when: 'it resets the connection', bytes: '', next: 'reset', code: 'ECONNRESET' },
    { when: 'its body is cut short', bytes: `${head}abc`, next: 'end', code: 'ECONNRESET' },
    { when: 'it speaks no HTTP', bytes: 'garbage\r\n\r\n', next: 'end', code: /^HPE_/ },
    {
      when: 'its headers are huge',
      bytes: `HTTP/1.1 200 OK\r\nX: ${'h'.repeat(100_000)}\r\n\r\n`,
      next: 'hang',
      code: 'HPE_HEADER_OVERFLOW',
    },
    { when: 'it hangs before the answer', bytes: '', next: 'hang', code: 'timeout' },
    {
      when: 'it hangs in the headers',
      bytes: 'HTTP/1.1 200 OK\r\n',
      next: 'hang',
      code: 'timeout',
    },
    { when: 'it hangs in the body', bytes: `${head}abc`, next: 'hang', code: 'timeout' },
  ] as const)('$when: ambiguous, $code', async ({ bytes, next, code }) => {
    const url = await serveBytes(bytes, next);

    const answer = await post(url, 400);

    expect(answer).toMatchObject({ error: 'ambiguous' });
    expect((answer as { code: string }).code).toMatch(code);
  });

  test('a body that drips ends at the deadline, which is one for everything', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const begin = performance.now();

    const answer = await post(url, 300);

    expect(answer).toEqual({ error: 'ambiguous', code: 'timeout' });
    expect(performance.now() - begin).toBeGreaterThanOrEqual(295);
  });

  test('a closed port was not sent to', async () => {
    const server = createTcpServer();
    const url = await listen(server);
    server.close();
    await once(server, 'close');

    expect(await post(url)).toEqual({ error: 'not_sent', code: 'ECONNREFUSED' });
  });

  test('whoever stops it gets an answer at once', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    const answer = deliver({ url, headers: {}, body: 'x' }, { signal: controller.signal });

    expect(await answer).toEqual({ error: 'ambiguous', code: 'stopped' });
  });

  test('whoever stops it before it begins gets an answer at once', async () => {
    const url = await serveBytes('', 'hang');
    const controller = new AbortController();
    const answer = deliver({ url, headers: {}, body: 'x' }, { signal: controller.signal });
    controller.abort();

    expect(await answer).toEqual({ error: 'not_sent', code: 'stopped' });
  });
});
