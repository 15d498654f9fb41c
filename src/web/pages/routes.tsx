/** The pages: each is asked for by its address, in which all stands that it shows. */

import { Hono } from 'hono';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';

import { AnalyticsError } from '../../model/errors.ts';
import type { Guard } from '../auth/guard.ts';
import { may } from '../auth/visitor.ts';
import { assets } from '../assets.ts';
import { Controls } from '../parts/controls.tsx';
import { ExportLinks } from '../parts/export-links.tsx';
import { page as htmlOf } from '../parts/layout.tsx';
import { problemOf, refusal } from '../problem.ts';
import { NO_STORE } from '../security.ts';
import type { Site, SiteEnv } from '../site.ts';
import { contextOf } from './context.ts';
import type { Action, Page, PageContext } from './context.ts';
import { definitions } from './definitions.tsx';
import { storedFilters } from './known-values.ts';
import { PAGES } from './places.ts';
import { sharedQuery, viewOf } from './view.ts';

export function pageRoutes(site: Site, guard: Guard): Hono<SiteEnv> {
  const routes = new Hono<SiteEnv>();
  routes.get('/assets/:name', (context) => {
    const asset = assets.get(context.req.param('name'));
    if (!asset) throw refusal('NOT_FOUND', 'There is no such asset.');
    const { type, body, etag } = asset();
    context.header('etag', etag);
    context.header('cache-control', 'no-cache'); // kept, and asked for once more each time
    if (context.req.header('if-none-match') === etag) return context.body(null, 304);
    return context.body(body, 200, { 'content-type': type });
  });
  for (const page of [...PAGES, definitions]) {
    routes.get(page.path, (context) => answer(site, guard, { page, context }));
    for (const action of page.actions ?? []) {
      routes.post(action.path, small, (context) => change(site, guard, { page, context, action }));
    }
  }
  return routes;
}

/** Largest form that is read. */
const MAX_FORM_BYTES = 64 * 1024;

const small = bodyLimit({
  maxSize: MAX_FORM_BYTES,
  onError: () => {
    throw refusal('BODY_TOO_LARGE', `At most ${MAX_FORM_BYTES} bytes are read.`);
  },
});

interface Asked {
  readonly page: Page;
  readonly context: Context<SiteEnv>;
  /** What is said above the content. */
  readonly notice?: Child;
  /** Of a change that was refused. */
  readonly status?: 400 | undefined;
}

/** Does what a form asks for, and says what became of it. */
async function change(
  site: Site,
  guard: Guard,
  { page, context, action }: Asked & { readonly action: Action },
): Promise<Response> {
  const visitor = await guard.visitor(context);
  if (!visitor) return signIn(site, guard, context);
  if (!may(visitor, action.scope)) {
    throw refusal('FORBIDDEN', `${visitor.name} lacks the scope ${action.scope}.`);
  }
  const form = await context.req.formData();
  const token = form.get('form_token');
  await guard.checkChange(context, typeof token === 'string' ? token : undefined);
  const own = contextOf(site, visitor, { view: viewOf(context.req.url), formToken: '' });
  try {
    const outcome = await action.run(own, form);
    if ('goTo' in outcome) {
      return context.redirect(`${site.options.basePath}${outcome.goTo}`, 303);
    }
    return await answer(site, guard, { page, context, notice: outcome.notice });
  } catch (error) {
    if (!AnalyticsError.is(error) || error.code !== 'INVALID_OPTIONS') throw error;
    const notice = <Alert text={problemOf(error).detail} />;
    return answer(site, guard, { page, context, notice, status: 400 });
  }
}

function Alert({ text }: { readonly text: string }) {
  return (
    <p role="alert" class="wrong">
      {text}
    </p>
  );
}

/** Whoever is not signed in is led to where that is done, and back. */
async function answer(
  site: Site,
  guard: Guard,
  { page, context, notice, status: refused }: Asked,
): Promise<Response> {
  context.header('cache-control', NO_STORE);
  const visitor = await guard.visitor(context);
  if (!visitor) return signIn(site, guard, context);
  const scope = page.scope ?? 'reports:read';
  if (!may(visitor, scope)) {
    throw refusal('FORBIDDEN', `${visitor.name} lacks the scope ${scope}.`);
  }
  const view = viewOf(context.req.url);
  const formToken = await guard.formToken(visitor);
  const own = contextOf(site, visitor, { view, formToken });
  const { content, status } = await contentOf(page, own);
  const children = await framed(page, own, [notice, content]);
  return context.html(
    await htmlOf({
      basePath: site.options.basePath,
      title: page.title,
      places: PAGES.filter(({ scope: needed = 'reports:read' }) => may(visitor, needed)),
      here: page.path,
      query: sharedQuery(view),
      formToken: visitor.via === 'session' ? formToken : undefined,
      visitor: visitor.name,
      children,
    }),
    refused ?? status,
  );
}

function signIn({ options }: Site, guard: Guard, context: Context<SiteEnv>): Response {
  guard.failed();
  if (typeof options.auth === 'function') {
    throw refusal('UNAUTHENTICATED', 'Sign in first, where you sign in to everything else.');
  }
  const { search } = new URL(context.req.url);
  const next = new URLSearchParams({ next: context.req.path + search });
  return context.redirect(`${options.basePath}/sign-in?${next.toString()}`, 303);
}

/** A wrong option in the address is told, and the form is there to put it right. */
async function contentOf(
  page: Page,
  context: PageContext,
): Promise<{ readonly content: Child; readonly status: 200 | 400 }> {
  try {
    // written here, as parts of a page may ask for more while they are written
    return { content: await html`${await page.content(context)}`, status: 200 };
  } catch (error) {
    if (!AnalyticsError.is(error) || error.code !== 'INVALID_REPORT_OPTIONS') throw error;
    const { detail } = problemOf(error);
    return { content: <Alert text={detail} />, status: 400 };
  }
}

async function framed(page: Page, context: PageContext, content: Child): Promise<Child> {
  const { view, site } = context;
  if (!page.hasControls) {
    return (
      <>
        <h1>{page.title}</h1>
        {content}
      </>
    );
  }
  const { store } = await site.analytics.health();
  const isEmpty = store.state === 'ok' && store.facts === 0;
  return (
    <>
      <h1>{page.title}</h1>
      <Controls view={view} known={storedFilters(await site.ports.segments())} />
      {isEmpty ? <Empty /> : content}
      {!isEmpty && <ExportLinks page={page} context={context} />}
    </>
  );
}

function Empty() {
  return (
    <section class="card">
      <h2>Nothing has been recorded yet</h2>
      <p>
        As soon as somebody writes to the bot, the numbers appear here. If they do not, look whether
        the middleware is the first of the adapter: <code>adapter.use(analytics.middleware)</code>.
        Old conversations are taken in by <code>npx botbuilder-analytics import</code>.
      </p>
    </section>
  );
}
