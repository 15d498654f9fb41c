/** All routes in one place. */

import { Hono } from 'hono';
import type { Context } from 'hono';

import { apiRoutes } from './api/routes.ts';
import { guarding } from './auth/guard.ts';
import { signInRoutes } from './auth/sign-in.tsx';
import { pageRoutes } from './pages/routes.tsx';
import { RequestProblem, problemOf, refusal } from './problem.ts';
import type { Problem } from './problem.ts';
import { HEADERS, checkHost } from './security.ts';
import type { Site, SiteEnv } from './site.ts';

/** Puts the pages and the reports together. `onError` is told what nobody who asks may know. */
export function appOf(site: Site, onError: (error: unknown) => void): Hono<SiteEnv> {
  const guard = guarding(site, onError);
  const app = new Hono<SiteEnv>({ getPath: (request) => pathIn(request, site.options.basePath) });
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    checkHost(new URL(context.req.url), site.options);
    await next();
  });
  app.route('/', apiRoutes(site, guard));
  app.route('/', signInRoutes(site, guard));
  app.route('/', pageRoutes(site, guard));
  app.notFound((context) => {
    throw refusal('NOT_FOUND', `There is nothing at ${context.req.path}.`);
  });
  app.onError((error, context) => {
    const problem = problemOf(error);
    if (problem.status === 500) onError(error);
    const headers = error instanceof RequestProblem ? error.headers : {};
    return answerProblem(context, problem, headers);
  });
  return app;
}

/** Where a request leads, whether or not who mounted us has taken the prefix away. */
function pathIn(request: Request, basePath: string): string {
  const { pathname } = new URL(request.url);
  const isPrefixed =
    basePath !== '' && (pathname === basePath || pathname.startsWith(`${basePath}/`));
  const path = isPrefixed ? pathname.slice(basePath.length) : pathname;
  return path === '' ? '/' : path;
}

/** To programs as RFC 9457 has it. */
function answerProblem(
  context: Context,
  problem: Problem,
  headers: Readonly<Record<string, string>>,
): Response {
  const type = 'application/problem+json';
  const all = { ...HEADERS, ...headers, 'content-type': type, 'cache-control': 'no-store' };
  return context.body(JSON.stringify(problem), problem.status as 400, all);
}
