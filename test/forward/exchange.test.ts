/** What is known of a request that got no answer: whether anybody can have seen it. */

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer, globalAgent } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import { deliver } from '../../src/forward/deliver.ts';
import { CERTIFICATE, KEY } from './certificate.ts';

const open: Server[] = [];
afterEach(() => {
  globalAgent.destroy(); // connections that are kept
  for (const server of open.splice(0)) server.close();
});

async function portOf(server: Server): Promise<number> {
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serveSecurely = (handle: RequestListener): Promise<number> =>
  portOf(createSecureServer({ key: KEY, cert: CERTIFICATE }, handle));

function trustCertificate(): void {
  const { ca } = globalAgent.options;
  globalAgent.options.ca = CERTIFICATE;
  onTestFinished(() => void (globalAgent.options.ca = ca));
}

const post = (url: string, timeoutMs = 5_000) =>
  deliver({ url, headers: {}, body: 'x' }, { timeoutMs });

describe('over TLS', () => {
  test('what is answered is given on, also on a connection that was kept', async () => {
    trustCertificate();
    const port = await serveSecurely((_request, response) => response.end('taken'));
    const answers = [
      await post(`https://localhost:${port}/`),
      await post(`https://localhost:${port}/`),
    ];

    expect(answers).toEqual(Array(2).fill({ status: 200, body: 'taken' }));
  });

  test('a certificate that nobody vouches for: not sent', async () => {
    const seen = vi.fn();
    const port = await serveSecurely(seen);

    expect(await post(`https://localhost:${port}/`)).toEqual({
      error: 'not_sent',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(seen).not.toHaveBeenCalled();
  });

  test('a certificate of another host: not sent', async () => {
    trustCertificate();
    const port = await serveSecurely(() => undefined);

    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({
      error: 'not_sent',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('a server that does not speak it: not sent', async () => {
    const port = await portOf(createServer((_request, response) => response.end()));

    expect(await post(`https://localhost:${port}/`)).toMatchObject({ error: 'not_sent' });
  });

  test('a handshake that does not end: not sent', async () => {
    const port = await portOf(createTcpServer(() => undefined));

    expect(await post(`https://localhost:${port}/`, 200)).toEqual({
      error: 'not_sent',
      code: 'timeout',
    });
  });

  test('a server that takes the request and is silent: ambiguous', async () => {
    trustCertificate();
    const port = await serveSecurely(() => undefined);

    expect(await post(`https://localhost:${port}/`, 400)).toEqual({
      error: 'ambiguous',
      code: 'timeout',
    });
  });
});

test('on a connection that was kept and breaks, a request is ambiguous', async () => {
  let requests = 0;
  const port = await portOf(
    createServer((request, response) => {
      requests += 1;
      if (requests === 1) response.end();
      else request.socket.resetAndDestroy();
    }),
  );
  await post(`http://127.0.0.1:${port}/`);

  expect(await post(`http://127.0.0.1:${port}/`)).toEqual({
    error: 'ambiguous',
    code: 'ECONNRESET',
  });
});

test.for(['http://user:canary@[bad/?api_secret=canary', 'ftp://canary/'])(
  'an address that is none (%s) is not sent to, and nothing of it is told',
  async (url) => {
    const answer = await post(url);

    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(answer).toMatchObject({ error: 'not_sent' });
  },
);

test('a `fetch` that somebody has put in the place of that of Node is not asked', async () => {
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const port = await portOf(
    createServer((_request, response) => response.writeHead(302, { location: '/' }).end('{}')),
  );

  expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ error: 'redirect', code: '302' });
  expect(fetch).not.toHaveBeenCalled();
});
