import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express5 from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import restify from 'restify';
import { expect, onTestFinished, test } from 'vitest';

import { web } from '../../src/web/index.ts';
import type { NodeHandler } from '../../src/web/index.ts';
import { openSite } from './open-site.ts';

const BASE_PATH = '/analytics';

/** What the test uses of each of them. */
interface Express {
  (): RequestListener & { use(...handlers: readonly unknown[]): void };
  json(): unknown;
  urlencoded(options: object): unknown;
}

interface Restify {
  createServer(): {
    readonly server: Server;
    use(...handlers: readonly unknown[]): void;
    get(path: string, handler: unknown): void;
    post(path: string, handler: unknown): void;
    head(path: string, handler: unknown): void;
  };
  readonly plugins: { bodyParser(): unknown };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE_PATH}`;
}

function onExpress(express: Express): (handler: NodeHandler) => Promise<string> {
  return (handler) => {
    const app = express();
    app.use(express.json(), express.urlencoded({ extended: false }));
    app.use(BASE_PATH, handler);
    return listening(createServer(app));
  };
}

const SERVERS: Readonly<Record<string, (handler: NodeHandler) => Promise<string>>> = {
  'plain http': (handler) =>
    listening(createServer((request, response) => void handler(request, response))),
  'plain http, the prefix taken away': (handler) =>
    listening(
      createServer((request, response) => {
        request.url = request.url?.slice(BASE_PATH.length);
        void handler(request, response);
      }),
    ),
  'express 4, after body parsers': onExpress(express4 as unknown as Express),
  'express 5, after body parsers': onExpress(express5 as unknown as Express),
  'restify 11, after its body parser': (handler) => {
    const { createServer: create, plugins } = restify as unknown as Restify;
    const server = create();
    server.use(plugins.bodyParser());
    for (const method of ['get', 'post', 'head'] as const)
      server[method](`${BASE_PATH}/*`, handler);
    return listening(server.server);
  },
  'fastify 5, with its own parsers': async (handler) => {
    const app = fastify();
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.all(`${BASE_PATH}/*`, handler);
    await app.listen({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => {
      app.server.closeAllConnections();
      return app.close();
    });
    return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}${BASE_PATH}`;
  },
};

test.for(Object.entries(SERVERS))('pages and reports are served by %s', async ([, mount]) => {
  const { analytics, token, ports } = await openSite();
  const site = web(analytics, { basePath: BASE_PATH, auth: { kind: 'bearer' } });
  const base = await mount(site.nodeHandler);
  const secret = await token(['reports:read', 'audience:write']);
  const authorization = `Bearer ${secret}`;

  const report = await fetch(`${base}/api/reports/users?period=thisYear`, {
    headers: { authorization },
  });
  expect(report.status).toBe(200);
  expect(await report.json()).toEqual(await analytics.reports.users({ period: 'thisYear' }));

  const user = { channelId: 'webchat', userId: 'somebody' };
  const changed = await fetch(`${base}/api/audience`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ users: [user], profile: { tags: ['beta'] } }),
  });
  expect(await changed.json()).toEqual({ users: 1 });

  const signedIn = await fetch(`${base}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(base).origin },
    body: new URLSearchParams({ token: secret }),
  });
  expect(signedIn.headers.get('location')).toBe(`${BASE_PATH}/`);
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const page = await fetch(`${base}/activity`, { headers: { cookie } });
  expect(await page.text()).toContain('<h1>Activity</h1>');

  const file = await fetch(`${base}/api/export?format=xlsx&reports=users`, { headers: { cookie } });
  const bytes = Buffer.from(await file.arrayBuffer());
  expect([bytes.length, bytes.subarray(0, 2).toString()]).toEqual([
    Number(file.headers.get('content-length')),
    'PK',
  ]);
  expect((await ports.access.audit({ limit: 10 })).map(({ action }) => action)).toEqual([
    'export',
    'sign-in',
    'audience.set',
  ]);
});
