/** Reports over HTTP: one address each, and those of the books, the audience and the document about them all. */

import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import type { Guard } from '../auth/guard.ts';
import { refusal } from '../problem.ts';
import { NO_STORE } from '../security.ts';
import type { Site, SiteEnv } from '../site.ts';
import { askReport } from './asking.ts';
import { setAudience } from './audience.ts';
import { exportedFile } from './export.ts';
import { openApi } from './openapi.ts';
import { optionsFrom } from './query.ts';
import { reportNamed } from './report-name.ts';

/** Largest body that is read. */
const MAX_BODY_BYTES = 64 * 1024;

/** What Prometheus expects. */
const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8';

export function apiRoutes(site: Site, guard: Guard): Hono<SiteEnv> {
  const api = new Hono<SiteEnv>();
  api.use(async (context, next) => {
    await next();
    context.header('cache-control', NO_STORE);
  });
  api.get('/api/reports/:name', guard.needs('reports:read'), async (context) => {
    const name = reportNamed(context.req.param('name'));
    const options = optionsFrom(name, queryOf(context));
    return context.json(
      (await askReport(site, context.get('visitor'), { name, options })) as object,
    );
  });
  api.get('/api/audience', guard.needs('reports:read'), async (context) => {
    const options = optionsFrom('audience', queryOf(context));
    const asked = { name: 'audience', options } as const;
    return context.json((await askReport(site, context.get('visitor'), asked)) as object);
  });
  api.post(
    '/api/audience',
    guard.needs('audience:write'),
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }),
    (context) => setAudience(site, guard, context),
  );
  api.get('/api/export', guard.needs('reports:read'), (context) => answerExport(site, context));
  api.get('/api/health', guard.needs('reports:read'), async (context) =>
    context.json(await site.analytics.health()),
  );
  api.get('/metrics', guard.needs('reports:read'), async (context) =>
    context.body(await site.analytics.metrics(), 200, { 'content-type': EXPOSITION }),
  );
  api.get('/api/openapi.json', guard.needs('reports:read'), (context) =>
    context.json(openApi(site.options)),
  );
  return api;
}

function queryOf({ req }: Context): URLSearchParams {
  return new URL(req.url).searchParams;
}

function tooLarge(): never {
  throw refusal('BODY_TOO_LARGE', `At most ${MAX_BODY_BYTES} bytes are read.`);
}

async function answerExport(site: Site, context: Context<SiteEnv>): Promise<Response> {
  const visitor = context.get('visitor');
  const { body, bytes, type, name, reports } = await exportedFile(site, visitor, queryOf(context));
  await site.ports.access.log({
    at: site.now(),
    by: visitor.name,
    action: 'export',
    subject: name,
    details: { reports: reports.join(', ').slice(0, 500), bytes },
  });
  return context.body(body, 200, {
    'content-type': type,
    'content-length': String(bytes),
    'content-disposition': `attachment; filename="${name}"`,
  });
}
